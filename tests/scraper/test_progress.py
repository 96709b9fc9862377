from scraper.progress import Speed


def test_speed_is_that_of_the_latest_pages() -> None:
    moment = [0.0]
    speed = Speed(lambda: moment[0])
    for _ in range(40):
        moment[0] += 2.0
        speed.page()

    assert speed.per_minute == 30
    assert speed.seconds_for(15) == 30
    assert speed.seconds_for(None) is None
    for _ in range(20):
        moment[0] += 1.0
        speed.page()
    assert speed.per_minute == 60


def test_after_it_is_forgotten_it_is_not_known() -> None:
    moment = [0.0]
    speed = Speed(lambda: moment[0])
    moment[0] += 1.0
    speed.page()
    speed.forget()

    assert speed.per_minute is None

"""Rate and remaining time are those of the last seconds, and a reader is not flooded."""

from core.models.progress import Progress, Reporter, SpeedMeter, Stage


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_rate_forgets_an_old_burst() -> None:
    clock = Clock()
    meter = SpeedMeter(clock)
    rates = []
    for second in range(30):
        clock.now = 100.0 + second
        rates.append(meter.rate(min(second, 5) * 1000))  # five fast seconds, then nothing

    assert rates[0] is None
    assert rates[5] == 1000
    assert rates[-1] == 0


def test_a_restart_gives_no_negative_rate() -> None:
    clock = Clock()
    meter = SpeedMeter(clock)
    meter.rate(5000)
    clock.now += 1

    assert meter.rate(0) is None


def test_reports_are_at_most_ten_a_second_but_the_last_always_comes() -> None:
    clock, told = Clock(), list[Progress]()
    reporter = Reporter("tiny", 1000, told.append, clock)
    for done in range(0, 1001, 10):
        clock.now += 0.01
        reporter.tell(Stage.DOWNLOADING, "a", done, "hub")

    assert len(told) <= 13
    assert told[-1].done == 1000
    assert told[-1].bytes_per_second is not None
    assert told[-1].seconds_left == 0


def test_a_new_stage_or_source_is_told_at_once() -> None:
    clock, told = Clock(), list[Progress]()
    reporter = Reporter("tiny", 1000, told.append, clock)

    reporter.tell(Stage.VERIFYING, "a", 1)
    reporter.tell(Stage.DOWNLOADING, "a", 2, "hub")
    reporter.tell(Stage.DOWNLOADING, "a", 3, "registry")

    assert [(each.stage, each.source) for each in told] == [
        (Stage.VERIFYING, ""),
        (Stage.DOWNLOADING, "hub"),
        (Stage.DOWNLOADING, "registry"),
    ]


def test_done_counts_the_files_before() -> None:
    told = list[Progress]()
    reporter = Reporter("tiny", 300, told.append)
    reporter.finished = 100

    reporter.tell(Stage.DOWNLOADING, "b", 50)

    assert (told[0].done, told[0].total) == (150, 300)

from core.remark import RemarkStatus
from desktop.critique.drip import Drip
from desktop.critique.tracking import RemarkTracker
from desktop.critique.view import Kind, Place, count_open, place_of
from tests.fakes.critiques import ANSWER, FIRST, SECOND, THIRD, remark, views


def tracker(text: str = ANSWER) -> RemarkTracker:
    made = RemarkTracker(ANSWER, text)
    made.take((remark(FIRST), remark(SECOND)))
    return made


def test_only_new_remarks_are_taken() -> None:
    made = tracker()
    made.set_status(0, RemarkStatus.FIXED)
    assert made.take((remark(FIRST), remark(SECOND), remark(THIRD)))
    assert [one.status for one in made.remarks] == [RemarkStatus.FIXED, RemarkStatus.OPEN, RemarkStatus.OPEN]
    assert not made.take((remark(FIRST), remark(SECOND), remark(THIRD)))


def test_a_remark_on_a_text_that_was_edited_meanwhile_is_put_where_its_passage_went() -> None:
    changed = "새 첫머리. " + ANSWER
    span = tracker(changed).views()[1].span
    assert span is not None
    assert changed[span.start : span.end] == SECOND


def test_follow_tells_only_when_a_passage_is_lost_or_found() -> None:
    made = tracker()
    assert not made.follow(ANSWER + " 덧붙임.")
    assert made.follow(ANSWER.replace(FIRST, "") + " 덧붙임.")
    assert made.follow(ANSWER)
    assert not made.follow(ANSWER)


def test_a_status_that_is_no_change_is_none() -> None:
    made = tracker()
    assert made.set_status(1, RemarkStatus.DISMISSED)
    assert not made.set_status(1, RemarkStatus.DISMISSED)
    assert not made.set_status(9, RemarkStatus.DISMISSED)
    assert [mark.id for mark in made.marks(0)] == ["0"]
    assert made.marks(0)[0].active


def test_open_remarks_are_counted_by_kind() -> None:
    counts = count_open(views(remark(FIRST), remark(SECOND, status=RemarkStatus.FIXED)))
    assert counts == {Kind.ALL: 1, Kind.IMPROVE: 1, Kind.GOOD: 0, Kind.RULE: 0}


def test_places_in_the_answer() -> None:
    assert place_of(remark(FIRST).span, ANSWER) == (Place.FIRST, 1)
    assert place_of(remark(SECOND).span, ANSWER) == (Place.PARAGRAPH, 2)
    assert place_of(remark(THIRD).span, ANSWER) == (Place.LAST, 3)
    assert place_of(None, ANSWER) == (Place.NOWHERE, 0)


def test_a_drip_shows_a_prefix_and_ends() -> None:
    drip = Drip()
    drip.aim("가나다라마바사아자차")
    seen = []
    while drip.step():
        seen.append(drip.shown)
    assert seen[-1] == drip.text
    assert all(drip.text.startswith(shown) for shown in seen)
    assert len(seen) > 3
    drip.aim("가나")
    assert drip.shown == "가나"

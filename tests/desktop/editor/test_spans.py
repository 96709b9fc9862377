import pytest

from core.remark import Span
from desktop.editor.spans import Edit, SpanMark, edit_between, mark_at, moved


def mark(start: int, end: int, mark_id: str = "a") -> SpanMark:
    return SpanMark(mark_id, Span(start, end), "improve")


@pytest.mark.parametrize(
    ("old", "new", "edit"),
    [
        ("가나다", "가나다", None),
        ("가나다", "가나다라", Edit(3, 0, 1)),
        ("가나다", "나다", Edit(0, 1, 0)),
        ("가나다", "가라다", Edit(1, 1, 1)),
        ("", "가나", Edit(0, 0, 2)),
        ("가나", "", Edit(0, 2, 0)),
    ],
)
def test_the_edit_between_two_texts(old: str, new: str, edit: Edit | None) -> None:
    assert edit_between(old, new) == edit


def test_the_place_settles_which_of_equal_letters_was_typed() -> None:
    assert edit_between("가가가", "가가가가", position=1) == Edit(1, 0, 1)


def test_marks_move_and_those_deleted_go() -> None:
    marks = (mark(0, 2, "first"), mark(5, 8, "second"))
    assert moved(marks, Edit(3, 0, 4)) == (mark(0, 2, "first"), mark(9, 12, "second"))
    assert moved(marks, Edit(4, 5, 0)) == (mark(0, 2, "first"),)


def test_of_two_marks_the_shorter_is_meant() -> None:
    marks = (mark(0, 10, "sentence"), mark(3, 5, "word"))
    found = mark_at(marks, 4)
    assert found is not None
    assert found.id == "word"
    assert mark_at(marks, 10) is None

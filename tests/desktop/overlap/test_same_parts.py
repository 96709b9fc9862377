"""Which parts of two passages are shown as the same."""

from desktop.overlap.same_parts import same_parts


def words(text: str, other: str) -> tuple[list[str], list[str]]:
    here, there = same_parts(text, other)
    return [text[start:end] for start, end in here], [other[start:end] for start, end in there]


def test_spacing_and_marks_do_not_count() -> None:
    here, there = words("폐기를 줄일수 있었습니다.", "폐기를 줄일 수 있었습니다!")
    assert here == ["폐기를 줄일수 있었습니다"]
    assert there == ["폐기를 줄일 수 있었습니다"]


def test_another_ending_is_left_out() -> None:
    here, there = words("재고를 정리해 발주를 고쳤습니다", "재고를 정리해 발주를 늘린다")
    assert here == ["재고를 정리해 발주를"]
    assert there[0] == "재고를 정리해 발주를"


def test_two_letters_are_not_a_part() -> None:
    assert words("저는 갑니다", "우리는 왔다") == ([], [])


def test_what_is_not_in_the_basic_plane_keeps_its_place() -> None:
    here, _ = words("🙂 폐기를 줄였습니다", "폐기를 줄였습니다")
    assert here == ["폐기를 줄였습니다"]

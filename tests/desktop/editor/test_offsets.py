from hypothesis import given
from hypothesis import strategies as st

from desktop.editor.offsets import to_points, to_units, well_formed


def test_an_emoji_is_two_units_and_one_point() -> None:
    assert to_units("가😀나", 2) == 3
    assert to_points("가😀나", 3) == 2


def test_inside_a_surrogate_pair_counts_as_after_it() -> None:
    assert to_points("😀나", 1) == 1


@given(st.text(alphabet="가a😀👨 \n"), st.data())
def test_there_and_back(text: str, data: st.DataObject) -> None:
    points = data.draw(st.integers(0, len(text)))
    assert to_points(text, to_units(text, points)) == points
    assert to_units(text, len(text)) == len(text.encode("utf-16-le")) // 2


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert well_formed("가\ud83d나😀") == "가�나😀"

"""Slips of the finger in words that nobody would write."""

from collections.abc import Mapping, Sequence

import pytest

from core.proofread.passes import proofread
from tests.core.proofread.measure import corrected


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("현장에서 혐업의 가치를 배웠습니다.", "현장에서 협업의 가치를 배웠습니다."),
        ("작은 문제도 소홓히 하지 않았습니다.", "작은 문제도 소홀히 하지 않았습니다."),
        ("일정을 곤리했습니다.", "일정을 관리했습니다."),
        ("맡은 일을 끝까지 해냈습닏다.", "맡은 일을 끝까지 해냈습니다."),
        ("저는 늘 배우겠다고 하ㄴ다.", "저는 늘 배우겠다고 한다."),
    ],
)
def test_a_slip_is_taken_back(wrong: str, right: str) -> None:
    assert corrected(wrong) == right


@pytest.mark.parametrize(
    "right",
    [
        "다솜제약의 연구소에서 일하고 싶습니다.",
        "해솔테크와 누비온무역에 지원했습니다.",
        "웨이퍼의 식각 공정과 산화막을 배웠습니다.",
        "박서윤 주임과 정하늘 인턴이 도왔습니다.",
        "치맛단을 손바느질로 고쳤습니다.",
        "네ㅋㅋ 하고 웃었습니다.",
        "스프라켓과 감속기를 조립했습니다.",
    ],
)
def test_names_and_terms_stay(right: str) -> None:
    assert corrected(right) == right


def test_a_strange_word_that_comes_again_is_meant() -> None:
    text = "혐업을 배웠습니다. 그 혐업이 도움이 되었습니다."

    assert not [found for found in proofread(text) if "혐업" in found.original]


class Speller:
    """Knows one word, and notes what it was asked."""

    def __init__(self, **known: tuple[str, ...]) -> None:
        self.known = known
        self.asked: list[str] = []

    def __call__(self, words: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        self.asked += words
        return {word: self.known.get(word, ()) for word in words}


def test_a_speller_is_asked_about_strange_words_only_and_is_never_sure() -> None:
    text = "커피를 파는 아르바트를 했습니다."
    speller = Speller(아르바트를=("아르바이트를", "아르 바트를"))

    assert not proofread(text)
    (found,) = proofread(text, speller=speller)

    assert speller.asked == ["아르바트를"]
    assert (found.original, found.suggestions, found.confident) == ("아르바트를", ("아르바이트를",), False)


def test_what_a_speller_says_of_a_name_is_far_away_and_is_not_taken() -> None:
    speller = Speller(도린곁뜰에=("두리번뜰에", "인스턴트에"))

    assert not proofread("도린곁뜰에 다녀왔습니다.", speller=speller)

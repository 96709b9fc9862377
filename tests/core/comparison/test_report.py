import pytest

from core.comparison.outcome import outcome
from core.comparison.pairs import Answer, Candidate, Choice, Pair, Rating
from core.comparison.report import Report, report, system_name
from tests.core.comparison.test_outcome import NOW, rated


def words(found: Report) -> str:
    return found.as_text("제목")


def versus(one: str, other: str, wins: int, losses: int, ties: int = 0, *, margin: float = 0.1) -> str:
    """What is said of two systems with this result."""
    pairs, ratings = [], []
    for n in range(wins + losses + ties):
        pairs.append(Pair(f"p{n}", Answer(f"a{n}", "", ""), Candidate(one, (), "말"), Candidate(other, (), "말")))
        choice = Choice.FIRST if n < wins else Choice.SECOND if n < wins + losses else Choice.TIE
        ratings.append(Rating(f"p{n}", "가", choice, NOW))
    return words(report(outcome(pairs, ratings), margin))


def test_without_ratings_there_is_only_how_many_are_needed() -> None:
    found = report(outcome([], []), 0.1)

    assert found.summary == "아직 평가가 없습니다."
    assert [section.title for section in found.sections] == ["얼마나 더 평가해야 하나"]


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ((12, 0), "‘base’ 쪽이 ‘tuned’ 쪽보다 쓸모 있었습니다. 우연으로 보기 어렵습니다."),
        ((0, 12), "‘tuned’ 쪽이 ‘base’ 쪽보다 쓸모 있었습니다. 우연으로 보기 어렵습니다.\n  12승 0패"),
        ((6, 4), "‘base’ 쪽이 ‘tuned’ 쪽보다 자주 뽑혔지만 우연일 수 있습니다."),
        ((5, 5), "어느 첨삭이 나은지 말할 수 없습니다."),
        ((0, 0, 3), "어느 첨삭이 나은지 말할 수 없습니다.\n  0승 0패 3무\n"),
        ((3, 1), "아직은 쌍이 적어 어떤 차이도 알아볼 수 없습니다."),
        ((40, 0), "부호 검정 p < 0.0001"),
    ],
)
def test_words_say_no_more_than_the_figures(result: tuple[int, ...], said: str) -> None:
    assert said in versus("base", "tuned", *result)


def test_experts_and_the_margin_that_was_fixed_beforehand() -> None:
    assert "‘tuned’의 첨삭은 전문가 첨삭에 뒤지지 않는다고 말할 수 있습니다." in versus(
        "tuned", "experts", 60, 40, margin=0.2
    )
    assert "뒤지지 않는다고는 아직 말할 수 없습니다." in versus("tuned", "experts", 5, 5)
    assert "뒤지지 않는다" not in versus("experts", "mismatched:experts", 5, 5)


def test_what_does_not_beat_its_own_critiques_of_other_answers_is_generic() -> None:
    assert "어느 글에나 하는 말입니다." in versus("tuned", "mismatched:tuned", 74, 26)
    assert "‘tuned’의 첨삭은 그 글에 맞춘 말입니다." in versus("mismatched:tuned", "tuned", 25, 75)
    assert system_name("mismatched:experts") == "전문가(다른 글에 쓴 것)"


def test_agreement_is_graded_and_each_check_has_its_share(pairs: tuple[Pair, ...]) -> None:
    alike = words(report(outcome(pairs, [*rated(pairs, "가", 0.9, 1), *rated(pairs, "나", 0.9, 1)]), 0.1))
    alone = words(report(outcome(pairs, rated(pairs, "가", 0.9, 1)), 0.1))
    guessed = words(report(outcome(pairs, [*rated(pairs, "가", 0.5, 3), *rated(pairs, "나", 0.5, 4)]), 0.1))

    assert "어느 쪽이 나은지: 잘 맞습니다." in alike
    assert "어느 쪽이 나은지: 아직 알 수 없습니다." in alone
    assert "어느 쪽이 나은지: 서로 다르게 봅니다." in guessed
    assert "[살펴보기: tuned]\n‘예’라고 한 비율입니다.\n- 이 글에 맞는 말인가요?\n  1.00 (80/80, 0.95~1.00)" in alike
    assert "1위 tuned" in alike
    assert alike.startswith("제목\n40쌍을 2명이 평가했습니다.\n")

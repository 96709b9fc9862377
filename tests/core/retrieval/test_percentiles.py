"""Where an answer stands among passed ones."""

import pytest

from core.corpus import CollectedAnswer, CollectedEssay, Origin
from core.question_type import QuestionType
from core.retrieval.percentiles import FEWEST, Measure, PassedAnswers, measures


def passed(
    texts: list[str],
    limit: int | None = 100,
    origin: Origin = Origin.JOBKOREA,
    kind: QuestionType = QuestionType.VALUES,
) -> list[CollectedEssay]:
    return [
        CollectedEssay(f"{origin}:{i}", origin, "가람", (CollectedAnswer("문항", text, kind, (), limit),))
        for i, text in enumerate(texts)
    ]


def standings(essays: list[CollectedEssay], text: str, limit: int | None = 100) -> dict[Measure, float]:
    found = PassedAnswers(essays, QuestionType.VALUES, _cliches).standing(text, limit)
    return {one.measure: one.percentile for one in found}


def _cliches(text: str) -> int:
    return text.count("성실")


def test_measures_of_a_text() -> None:
    text = "성실하게 12명과 3.5시간 일했다. 끝."
    found = measures(text, 50, _cliches)

    assert found[Measure.LENGTH_USED] == 100 * len(text) / 50
    assert found[Measure.FIGURES] == pytest.approx(100 * 2 / len(text))
    assert found[Measure.SENTENCE_LENGTH] == (len(text) - len(" ")) / 2
    assert found[Measure.CLICHES] == pytest.approx(1000 / len(text))
    assert Measure.LENGTH_USED not in measures("글", None, _cliches)


def test_the_percentile_is_the_share_below_with_equals_counting_half() -> None:
    essays = passed(["가" * n for n in range(1, 41)])

    assert standings(essays, "가" * 20)[Measure.LENGTH_USED] == pytest.approx(100 * (19 + 0.5) / 40)
    assert standings(essays, "가" * 90)[Measure.LENGTH_USED] == 100.0
    assert standings(essays, "가")[Measure.LENGTH_USED] == pytest.approx(100 * 0.5 / 40)
    assert standings(essays, "가")[Measure.FIGURES] == 50.0, "all have none"


def test_the_plot_has_every_value_in_order() -> None:
    essays = passed(["가" * n for n in range(40, 0, -1)])

    (length,) = [
        one
        for one in PassedAnswers(essays, QuestionType.VALUES, _cliches).standing("가" * 7, 100)
        if one.measure is Measure.LENGTH_USED
    ]

    assert (length.n, length.value) == (40, 7.0)
    assert length.values == tuple(float(n) for n in range(1, 41))


def test_of_fewer_than_thirty_nothing_is_shown() -> None:
    texts = ["가" * 10] * (FEWEST - 1)

    assert standings(passed(texts), "가") == {}
    assert len(standings(passed([*texts, "가"]), "가")) == 4


def test_a_measure_that_few_answers_have_is_hidden_alone() -> None:
    essays = passed(["가" * 10] * FEWEST, limit=None) + passed(["나"] * 3)

    assert Measure.LENGTH_USED not in standings(essays, "가")
    assert Measure.FIGURES in standings(essays, "가")


def test_samples_other_types_and_blank_answers_do_not_count() -> None:
    texts = ["가" * 10] * FEWEST

    assert standings(passed(texts, origin=Origin.SAMPLE), "가") == {}
    assert standings(passed(texts, kind=QuestionType.PROBLEM), "가") == {}
    assert standings(passed(["  \n"] * FEWEST), "가") == {}
    assert standings(passed(texts, origin=Origin.IMPORTED), "가")


def test_nothing_written_stands_nowhere() -> None:
    assert standings(passed(["가" * 10] * FEWEST), " \n") == {}

"""What the plots show, in numbers and sentences."""

import pytest

from core.retrieval.percentiles import Measure, Standing
from desktop.intent.histogram import histogram


def standing(measure: Measure, value: float, values: tuple[float, ...], percentile: float = 35.2) -> Standing:
    return Standing(measure, value, percentile, 1312, values)


def test_every_value_is_in_a_bar_and_i_am_among_them() -> None:
    found = histogram(standing(Measure.LENGTH_USED, 72.0, tuple(float(n) for n in range(40, 101))))
    assert sum(found.shares) == pytest.approx(1)
    assert len(found.edges) == len(found.shares) + 1
    assert found.edges[0] <= 72 <= found.edges[-1]
    assert found.mine == 72
    assert found.sentence == "제한의 72%를 채웠습니다\n합격 답변 1,312개 가운데 35%보다 많습니다"


@pytest.mark.parametrize("value", [0.0, 500.0, 1e6])
def test_whoever_is_far_out_is_drawn_at_the_edge(value: float) -> None:
    found = histogram(standing(Measure.FIGURES, value, tuple(n / 10 for n in range(60))))
    assert found.edges[0] <= found.mine <= found.edges[-1]
    assert sum(found.shares) == pytest.approx(1)
    assert len(found.shares) <= 40


def test_one_value_for_all_is_a_bar_too() -> None:
    found = histogram(standing(Measure.CLICHES, 0.0, (0.0,) * 30))
    assert max(found.shares) == 1
    assert "1,000자에 0개를 썼습니다" in found.sentence


@pytest.mark.parametrize(
    ("percentile", "words"),
    [(0.2, "가장 짧은 쪽입니다"), (99.9, "가장 긴 쪽입니다"), (50.0, "50%보다 깁니다")],
)
def test_who_stands_at_an_end_is_told_so_in_words(percentile: float, words: str) -> None:
    found = histogram(standing(Measure.SENTENCE_LENGTH, 30.0, (20.0, 30.0, 50.0) * 10, percentile))
    assert found.sentence.endswith(words)


@pytest.mark.parametrize("measure", list(Measure))
def test_every_measure_has_words(measure: Measure) -> None:
    found = histogram(standing(measure, 3.14, (1.0, 2.0, 5.0) * 10))
    assert "3.1" in found.sentence
    assert found.unit in found.described()

"""The measures of passed answers as bars, and where the open answer stands among them. No Qt widgets, no plotting."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from core.retrieval.percentiles import Measure, Standing

_BINS = 14
_END = 1.5  # percentile from which one stands at an end
_OUTER = 0.01  # share of values at either end that may fall into the outermost bars


def tr(text: str) -> str:
    return QCoreApplication.translate("intent", text)


@dataclass(frozen=True, slots=True)
class Histogram:
    """`sentence` has two lines. `edges` has one more than `shares`, which are parts of 1; `mine` is where 나 stands,
    within the edges."""

    title: str
    sentence: str
    unit: str
    edges: tuple[float, ...]
    shares: tuple[float, ...]
    mine: float

    def described(self) -> str:
        """For those who do not see the plot."""
        low, high = self.edges[0], self.edges[-1]
        return tr("{low}에서 {high}{unit} 사이에 그린 분포에서 나는 {mine}{unit}").format(
            low=number(low), high=number(high), mine=number(self.mine), unit=self.unit
        )


def histogram(standing: Standing) -> Histogram:
    """As drawn: values far out are drawn in the outermost bars, and so is 나."""
    values = standing.values
    skip = int(len(values) * _OUTER)
    low, high = values[skip], values[-1 - skip]
    low, high = min(low, standing.value), max(high, standing.value)
    widest = max(abs(values[-1]), 1.0) * 3
    low, high = max(low, -widest), min(high, widest)
    if math.isclose(low, high):
        low, high = low - 0.5, high + 0.5
    step = _round_step((high - low) / _BINS)
    first = math.floor(low / step) * step
    count = max(1, math.ceil((high - first) / step + 1e-9))
    counts = [0] * count
    for value in values:
        counts[min(count - 1, max(0, int((value - first) / step)))] += 1
    edges = tuple(first + step * place for place in range(count + 1))
    title, sentence, unit = _words(standing)
    mine = min(max(standing.value, edges[0]), edges[-1])
    return Histogram(title, sentence, unit, edges, tuple(one / len(values) for one in counts), mine)


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def _words(standing: Standing) -> tuple[str, str, str]:
    """Title, sentence and unit."""
    match standing.measure:
        case Measure.LENGTH_USED:
            title, mine, unit = tr("채운 분량"), tr("제한의 {value}%를 채웠습니다"), "%"
        case Measure.FIGURES:
            title, mine, unit = tr("숫자"), tr("100자에 {value}개를 썼습니다"), tr("개")
        case Measure.SENTENCE_LENGTH:
            title, mine, unit = tr("문장 길이"), tr("한 문장이 평균 {value}자입니다"), tr("자")
        case Measure.CLICHES:
            title, mine, unit = tr("흔한 표현"), tr("1,000자에 {value}개를 썼습니다"), tr("개")
    return title, f"{mine.format(value=number(standing.value))}\n{_among(standing)}", unit


def _among(standing: Standing) -> str:
    """Where among how many."""
    long = standing.measure is Measure.SENTENCE_LENGTH
    if standing.percentile < _END:
        words = (
            tr("합격 답변 {n}개 가운데 가장 짧은 쪽입니다") if long else tr("합격 답변 {n}개 가운데 가장 적은 쪽입니다")
        )
    elif standing.percentile > 100 - _END:
        words = (
            tr("합격 답변 {n}개 가운데 가장 긴 쪽입니다") if long else tr("합격 답변 {n}개 가운데 가장 많은 쪽입니다")
        )
    elif long:
        words = tr("합격 답변 {n}개 가운데 {below}%보다 깁니다")
    else:
        words = tr("합격 답변 {n}개 가운데 {below}%보다 많습니다")
    return words.format(n=f"{standing.n:,}", below=round(standing.percentile))


def number(value: float) -> str:
    """Whole from ten on, with one place below."""
    return f"{value:,.0f}" if abs(value) >= 10 or float(value).is_integer() else f"{value:.1f}"

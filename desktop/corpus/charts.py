"""What the plots show, as plain values with the sentence that says it: no Qt widgets, no plotting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from core.corpus import GROUP_LABELS
from core.question_type import QUESTION_TYPE_LABELS
from core.storage.corpus.records import Bin, CorpusStatistics
from desktop.corpus.words import tr

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, or with `line` points in order of time. `unit` is the word behind a number."""

    title: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    unit: str
    sentence: str
    line: bool = False

    def described(self) -> str:
        """Every value, for those who do not see the plot."""
        return ", ".join(f"{label} {value:,}{self.unit}" for label, value in zip(self.labels, self.values, strict=True))


def charts(statistics: CorpusStatistics) -> tuple[Chart, ...]:
    """The six plots of the dashboard."""
    return (
        _shares(tr("기업 규모"), _named(GROUP_LABELS, statistics.by_group), tr("편"), statistics.essays),
        _grades(statistics.by_grade),
        _seasons(statistics.by_season),
        _shares(
            tr("문항 유형"),
            _named(QUESTION_TYPE_LABELS, statistics.by_question_type),
            tr("개"),
            sum(statistics.by_question_type.values()),
        ),
        _lengths(statistics.answer_lengths),
        _growth(statistics.growth),
    )


def _named(labels: Mapping[K, str], counts: Mapping[K, int]) -> dict[str, int]:
    return {words: counts.get(key, 0) for key, words in labels.items()}


def _shares(title: str, counts: dict[str, int], unit: str, whole: int) -> Chart:
    sentence = tr("아직 없습니다.")
    if any(counts.values()):
        most = max(counts, key=lambda name: counts[name])
        share = round(100 * counts[most] / whole) if whole else 0
        sentence = tr("가장 많은 것은 {name} {count}{unit} ({share}%)").format(
            name=most, count=f"{counts[most]:,}", unit=unit, share=share
        )
    return Chart(title, tuple(counts), tuple(counts.values()), unit, sentence)


def _grades(counts: Mapping[int, int]) -> Chart:
    values = tuple(counts.get(grade, 0) for grade in range(1, 6))
    total = sum(values)
    sentence = tr("아직 없습니다.")
    if total:
        mean = sum(grade * count for grade, count in enumerate(values, 1)) / total
        sentence = tr("평균 {mean}점 · 평점이 있는 글 {count}편").format(mean=f"{mean:.1f}", count=f"{total:,}")
    return Chart(tr("평점"), tuple("12345"), values, tr("편"), sentence)


def _seasons(seasons: Sequence[tuple[str, int]]) -> Chart:
    known = [(season, count) for season, count in seasons if season]
    sentence = tr("아직 없습니다.")
    if known:
        most, count = max(known, key=lambda pair: pair[1])
        sentence = tr("{first}부터 {last}까지 · 가장 많은 때는 {most} {count}편").format(
            first=known[0][0], last=known[-1][0], most=most, count=f"{count:,}"
        )
    labels = tuple(_short(season) for season, _ in known)
    return Chart(tr("시기"), labels, tuple(count for _, count in known), tr("편"), sentence)


def _short(season: str) -> str:
    """`2021년 하반기` as `21하`."""
    year, _, half = season.partition("년")
    return f"{year.strip()[-2:]}{half.strip()[:1]}"


def _lengths(bins: Sequence[Bin]) -> Chart:
    total, passed, sentence = sum(one.count for one in bins), 0, tr("아직 없습니다.")
    for one in bins:
        passed += one.count
        if total and passed * 2 >= total:
            sentence = tr("절반이 {high}자보다 짧습니다 · 답변 {total}개").format(
                high=f"{one.high:,}", total=f"{total:,}"
            )
            break
    labels = tuple(f"{one.low:,}" for one in bins)
    return Chart(tr("답변 길이 (자)"), labels, tuple(one.count for one in bins), tr("개"), sentence)


def _growth(points: Sequence[tuple[datetime, int]]) -> Chart:
    sentence = tr("아직 수집하지 않았습니다.")
    if points:
        sentence = tr("{runs}번 수집 · 지금 {count}편").format(runs=len(points), count=f"{points[-1][1]:,}")
    labels = tuple(f"{moment.astimezone():%y.%m.%d}" for moment, _ in points)
    return Chart(tr("수집할 때마다"), labels, tuple(count for _, count in points), tr("편"), sentence, line=True)

"""One question–answer pair as a row of an exported file: what a trainer reads, flat and self-contained."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.corpus import GROUP_LABELS, CollectedAnswer, CollectedEssay
from core.remark import Remark

Row = dict[str, Any]


def rows(essay: CollectedEssay, clusters: Mapping[tuple[str, int], int], *, flagged: bool = True) -> Iterator[Row]:
    """The pairs of an essay in their order; those with a quality flag of their own are left out without `flagged`.

    `clusters` are those of near-duplicates by (essay id, answer number). `overall` and `grade` are the essay's.
    """
    for number, answer in enumerate(essay.answers, 1):
        flags = sorted({one.flag.value for one in essay.flags if one.answer in (None, number)})
        if flagged or not any(one.answer == number for one in essay.flags):
            yield {
                "id": f"{essay.id}/{number}",
                "essay_id": essay.id,
                "number": number,
                "origin": essay.origin.value,
                "company": essay.company,
                "groups": sorted(GROUP_LABELS[group] for group in essay.groups),
                "season": essay.season,
                "career": essay.career,
                "job": essay.job,
                "spec": list(essay.spec),
                "author_key": essay.author_key,
                **_pair(answer),
                "overall": essay.overall,
                "grade": essay.grade,
                "cluster": clusters.get((essay.id, number)),
                "flags": flags,
                "url": essay.url,
                "fetched_at": essay.fetched_at.isoformat() if essay.fetched_at else None,
            }


def _pair(answer: CollectedAnswer) -> Row:
    return {
        "question": answer.question,
        "question_type": answer.question_type.value,
        "limit": answer.limit,
        "answer": answer.text,
        "remarks": [_remark(remark) for remark in answer.remarks],
    }


def _remark(remark: Remark) -> Row:
    return {
        "polarity": remark.polarity.value,
        "start": remark.span.start if remark.span else None,
        "end": remark.span.end if remark.span else None,
        "quote": remark.quote,
        "reason": remark.reason,
        "advice": remark.advice,
    }

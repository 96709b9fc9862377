"""Evidence for what is said of a passage: experts' remarks on like passages, as citations."""

from collections.abc import Collection

from core.question_type import QuestionType
from core.remark import Citation, Polarity
from core.retrieval.evidence import Evidence, shortened
from core.retrieval.index import EvidenceIndex

MOST = 3  # citations of one remark
_CANDIDATES = 12
_SAID = 200  # characters of what an expert said
_ADVICE = 160


def citation(evidence: Evidence) -> Citation:
    """`evidence` as it may be shown and kept: no longer than a quotation."""
    return Citation(
        essay_id=evidence.essay_id,
        answer=evidence.answer,
        polarity=evidence.remark.polarity,
        excerpt=evidence.excerpt,
        said=shortened(evidence.remark.reason, _SAID),
        advice=shortened(evidence.remark.advice, _ADVICE),
        company=evidence.company,
        season=evidence.season,
        url=evidence.url,
        origin=evidence.origin.value,
        likeness=round(evidence.likeness, 3),
    )


def cited(
    index: EvidenceIndex,
    quote: str,
    reason: str,
    polarity: Polarity | None,
    question_type: QuestionType,
    *,
    limit: int = MOST,
    exclude_essays: Collection[str] = (),
) -> tuple[Citation, ...]:
    """What experts said, in the same sense, of passages that resemble `quote`; nearest to `reason` first.

    A passage must resemble the quote: that experts say a like thing of quite other passages proves nothing.
    """
    found = index.supporting(quote, question_type, _CANDIDATES, polarity=polarity, exclude_essays=exclude_essays)
    alike = index.alike(reason, found)
    nearness = [each.likeness + cosine for each, cosine in zip(found, alike, strict=True)]
    order = sorted(range(len(found)), key=lambda i: -nearness[i])
    return tuple(citation(found[i]) for i in order[:limit])

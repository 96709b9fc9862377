"""An essay as the index keeps it: what is shown of it, and what it is found by."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.corpus import CollectedAnswer, CollectedEssay, Origin
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span
from core.retrieval import known_vectors, sentences
from core.retrieval.vectors import Packed
from core.retrieval.words import content_words
from core.text import nfc

TYPES = tuple(QuestionType)
POLARITIES = tuple(Polarity)
ORIGINS = tuple(Origin)  # what is collected outranks what was imported, and both outrank samples

# A remark, by which answer (from 0) of which essay. `cluster` is -1 for an answer without near-duplicates.
ROW = np.dtype(
    [
        ("essay", "<u4"),
        ("answer", "<u2"),
        ("remark", "<u2"),
        ("cluster", "<i4"),
        ("type", "u1"),
        ("polarity", "u1"),
        ("origin", "u1"),
        ("unused", "u1"),
    ]
)
# A sentence of an answer; start and end are offsets into its text.
SPOT = np.dtype([("essay", "<u4"), ("answer", "<u4"), ("start", "<u4"), ("end", "<u4")])

Table = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Entry:
    """An essay ready to be written. `essay` in the tables is set by who writes; `hash` is of the content."""

    id: str
    hash: str
    blob: bytes
    rows: Table
    vectors: Packed  # of each remark two: the passage's, and that of what was said
    spots: Table
    sketches: sentences.Sketches


def content_hash(essay: CollectedEssay) -> str:
    """Changes when anything changes that the index keeps."""
    return sha256(json.dumps(_shown(essay), ensure_ascii=False).encode()).hexdigest()[:32]


def analyse(essays: Sequence[CollectedEssay]) -> list[Entry]:
    """Cut, embed and sketch; slow, some 100 remarks a second, and best done some essays at once."""
    remarks = [remark for essay in essays for answer in essay.answers for remark in answer.remarks]
    passages = known_vectors.packed([nfc(remark.quote) for remark in remarks])
    said = known_vectors.packed([_said(remark) for remark in remarks])
    packed = Packed.joined(passages, said)
    ends = np.cumsum([0, *(sum(len(answer.remarks) for answer in essay.answers) for essay in essays)])
    return [
        _entry(essay, packed.part(start, end))
        for essay, (start, end) in zip(essays, pairwise(ends.tolist()), strict=True)
    ]


def texts_of(essay: CollectedEssay) -> Iterator[str]:
    """What of an essay is embedded."""
    for answer in essay.answers:
        for remark in answer.remarks:
            yield nfc(remark.quote)
            yield _said(remark)


def read(blob: bytes) -> CollectedEssay:
    """The essay, with what the index keeps of it."""
    kept = _unpacked(blob)
    return CollectedEssay(
        id=kept["id"],
        origin=Origin(kept["origin"]),
        company=kept["company"],
        season=kept["season"],
        url=kept["url"],
        answers=tuple(_answer(one) for one in kept["answers"]),
    )


def words_of(blob: bytes) -> Iterator[list[str]]:
    """The words of each remark with its passage, in order."""
    yield from _unpacked(blob)["words"]


def _entry(essay: CollectedEssay, packed: Packed) -> Entry:
    numbered = [(a, r, remark) for a, answer in enumerate(essay.answers) for r, remark in enumerate(answer.remarks)]
    kinds = [TYPES.index(answer.question_type) for answer in essay.answers]
    rows = np.zeros(len(numbered), ROW)
    rows["answer"] = [a for a, _, _ in numbered]
    rows["remark"] = [r for _, r, _ in numbered]
    rows["cluster"] = -1
    rows["type"] = [kinds[a] for a, _, _ in numbered]
    rows["polarity"] = [POLARITIES.index(remark.polarity) for _, _, remark in numbered]
    rows["origin"] = ORIGINS.index(essay.origin)
    found = [(a, sentence) for a, answer in enumerate(essay.answers) for sentence in sentences.split(answer.text)]
    spots = np.zeros(len(found), SPOT)
    spots["answer"] = [a for a, _ in found]
    spots["start"] = [sentence.start for _, sentence in found]
    spots["end"] = [sentence.end for _, sentence in found]
    words = [content_words(nfc(remark.quote)) + content_words(_said(remark)) for _, _, remark in numbered]
    kept = json.dumps(_shown(essay) | {"words": words}, ensure_ascii=False, separators=(",", ":"))
    sketches = sentences.sketch([sentence.letters for _, sentence in found])
    blob = zlib.compress(kept.encode())
    return Entry(essay.id, content_hash(essay), blob, rows, packed, spots, sketches)


def _shown(essay: CollectedEssay) -> dict[str, Any]:
    return {
        "id": essay.id,
        "origin": essay.origin.value,
        "company": essay.company,
        "season": essay.season,
        "url": essay.url,
        "answers": [
            {
                "question": answer.question,
                "type": answer.question_type.value,
                "text": answer.text,
                "limit": answer.limit,
                "remarks": [
                    [
                        remark.polarity.value,
                        [remark.span.start, remark.span.end] if remark.span else None,
                        remark.quote,
                        remark.reason,
                        remark.advice,
                    ]
                    for remark in answer.remarks
                ],
            }
            for answer in essay.answers
        ],
    }


def _answer(kept: dict[str, Any]) -> CollectedAnswer:
    return CollectedAnswer(
        question=kept["question"],
        text=kept["text"],
        question_type=QuestionType(kept["type"]),
        limit=kept["limit"],
        remarks=tuple(
            Remark(
                source=Source.EXPERT,
                polarity=Polarity(polarity),
                span=Span(*span) if span else None,
                quote=quote,
                reason=reason,
                advice=advice,
            )
            for polarity, span, quote, reason, advice in kept["remarks"]
        ),
    )


def _said(remark: Remark) -> str:
    return nfc(f"{remark.reason} {remark.advice}")


def _unpacked(blob: bytes) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(zlib.decompress(blob))
    return kept

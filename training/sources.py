"""Where records come from: corpus.db, the written samples, or a JSONL of one's own in the form that `export` writes.

Essays are read one at a time; nothing holds a whole corpus.
"""

import codecs
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.corpus import CollectedEssay, Origin
from core.critique.prompt import neutral
from core.errors import FileMissing
from core.paths import corpus_db
from core.question_type import QuestionType, question_type
from core.remark import Polarity, Remark, Source, Span
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.samples import open_samples
from core.text import decode
from training.cleaning import clean, composed
from training.errors import DatasetInvalid
from training.records import Record, reads_back

CORPUS, SAMPLES = "corpus", "samples"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # two bytes a character: bytes alone do not tell its lines
_POLARITIES = {**{one.value: one for one in Polarity}, "좋은 점": Polarity.GOOD, "아쉬운 점": Polarity.IMPROVE}


@dataclass(slots=True)
class Reading:
    """What was left out while records were read, by reason, and the clusters that the corpus knew already."""

    left_out: Counter[str] = field(default_factory=Counter)
    clusters: dict[str, int] | None = None


def read(source: str, reading: Reading) -> Iterator[Record]:
    """Records of "corpus", "samples" or a file's path. What cannot be trained on is counted in `reading`.

    Raises DatasetInvalid with the line, FileMissing, UnreadableFile, BinaryFile or StorageError.
    """
    seen: set[bytes] = set()
    for record in _corpus(source, reading) if source in (CORPUS, SAMPLES) else _file(Path(source)):
        kept = _usable(record, reading.left_out)
        # The same pair twice, under two ids, would only weigh double.
        key = sha256(f"{record.question}\0{record.answer}\0{record.overall}".encode()).digest()
        if kept is not None and key in seen:
            reading.left_out["duplicate"] += 1
        elif kept is not None:
            seen.add(key)
            yield kept


def _corpus(source: str, reading: Reading) -> Iterator[Record]:
    opened = open_samples() if source == SAMPLES else CorpusDatabase.open(corpus_db(), read_only=True)
    with opened as database:
        # Samples have no near-duplicates on record; they are few enough to look for them.
        found = database.essays.duplicates()
        if found:
            reading.clusters = {f"{essay}/{number}": cluster for (essay, number), cluster in found.items()}
        yield from records_of(database.essays.each())


def records_of(essays: Iterable[CollectedEssay]) -> Iterator[Record]:
    """A record of each answer; ids as `export` writes them."""
    for essay in essays:
        for number, answer in enumerate(essay.answers, 1):
            text, spans = clean(answer.text, [remark.span for remark in answer.remarks])
            yield Record(
                id=f"{essay.id}/{number}",
                essay_id=essay.id,
                question=composed(answer.question),
                question_type=answer.question_type,
                answer=text,
                remarks=_anchored(text, answer.remarks, spans),
                overall=composed(essay.overall),
                company=composed(essay.company),
                job=composed(essay.job),
                author=essay.author_key,
                season=essay.season,
                limit=answer.limit,
                grade=essay.grade,
                origin=essay.origin.value,
            )


def _file(path: Path) -> Iterator[Record]:
    lines = 0
    for line, row in _rows(path):
        lines += 1
        for name in ("question", "answer"):
            if not isinstance(row.get(name), str) or not row[name].strip():
                raise DatasetInvalid(f"no {name}", path=str(path), line=line, reason="required")
        try:
            yield _record(row, path.stem, line)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DatasetInvalid(repr(error), path=str(path), line=line, reason="value") from error
    if not lines:
        raise DatasetInvalid("no rows", path=str(path), line=0, reason="empty")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Numbered objects. Each line is decoded by itself: pasted files mix UTF-8 and CP949."""
    try:
        with path.open("rb") as file:
            wide = file.peek(2)[:2] in _WIDE
            lines = decode(file.read(), str(path)).encode().splitlines() if wide else file
            for number, data in enumerate(lines, 1):
                text = decode(data, str(path)).strip()
                if text:
                    yield number, _object(text, path, number)
    except OSError as error:
        raise FileMissing(error.strerror or "", path=str(path)) from error


def _object(text: str, path: Path, line: int) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except ValueError as error:
        raise DatasetInvalid("not JSON", path=str(path), line=line, reason="json") from error
    if not isinstance(row, dict):
        raise DatasetInvalid("not an object", path=str(path), line=line, reason="json")
    return row


def _record(row: dict[str, Any], name: str, line: int) -> Record:
    typed = row["answer"]
    given = [_given(one, typed) for one in row.get("remarks") or []]
    text, spans = clean(typed, [remark.span for remark in given])
    question = composed(row["question"])
    essay = str(row.get("essay_id") or f"{name}:{line}")
    spec = "\n".join(map(str, row.get("spec") or ()))
    return Record(
        id=str(row.get("id") or f"{essay}/{row.get('number') or 1}"),
        essay_id=essay,
        question=question,
        question_type=QuestionType(row["question_type"]) if row.get("question_type") else question_type(question),
        answer=text,
        remarks=_anchored(text, given, spans),
        overall=_text(row, "overall"),
        company=_text(row, "company"),
        job=_text(row, "job"),
        author=_text(row, "author_key") or (sha256(spec.encode()).hexdigest() if spec else ""),
        season=_text(row, "season"),
        limit=None if row.get("limit") is None else int(row["limit"]),
        grade=None if row.get("grade") is None else int(row["grade"]),
        origin=_text(row, "origin") or Origin.IMPORTED.value,
    )


def _given(row: dict[str, Any], answer: str) -> Remark:
    """With `start` and `end`, or with a quote that occurs once."""
    quote, span = str(row.get("quote") or ""), None
    if row.get("start") is not None:
        span = Span(int(row["start"]), int(row["end"]))
        if span.end > len(answer):
            raise ValueError("a span outside the answer")
    elif quote and answer.count(quote) == 1:
        span = Span(answer.index(quote), answer.index(quote) + len(quote))
    polarity = _POLARITIES[str(row["polarity"]).strip()]
    return Remark(Source.EXPERT, polarity, span, quote, _text(row, "reason"), _text(row, "advice"))


def _text(row: dict[str, Any], name: str) -> str:
    return composed(str(row[name])) if row.get(name) is not None else ""


def _anchored(answer: str, remarks: Iterable[Remark], spans: Iterable[Span | None]) -> tuple[Remark, ...]:
    """The remarks that stand on a passage, in the order of the text."""
    found = [
        replace(remark, span=span, quote=answer[span.start : span.end], reason=composed(remark.reason))
        for remark, span in zip(remarks, spans, strict=True)
        if span is not None and remark.reason.strip()
    ]
    return tuple(sorted(found, key=lambda one: (one.span.start, one.span.end) if one.span else (0, 0)))


def _usable(record: Record, left_out: Counter[str]) -> Record | None:
    """The record, or None and the reason counted: a reply that no parser reads back teaches nothing."""
    for reason, holds in (
        ("no_remark", not record.remarks),
        ("no_overall", not record.overall),
        ("no_answer", not neutral(record.answer).strip()),
    ):
        if holds:
            left_out[reason] += 1
            return None
    if not reads_back(record):
        left_out["not_read_back"] += 1
        return None
    return record

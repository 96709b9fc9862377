"""JSONL or CSV from elsewhere into essays: all of a file, or nothing of it and a line number.

A row is a question–answer pair; rows with the same `essay_id` make one essay, in their order. Without a mapping the
names are those that `export` writes, so an exported file comes back as it was.
"""

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from core.corpus import GROUP_LABELS, CollectedAnswer, CollectedEssay, CompanyGroup, Origin
from core.errors import FileMissing
from core.question_type import QuestionType, question_type
from core.remark import Polarity, Remark, Source, Span
from core.text import decode, nfc
from scraper.errors import ImportInvalid
from scraper.transfer.rows import Row

FIELDS = (
    *("question", "answer", "question_type", "limit", "remarks", "overall", "grade"),
    *("essay_id", "origin", "company", "groups", "season", "career", "job", "spec", "author_key", "url", "fetched_at"),
)
REQUIRED = ("question", "answer")

_POLARITIES = {
    **{polarity.value: polarity for polarity in Polarity},
    "좋은 점": Polarity.GOOD,
    "좋은점": Polarity.GOOD,
    "아쉬운 점": Polarity.IMPROVE,
    "아쉬운점": Polarity.IMPROVE,
}
_GROUPS = {**{label: group for group, label in GROUP_LABELS.items()}, **{group.value: group for group in CompanyGroup}}


def read_file(path: Path, name: str, mapping: Mapping[str, str] | None = None) -> tuple[CollectedEssay, ...]:
    """The essays of a .jsonl (.json lines) or .csv file. `mapping` says under which name the file has a field.

    `name` is the source's, part of every id ("imported:name:…"), so importing a newer copy replaces the older one.
    Raises ImportInvalid with the line and a reason, FileMissing, UnreadableFile or BinaryFile.
    """
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise FileMissing(error.strerror or "", path=str(path)) from error
    pairs = _csv_rows(text) if path.suffix.lower() == ".csv" else _json_rows(text, path)
    essays: dict[str, list[tuple[int, Row]]] = {}
    for line, row in pairs:
        fields = _fields(row, mapping or {}, path, line)
        key = str(fields.get("essay_id") or "").strip()
        essays.setdefault(key or _new_key(fields, essays), []).append((line, fields))
    if not essays:
        raise ImportInvalid("no rows", path=str(path), line=0, reason="empty")
    return tuple(_essay(key, name, rows, path) for key, rows in essays.items())


def parse_mapping(pairs: list[str]) -> dict[str, str]:
    """`["answer=본문"]` → {"answer": "본문"}. Raises ImportInvalid for a field that is not known."""
    mapping = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if field not in FIELDS or not equals or not column:
            raise ImportInvalid("not a mapping", path=pair, line=0, reason="mapping")
        mapping[field] = column
    return mapping


def _csv_rows(text: str) -> Iterator[tuple[int, Row]]:
    # A field may be as long as an essay with all its remarks.
    csv.field_size_limit(2**27)
    reader = csv.DictReader(io.StringIO(text, newline=""), dialect=_dialect(text))
    for row in reader:
        yield reader.line_num, {key: value for key, value in row.items() if key is not None and value is not None}


def _dialect(text: str) -> type[csv.Dialect] | str:
    head = text.partition("\n")[0]
    return csv.excel_tab if "\t" in head and "," not in head else csv.excel


def _json_rows(text: str, path: Path) -> Iterator[tuple[int, Row]]:
    # Not `splitlines`, which also parts at U+2028 inside a JSON string.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ImportInvalid("not JSON", path=str(path), line=number, reason="json") from error
            if not isinstance(row, dict):
                raise ImportInvalid("not an object", path=str(path), line=number, reason="json")
            yield number, row


def _fields(row: Row, mapping: Mapping[str, str], path: Path, line: int) -> Row:
    missing = [column for column in mapping.values() if column not in row]
    if missing:
        raise ImportInvalid("no such column", path=str(path), line=line, reason="mapping")
    fields = {field: row[mapping.get(field, field)] for field in FIELDS if mapping.get(field, field) in row}
    if any(not str(fields.get(field) or "").strip() for field in REQUIRED):
        raise ImportInvalid("empty", path=str(path), line=line, reason="required")
    return fields


def _new_key(fields: Row, taken: Collection[str]) -> str:
    """An id from what the row says, the same each time the file is read; the same pair twice has two."""
    key = sha256(f"{fields['question']}\n{fields['answer']}".encode()).hexdigest()[:16]
    return next(name for number in count(1) if (name := key if number == 1 else f"{key}-{number}") not in taken)


def _identity(key: str, name: str, fields: Row) -> tuple[str, Origin]:
    """A new id under the source's name, but what our own export wrote keeps its own, so a corpus can move house."""
    origin = fields.get("origin")
    if origin in (Origin.JOBKOREA, Origin.IMPORTED) and key.startswith(f"{origin}:"):
        return key, Origin(origin)
    return f"{Origin.IMPORTED}:{name}:{key}", Origin.IMPORTED


def _essay(key: str, name: str, rows: list[tuple[int, Row]], path: Path) -> CollectedEssay:
    answers = []
    for line, fields in rows:
        with _values(path, line):
            answers.append(_answer(fields))
    line, first = rows[0]
    essay_id, origin = _identity(key, name, first)
    with _values(path, line):
        return CollectedEssay(
            id=essay_id,
            origin=origin,
            company=_text(first, "company"),
            answers=tuple(answers),
            season=_text(first, "season"),
            career=_text(first, "career"),
            job=_text(first, "job"),
            spec=tuple(_list(first.get("spec"))),
            author_key=_author_key(first),
            groups=frozenset(_GROUPS[label] for label in _list(first.get("groups"))),
            overall=_text(first, "overall"),
            grade=_within(_number(first.get("grade")), 1, 5),
            url=_text(first, "url"),
            fetched_at=datetime.fromisoformat(first["fetched_at"]) if first.get("fetched_at") else None,
        )


@contextmanager
def _values(path: Path, line: int) -> Iterator[None]:
    """What a value that makes no sense raises, told with its line."""
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise ImportInvalid(type(error).__name__, path=str(path), line=line, reason="value") from error


def _answer(fields: Row) -> CollectedAnswer:
    question, text = _text(fields, "question"), _text(fields, "answer")
    kind = QuestionType(fields["question_type"]) if fields.get("question_type") else question_type(question)
    given = fields.get("remarks") or []
    remarks = json.loads(given) if isinstance(given, str) else given
    place = _Place(str(fields["answer"]), text)
    return CollectedAnswer(
        question, text, kind, tuple(_remark(row, text, place) for row in remarks), _number(fields.get("limit"))
    )


class _Place:
    """Offsets into an answer as the file has it, told as offsets into the same answer as it is kept."""

    def __init__(self, raw: str, text: str) -> None:
        self._raw, self._text = raw, text
        self._lead = len(_composed(raw)) - len(_composed(raw).lstrip())

    def span(self, start: int, end: int) -> Span:
        if not 0 <= start < end <= len(self._raw):
            raise ValueError("a span outside the answer")
        low, high = (len(_composed(self._raw[:offset])) - self._lead for offset in (start, end))
        return Span(max(0, low), min(high, len(self._text)))


def _remark(row: Row, answer: str, place: _Place) -> Remark:
    """With `start` and `end`, or a `quote` that occurs once; a quote that does not is kept without a place."""
    span = None
    quote = nfc(str(row.get("quote") or ""))
    if row.get("start") is not None:
        span = place.span(int(row["start"]), int(row["end"]))
    elif quote and answer.count(quote) == 1:
        span = Span(answer.index(quote), answer.index(quote) + len(quote))
    quote = answer[span.start : span.end] if span else quote
    polarity = _POLARITIES[str(row["polarity"]).strip()]
    return Remark(Source.EXPERT, polarity, span, quote, _text(row, "reason"), _text(row, "advice"))


def _author_key(fields: Row) -> str:
    spec = "\n".join(_list(fields.get("spec")))
    return _text(fields, "author_key") or (sha256(spec.encode()).hexdigest() if spec else "")


def _text(row: Row, field: str) -> str:
    value = row.get(field)
    return _composed(str(value)).strip() if value is not None else ""


def _composed(text: str) -> str:
    return nfc(re.sub(r"\r\n?", "\n", text))


def _list(value: Any) -> list[str]:
    """A JSON list, or what a CSV cell holds: names parted by ";"."""
    parts = value if isinstance(value, list) else str(value or "").split(";")
    return [nfc(str(part)).strip() for part in parts if str(part).strip()]


def _number(value: Any) -> int | None:
    return None if value in (None, "") else int(float(value))


def _within(value: int | None, low: int, high: int) -> int | None:
    if value is not None and not low <= value <= high:
        raise ValueError("out of range")
    return value

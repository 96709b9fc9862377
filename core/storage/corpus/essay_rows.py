"""A collected essay as rows of several tables, and back."""

import json
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from core.corpus import CollectedAnswer, CollectedEssay, CompanyGroup, Flagged, Origin, QualityFlag
from core.errors import DatabaseDamaged
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span
from core.storage.connection import Parameter, Store
from core.storage.ids import composed, storable, to_json, to_stored

_CHILDREN = ("answers", "remarks", "essay_groups", "flags", "scrubbed")


def number_of(store: Store, essay_id: str) -> int | None:
    """What stands for an essay inside the file, None when it is not there."""
    row = store.row("SELECT number FROM essays WHERE id = ?", (essay_id,))
    return None if row is None else int(row[0])


def read_essays(store: Store, numbers: Sequence[int]) -> list[CollectedEssay]:
    """The essays of these numbers in this order, without those that are gone. For some hundreds at most."""
    marks = ", ".join("?" * len(numbers))

    def children(table: str, order: str) -> dict[int, list[sqlite3.Row]]:
        found: dict[int, list[sqlite3.Row]] = defaultdict(list)
        for row in store.rows(f"SELECT * FROM {table} WHERE essay IN ({marks}) ORDER BY essay, {order}", numbers):
            found[row["essay"]].append(row)
        return found

    essays = {row["number"]: row for row in store.rows(f"SELECT * FROM essays WHERE number IN ({marks})", numbers)}
    answers, remarks = children("answers", "number"), children("remarks", "answer, ordinal")
    groups, flags = children("essay_groups", "company_group"), children("flags", "ordinal")
    scrubbed = children("scrubbed", "kind")
    return [
        CollectedEssay(
            id=row["id"],
            origin=Origin(row["origin"]),
            company=row["company"],
            answers=tuple(_answer(one, remarks[number]) for one in answers[number]),
            season=row["season"],
            career=row["career"],
            job=row["job"],
            spec=tuple(json.loads(row["spec_json"])),
            author_key=row["author_key"],
            groups=frozenset(CompanyGroup(one["company_group"]) for one in groups[number]),
            overall=row["overall"],
            grade=row["grade"],
            views=row["views"],
            url=row["url"],
            fetched_at=None if row["fetched_at"] is None else datetime.fromisoformat(row["fetched_at"]),
            parser_version=row["parser_version"],
            flags=tuple(map(flagged, flags[number])),
            scrubbed={one["kind"]: one["count"] for one in scrubbed[number]},
        )
        for number in numbers
        if (row := essays.get(number)) is not None
    ]


def write_essay(store: Store, essay: CollectedEssay) -> int:
    """Insert an essay or replace what is there of it, inside `writing`; its number, which stays the same.

    Its raw page, fingerprint and clusters stay as they are. Raises ValueError for a remark that is no expert's.
    """
    # Spans count in the answers, so these and the quotes are kept as they are; everything else is composed.
    columns: dict[str, Parameter] = {
        "id": essay.id,
        "origin": essay.origin.value,
        "company": composed(essay.company),
        "season": composed(essay.season),
        "career": composed(essay.career),
        "job": composed(essay.job),
        "grade": essay.grade,
        "views": essay.views,
        "author_key": essay.author_key,
        "url": storable(essay.url),
        "fetched_at": None if essay.fetched_at is None else to_stored(essay.fetched_at),
        "parser_version": essay.parser_version,
        "answers": len(essay.answers),
        "remarks": sum(len(answer.remarks) for answer in essay.answers),
        "spec_json": to_json([composed(one) for one in essay.spec]),
        "overall": composed(essay.overall),
    }
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns)
    store.execute(
        f"INSERT INTO essays ({', '.join(columns)}, fingerprint) VALUES ({', '.join('?' * len(columns))}, '')"
        f" ON CONFLICT (id) DO UPDATE SET {updates}",
        list(columns.values()),
    )
    number = number_of(store, essay.id)
    if number is None:
        raise RuntimeError("an essay that was just written is not there")
    for table in _CHILDREN:
        store.execute(f"DELETE FROM {table} WHERE essay = ?", (number,))
    store.execute("DELETE FROM duplicates WHERE essay = ? AND answer > ?", (number, len(essay.answers)))
    for ordinal, answer in enumerate(essay.answers, 1):
        _write_answer(store, number, ordinal, answer)
    write_groups(store, number, essay.groups)
    store.execute_many(
        "INSERT INTO flags VALUES (?, ?, ?, ?, ?)",
        [(number, place, one.flag.value, one.answer, composed(one.detail)) for place, one in enumerate(essay.flags)],
    )
    store.execute_many(
        "INSERT INTO scrubbed VALUES (?, ?, ?)", [(number, kind, count) for kind, count in essay.scrubbed.items()]
    )
    return number


def read_groups(store: Store, number: int) -> frozenset[CompanyGroup]:
    rows = store.rows("SELECT company_group FROM essay_groups WHERE essay = ?", (number,))
    return frozenset(CompanyGroup(row["company_group"]) for row in rows)


def write_groups(store: Store, number: int, groups: frozenset[CompanyGroup]) -> None:
    """Add groups to those that an essay has."""
    store.execute_many(
        "INSERT OR IGNORE INTO essay_groups VALUES (?, ?)", [(number, group.value) for group in sorted(groups)]
    )


def write_page(store: Store, number: int, html: str) -> None:
    """Keep the page that an essay was read from, in the place of an older one."""
    data = storable(html).encode()
    store.execute(
        "INSERT OR REPLACE INTO raw_pages VALUES (?, ?, ?)", (number, sha256(data).hexdigest(), zlib.compress(data))
    )


def read_page(store: Store, essay_id: str) -> str | None:
    """The kept page. Raises DatabaseDamaged when it is not what was written."""
    row = store.row(
        "SELECT r.* FROM raw_pages r JOIN essays e ON e.number = r.essay WHERE e.id = ?",
        (essay_id,),
    )
    if row is None:
        return None
    with store.guarded():
        try:
            data = zlib.decompress(row["compressed"])
        except zlib.error as error:
            raise DatabaseDamaged("a kept page cannot be unpacked", path=str(store.path)) from error
        if sha256(data).hexdigest() != row["sha256"]:
            raise DatabaseDamaged("a kept page is not what was written", path=str(store.path))
    return data.decode()


def flagged(row: sqlite3.Row) -> Flagged:
    return Flagged(QualityFlag(row["flag"]), row["answer"], row["detail"])


def _write_answer(store: Store, essay: int, number: int, answer: CollectedAnswer) -> None:
    store.execute(
        "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            essay,
            number,
            answer.question_type.value,
            len(answer.text),
            answer.limit,
            answer.counted_chars,
            answer.counted_bytes,
            composed(answer.question),
            storable(answer.text),
        ),
    )
    if any(remark.source is not Source.EXPERT for remark in answer.remarks):
        raise ValueError("a collected remark is an expert's")
    store.execute_many(
        "INSERT INTO remarks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                essay,
                number,
                ordinal,
                remark.polarity.value,
                remark.span.start if remark.span else None,
                remark.span.end if remark.span else None,
                storable(remark.quote),
                composed(remark.reason),
                composed(remark.advice),
            )
            for ordinal, remark in enumerate(answer.remarks)
        ],
    )


def _answer(row: sqlite3.Row, remarks: Sequence[sqlite3.Row]) -> CollectedAnswer:
    return CollectedAnswer(
        question=row["question"],
        text=row["text"],
        question_type=QuestionType(row["question_type"]),
        remarks=tuple(_remark(one) for one in remarks if one["answer"] == row["number"]),
        limit=row["char_limit"],
        counted_chars=row["counted_chars"],
        counted_bytes=row["counted_bytes"],
    )


def _remark(row: sqlite3.Row) -> Remark:
    start, end = row["span_start"], row["span_end"]
    return Remark(
        source=Source.EXPERT,
        polarity=Polarity(row["polarity"]),
        span=None if start is None or end is None else Span(start, end),
        quote=row["quote"],
        reason=row["reason"],
        advice=row["advice"],
    )

"""Every critique, with the exact text, model, adapter and settings it judged."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from core.errors import RecordMissing
from core.remark import Citation, Level, Polarity, Remark, RemarkStatus, Source, Span
from core.storage.citations import read_citations, stored_citations
from core.storage.connection import Parameter, Store, writing
from core.storage.erasing import purge
from core.storage.essays import keep_version, stored_limit
from core.storage.ids import composed, new_id, now, storable, to_json, to_stored
from core.storage.records import CritiqueFilter, CritiqueRecord, CritiqueState, CritiqueSummary, NewCritique
from core.storage.search import excerpt, folded, words

__all__ = [
    "CritiqueFilter",
    "CritiqueRecord",
    "CritiqueRepository",
    "CritiqueState",
    "CritiqueSummary",
    "NewCritique",
]

_OPEN = "('opening', 'reading', 'writing')"
_SELECT = """
    SELECT c.*,
        (SELECT count(*) FROM remarks r WHERE r.critique_id = c.id AND r.polarity = 'good') AS good,
        (SELECT count(*) FROM remarks r WHERE r.critique_id = c.id AND r.polarity = 'improve') AS improve
    FROM critiques c
"""


class CritiqueRepository:
    """Critiques and their remarks. Errors as in `EssayRepository`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # one critique being written

    def start(self, new: NewCritique) -> str:
        """Keep what is about to be judged, and the answer as a version of its question; returns the new id."""
        critique_id = new_id()
        with writing(self._store):
            if new.question_id is not None:
                keep_version(self._store, new.question_id, new.answer_text, "critique")
            self._store.execute(
                "INSERT INTO critiques (id, question_id, number, company, role, question_text, answer_text, limit_json,"
                " model_id, model_name, adapter_id, settings_json, state, started_at)"
                " SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'opening', ?12"
                " FROM critiques WHERE question_id = ?2",
                (
                    critique_id,
                    new.question_id,
                    composed(new.company),
                    composed(new.role),
                    storable(new.question_text),
                    storable(new.answer_text),
                    to_json(new.limit.to_dict()),
                    new.model_id,
                    new.model_name,
                    new.adapter_id,
                    to_json(dict(new.settings)),
                    to_stored(now()),
                ),
            )
            self._index(critique_id)
        return critique_id

    def checkpoint(self, critique_id: str, raw: str, remarks: Sequence[Remark], overall: str) -> None:
        """Keep what has arrived. Does nothing to a critique that is over: events may arrive late."""
        with writing(self._store):
            written = self._store.execute(
                f"UPDATE critiques SET state = 'writing', raw = ?, overall = ? WHERE id = ? AND state IN {_OPEN}",
                (storable(raw), storable(overall), critique_id),
            )
            if written:
                self._write_remarks(critique_id, remarks)

    def finish(  # noqa: PLR0917 - all of an outcome, in the order of `start` to end
        self,
        critique_id: str,
        state: str,
        raw: str,
        remarks: Sequence[Remark],
        overall: str,
        error_code: str | None = None,
        timings: Mapping[str, float] | None = None,
        finish_reason: str | None = None,
    ) -> None:
        """Close a critique with everything that arrived. `state` is the value of a state that is over."""
        with writing(self._store):
            written = self._store.execute(
                "UPDATE critiques SET state = ?, raw = ?, overall = ?, error_code = ?, timings_json = ?,"
                " finish_reason = ?, finished_at = ? WHERE id = ?",
                (
                    CritiqueState(state).value,
                    storable(raw),
                    storable(overall),
                    error_code,
                    to_json(dict(timings or {})),
                    finish_reason,
                    to_stored(now()),
                    critique_id,
                ),
            )
            if not written:
                raise RecordMissing(kind="critiques")
            self._write_remarks(critique_id, remarks)
            self._index(critique_id)

    def close_interrupted(self) -> int:
        """Mark critiques that a dead process left open and return how many.

        For the start of the one writing process, before its own first critique.
        """
        with writing(self._store):
            left = self._store.rows(f"SELECT id FROM critiques WHERE state IN {_OPEN}")
            for row in left:
                self._store.execute(
                    "UPDATE critiques SET state = 'interrupted', finished_at = ? WHERE id = ?",
                    (to_stored(now()), row["id"]),
                )
                self._index(row["id"])
        return len(left)

    # looking

    def list(self, chosen: CritiqueFilter | None = None) -> tuple[CritiqueSummary, ...]:
        """Those that `chosen` asks for, all outside the bin by default, newest first."""
        chosen = chosen or CritiqueFilter()
        conditions, parameters = _where(chosen)
        rows = self._store.rows(
            f"{_SELECT} WHERE {' AND '.join(conditions)} ORDER BY c.started_at DESC, c.id DESC LIMIT ? OFFSET ?",
            [*parameters, chosen.limit, chosen.offset],
        )
        return tuple(self._summary(row, chosen.text) for row in rows)

    def search(self, text: str) -> tuple[CritiqueSummary, ...]:
        """Those in which every word of `text` occurs: in title, company, question, answer, remarks or 총평.

        A word is found within longer ones (지원 in 지원했습니다), whatever the spacing and case. Text without any word
        finds nothing.
        """
        return self.list(CritiqueFilter(text=text)) if words(text) else ()

    def get(self, critique_id: str) -> CritiqueRecord:
        """One critique, also from the bin."""
        row = self._store.row(f"{_SELECT} WHERE c.id = ?", (critique_id,))
        if row is None:
            raise RecordMissing(kind="critiques")
        return CritiqueRecord(
            summary=self._summary(row),
            answer_text=row["answer_text"],
            limit=stored_limit(row["limit_json"]),
            settings=json.loads(row["settings_json"]),
            finish_reason=row["finish_reason"],
            raw=row["raw"],
            overall=row["overall"],
            remarks=tuple(map(_remark, self._remark_rows(critique_id))),
            timings=json.loads(row["timings_json"]),
        )

    def latest(self, question_id: str) -> CritiqueRecord | None:
        """The newest critique of a question, outside the bin."""
        found = self.list(CritiqueFilter(question_id=question_id, limit=1))
        return self.get(found[0].id) if found else None

    def count(self, chosen: CritiqueFilter | None = None) -> int:
        """How many `list` would return without its limit and offset."""
        conditions, parameters = _where(chosen or CritiqueFilter())
        return int(
            self._store.rows(f"SELECT count(*) FROM critiques c WHERE {' AND '.join(conditions)}", parameters)[0][0]
        )

    # what the user does to them

    def set_remark_status(self, critique_id: str, ordinal: int, status: RemarkStatus) -> None:
        """Remember what the user did about a remark; a checkpoint that comes later does not undo it."""
        self._write_one(
            "UPDATE remarks SET status = ? WHERE critique_id = ? AND ordinal = ?", (status.value, critique_id, ordinal)
        )

    def set_evidence(self, critique_id: str, found: Mapping[int, Sequence[Citation]]) -> None:
        """Keep what experts said of passages like those of remarks, by ordinal. It comes late: what is gone is gone."""
        with writing(self._store):
            self._store.execute_many(
                "UPDATE remarks SET evidence = ? WHERE critique_id = ? AND ordinal = ?",
                [(stored_citations(citations), critique_id, ordinal) for ordinal, citations in found.items()],
            )

    def star(self, critique_id: str, starred: bool = True) -> None:
        self._write_one("UPDATE critiques SET starred = ? WHERE id = ?", (int(starred), critique_id))

    def rename(self, critique_id: str, title: str) -> None:
        """Give it a title of the user's own; an empty one takes that back."""
        with writing(self._store):
            written = self._store.execute(
                "UPDATE critiques SET title = ? WHERE id = ?", (composed(title.strip()), critique_id)
            )
            if not written:
                raise RecordMissing(kind="critiques")
            self._index(critique_id)

    def delete(self, critique_id: str) -> None:
        """Into the bin."""
        self._write_one("UPDATE critiques SET deleted_at = ? WHERE id = ?", (to_stored(now()), critique_id))

    def undelete(self, critique_id: str) -> None:
        """Out of the bin."""
        self._write_one("UPDATE critiques SET deleted_at = NULL WHERE id = ?", (critique_id,))

    def purge(self, critique_id: str) -> None:
        """Delete for good. The version of the answer that it judged belongs to the question and stays."""
        purge(self._store, "critiques", [critique_id])

    def purge_deleted(self) -> int:
        """Empty the bin for good; returns how many were in it."""
        ids = [row["id"] for row in self._store.rows("SELECT id FROM critiques WHERE deleted_at IS NOT NULL")]
        purge(self._store, "critiques", ids)
        return len(ids)

    def _write_one(self, sql: str, parameters: Sequence[Parameter]) -> None:
        with writing(self._store):
            if not self._store.execute(sql, parameters):
                raise RecordMissing(kind="critiques")

    def _write_remarks(self, critique_id: str, remarks: Sequence[Remark]) -> None:
        """Remarks keep their ordinals, so a status that the user has set meanwhile stays with its remark."""
        self._store.execute_many(
            "INSERT INTO remarks (critique_id, ordinal, source, polarity, span_start, span_end, quote, reason, advice,"
            " rule, status, level, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (critique_id, ordinal) DO UPDATE SET"
            " source = excluded.source, polarity = excluded.polarity, span_start = excluded.span_start,"
            " span_end = excluded.span_end, quote = excluded.quote, reason = excluded.reason,"
            " advice = excluded.advice, rule = excluded.rule, level = excluded.level,"
            " evidence = coalesce(excluded.evidence, remarks.evidence)",
            [
                (
                    critique_id,
                    ordinal,
                    remark.source.value,
                    remark.polarity.value,
                    remark.span.start if remark.span else None,
                    remark.span.end if remark.span else None,
                    storable(remark.quote),
                    storable(remark.reason),
                    storable(remark.advice),
                    remark.rule,
                    remark.status.value,
                    remark.level.value if remark.level else None,
                    None if remark.evidence is None else stored_citations(remark.evidence),
                )
                for ordinal, remark in enumerate(remarks)
            ],
        )
        self._store.execute("DELETE FROM remarks WHERE critique_id = ? AND ordinal >= ?", (critique_id, len(remarks)))

    def _index(self, critique_id: str) -> None:
        """Bring what `search` looks at up to date."""
        row = self._store.rows("SELECT * FROM critiques WHERE id = ?", (critique_id,))[0]
        texts = [row["title"], row["company"], row["role"], row["question_text"], *self._texts(row)]
        self._store.execute(
            "INSERT INTO critique_search VALUES (?, ?)"
            " ON CONFLICT (critique_id) DO UPDATE SET folded = excluded.folded",
            # A line break, which no folded word holds, keeps words from being found across two texts.
            (critique_id, "\n".join(map(folded, texts))),
        )

    def _summary(self, row: sqlite3.Row, query: str = "") -> CritiqueSummary:
        return CritiqueSummary(
            id=row["id"],
            question_id=row["question_id"],
            number=row["number"],
            title=row["title"],
            company=row["company"],
            role=row["role"],
            question_text=row["question_text"],
            excerpt=excerpt(self._texts(row), query),
            characters=len(row["answer_text"]),
            model_id=row["model_id"],
            model_name=row["model_name"],
            adapter_id=row["adapter_id"],
            state=CritiqueState(row["state"]),
            error_code=row["error_code"],
            good=row["good"],
            improve=row["improve"],
            starred=bool(row["starred"]),
            started_at=datetime.fromisoformat(row["started_at"]),
            finished_at=_optional_time(row["finished_at"]),
            deleted_at=_optional_time(row["deleted_at"]),
        )

    def _texts(self, row: sqlite3.Row) -> Iterator[str]:
        """What people read of a critique, the answer first; remarks are looked up only by who reads that far."""
        yield row["answer_text"]
        for remark in self._remark_rows(row["id"]):
            yield f"{remark['reason']} {remark['advice']}"
        yield row["overall"]
        yield row["question_text"]

    def _remark_rows(self, critique_id: str) -> Sequence[sqlite3.Row]:
        return self._store.rows("SELECT * FROM remarks WHERE critique_id = ? ORDER BY ordinal", (critique_id,))


def _where(chosen: CritiqueFilter) -> tuple[list[str], list[Parameter]]:
    conditions = ["c.deleted_at IS NOT NULL" if chosen.deleted else "c.deleted_at IS NULL"]
    parameters: list[Parameter] = []
    equal: dict[str, Parameter] = {
        "question_id": chosen.question_id,
        "model_id": chosen.model_id,
        "state": chosen.state,
        "starred": None if chosen.starred is None else int(chosen.starred),
    }
    for column, value in equal.items():
        if value is not None:
            conditions.append(f"c.{column} = ?")
            parameters.append(value)
    if chosen.application_id is not None:
        conditions.append("c.question_id IN (SELECT id FROM questions WHERE application_id = ?)")
        parameters.append(chosen.application_id)
    for word in words(chosen.text):
        conditions.append("c.id IN (SELECT critique_id FROM critique_search WHERE instr(folded, ?))")
        parameters.append(word)
    return conditions, parameters


def _remark(row: sqlite3.Row) -> Remark:
    start, end = row["span_start"], row["span_end"]
    return Remark(
        source=Source(row["source"]),
        polarity=Polarity(row["polarity"]),
        span=None if start is None or end is None else Span(start, end),
        quote=row["quote"],
        reason=row["reason"],
        advice=row["advice"],
        rule=row["rule"],
        status=RemarkStatus(row["status"]),
        level=None if row["level"] is None else Level(row["level"]),
        evidence=None if row["evidence"] is None else read_citations(row["evidence"]),
    )


def _optional_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

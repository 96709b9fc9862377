"""Applications, questions, answers and their versions."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime

from core.counting import Limit
from core.errors import RecordMissing
from core.essay import Application, Question, Version
from core.storage.connection import Store, writing
from core.storage.erasing import purge
from core.storage.ids import composed, new_id, now, to_json, to_stored
from core.storage.search import folded, words

_APPLICATIONS = """
    SELECT a.id, a.company, a.role, a.season, a.deadline, a.position, a.blind_profile, max(
        a.updated_at,
        coalesce((SELECT max(q.updated_at) FROM questions q WHERE q.application_id = a.id), ''),
        coalesce((SELECT max(w.saved_at) FROM answers w JOIN questions q ON q.id = w.question_id
                  WHERE q.application_id = a.id), '')
    ) AS touched_at
    FROM applications a
"""
_QUESTIONS = """
    SELECT q.id, q.application_id, q.position, q.title, q.text, q.limit_json, coalesce(w.text, '') AS answer,
        max(q.updated_at, coalesce(w.saved_at, '')) AS touched_at
    FROM questions q JOIN applications a ON a.id = q.application_id LEFT JOIN answers w ON w.question_id = q.id
"""


class EssayRepository:
    """What the user writes.

    All text is stored in NFC. Spans of remarks count in the text that was judged, so whoever judges an answer passes
    it in NFC; then the answer as stored, the text judged and the spans agree.

    What is deleted lies in a bin until it is restored or purged. Methods raise RecordMissing for an id that is not
    there, and DatabaseBusy, DiskFull, DatabaseDamaged or StorageError.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    # applications

    def list_applications(self, *, deleted: bool = False) -> tuple[Application, ...]:
        """In the order of their positions; those in the bin when `deleted`, the last thrown away first."""
        rows = self._store.rows(
            f"{_APPLICATIONS} WHERE a.deleted_at IS NOT NULL ORDER BY a.deleted_at DESC"
            if deleted
            else f"{_APPLICATIONS} WHERE a.deleted_at IS NULL ORDER BY a.position"
        )
        return tuple(map(_application, rows))

    def add_application(
        self,
        company: str,
        role: str = "",
        season: str = "",
        deadline: date | None = None,
        *,
        blind_profile: str = "",
    ) -> Application:
        """A new one after all others."""
        application_id = new_id()
        with writing(self._store):
            self._store.execute(
                "INSERT INTO applications (id, company, role, season, deadline, position, updated_at, blind_profile)"
                " SELECT ?, ?, ?, ?, ?, coalesce(max(position) + 1, 0), ?, ? FROM applications",
                (application_id, *_described(company, role, season, deadline), _moment(), blind_profile),
            )
        return self._application(application_id)

    def update_application(
        self,
        application_id: str,
        *,
        company: str,
        role: str,
        season: str,
        deadline: date | None,
        blind_profile: str = "",
    ) -> Application:
        self._write_one(
            "applications",
            "UPDATE applications SET company = ?, role = ?, season = ?, deadline = ?, blind_profile = ?,"
            " updated_at = ? WHERE id = ?",
            (*_described(company, role, season, deadline), blind_profile, _moment(), application_id),
        )
        return self._application(application_id)

    def reorder_applications(self, ids: Sequence[str]) -> None:
        """Give these applications the positions of their places in `ids`."""
        self._reorder("applications", ids)

    def delete_application(self, application_id: str) -> None:
        """Into the bin, with everything in it."""
        self._set_deleted("applications", application_id, _moment())

    def restore_application(self, application_id: str) -> None:
        """Out of the bin. Questions that were thrown away one by one stay there."""
        self._set_deleted("applications", application_id, None)

    def purge_application(self, application_id: str) -> None:
        """Delete for good, with its questions, answers, versions and their critiques."""
        purge(self._store, "applications", [application_id])

    # questions

    def questions(self, application_id: str, *, deleted: bool = False) -> tuple[Question, ...]:
        """Of one application, in order; those in the bin when `deleted`."""
        state = "IS NOT NULL" if deleted else "IS NULL"
        rows = self._store.rows(
            f"{_QUESTIONS} WHERE q.application_id = ? AND q.deleted_at {state} ORDER BY q.position",
            (application_id,),
        )
        return tuple(map(_question, rows))

    def question(self, question_id: str) -> Question:
        """One question, also from the bin."""
        row = self._store.row(f"{_QUESTIONS} WHERE q.id = ?", (question_id,))
        if row is None:
            raise RecordMissing(kind="questions")
        return _question(row)

    def add_question(self, application_id: str, title: str, text: str, limit: Limit) -> Question:
        """A new one after the others of its application."""
        question_id = new_id()
        with writing(self._store):
            added = self._store.execute(
                "INSERT INTO questions SELECT ?, a.id,"
                " (SELECT coalesce(max(position) + 1, 0) FROM questions WHERE application_id = a.id), ?, ?, ?, ?, NULL"
                " FROM applications a WHERE a.id = ?",
                (question_id, *_asked(title, text, limit), _moment(), application_id),
            )
            if not added:
                raise RecordMissing(kind="applications")
        return self.question(question_id)

    def update_question(self, question_id: str, *, title: str, text: str, limit: Limit) -> Question:
        self._write_one(
            "questions",
            "UPDATE questions SET title = ?, text = ?, limit_json = ?, updated_at = ? WHERE id = ?",
            (*_asked(title, text, limit), _moment(), question_id),
        )
        return self.question(question_id)

    def reorder_questions(self, ids: Sequence[str]) -> None:
        """Give these questions the positions of their places in `ids`."""
        self._reorder("questions", ids)

    def delete_question(self, question_id: str) -> None:
        """Into the bin, with its answer and versions."""
        self._set_deleted("questions", question_id, _moment())

    def restore_question(self, question_id: str) -> None:
        self._set_deleted("questions", question_id, None)

    def purge_question(self, question_id: str) -> None:
        """Delete for good, with its answer, versions and critiques."""
        purge(self._store, "questions", [question_id])

    def search(self, query: str) -> tuple[Question, ...]:
        """Questions outside the bin in whose title, text or answer, or company, every word of `query` occurs."""
        wanted = words(query)
        if not wanted:
            return ()
        rows = self._store.rows(
            f"{_QUESTIONS} WHERE q.deleted_at IS NULL AND a.deleted_at IS NULL ORDER BY a.position, q.position"
        )
        companies = {application.id: application.company for application in self.list_applications()}
        found = []
        for question in map(_question, rows):
            text = folded(f"{companies[question.application_id]} {question.title} {question.text} {question.answer}")
            if all(word in text for word in wanted):
                found.append(question)
        return tuple(found)

    # answers and versions

    def save_answer(self, question_id: str, text: str) -> datetime:
        """Keep the current text and return when. Once this has returned, killing the process cannot lose it.

        A question in the bin is written too: the last save may come after the deletion.
        """
        moment = now()
        with writing(self._store):
            written = self._store.execute(
                "INSERT INTO answers SELECT id, ?, ? FROM questions WHERE id = ?"
                " ON CONFLICT (question_id) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at",
                (composed(text), to_stored(moment), question_id),
            )
            if not written:
                raise RecordMissing(kind="questions")
        return moment

    def versions(self, question_id: str) -> tuple[Version, ...]:
        """Newest first."""
        rows = self._store.rows("SELECT * FROM versions WHERE question_id = ? ORDER BY number DESC", (question_id,))
        return tuple(map(_version, rows))

    def add_version(self, question_id: str, text: str, reason: str) -> Version:
        """Keep `text` as a version; when the newest one has this text already, return that."""
        with writing(self._store):
            return keep_version(self._store, question_id, text, reason)

    def restore_version(self, version_id: str) -> Question:
        """Make a version the current answer; the text it replaces is kept as a version."""
        row = self._store.row("SELECT * FROM versions WHERE id = ?", (version_id,))
        if row is None:
            raise RecordMissing(kind="versions")
        version = _version(row)
        with writing(self._store):
            current = self._store.row("SELECT text FROM answers WHERE question_id = ?", (version.question_id,))
            if current is not None and current["text"].strip():
                keep_version(self._store, version.question_id, current["text"], "restore")
            self._store.execute(
                "INSERT INTO answers VALUES (?, ?, ?)"
                " ON CONFLICT (question_id) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at",
                (version.question_id, version.text, _moment()),
            )
        return self.question(version.question_id)

    def _application(self, application_id: str) -> Application:
        row = self._store.row(f"{_APPLICATIONS} WHERE a.id = ?", (application_id,))
        if row is None:
            raise RecordMissing(kind="applications")
        return _application(row)

    def _write_one(self, table: str, sql: str, parameters: Sequence[str | None]) -> None:
        with writing(self._store):
            if not self._store.execute(sql, parameters):
                raise RecordMissing(kind=table)

    def _reorder(self, table: str, ids: Sequence[str]) -> None:
        with writing(self._store):
            self._store.execute_many(f"UPDATE {table} SET position = ? WHERE id = ?", list(enumerate(ids)))

    def _set_deleted(self, table: str, row_id: str, moment: str | None) -> None:
        self._write_one(table, f"UPDATE {table} SET deleted_at = ? WHERE id = ?", (moment, row_id))


def keep_version(store: Store, question_id: str, text: str, reason: str) -> Version:
    """`add_version` inside a transaction that has begun."""
    text = composed(text)
    newest = store.row("SELECT * FROM versions WHERE question_id = ? ORDER BY number DESC LIMIT 1", (question_id,))
    if newest is not None and newest["text"] == text:
        return _version(newest)
    version = Version(new_id(), question_id, newest["number"] + 1 if newest else 1, text, reason, now())
    added = store.execute(
        "INSERT INTO versions SELECT ?, id, ?, ?, ?, ? FROM questions WHERE id = ?",
        (version.id, version.number, text, reason, to_stored(version.created_at), question_id),
    )
    if not added:
        raise RecordMissing(kind="questions")
    return version


def stored_limit(text: str) -> Limit:
    """A limit as stored; one that cannot be understood reads as none, because the text beside it is worth more."""
    try:
        return Limit.from_dict(json.loads(text))
    except (ValueError, TypeError, KeyError):
        return Limit()


def _moment() -> str:
    return to_stored(now())


def _described(company: str, role: str, season: str, deadline: date | None) -> tuple[str, str, str, str | None]:
    return composed(company), composed(role), composed(season), deadline.isoformat() if deadline else None


def _asked(title: str, text: str, limit: Limit) -> tuple[str, str, str]:
    return composed(title), composed(text), to_json(limit.to_dict())


def _application(row: sqlite3.Row) -> Application:
    return Application(
        id=row["id"],
        company=row["company"],
        role=row["role"],
        season=row["season"],
        deadline=date.fromisoformat(row["deadline"]) if row["deadline"] else None,
        position=row["position"],
        updated_at=datetime.fromisoformat(row["touched_at"]),
        blind_profile=row["blind_profile"],
    )


def _question(row: sqlite3.Row) -> Question:
    return Question(
        id=row["id"],
        application_id=row["application_id"],
        position=row["position"],
        title=row["title"],
        text=row["text"],
        limit=stored_limit(row["limit_json"]),
        answer=row["answer"],
        updated_at=datetime.fromisoformat(row["touched_at"]),
    )


def _version(row: sqlite3.Row) -> Version:
    return Version(
        id=row["id"],
        question_id=row["question_id"],
        number=row["number"],
        text=row["text"],
        reason=row["reason"],
        created_at=datetime.fromisoformat(row["created_at"]),
    )

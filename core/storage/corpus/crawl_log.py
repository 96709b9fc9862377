"""What a crawl has done so far, after every page, so that one that was killed goes on where it was."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.corpus import CollectedEssay, CompanyGroup, ListedEssay, Origin
from core.errors import RecordMissing
from core.storage.connection import Parameter, Store, writing
from core.storage.corpus.essay_rows import number_of, read_groups
from core.storage.corpus.keeping import put
from core.storage.corpus.planning import plan
from core.storage.corpus.records import RETRIED, Failure, Outcome, Run, RunState
from core.storage.ids import composed, new_id, now, to_stored

_RETRIED = ", ".join(f"'{outcome.value}'" for outcome in sorted(RETRIED))


class CrawlLog:
    """Runs, the lists they read and the queue of essays. Errors as in `EssayShelf`; RecordMissing for an unknown run.

    `source_id` is the site's own id of an essay, without the origin.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    # runs

    def begin(self, filters: str, *, dry_run: bool = False) -> Run:
        """Go on with the newest run of these filters when that did not come to its end, else begin a new one.

        A dry run neither goes on nor is gone on with.
        """
        with writing(self._store):
            newest = self._store.row(
                "SELECT id, state FROM runs WHERE filters = ? AND dry_run = 0 ORDER BY number DESC LIMIT 1", (filters,)
            )
            if newest is not None and newest["state"] != RunState.DONE and not dry_run:
                run_id = str(newest["id"])
                self._store.execute(
                    "UPDATE runs SET state = 'running', ended_at = NULL, reason = '', resumed = 1 WHERE id = ?",
                    (run_id,),
                )
            else:
                run_id = new_id()
                self._store.execute(
                    "INSERT INTO runs (id, filters, state, started_at, resumed, dry_run, reason, essays_after)"
                    " VALUES (?, ?, 'running', ?, 0, ?, '', 0)",
                    (run_id, filters, to_stored(now()), int(dry_run)),
                )
        return self._run(run_id)

    def end(self, run_id: str, state: RunState, reason: str = "") -> Run:
        with writing(self._store):
            written = self._store.execute(
                "UPDATE runs SET state = ?, reason = ?, ended_at = ?,"
                " essays_after = (SELECT count(*) FROM essays) WHERE id = ?",
                (state.value, reason, to_stored(now()), run_id),
            )
            if not written:
                raise RecordMissing(kind="runs")
        return self._run(run_id)

    def runs(self) -> list[Run]:
        """Newest first."""
        outcomes: dict[str, dict[Outcome, int]] = {}
        for row in self._store.rows(
            "SELECT run_id, outcome, count(*) AS count FROM queue WHERE pending = 0 GROUP BY run_id, outcome"
        ):
            outcomes.setdefault(row["run_id"], {})[Outcome(row["outcome"])] = row["count"]
        rows = self._store.rows("SELECT * FROM runs ORDER BY number DESC")
        return [_run(row, outcomes.get(row["id"], {})) for row in rows]

    # lists

    def list_page_done(
        self, run_id: str, group: CompanyGroup, page: int, total: int | None, items: Sequence[ListedEssay]
    ) -> None:
        """Note what a page of the list of a group holds, in one transaction. A page may be read again.

        Of the texts of a list nothing is kept but hashes: they have not been scrubbed.
        """
        with writing(self._store):
            removed = {row["id"] for row in self._store.rows("SELECT id FROM removed")}
            self._store.execute(
                "INSERT OR REPLACE INTO list_pages (run_id, company_group, page, total) VALUES (?, ?, ?, ?)",
                (run_id, group.value, page, total),
            )
            self._store.execute_many(
                "INSERT OR IGNORE INTO listed (run_id, company_group, source_id) VALUES (?, ?, ?)",
                [(run_id, group.value, item.source_id) for item in items],
            )
            self._store.execute_many(
                "INSERT INTO listing VALUES (?, ?, ?, ?) ON CONFLICT (source_id) DO UPDATE SET"
                " fingerprint = excluded.fingerprint, season = excluded.season, views = excluded.views",
                [
                    (item.source_id, item.fingerprint, composed(item.season), item.views)
                    for item in items
                    if f"{Origin.JOBKOREA}:{item.source_id}" not in removed
                ],
            )

    def list_pages_done(self, run_id: str, group: CompanyGroup) -> frozenset[int]:
        rows = self._store.rows(
            "SELECT page FROM list_pages WHERE run_id = ? AND company_group = ?", (run_id, group.value)
        )
        return frozenset(row["page"] for row in rows)

    def list_total(self, run_id: str, group: CompanyGroup) -> int | None:
        """How many essays the page of the list that was read last says there are."""
        row = self._store.row(
            "SELECT total FROM list_pages WHERE run_id = ? AND company_group = ? ORDER BY number DESC LIMIT 1",
            (run_id, group.value),
        )
        return None if row is None else row["total"]

    def listed(self, run_id: str, group: CompanyGroup | None = None) -> list[str]:
        """The essays that the lists of a run showed, each once, in the order in which they were seen first."""
        return list(self.listed_seasons(run_id, group))

    def listed_seasons(self, run_id: str, group: CompanyGroup | None = None) -> dict[str, str]:
        """`listed`, each with the season that the list says; empty when it says none, or the essay was removed."""
        rows = self._store.rows(
            "SELECT source_id, coalesce(listing.season, '') AS season FROM listed LEFT JOIN listing USING (source_id)"
            " WHERE run_id = ?1 AND (?2 IS NULL OR company_group = ?2) GROUP BY source_id ORDER BY min(listed.number)",
            (run_id, group),
        )
        return {row["source_id"]: row["season"] for row in rows}

    def restart_lists(self, run_id: str) -> None:
        """Forget which pages of the lists were read, because the list moved underneath; not what they held."""
        with writing(self._store):
            self._store.execute("DELETE FROM list_pages WHERE run_id = ?", (run_id,))

    def groups_of(self, run_id: str, source_id: str) -> frozenset[CompanyGroup]:
        """The groups in whose lists this run saw an essay; of the last run that saw it when this one did not."""
        rows = self._store.rows(
            "SELECT company_group FROM listed WHERE source_id = ?1 AND run_id = coalesce("
            "(SELECT run_id FROM listed WHERE source_id = ?1 AND run_id = ?2 LIMIT 1),"
            " (SELECT run_id FROM listed WHERE source_id = ?1 ORDER BY number DESC LIMIT 1))",
            (source_id, run_id),
        )
        return frozenset(CompanyGroup(row["company_group"]) for row in rows)

    # the queue

    def plan(self, run_id: str, chosen: Sequence[str]) -> dict[Outcome, int]:
        """Queue what must be fetched of `chosen` and settle the rest, in one transaction; the outcomes so far.

        UNCHANGED: kept, and the list says of it what it said when it was fetched; its groups and views are brought up
        to date. REMOVED: taken out on request. NOT_ANALYSED: a run of the same filters fetched it, there was nothing
        to keep, and the list says the same as then. What this run has planned or settled before stays as it is.
        """
        with writing(self._store):
            plan(self._store, self._run(run_id), chosen)
        return self.outcomes(run_id)

    def plan_retry(self, run_id: str) -> int:
        """Queue every essay of `failures`; how many."""
        failures = self.failures()
        with writing(self._store):
            self._store.execute_many(
                "INSERT INTO queue (run_id, source_id, pending, outcome, code, saved, fingerprint, attempts, at)"
                " VALUES (?, ?, 1, NULL, '', '', '', 0, ?)"
                " ON CONFLICT (run_id, source_id) DO UPDATE SET pending = 1",
                [(run_id, failure.source_id, to_stored(now())) for failure in failures],
            )
        return len(failures)

    def pending(self, run_id: str) -> list[str]:
        """What is still to be fetched, in the order of the lists."""
        rows = self._store.rows(
            "SELECT source_id FROM queue WHERE run_id = ? AND pending = 1 ORDER BY number", (run_id,)
        )
        return [row["source_id"] for row in rows]

    def stored(self, run_id: str, essay: CollectedEssay, html: str) -> Outcome:
        """Keep a fetched essay with its page and settle it, in ONE transaction: STORED, UPDATED or REMOVED.

        Groups that it was known to be in are kept.
        """
        with writing(self._store):
            before = number_of(self._store, essay.id)
            if before is not None:
                essay = replace(essay, groups=essay.groups | read_groups(self._store, before))
            number = put(self._store, essay, html)
            if number is None:
                outcome = Outcome.REMOVED
            else:
                outcome = Outcome.STORED if before is None else Outcome.UPDATED
                self._store.execute(
                    "UPDATE essays SET fingerprint ="
                    " coalesce((SELECT fingerprint FROM listing WHERE source_id = ?), '') WHERE number = ?",
                    (essay.source_id, number),
                )
            self._settle(run_id, essay.source_id, outcome)
        return outcome

    def settled(self, run_id: str, source_id: str, outcome: Outcome, code: str = "", saved: str = "") -> None:
        """Note how an essay ended that is not kept. `code` is that of the error, `saved` the path of a kept copy."""
        with writing(self._store):
            self._settle(run_id, source_id, outcome, code, saved)

    def outcomes(self, run_id: str) -> dict[Outcome, int]:
        """How many essays of a run ended how; those that are pending are not counted."""
        rows = self._store.rows(
            "SELECT outcome, count(*) AS count FROM queue WHERE run_id = ? AND pending = 0 GROUP BY outcome", (run_id,)
        )
        return {Outcome(row["outcome"]): row["count"] for row in rows}

    def failures(self) -> list[Failure]:
        """Every essay whose last outcome calls for another try, the newest first.

        `attempts` counts the tries that failed one after the other.
        """
        # In a query with max(), SQLite takes the other columns from the row that holds the maximum.
        rows = self._store.rows(
            "SELECT source_id, outcome, code, saved, attempts, max(at) AS at FROM queue WHERE outcome IS NOT NULL"
            f" GROUP BY source_id HAVING outcome IN ({_RETRIED}) ORDER BY at DESC, number DESC"
        )
        return [
            Failure(
                source_id=row["source_id"],
                outcome=Outcome(row["outcome"]),
                code=row["code"],
                saved=row["saved"],
                attempts=row["attempts"],
                at=datetime.fromisoformat(row["at"]),
            )
            for row in rows
        ]

    def _settle(self, run_id: str, source_id: str, outcome: Outcome, code: str = "", saved: str = "") -> None:
        last = self._store.row(
            "SELECT outcome, attempts FROM queue WHERE source_id = ? AND outcome IS NOT NULL"
            " ORDER BY at DESC, number DESC LIMIT 1",
            (source_id,),
        )
        failed_before = last["attempts"] if last is not None and last["outcome"] in RETRIED else 0
        values: dict[str, Parameter] = {
            "pending": 0,
            "outcome": outcome.value,
            "code": code,
            "saved": saved,
            "attempts": failed_before + 1,
            "at": to_stored(now()),
        }
        updates = ", ".join(f"{name} = excluded.{name}" for name in (*values, "fingerprint"))
        self._store.execute(
            f"INSERT INTO queue (run_id, source_id, {', '.join(values)}, fingerprint)"
            f" VALUES (?1, ?2, {', '.join('?' * len(values))},"
            " coalesce((SELECT fingerprint FROM listing WHERE source_id = ?2), ''))"
            f" ON CONFLICT (run_id, source_id) DO UPDATE SET {updates}",
            (run_id, source_id, *values.values()),
        )

    def _run(self, run_id: str) -> Run:
        row = self._store.row("SELECT * FROM runs WHERE id = ?", (run_id,))
        if row is None:
            raise RecordMissing(kind="runs")
        return _run(row, self.outcomes(run_id))


def _run(row: sqlite3.Row, outcomes: Mapping[Outcome, int]) -> Run:
    return Run(
        id=row["id"],
        filters=row["filters"],
        state=RunState(row["state"]),
        started_at=datetime.fromisoformat(row["started_at"]),
        ended_at=None if row["ended_at"] is None else datetime.fromisoformat(row["ended_at"]),
        resumed=bool(row["resumed"]),
        dry_run=bool(row["dry_run"]),
        reason=row["reason"],
        outcomes=dict(outcomes),
        essays_after=row["essays_after"],
    )

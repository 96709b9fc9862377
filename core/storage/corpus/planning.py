"""Which of the listed essays must be fetched."""

from collections.abc import Sequence

from core.corpus import CompanyGroup, Origin
from core.storage.connection import Store
from core.storage.corpus.essay_rows import write_groups
from core.storage.corpus.records import Outcome, Run
from core.storage.ids import now, to_stored


def plan(store: Store, run: Run, chosen: Sequence[str]) -> None:
    """`CrawlLog.plan` inside `writing`."""
    prefix = f"{Origin.JOBKOREA}:"
    seen = {row["source_id"]: row["fingerprint"] for row in store.rows("SELECT source_id, fingerprint FROM listing")}
    kept = {row["id"]: row for row in store.rows("SELECT id, number, fingerprint FROM essays")}
    removed = {row["id"] for row in store.rows("SELECT id FROM removed")}
    fruitless = {
        row["source_id"]: row["fingerprint"]
        for row in store.rows(
            "SELECT q.source_id, q.fingerprint, max(q.at) FROM queue q JOIN runs r ON r.id = q.run_id"
            " WHERE q.outcome = 'not_analysed' AND r.filters = ? GROUP BY q.source_id",
            (run.filters,),
        )
    }
    planned = {row["source_id"] for row in store.rows("SELECT source_id FROM queue WHERE run_id = ?", (run.id,))}
    unchanged: list[tuple[int, str]] = []
    rows: list[tuple[str | int | None, ...]] = []
    moment = to_stored(now())
    for source_id in dict.fromkeys(chosen):
        if source_id in planned:
            continue
        fingerprint = seen.get(source_id, "")
        essay = kept.get(prefix + source_id)
        outcome: Outcome | None = None
        if prefix + source_id in removed:
            outcome = Outcome.REMOVED
        elif essay is not None and fingerprint and essay["fingerprint"] == fingerprint:
            outcome = Outcome.UNCHANGED
            unchanged.append((essay["number"], source_id))
        elif essay is None and fingerprint and fruitless.get(source_id) == fingerprint:
            outcome = Outcome.NOT_ANALYSED
        rows.append((run.id, source_id, int(outcome is None), outcome, fingerprint, moment))
    store.execute_many(
        "INSERT INTO queue (run_id, source_id, pending, outcome, fingerprint, at, code, saved, attempts)"
        " VALUES (?, ?, ?, ?, ?, ?, '', '', 0)",
        rows,
    )
    if not run.dry_run:
        _refresh(store, run.id, unchanged)


def _refresh(store: Store, run_id: str, unchanged: Sequence[tuple[int, str]]) -> None:
    """Bring groups and views of essays that are not fetched up to date; (number, source id)."""
    groups: dict[str, set[CompanyGroup]] = {}
    for row in store.rows("SELECT source_id, company_group FROM listed WHERE run_id = ?", (run_id,)):
        groups.setdefault(row["source_id"], set()).add(CompanyGroup(row["company_group"]))
    for number, source_id in unchanged:
        write_groups(store, number, frozenset(groups.get(source_id, ())))
    store.execute_many(
        "UPDATE essays SET views = coalesce((SELECT views FROM listing WHERE source_id = ?), views) WHERE number = ?",
        [(source_id, number) for number, source_id in unchanged],
    )

"""Mending what lost rows broke in a corpus that was damaged."""

from core.storage.connection import Store
from core.storage.corpus.schema import SCHEMA


def reconnect(store: Store) -> None:
    """Delete half essays and what hangs on nothing, inside `writing`; the site has still what it had.

    An essay whose page was lost is whole, and fetched again.
    """
    for table in SCHEMA.tables:
        columns = {row["name"] for row in store.rows(f"PRAGMA table_info({table})")}
        if "essay" in columns:
            store.execute(f"DELETE FROM {table} WHERE essay NOT IN (SELECT number FROM essays)")
        if "run_id" in columns:
            store.execute(f"DELETE FROM {table} WHERE run_id NOT IN (SELECT id FROM runs)")
    # This takes along what is left of them.
    store.execute(
        "DELETE FROM essays WHERE id IN (SELECT id FROM removed)"
        " OR answers <> (SELECT count(*) FROM answers a WHERE a.essay = essays.number)"
        " OR remarks <> (SELECT count(*) FROM remarks r WHERE r.essay = essays.number)"
    )
    store.execute("UPDATE essays SET fingerprint = '' WHERE number NOT IN (SELECT essay FROM raw_pages)")

"""Deleting for good: overwritten in the file, gone from its log and from the copies the program made."""

from collections.abc import Sequence

from core.errors import RecordMissing
from core.storage import backups
from core.storage.connection import Store, writing


def purge(store: Store, table: str, ids: Sequence[str]) -> None:
    """Delete rows and what hangs on them. SQLite overwrites them (`secure_delete`).

    When another process reads just now, the log keeps the old pages until the last one closes. Copies that the user
    saved elsewhere, and a damaged file that was kept, are the user's to delete.
    """
    with writing(store):
        for row_id in ids:
            if store.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,)) == 0:
                raise RecordMissing(kind=table)
    store.checkpoint()

    def erase(copy: Store) -> None:
        copy.execute_many(f"DELETE FROM {table} WHERE id = ?", [(row_id,) for row_id in ids])

    backups.forget(store.path, erase)

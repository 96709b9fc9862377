"""Whether a database is ours, of which version, and bringing it up to date."""

from core.errors import DatabaseDamaged, DatabaseTooNew
from core.storage.connection import Store
from core.storage.migrations import APPLICATION_ID, NAME, STEPS, migrations

_TABLE = "_sqlite_migrations"


def applied(store: Store) -> set[tuple[str, str]]:
    """(set, name) of every step that was ever applied; none in a new file."""
    if store.row("SELECT 1 FROM sqlite_schema WHERE name = ?", (_TABLE,)) is None:
        return set()
    return {(row[0], row[1]) for row in store.rows(f"SELECT migration_set, name FROM {_TABLE}")}


def pending(store: Store) -> bool:
    return not {(NAME, step.__name__) for step in STEPS} <= applied(store)


def refuse_newer(store: Store) -> None:
    """Raise DatabaseTooNew when a step was applied that this program does not know."""
    unknown = applied(store) - {(NAME, step.__name__) for step in STEPS}
    if unknown:
        raise DatabaseTooNew("unknown steps of the schema", path=str(store.path), steps=len(unknown))


def refuse_foreign(store: Store) -> None:
    """Raise DatabaseDamaged for a database of another program."""
    ours = store.rows("PRAGMA application_id")[0][0] == APPLICATION_ID
    # The process may have been killed before its first step was done: then there is nothing but the list of steps.
    if not ours and store.row("SELECT 1 FROM sqlite_schema WHERE tbl_name <> ?", (_TABLE,)) is not None:
        raise DatabaseDamaged("not a database of this program", path=str(store.path))


def migrate(store: Store) -> None:
    """Apply what is pending, each step in its own transaction, which is undone when it fails."""
    with store.guarded():
        migrations().apply(store.db)

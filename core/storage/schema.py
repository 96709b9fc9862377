"""Whether a database is ours, of which version, and bringing it up to date."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import DatabaseDamaged, DatabaseTooNew
from core.storage.connection import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLE = "_sqlite_migrations"


@dataclass(frozen=True, slots=True)
class Schema:
    """One kind of database of ours.

    `application_id` tells its files from other SQLite databases. `steps` are named functions and never edited after a
    release. `tables` are all that hold what cannot be made again, parents before children.
    """

    name: str
    application_id: int
    steps: "tuple[Callable[[Database], None], ...]"
    tables: tuple[str, ...]

    def pending(self, store: Store) -> bool:
        return not self._known() <= applied(store)

    def refuse_newer(self, store: Store) -> None:
        """Raise DatabaseTooNew when a step was applied that this program does not know."""
        if unknown := applied(store) - self._known():
            raise DatabaseTooNew("unknown steps of the schema", path=str(store.path), steps=len(unknown))

    def refuse_foreign(self, store: Store) -> None:
        """Raise DatabaseDamaged for a database of another program, or another of ours."""
        ours = store.rows("PRAGMA application_id")[0][0] == self.application_id
        # The process may have been killed before its first step was done: then there is nothing but the list of steps.
        if not ours and store.row("SELECT 1 FROM sqlite_schema WHERE tbl_name <> ?", (_TABLE,)) is not None:
            raise DatabaseDamaged("not a database of this kind", path=str(store.path))

    def migrate(self, store: Store) -> None:
        """Apply what is pending, each step in its own transaction, which is undone when it fails."""
        # sqlite_utils can be imported without pandas only after a database was opened, which `store` shows.
        from sqlite_utils import Migrations

        migrations = Migrations(self.name)
        for step in self.steps:
            migrations()(step)
        with store.guarded():
            migrations.apply(store.db)

    def _known(self) -> set[tuple[str, str]]:
        return {(self.name, step.__name__) for step in self.steps}


def applied(store: Store) -> set[tuple[str, str]]:
    """(set, name) of every step that was ever applied; none in a new file."""
    if store.row("SELECT 1 FROM sqlite_schema WHERE name = ?", (_TABLE,)) is None:
        return set()
    return {(row[0], row[1]) for row in store.rows(f"SELECT migration_set, name FROM {_TABLE}")}

"""The collected essays: kept, found, read and removed."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.corpus import CollectedEssay, Origin
from core.errors import DatabaseDamaged, RecordMissing
from core.storage import backups
from core.storage.connection import Parameter, Store, writing
from core.storage.corpus import search
from core.storage.corpus.essay_rows import number_of, read_essays, read_page
from core.storage.corpus.keeping import clean_index, delete, forget, put
from core.storage.corpus.records import EssayFilter, EssayOrder, EssayRow
from core.storage.ids import composed, to_json
from core.storage.search import excerpt

_ANY = EssayFilter()
_NEWEST = "e.season DESC, length(e.id) DESC, e.id DESC"
_ORDERS = {
    EssayOrder.NEWEST: _NEWEST,
    EssayOrder.GRADE: f"e.grade DESC, {_NEWEST}",  # NULL is the least
    EssayOrder.COMPANY: f"e.company, {_NEWEST}",
}


class EssayShelf:
    """Raises RecordMissing for an id that is not there, and DatabaseBusy, DiskFull, DatabaseDamaged or StorageError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # keeping

    def save(self, essay: CollectedEssay, html: str | None = None) -> bool:
        """Insert or replace an essay in one transaction; False, and nothing is written, when it was removed.

        Without `html` the page that was kept before stays.
        """
        with writing(self._store):
            return put(self._store, essay, html) is not None

    def save_all(self, essays: Iterable[CollectedEssay]) -> int:
        """`save` many in one transaction; how many were written."""
        with writing(self._store):
            return sum(put(self._store, essay, None) is not None for essay in essays)

    # reading

    def get(self, essay_id: str) -> CollectedEssay:
        number = number_of(self._store, essay_id)
        found = [] if number is None else read_essays(self._store, [number])
        if not found:
            raise RecordMissing(kind="essays")
        return found[0]

    def html(self, essay_id: str) -> str | None:
        """The page as it was kept, None when there is none. Raises DatabaseDamaged when it is not what was kept."""
        return read_page(self._store, essay_id)

    def ids(self, origin: Origin | None = None) -> list[str]:
        """In the order in which they came."""
        return [row["id"] for row in self._rows("e.id", "", EssayFilter(origin=origin), "ORDER BY e.number")]

    def each(self, origin: Origin | None = None) -> Iterator[CollectedEssay]:
        """Every essay, read some at a time. What is removed or added meanwhile does not appear."""
        rows = self._rows("e.number", "", EssayFilter(origin=origin), "ORDER BY e.number")
        return self._read([row["number"] for row in rows])

    def find(
        self,
        query: str,
        where: EssayFilter = _ANY,
        order: EssayOrder = EssayOrder.NEWEST,
        limit: int = 50,
        offset: int = 0,
    ) -> list[EssayRow]:
        """Essays in which every word of `query` occurs: in company, job, questions, answers, remarks or 총평.

        A word is found within longer ones, whatever the spacing and case. All essays for a query without words.
        """
        tail = f"ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?"
        numbers = [row["number"] for row in self._rows("e.number", query, where, tail, (limit, offset))]
        return [_line(essay, query) for essay in self._read(numbers)]

    def count(self, query: str = "", where: EssayFilter = _ANY) -> int:
        """How many `find` finds without a limit."""
        return int(self._rows("count(*)", query, where)[0][0])

    def seasons(self) -> list[str]:
        """Every season that occurs, newest first."""
        rows = self._store.rows("SELECT DISTINCT season FROM essays WHERE season <> '' ORDER BY season DESC")
        return [row["season"] for row in rows]

    # removing

    def remove(self, essay_id: str) -> None:
        """Delete an essay for good, wherever the program has it, and remember its id, so that it never comes back.

        An essay that was only seen in a list, or could not be fetched, can be removed too; again does nothing.
        """
        with writing(self._store):
            if not self._known(essay_id):
                raise RecordMissing(kind="essays")
            delete(self._store, essay_id)
        clean_index(self._store)

        def erase(copy: Store) -> None:
            forget(copy, essay_id)
            copy.execute("INSERT INTO essay_search (essay_search) VALUES ('delete-all')")
            search.distrust(copy)

        backups.forget(self._store.path, erase)

    def removed(self) -> frozenset[str]:
        """Ids of essays that must never be fetched or kept again."""
        return frozenset(row["id"] for row in self._store.rows("SELECT id FROM removed"))

    # near-duplicates

    def set_duplicates(self, clusters: Mapping[tuple[str, int], int]) -> None:
        """Replace all clusters: (essay id, number of the answer from 1) to cluster. Unknown essays are left out."""
        with writing(self._store):
            numbers = {row["id"]: row["number"] for row in self._store.rows("SELECT id, number FROM essays")}
            self._store.execute("DELETE FROM duplicates")
            self._store.execute_many(
                "INSERT INTO duplicates VALUES (?, ?, ?)",
                [(numbers[one], answer, value) for (one, answer), value in clusters.items() if one in numbers],
            )

    def duplicates(self) -> dict[tuple[str, int], int]:
        """What `set_duplicates` was given, without what was removed since."""
        rows = self._store.rows(
            "SELECT e.id, d.answer, d.cluster FROM duplicates d JOIN essays e ON e.number = d.essay"
            " ORDER BY d.cluster, d.essay, d.answer"
        )
        return {(row["id"], row["answer"]): row["cluster"] for row in rows}

    def _known(self, essay_id: str) -> bool:
        origin, _, source_id = essay_id.partition(":")
        found = self._store.row(
            "SELECT 1 FROM essays WHERE id = ?1 UNION SELECT 1 FROM removed WHERE id = ?1"
            " UNION SELECT 1 FROM listed WHERE source_id = ?2 UNION SELECT 1 FROM queue WHERE source_id = ?2",
            (essay_id, source_id if origin == Origin.JOBKOREA else ""),
        )
        return found is not None

    def _read(self, numbers: Sequence[int]) -> Iterator[CollectedEssay]:
        for start in range(0, len(numbers), search.CHUNK):
            yield from read_essays(self._store, numbers[start : start + search.CHUNK])

    def _rows(
        self, columns: str, query: str, where: EssayFilter, tail: str = "", tail_values: Sequence[Parameter] = ()
    ) -> list[sqlite3.Row]:
        """Rows of essays by search and filter; a damaged index is mended, or done without by who may only read."""
        conditions, values = _where(where)

        def ask(condition: str, value: str) -> list[sqlite3.Row]:
            wanted = " AND ".join([*conditions, condition])
            return self._store.rows(
                f"SELECT {columns} FROM essays e WHERE {wanted} {tail}", [*values, value, *tail_values]
            )

        asked = search.matching(query)
        if not asked:
            return ask("? = ''", "")
        by_index = "e.number IN (SELECT rowid FROM essay_search WHERE essay_search MATCH ?)"
        if search.usable(self._store):
            try:
                return ask(by_index, asked)
            except DatabaseDamaged as error:
                if not search.is_index_damage(error):
                    raise
        if not self._store.read_only:
            search.rebuild(self._store)
            return ask(by_index, asked)
        numbers = [row["number"] for row in self._store.rows("SELECT number FROM essays")]
        found = [row for row in numbers if any(search.holds(one, query) for one in self._read([row]))]
        return ask("e.number IN (SELECT value FROM json_each(?))", to_json(found))


def _where(where: EssayFilter) -> tuple[list[str], list[Parameter]]:
    conditions = {
        "e.origin = ?": where.origin,
        "e.grade = ?": where.grade,
        "e.season = ?": None if where.season is None else composed(where.season),
        "e.number IN (SELECT essay FROM essay_groups WHERE company_group = ?)": where.group,
        "e.number IN (SELECT essay FROM answers WHERE question_type = ?)": where.question_type,
        "e.number IN (SELECT essay FROM flags WHERE flag = ?)": where.flag,
    }
    asked = {condition: value for condition, value in conditions.items() if value is not None}
    return list(asked), list(asked.values())


def _line(essay: CollectedEssay, query: str) -> EssayRow:
    return EssayRow(
        id=essay.id,
        origin=essay.origin,
        company=essay.company,
        season=essay.season,
        career=essay.career,
        job=essay.job,
        grade=essay.grade,
        groups=essay.groups,
        questions=len(essay.answers),
        remarks=sum(len(answer.remarks) for answer in essay.answers),
        flags=essay.flags,
        excerpt=excerpt(search.texts(essay), query),
    )

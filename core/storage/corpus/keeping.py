"""Writing and deleting essays together with their place in the search index."""

import logging

from core.corpus import CollectedEssay, Origin
from core.errors import DatabaseDamaged
from core.storage.connection import Store, writing
from core.storage.corpus import search
from core.storage.corpus.essay_rows import number_of, read_essays, write_essay, write_page

log = logging.getLogger(__name__)


def put(store: Store, essay: CollectedEssay, html: str | None) -> int | None:
    """Insert or replace an essay inside `writing`; its number, or None when it was removed on request."""
    if store.row("SELECT 1 FROM removed WHERE id = ?", (essay.id,)) is not None:
        return None
    number = number_of(store, essay.id)
    before = [] if number is None else read_essays(store, [number])
    number = write_essay(store, essay)
    if html is not None:
        write_page(store, number, html)
    # As it is stored now, so that what is taken out one day is what went in.
    (after,) = read_essays(store, [number])
    if before and not search.differ(before[0], after):
        return number
    try:
        if before:
            search.take_out(store, number, before[0])
        search.add(store, number, after)
    except DatabaseDamaged as error:
        _mend_index(store, error)
    return number


def delete(store: Store, essay_id: str) -> None:
    """Delete an essay with all that is known of it and remember its id, inside `writing`.

    The index keeps traces of it until `clean_index`.
    """
    number = number_of(store, essay_id)
    if number is None:
        forget(store, essay_id)
        return
    (essay,) = read_essays(store, [number])
    forget(store, essay_id)
    try:
        search.take_out(store, number, essay)
    except DatabaseDamaged as error:
        _mend_index(store, error)
    store.execute("INSERT OR REPLACE INTO meta VALUES ('search_traces', '1')")


def forget(store: Store, essay_id: str) -> None:
    """`delete` without the index."""
    store.execute("DELETE FROM essays WHERE id = ?", (essay_id,))
    store.execute("INSERT OR IGNORE INTO removed VALUES (?)", (essay_id,))
    origin, _, source_id = essay_id.partition(":")
    if origin == Origin.JOBKOREA:
        store.execute("DELETE FROM listing WHERE source_id = ?", (source_id,))
        store.execute(
            "UPDATE queue SET pending = 0, outcome = 'removed', code = '', saved = '', fingerprint = ''"
            " WHERE source_id = ?",
            (source_id,),
        )


def clean_index(store: Store) -> None:
    """Overwrite what deleted essays left in the index and in the write-ahead log, when they left anything."""
    if store.row("SELECT 1 FROM meta WHERE key = 'search_traces'") is None:
        return
    with writing(store):
        try:
            store.execute("INSERT INTO essay_search (essay_search) VALUES ('optimize')")
        except DatabaseDamaged as error:
            _mend_index(store, error)
        store.execute("DELETE FROM meta WHERE key = 'search_traces'")
    store.checkpoint()


def _mend_index(store: Store, error: DatabaseDamaged) -> None:
    if not search.is_index_damage(error):
        raise error
    log.warning("the search index is damaged and made again")
    search.fill(store)

"""Finding collected essays by an index of overlapping pairs of characters.

docs/decisions/0005-korean-search.md measured it: two-syllable words are found, within longer ones too, and a phrase of
pairs is exactly a piece of the folded text. The index keeps no text; it is made again when it is damaged or lost.
"""

import logging
from collections.abc import Iterator

from core.corpus import CollectedEssay
from core.errors import DatabaseDamaged
from core.storage.connection import INDEX_DAMAGE, Store, writing
from core.storage.corpus.essay_rows import read_essays
from core.storage.search import folded, words

log = logging.getLogger(__name__)

FORM = "1"  # of what is indexed; a new one makes every index again when it is opened for writing
CHUNK = 100  # essays read at once

_IN_EVERY_ONE = "\ufdd0" * 3  # no query asks for three characters at once
# FTS5's tokenizer "ascii" splits at everything in ASCII that is neither letter nor digit. Full-width forms stand for
# the marks, so that "C++" is found; control characters cannot be in a query and are left out.
_TOKENS: dict[int, int | None] = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_TOKENS |= dict.fromkeys((*range(0x21), 0x7F))


def texts(essay: CollectedEssay) -> Iterator[str]:
    """What is searched, in the order in which excerpts are taken from it."""
    for answer in essay.answers:
        yield answer.text
    for answer in essay.answers:
        yield answer.question
        for remark in answer.remarks:
            yield f"{remark.reason} {remark.advice}"
    yield essay.overall
    yield essay.company
    yield essay.job


def add(store: Store, number: int, essay: CollectedEssay) -> None:
    """Index an essay that is not in the index, inside `writing`."""
    store.execute("INSERT INTO essay_search (rowid, grams) VALUES (?, ?)", (number, _grams(essay)))


def take_out(store: Store, number: int, essay: CollectedEssay) -> None:
    """Take an essay out of the index, inside `writing`. It must be as it was when it was added."""
    store.execute(
        "INSERT INTO essay_search (essay_search, rowid, grams) VALUES ('delete', ?, ?)",
        (number, _grams(essay)),
    )


def differ(old: CollectedEssay, new: CollectedEssay) -> bool:
    """Whether the index must be told of a change."""
    return _grams(old) != _grams(new)


def matching(query: str) -> str:
    """What FTS5 is asked for a query of people, empty when the query holds no word."""
    return " AND ".join(_phrase(word) for word in map(_tokens, words(query)) if word)


def holds(essay: CollectedEssay, query: str) -> bool:
    """Whether every word of `query` occurs, told without the index."""
    folded_texts = [_tokens(folded(text)) for text in texts(essay)]
    return all(any(word in text for text in folded_texts) for word in map(_tokens, words(query)))


def usable(store: Store) -> bool:
    """Whether the index is of this form and holds every essay, as far as a glance can tell.

    FTS5 takes a damaged root for an empty index and says no error, so what it finds of every essay is counted.
    """
    row = store.row("SELECT value FROM meta WHERE key = 'search_form'")
    if row is None or row[0] != FORM:
        return False
    try:
        found = store.rows("SELECT count(*) FROM essay_search WHERE essay_search MATCH ?", (f'"{_IN_EVERY_ONE}"',))
    except DatabaseDamaged as error:
        if not is_index_damage(error):
            raise
        return False
    return bool(found[0][0] == store.rows("SELECT count(*) FROM essays")[0][0])


def intact(store: Store) -> bool:
    """Whether all of the index can be read; who may write asks."""
    if not usable(store):
        return False
    try:
        with writing(store):
            store.execute("INSERT INTO essay_search (essay_search) VALUES ('integrity-check')")
    except DatabaseDamaged as error:
        if not is_index_damage(error):
            raise
        return False
    return True


def is_index_damage(error: DatabaseDamaged) -> bool:
    return error.detail == INDEX_DAMAGE


def distrust(store: Store) -> None:
    """Have the index made again at the next opening for writing, inside `writing`."""
    store.execute("DELETE FROM meta WHERE key = 'search_form'")


def rebuild(store: Store) -> None:
    """Make the index again from the essays, in one transaction."""
    with writing(store):
        fill(store)


def fill(store: Store) -> None:
    """`rebuild` inside a transaction that has begun."""
    # Not 'delete-all', which needs an index that can be read.
    store.execute("DROP TABLE IF EXISTS essay_search")
    store.execute("CREATE VIRTUAL TABLE essay_search USING fts5 (grams, content = '', tokenize = 'ascii')")
    numbers = [row[0] for row in store.rows("SELECT number FROM essays ORDER BY number")]
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        for number, essay in zip(chunk, read_essays(store, chunk), strict=True):
            add(store, number, essay)
    store.execute(
        "INSERT INTO meta VALUES ('search_form', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (FORM,)
    )
    log.info("search index made of %s essays", len(numbers))


def _tokens(folded_text: str) -> str:
    return folded_text.translate(_TOKENS)


def _grams(essay: CollectedEssay) -> str:
    """Every pair of neighbours of each text, and its last character alone, which keeps phrases within one text."""
    grams = [_IN_EVERY_ONE]
    for text in map(_tokens, map(folded, texts(essay))):
        grams += (text[place : place + 2] for place in range(len(text)))
    return " ".join(grams)


def _phrase(word: str) -> str:
    if len(word) == 1:
        return f'"{word}" *'
    return '"' + " ".join(word[place : place + 2] for place in range(len(word) - 1)) + '"'

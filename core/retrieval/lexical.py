"""BM25 by tantivy: made once, read from then on. A folder of its own files, which are mapped and not loaded."""

import math
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tantivy import Query, Schema

_HEAP = 64_000_000  # bytes while an index is made
_MOST_WORDS = 64  # of a query; a passage has a dozen

Row = tuple[Sequence[str], Sequence[str]]  # words, and the labels that a search may ask for


def build(folder: Path, rows: Iterable[Row]) -> None:
    """Write the index of `rows`, numbered from 0, into an empty folder."""
    from tantivy import Document, Index

    folder.mkdir()
    index = Index(_schema(), path=str(folder))
    # One thread keeps the numbers in order and the result the same each time.
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for number, (words, labels) in enumerate(rows):
        document = Document()
        document.add_text("words", " ".join(words))
        for label in labels:
            document.add_text("label", label)
        document.add_unsigned("row", number)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class LexicalIndex:
    """An index that is complete, opened for reading."""

    def __init__(self, folder: Path) -> None:
        """Raises ValueError when tantivy does not take the files for an index."""
        from tantivy import Index

        self._index = Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def search(self, words: Sequence[str], labels: Sequence[str], count: int) -> list[tuple[int, float]]:
        """Rows with any of the words and all of the labels, with their score, best first."""
        from tantivy import Occur, Query

        distinct = list(dict.fromkeys(words))[:_MOST_WORDS]
        if not distinct:
            return []
        any_word = Query.boolean_query([(Occur.Should, self._term("words", word)) for word in distinct])
        # A label decides who may be found, and weighs nothing.
        needed = [(Occur.Must, Query.const_score_query(self._term("label", label), 0.0)) for label in labels]
        query = Query.boolean_query([(Occur.Must, any_word), *needed]) if needed else any_word
        hits = self._searcher.search(query, count, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True) if row is not None]

    def share(self, asked: Collection[str], there: Collection[str]) -> float:
        """The share of the distinct words asked for that are there, rare words weighing more."""
        weights = {word: self._weight(word) for word in set(asked)}
        return sum(weights[word] for word in weights.keys() & set(there)) / (sum(weights.values()) or 1.0)

    def _weight(self, word: str) -> float:
        """The inverse document frequency of BM25."""
        having = self._searcher.doc_freq("words", word)
        return math.log(1 + (self._searcher.num_docs - having + 0.5) / (having + 0.5))

    def _term(self, field: str, value: str) -> "Query":
        from tantivy import Query

        return Query.term_query(self._schema, field, value)


def form() -> str:
    """Changes when an older index could not be read."""
    from importlib.metadata import version

    return f"1 tantivy {version('tantivy')}"


def _schema() -> "Schema":
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("label", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("row", fast=True)
    return builder.build()

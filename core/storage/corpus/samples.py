"""The written examples that ship with the program: read from their files, and as a database of their own."""

import logging
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.corpus import GROUP_LABELS, CollectedAnswer, CollectedEssay, Origin
from core.errors import StorageError
from core.paths import cache_dir, resources_dir
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span
from core.storage.connection import connect_memory, translated
from core.storage.corpus import search
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.schema import SCHEMA
from core.storage.ids import composed

log = logging.getLogger(__name__)

FORM = "1"  # of what is made of the files; a new one makes every database of samples again

_GROUPS = {label: group for group, label in GROUP_LABELS.items()}


def samples() -> tuple[CollectedEssay, ...]:
    """Every sample, in the order of the files. Raises ValueError, naming file and id, for one that is malformed."""
    found: dict[str, CollectedEssay] = {}
    for file in _files():
        try:
            entries = tomllib.loads(file.read_text(encoding="utf-8")).get("essay", [])
        except ValueError as error:
            raise ValueError(f"{file.name}: {error}") from error
        for entry in entries:
            try:
                essay = _essay(entry)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"{file.name}, {entry.get('id', '?')}: {error!r}") from error
            if essay.id in found:
                raise ValueError(f"{file.name}, {entry['id']}: the id is taken")
            found[essay.id] = essay
    return tuple(found.values())


def open_samples() -> CorpusDatabase:
    """The samples as a database for reading, made in the cache when it is not there, not up to date or damaged.

    In memory where the cache cannot be written. Raises ValueError as `samples` does.
    """
    target = cache_dir() / f"samples-{_state()}.db"
    try:
        if not _whole(target):
            _make(target)
        return CorpusDatabase.open(target, read_only=True)
    except StorageError as error:
        log.warning("samples are kept in memory: %s", error)
    store = connect_memory(target)
    SCHEMA.migrate(store)
    database = CorpusDatabase(store, None)
    database.essays.save_all(samples())
    store.read_only = True
    return database


def _files() -> list[Path]:
    return sorted((resources_dir() / "samples" / "corpus").glob("*.toml"))


def _state() -> str:
    """Changes with the files and with what is made of them."""
    state = sha256(" ".join([FORM, search.FORM, *(step.__name__ for step in SCHEMA.steps)]).encode())
    for file in _files():
        state.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return state.hexdigest()[:16]


def _whole(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        with CorpusDatabase.open(path, read_only=True) as database:
            return database.is_sound()
    except StorageError as error:
        log.warning("the samples are made again: %s", error)
        return False


def _make(target: Path) -> None:
    """Another process may be doing the same: each builds in a folder of its own, and the last one's file stays."""
    with translated(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="samples-") as folder:
            copy = Path(folder) / "copy.db"
            with CorpusDatabase.open(Path(folder) / "build.db") as database:
                database.essays.save_all(samples())
                database.backup(copy)
            copy.replace(target)
    for old in target.parent.glob("samples-*.db"):
        if old != target:
            # Windows deletes no file that another process has open; the next program does it.
            with suppress(OSError):
                old.unlink()


def _essay(entry: Mapping[str, Any]) -> CollectedEssay:
    spec = tuple(entry["spec"])
    text = composed(entry["answer"].strip())
    grade = entry["grade"]
    if grade not in range(1, 6):
        raise ValueError("grade is not 1 to 5")
    answer = CollectedAnswer(
        question=composed(entry["question"]),
        text=text,
        question_type=QuestionType(entry["type"]),
        remarks=tuple(_remarks(entry["remark"], text)),
        limit=entry["limit"],
    )
    return CollectedEssay(
        id=f"{Origin.SAMPLE}:{entry['id']}",
        origin=Origin.SAMPLE,
        company=entry["company"],
        answers=(answer,),
        season=entry["season"],
        career=entry["career"],
        job=entry["job"],
        spec=spec,
        author_key=sha256("\n".join(spec).encode()).hexdigest() if spec else "",
        groups=frozenset({_GROUPS[entry["group"]]}),
        overall=composed(entry["overall"]),
        grade=grade,
    )


def _remarks(entries: list[Mapping[str, Any]], text: str) -> Iterator[Remark]:
    for entry in entries:
        quote = composed(entry["quote"])
        if text.count(quote) != 1:
            raise ValueError(f"a quote occurs {text.count(quote)} times")
        start = text.index(quote)
        yield Remark(
            source=Source.EXPERT,
            polarity=Polarity(entry["polarity"]),
            span=Span(start, start + len(quote)),
            quote=quote,
            reason=composed(entry["reason"]),
            advice=composed(entry["advice"]),
        )

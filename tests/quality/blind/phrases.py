"""The phrases of `seen.toml` and `held_out.toml`, and the clean answers they are put into."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.paths import resources_dir
from core.text import sentences

FOLDER = Path(__file__).parent
_MARK = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence; `text[start:end]` is what tells who wrote it, nothing when the sentence is harmless."""

    kind: str  # direct, indirect, note or negative
    family: str
    text: str
    start: int = 0
    end: int = 0


def phrases(half: str) -> list[Phrase]:
    """Of one half, `seen` or `held_out`."""
    data = tomllib.loads((FOLDER / f"{half}.toml").read_text(encoding="utf-8"))
    return [
        _phrase(kind, family, sentence)
        for kind, families in data.items()
        for family, rows in families.items()
        for sentence in rows
    ]


def seeded(phrase: Phrase) -> Phrase:
    """The phrase as a sentence of a clean answer, always the same one and in the same place."""
    number = int.from_bytes(hashlib.sha256(phrase.text.encode()).digest()[:8], "big")
    answer = clean_answers()[number % len(clean_answers())]
    places = [start for start, _ in sentences(answer)]
    at = places[number // 1000 % len(places)]
    text = f"{answer[:at]}{phrase.text} {answer[at:]}"
    return Phrase(phrase.kind, phrase.family, text, at + phrase.start, at + phrase.end)


@cache
def clean_answers() -> tuple[str, ...]:
    """The 240 written samples, which are nobody's real answers."""
    files = sorted((resources_dir() / "samples" / "corpus").glob("*.toml"))
    return tuple(
        essay["answer"].strip() for file in files for essay in tomllib.loads(file.read_text(encoding="utf-8"))["essay"]
    )


def _phrase(kind: str, family: str, sentence: str) -> Phrase:
    mark = _MARK.search(sentence)
    if mark is None:
        return Phrase(kind, family, sentence)
    text = sentence[: mark.start()] + mark[1] + sentence[mark.end() :]
    return Phrase(kind, family, text, mark.start(), mark.start() + len(mark[1]))

"""How well proofreading does on the sentences of `set/`, by kind of mistake."""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.proofread.correction import Correction
from core.proofread.passes import proofread
from core.proofread.unlikely import Speller

FOLDER = Path(__file__).parent / "set"
_MARK = re.compile(r"\{(?P<kind>[^:{}]+):(?P<wrong>[^>{}]+)>(?P<right>[^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Mistake:
    """`text[start:end]` is wrong; each of `rights` is right."""

    kind: str
    start: int
    end: int
    rights: tuple[str, ...]


@dataclass(slots=True)
class Result:
    """`right` corrections of all `made`; mistakes `found` with the right first suggestion, of all, by kind."""

    made: int = 0
    right: int = 0
    mistakes: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    touched: list[tuple[str, Correction]] = field(default_factory=list)  # of clean sentences
    clean: int = 0
    sure_made: int = 0  # of the corrections those that are confident
    sure_right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found.total() / self.mistakes.total()

    @property
    def precision(self) -> float:
        return self.right / self.made

    @property
    def sure_precision(self) -> float:
        """Of the confident ones."""
        return self.sure_right / self.sure_made


def corrected(text: str) -> str:
    """The text with the first suggestion of every correction taken."""
    for correction in reversed(proofread(text)):
        text = text[: correction.span.start] + correction.suggestions[0] + text[correction.span.end :]
    return text


def marked(sentence: str) -> tuple[str, list[Mistake]]:
    """The sentence as the writer left it, and what is wrong in it."""
    text, mistakes, at = "", [], 0
    for match in _MARK.finditer(sentence):
        text += sentence[at : match.start()]
        start = len(text)
        text += match["wrong"]
        mistakes.append(Mistake(match["kind"], start, len(text), tuple(match["right"].split("/"))))
        at = match.end()
    return text + sentence[at:], mistakes


def measure(*names: str, speller: Speller | None = None) -> Result:
    """Of these files together: `seen`, `held_out`, `fresh`. Corrections of clean sentences count as wrong ones."""
    result = Result()
    for name in names:
        data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        result.clean += len(data["clean"])
        for sentence in data["errors"]:
            text, mistakes = marked(sentence)
            _judge(text, mistakes, proofread(text, speller=speller), result)
        for text in data["clean"]:
            made = proofread(text, speller=speller)
            result.made += len(made)
            result.sure_made += sum(c.confident for c in made)
            result.touched.extend((text, correction) for correction in made[:1])
    return result


def _judge(text: str, mistakes: Sequence[Mistake], corrections: Sequence[Correction], result: Result) -> None:
    """A passage of mistakes and corrections that overlap is right when it reads as it should afterwards."""
    result.made += len(corrections)
    result.mistakes.update(m.kind for m in mistakes)
    found: set[Mistake] = set()
    right: set[Correction] = set()
    for start, end in _passages(mistakes, corrections):
        here = [m for m in mistakes if start <= m.start and m.end <= end]
        made = [c for c in corrections if start <= c.span.start and c.span.end <= end]
        ours = _read(text, start, end, [(c.span.start, c.span.end, (c.suggestions[0],)) for c in made])
        if ours & _read(text, start, end, [(m.start, m.end, m.rights) for m in here]):
            found.update(here)
            right.update(made)
    result.found.update(m.kind for m in found)
    result.right += len(right)
    result.sure_made += sum(c.confident for c in corrections)
    result.sure_right += sum(c.confident for c in right)
    result.missed.extend(
        f"{m.kind}: {text[m.start : m.end]} ({m.rights[0]}) | {text}" for m in mistakes if m not in found
    )
    result.wrong.extend(f"{c.rule}: {c.original} → {c.suggestions[0]} | {text}" for c in corrections if c not in right)


def _passages(mistakes: Sequence[Mistake], corrections: Sequence[Correction]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted([(m.start, m.end) for m in mistakes] + [(c.span.start, c.span.end) for c in corrections]):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _read(text: str, start: int, end: int, changes: Sequence[tuple[int, int, tuple[str, ...]]]) -> set[str]:
    """The passage in all the ways it may read after the changes."""
    readings, at = {""}, start
    for first, last, choices in sorted(changes):
        readings = {r + text[at:first] + choice for r in readings for choice in choices}
        at = last
    return {r + text[at:end] for r in readings}

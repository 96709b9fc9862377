"""What an adapter says of itself: `card.json` and `eval.json` as frozen dataclasses.

Both come from outside. What is needed must be there and of the right kind; what is not known is left alone, so that
a later program may say more.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import AdapterDamaged
from core.models.table import COMMIT, SHA256

CARD = "card.json"
EVALUATION = "eval.json"
LARGEST_TEXT = 4 << 20  # bytes

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class AdapterCard:
    """`created` is an ISO date, `trained_on` the number of answers it learnt from, `limits` sentences for users."""

    name: str
    title: str
    version: str
    created: str
    base_repo: str
    base_revision: str
    licence: str
    rank: int
    trained_on: int
    limits: tuple[str, ...]
    weights_sha256: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference to another system on the same answers; `below` is the share of resamples where it is not above 0."""

    value: float
    low: float
    high: float
    below: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured, of which weights and on which test. `against` has differences by system and measure,
    `adapters` the weights (SHA-256) of those systems that had an adapter, `planted` the canaries in the training text.
    """

    weights_sha256: str
    test_name: str
    test_hash: str
    answers: int
    companies: int
    measures: Mapping[str, Figure]
    against: Mapping[str, Mapping[str, Gap]]
    adapters: Mapping[str, str]
    planted: int
    emitted: int

    def against_adapter(self, weights_sha256: str) -> Mapping[str, Gap] | None:
        """Differences to the system with these weights; None when it was not among those compared."""
        found = (self.against.get(name) for name, weights in self.adapters.items() if weights == weights_sha256)
        return next((gaps for gaps in found if gaps is not None), None)

    def against_base(self) -> Mapping[str, Gap] | None:
        """Differences to the base without an adapter."""
        return next((gaps for name, gaps in self.against.items() if name.startswith("base:")), None)


def read_card(folder: Path) -> AdapterCard | None:
    """The card of a folder, or None when it has none. Raises AdapterDamaged."""
    data = _read(folder, CARD)
    return None if data is None else parse_card(data, folder.name)


def read_evaluation(folder: Path) -> Evaluation | None:
    """The evaluation of a folder, or None when it has none. Raises AdapterDamaged."""
    data = _read(folder, EVALUATION)
    return None if data is None else parse_evaluation(data, folder.name)


def parse_card(data: bytes, adapter: str) -> AdapterCard:
    """Raises AdapterDamaged (context: adapter, file)."""
    try:
        card = _object(data)
        base, learnt = card["base"], card["data"]
        trained_on = learnt.get("trained_on", learnt["records"].get("train", 0))  # some may have been too long
        return AdapterCard(
            name=_text(card["name"], r"[^\x00-\x1f/\\]{1,80}"),
            title=_text(card["title"], r"[^\x00-\x1f]{1,120}"),
            version=_text(card["version"], r"[^\x00-\x1f/\\]{1,40}"),
            created=_text(card["created"], r"\d{4}-\d\d-\d\d.*"),
            base_repo=_text(base["repo"], r"[\w.-]+/[\w.-]+"),
            base_revision=_text(base["revision"], COMMIT),
            licence=_text(card["licence"], r"[^\x00-\x1f]{1,80}"),
            rank=_whole(card["lora"]["rank"]),
            trained_on=_whole(trained_on),
            limits=tuple(_text(each, r"(?s).{1,1000}") for each in card["limits"]),
            weights_sha256=_text(card["weights_sha256"], SHA256),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AdapterDamaged(f"not a card: {error}", adapter=adapter, file=CARD) from error


def parse_evaluation(data: bytes, adapter: str) -> Evaluation:
    """Raises AdapterDamaged (context: adapter, file)."""
    try:
        found = _object(data)
        test, canaries = found["test"], found.get("canaries", {})
        return Evaluation(
            weights_sha256=_text(found["form"]["adapter"], SHA256),
            test_name=_text(test["name"], r"[^\x00-\x1f]{1,200}"),
            test_hash=_text(test["hash"], r"[^\x00-\x1f]{1,200}"),
            answers=_whole(test["answers"]),
            companies=_whole(test["companies"]),
            measures={name: one for name, row in found["measures"].items() if (one := _figure(row)) is not None},
            against={name: _gaps(rows) for name, rows in found.get("against", {}).items()},
            adapters={str(name): _text(value, SHA256) for name, value in found.get("adapters", {}).items() if value},
            planted=_whole(canaries.get("planted", 0)),
            emitted=_whole(canaries.get("emitted", 0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AdapterDamaged(f"not an evaluation: {error}", adapter=adapter, file=EVALUATION) from error


def _read(folder: Path, name: str) -> bytes | None:
    try:
        with (folder / name).open("rb") as file:
            data = file.read(LARGEST_TEXT + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AdapterDamaged("cannot be read", adapter=folder.name, file=name) from error
    if len(data) > LARGEST_TEXT:
        raise AdapterDamaged("too large", adapter=folder.name, file=name)
    return data


def _object(data: bytes) -> dict[str, Any]:
    found = json.loads(data.decode("utf-8"))
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        raise ValueError("another format")
    return found


def _text(value: object, pattern: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise ValueError(f"{str(value)[:40]!r} is not like {pattern}")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{str(value)[:40]!r} is no count")
    return value


def _figure(row: Mapping[str, object]) -> Figure | None:
    """None for what could not be measured, which is null."""
    values = [_number(row[key]) for key in ("value", "low", "high")]
    return None if None in values else Figure(*(each for each in values if each is not None))


def _gaps(rows: Mapping[str, Mapping[str, object]]) -> dict[str, Gap]:
    found = {}
    for name, row in rows.items():
        values = [_number(row[key]) for key in ("value", "low", "high", "below")]
        if None not in values:
            found[name] = Gap(*(each for each in values if each is not None))
    return found


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{str(value)[:40]!r} is no number")
    return float(value)

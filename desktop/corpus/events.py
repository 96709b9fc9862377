"""What the scraper tells in its JSON lines, as values. No Qt, and nothing of the scraper is imported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.storage.corpus.records import Outcome


class Phase(StrEnum):
    LISTS = "lists"
    ESSAYS = "essays"


class EndKind(StrEnum):
    DONE = "done"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Started:
    run: str
    resumed: bool
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """`total` and the rates are None while they are not known; `seconds_left` and `delay` in seconds."""

    phase: Phase
    done: int
    total: int | None
    pages_per_minute: float | None
    seconds_left: float | None
    delay: float
    outcomes: dict[Outcome, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """`reason` is "backoff" or "login"; `seconds` None while it is not known how long."""

    reason: str
    seconds: float | None
    status: int | None


@dataclass(frozen=True, slots=True)
class Paused:
    pass


@dataclass(frozen=True, slots=True)
class Resumed:
    pass


@dataclass(frozen=True, slots=True)
class Ended:
    """`essays` is how many there are after the run, `pending` how many are still to be fetched; `reason` is a stable
    word when it was stopped."""

    kind: EndKind
    reason: str = ""
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    essays: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """`code` and `context` are an error's: `core.messages.for_code` has the words."""

    code: str
    context: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the parser expects on a page."""

    name: str
    selector: str
    found: int
    wanted: str
    ok: bool


@dataclass(frozen=True, slots=True)
class CheckedPage:
    kind: str
    url: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return all(finding.ok for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Report:
    ok: bool
    pages: tuple[CheckedPage, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """An essay was taken out."""

    essay_id: str


Ending = Ended | Failed | Report | Removed
Event = Started | Progress | Waiting | Paused | Resumed | Ending


def read_event(row: Mapping[str, Any]) -> Event | None:
    """The event of a line; None for one that this program does not know.

    Raises ValueError, KeyError or TypeError when a known event is not as it must be.
    """
    reader = _READERS.get(str(row.get("event")))
    return None if reader is None else reader(row)


def _started(row: Mapping[str, Any]) -> Started:
    return Started(str(row["run"]), bool(row["resumed"]), bool(row["dry_run"]))


def _progress(row: Mapping[str, Any]) -> Progress:
    return Progress(
        Phase(row["phase"]),
        int(row["done"]),
        _optional(row["total"], int),
        _optional(row["pages_per_minute"], float),
        _optional(row["seconds_left"], float),
        float(row["delay"]),
        _outcomes(row["outcomes"]),
    )


def _waiting(row: Mapping[str, Any]) -> Waiting:
    return Waiting(str(row["reason"]), _optional(row.get("seconds"), float), _optional(row.get("status"), int))


def _ended(row: Mapping[str, Any]) -> Ended:
    outcomes = _outcomes(row.get("outcomes") or {})
    essays, pending = int(row.get("essays") or 0), int(row.get("pending") or 0)
    return Ended(EndKind(row["event"]), str(row.get("reason") or ""), outcomes, essays, pending)


def _failed(row: Mapping[str, Any]) -> Failed:
    return Failed(str(row.get("code") or "scrape"), dict(row.get("context") or {}))


def _report(row: Mapping[str, Any]) -> Report:
    return Report(bool(row["ok"]), tuple(_page(page) for page in row["pages"]))


def _page(row: Mapping[str, Any]) -> CheckedPage:
    findings = tuple(
        Finding(str(one["name"]), str(one["selector"]), int(one["found"]), str(one["wanted"]), bool(one["ok"]))
        for one in row["findings"]
    )
    return CheckedPage(str(row["kind"]), str(row["url"]), findings)


def _outcomes(row: Mapping[str, Any]) -> dict[Outcome, int]:
    known = {outcome.value: outcome for outcome in Outcome}
    return {known[name]: int(count) for name, count in row.items() if name in known}


def _optional(value: Any, kind: type) -> Any:
    return None if value is None else kind(value)


_READERS: dict[str, Callable[[Mapping[str, Any]], Event]] = {
    "started": _started,
    "progress": _progress,
    "waiting": _waiting,
    "paused": lambda _row: Paused(),
    "resumed": lambda _row: Resumed(),
    **dict.fromkeys(EndKind, _ended),
    "failed": _failed,
    "report": _report,
    "removed": lambda row: Removed(str(row["id"])),
}

"""The places that adapters come from, `hub:OWNER/NAME[@REVISION]`, `folder:PATH`, `zip:PATH`, and what they hold.

Plain values: the process that looks at a place writes them as JSON, and the window reads them.
"""

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import AdapterSourceFailed
from core.models.adapter_card import AdapterCard, Evaluation, Figure, Gap

_HUB = re.compile(r"(?P<repo>[\w-][\w.-]*/[\w-][\w.-]*)(?:@(?P<revision>(?!.*\.\.)\w[\w./-]*))?")


@dataclass(frozen=True, slots=True)
class AdapterSource:
    """`place` is a repository or a path, `revision` what was asked for of a repository, empty for the newest."""

    kind: str
    place: str
    revision: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.place}{f'@{self.revision}' if self.revision else ''}"


@dataclass(frozen=True, slots=True)
class Offer:
    """One package that a source holds. `source` names exactly it, `size` is in bytes, `when` an ISO date or empty."""

    source: AdapterSource
    size: int
    card: AdapterCard
    evaluation: Evaluation | None
    when: str = ""
    note: str = ""


def parse_source(text: str) -> AdapterSource:
    """Raises AdapterSourceFailed (reason "address")."""
    kind, _, rest = text.strip().partition(":")
    if kind in ("folder", "zip") and rest:
        return AdapterSource(kind, str(Path(rest).expanduser()))
    match = _HUB.fullmatch(rest) if kind == "hub" else None
    if match is None:
        raise AdapterSourceFailed("not an address", source=text, reason="address")
    return AdapterSource(kind, match["repo"], match["revision"] or "")


def offer_row(offer: Offer) -> dict[str, Any]:
    """One package of a source; `offer_from` reads it."""
    return {**asdict(offer), "source": str(offer.source)}


def offer_from(row: dict[str, Any]) -> Offer:
    """What `offer_row` wrote."""
    card, paper = row["card"], row["evaluation"]
    evaluation = None
    if paper is not None:
        measures = {name: Figure(**one) for name, one in paper["measures"].items()}
        against = {
            system: {name: Gap(**one) for name, one in gaps.items()} for system, gaps in paper["against"].items()
        }
        evaluation = Evaluation(**{**paper, "measures": measures, "against": against})
    return Offer(
        parse_source(row["source"]),
        row["size"],
        AdapterCard(**{**card, "limits": tuple(card["limits"])}),
        evaluation,
        row["when"],
        row["note"],
    )

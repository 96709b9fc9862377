"""How near a deadline is."""

from dataclasses import dataclass
from datetime import date

URGENT_DAYS = 3


@dataclass(frozen=True, slots=True)
class DDay:
    """`text` such as D-2, D-DAY or D+1; empty when there is no deadline (상시). `urgent` within three days."""

    text: str
    urgent: bool = False
    past: bool = False


def dday(deadline: date | None, today: date) -> DDay:
    if deadline is None:
        return DDay("")
    days = (deadline - today).days
    if days < 0:
        return DDay(f"D+{-days}", past=True)
    return DDay("D-DAY" if days == 0 else f"D-{days}", urgent=days <= URGENT_DAYS)

"""What a run asks the list for: as a person names it, as a run remembers it, and as the site's query."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from core.corpus import GROUP_LABELS, CompanyGroup
from scraper.errors import FilterUnknown

NEW_HIRE, INTERN = "신입", "인턴"

_CAREER_CODES = {NEW_HIRE: "1", INTERN: "2"}
_GROUP_NAMES = {label: group for group, label in GROUP_LABELS.items()} | {
    "매출1000대기업": CompanyGroup.TOP1000,
    "외국계기업": CompanyGroup.FOREIGN,
    "중견": CompanyGroup.MIDSIZE,
}
_SEASON = re.compile(r"\s*(\d{4})\s*년?\s*(상반기|하반기|상|하)\s*")
_JOB = re.compile(r"[0-9A-Za-z_-]{1,20}")
_EVER, _NEVER_ENDING = (0, 0), (9999, 9)
# Always sent by the site's own form.
_FIXED = {"OrderBy": "0", "FavorCo_Stat": "0", "EduType": "0", "WorkType": "0", "isSaved": "1", "isFilterChecked": "1"}


@dataclass(frozen=True, slots=True)
class CrawlFilters:
    """Which essays to collect. `jobs` are the site's own field codes, taken as they are.

    `since` and `until` are seasons such as "2021년 하반기", both included. The list cannot be asked for them, so they
    act on what it answers; an essay whose season it does not tell stays in.
    """

    groups: tuple[CompanyGroup, ...] = tuple(CompanyGroup)
    analysed_only: bool = True
    jobs: tuple[str, ...] = ()
    career: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def named(
        cls,
        *,
        groups: Iterable[str] = (),
        analysed_only: bool = True,
        jobs: Iterable[str] = (),
        career: str = "",
        since: str = "",
        until: str = "",
    ) -> Self:
        """From the words of a person; no group means all four. Raises FilterUnknown."""
        chosen = {_group(name) for name in groups} or set(CompanyGroup)
        if career and career not in _CAREER_CODES:
            raise FilterUnknown("unknown career", name="career", value=career, known=", ".join(_CAREER_CODES))
        first, last = _season("since", since), _season("until", until)
        if (season_key(first) or _EVER) > (season_key(last) or _NEVER_ENDING):
            raise FilterUnknown("ends before it begins", name="until", value=until, known=f"{first} ~")
        return cls(
            tuple(group for group in CompanyGroup if group in chosen),
            analysed_only,
            tuple(sorted({_job(code) for code in jobs})),
            career,
            first,
            last,
        )

    def to_json(self) -> str:
        """The same for the same filters, however they were put: a run goes on only with its own."""
        row = {
            "groups": sorted(self.groups),
            "analysed_only": self.analysed_only,
            "jobs": sorted(self.jobs),
            "career": self.career,
            "since": self.since,
            "until": self.until,
        }
        return json.dumps(row, ensure_ascii=False, sort_keys=True)

    def query(self, group: CompanyGroup, page: int) -> dict[str, str]:
        """Of the list's URL, for one group and one page from 1."""
        query = {"Page": str(page), "schCType": group.value, "Pass_An_Stat": "1" if self.analysed_only else "0"}
        if self.career:
            query["schWork"] = _CAREER_CODES[self.career]
        if self.jobs:
            query["schPart"] = ",".join(self.jobs)
        return query | _FIXED

    def allows(self, season: str) -> bool:
        """Whether a season as the list tells it is asked for."""
        key = season_key(season)
        if key is None:
            return True
        return (season_key(self.since) or _EVER) <= key <= (season_key(self.until) or _NEVER_ENDING)


def season_key(season: str) -> tuple[int, int] | None:
    """In order of time: "2021년 하반기" → (2021, 2). None when it is no season."""
    found = _SEASON.fullmatch(season)
    return (int(found[1]), 1 if found[2].startswith("상") else 2) if found else None


def _group(name: str) -> CompanyGroup:
    plain = re.sub(r"\s+", "", name)
    if plain in _GROUP_NAMES:
        return _GROUP_NAMES[plain]
    if plain in set(CompanyGroup):
        return CompanyGroup(plain)
    raise FilterUnknown("unknown group", name="group", value=name, known=", ".join(GROUP_LABELS.values()))


def _job(code: str) -> str:
    if not _JOB.fullmatch(code):
        raise FilterUnknown("not a field code", name="job", value=code, known="schPart")
    return code


def _season(name: str, value: str) -> str:
    if not value.strip():
        return ""
    key = season_key(value)
    if key is None:
        raise FilterUnknown("not a season", name=name, value=value, known="2021 상반기, 2021 하반기")
    return f"{key[0]}년 {'상' if key[1] == 1 else '하'}반기"

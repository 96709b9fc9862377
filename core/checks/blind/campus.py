"""What tells a school without naming it: its festivals, papers, cheer squads, grounds and mail addresses."""

import re
from collections.abc import Iterator
from functools import cache

from core.checks.blind.names import Names, alternatives, gazetteer
from core.checks.blind.reading import START, Reading, Sign, word
from core.remark import Level

_MAIL = re.compile(r"(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]{1,40}\.){1,3}(?:ac\.kr|edu)(?![A-Za-z0-9])")
# Streets that students of one school live in.
_QUARTER = word(
    r"(?:신촌|안암동?|혜화동?|흑석동?|회기동?|왕십리|신림동?|상도동|이문동|청파동|돈암동|정릉)(?:에서|의)\s?(?:자취|하숙|통학|고시원|기숙)"
)
_ENTERPRISE = re.compile(r"사업장|매장|공장|본사|지점|사옥|조성|납품|시공|데이터센터|물류")


def check(reading: Reading) -> Iterator[Sign]:
    """A remark for each, milder where the word also names a company's site."""
    text = reading.text
    for match in _MAIL.finditer(text):
        yield Sign("blind.school.mail", match.start(), match.end())
    for match in _QUARTER.finditer(text):
        yield Sign("blind.school.hint", match.start(), match.end())
    for start, end in _hints().find(text):
        yield Sign("blind.school.hint", start, end)
    if "캠퍼스" not in text:
        return
    certain, doubtful = _campuses()
    for match in certain.finditer(text):
        yield Sign("blind.school.hint", match.start(), match.end())
    companies = gazetteer("campus_life")["companies"]
    for match in doubtful.finditer(text):
        near = reading.before(match.start(), 20)
        if not any(one in near for one in companies) and not _ENTERPRISE.search(reading.after(match.end(), 20)):
            yield Sign("blind.school.hint", match.start(), match.end(), Level.NOTE)


@cache
def _hints() -> Names:
    data = gazetteer("campus_life")
    return Names(one for kind in ("festivals", "papers", "cheer", "sites", "landmarks") for one in data[kind])


@cache
def _campuses() -> tuple[re.Pattern[str], ...]:
    data = gazetteer("campus_life")
    return tuple(
        re.compile(rf"{START}(?:{alternatives(data[kind])})\s?캠퍼스") for kind in ("campuses", "ambiguous_campuses")
    )

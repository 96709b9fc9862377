"""Faith: houses and practice of a religion, unless they are a place of work or a topic."""

import re
from collections.abc import Iterator
from functools import cache

from core.checks.blind.names import alternatives, gazetteer
from core.checks.blind.reading import START, Reading, Sign, word
from core.remark import Level

_SAID = word(
    r"(?:무교|무신론자)(?=입|이|라|로|인)|종교[는가]?\s?(?:없습니다|:|：)",
    r"절(?:에|을)\s?(?:다니|다녔|찾아\s?마음)|템플\s?스테이(?=를\s?(?:하|다녀)|에\s?(?:참가|다녀))",
)
_HINTS = word(
    r"종교\s?(?:동아리|활동|생활|단체|모임|기관)|선교\s?(?:동아리|단체)|기독\s?동아리|교리\s?수업",
)


def check(reading: Reading) -> Iterator[Sign]:
    """A house or a faith with a word of belonging is outright; alone it has to be looked at."""
    text = reading.text
    place, practice, belonging, work = _patterns()
    for match in place.finditer(text):
        if not work.search(reading.around(match.start(), match.end(), 40)):
            near = reading.before(match.start(), 12) + " " + reading.after(match.end(), 30)
            yield Sign("blind.religion", match.start(), match.end(), None if belonging.search(near) else Level.CHECK)
    for match in (*practice.finditer(text), *_SAID.finditer(text)):
        if not work.search(reading.around(match.start(), match.end(), 40)):
            yield Sign("blind.religion", match.start(), match.end())
    for match in _HINTS.finditer(text):
        if not work.search(reading.around(match.start(), match.end(), 40)):
            yield Sign("blind.religion.hint", match.start(), match.end())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    data = gazetteer("religions")
    ends = r"(?=[를을에의은는이가와과도로,\s.]|에서|으로|인|입|적|식|라|께|$)"
    return (
        re.compile(rf"{START}(?:{alternatives([*data['faiths'], *data['houses']])}){ends}"),
        re.compile(rf"{START}(?:{alternatives(data['practice'])})(?:님|들)?{ends}"),
        re.compile(alternatives(data["belonging"])),
        re.compile(alternatives(data["work"])),
    )

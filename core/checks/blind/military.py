"""Military service. It may be told, but branch, unit and rank also say the sex and the age: by profile."""

import re
from collections.abc import Iterator
from functools import cache

from core.checks.blind.names import alternatives, gazetteer, others
from core.checks.blind.reading import Reading, Sign, word

_SERVICE = word(
    r"군\s?(?:복무|생활|시절)|군대|군필|병역|만기\s?전역|당직\s?사관",
    r"전역(?=을\s?(?:앞|하|했|한)|\s?(?:후|하[고며던여였]|한|뒤|했|이후|날|전|당시|까지|식)|할)",
    r"입대(?=\s?(?:후|하|전|한|했|를|직))|제대(?=\s?(?:후|하고|한\s?(?:뒤|후)|했|를\s?(?:하|앞)))",
    r"병장(?=\s|으로|이|을|때|의)|훈련소(?=에서|\s?(?:동기|시절|생활))|분대장(?=으로|을|이|\s)",
)


def check(reading: Reading) -> Iterator[Sign]:
    """Branch and unit; that somebody served."""
    for rule, pattern in (("blind.military.branch", _branch()), ("blind.military", _SERVICE)):
        for match in pattern.finditer(reading.text):
            if not others("military").search(reading.around(match.start(), match.end(), 25)):
                yield Sign(rule, match.start(), match.end())


@cache
def _branch() -> re.Pattern[str]:
    data = gazetteer("military")
    return word(
        rf"(?:{alternatives(data['soldiers'])})병(?=으로|이었|이라|\s?(?:병과|출신|시절|임무)|과\s?행)",
        rf"(?:{alternatives(data['branches'])})\s?병과",
        rf"(?:{alternatives(data['kinds'])})(?=[으로를을에의이가은는서,\s]|$)|공익(?=으로\s?(?:복무|근무|일|배치))",
        rf"(?:육군|공군|해군|해병대?|육군\s?\d+사단)\s?(?:{alternatives(data['ranks'])})",
        r"[소중대]대장(?=으로\s?(?:복무|\d|부대|병사|임관))",
        r"(?:수색|기계화|공병|통신|포병|수송|의무|정보|군수|유격)(?:대대|중대|소대|연대|여단)",
        r"(?:제)?\d{1,3}\s?(?:사단|여단|군단|연대|비행단|전투비행단|함대|포병여단)",
        r"GOP|GP(?=\s?(?:에서|소초|근무))|JSA|(?:전방|최전방|철책)\s?(?:부대|소초|근무|초소)",
    )

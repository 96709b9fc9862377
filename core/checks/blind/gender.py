"""Words that say whether the writer is a man or a woman."""

import re
from collections.abc import Iterator
from functools import cache

from core.checks.blind.names import alternatives, gazetteer, others
from core.checks.blind.reading import Reading, Sign, word

_AS_ONE = word(
    r"(?:[가-힣]{1,5}\s)?(?:여성|남성|여자|남자|[여남](?:학생|학우|직원|사원|대생)|아가씨|여인)"
    r"(?:으로서|로서|라서|이라서|답게|임에도|이지만|지만|이기에|으?로\s?태어[나났난]|(?:이)?라는\s?이유|\s?특유의"
    r"|입니다|인\s?(?:저|제|데)|이던\s|으로\s?(?:\d|살|지내|자라))",
    r"[여남](?:학우|동기|선배|후배|직원)(?:들)?(?=[이은는가을를과와도의]\s?)",
)
_OUTRIGHT = word(
    r"유일한\s?(?:[여남](?:자|성|학생|직원)|홍일점|청일점)",
    r"홍일점|청일점|[여남]자는\s?저\s?(?:하나|혼자|뿐)|여직원[은이]\s?저",
    r"(?:맏딸|맏아들|큰딸|큰아들|외동딸|외동아들|외아들|외딸|장남|장녀|차남|차녀|막내딸|막내아들)"
    r"(?=로|으로|이|입|인|답|라|의\s?(?:책임|무게))",
    r"(?:[가-힣]{1,6}\s집\s?)?(?:딸|아들)로\s?(?:태어|서|자라|자랐)",
    r"(?:건강한|젊은|평범한|씩씩한|당찬)\s?(?:남성|여성|남자|여자)(?=입니다|으로|로|이|라)",
    r"여군(?=으로|장교|\s?부사관|에|이)|여장부(?=로|라|입|답)",
    r"성\s?별\s?[:：]?\s?[남여](?:성|자)?(?![가-힣])",
)
_HINTS = word(
    r"(?:여대|여고|남고|여중|남중|여자대학|여자고등학교)(?=[를을에의]|에서|\s?(?:출신|시절|재학|졸업|생활)|[이가]\s?아니)",
    r"(?:오빠|누나|언니|형)(?=으?로서)|공대\s?아름이|[남여](?:자\s?)?친(?:구)?(?=[와과의가는를을에이\s])",
    r"여성\s?(?:리더십|리더|공학도?|과학자|기술인)\s?(?:캠프|프로그램|네트워크|장학|과정|포럼)",
    r"총여학생회|여학생회|여성회|여동아리|여학생\s?(?:회장|대표|동아리)|여자\s?(?:축구|야구|농구|풋살)\s?(?:부|동아리)",
)
_TAUGHT = re.compile(r"(?:들)?(?:을|를|에게|의)\s?(?:대상|가르|지도|상담|교육)")


def check(reading: Reading) -> Iterator[Sign]:
    """Outright, and by a school or a group that only one of them goes to."""
    text = reading.text
    for match in _AS_ONE.finditer(text):
        # 여자 특유의 섬세함으로 고객을 대합니다 is still about the writer, 20대 여성 고객 is not.
        near = reading.before(match.start(), 12) + reading.after(match.end(), 6)
        if not others("gender").search(near) and not _TAUGHT.match(reading.after(match.end(), 12)):
            yield Sign("blind.gender", match.start(), match.end())
    for match in (*_OUTRIGHT.finditer(text), *_in_a_job().finditer(text)):
        yield Sign("blind.gender", match.start(), match.end())
    for match in _HINTS.finditer(text):
        if not _TAUGHT.match(reading.after(match.end(), 12)):
            yield Sign("blind.gender.hint", match.start(), match.end())


@cache
def _in_a_job() -> re.Pattern[str]:
    """남자 간호사로서, 여성 엔지니어가 되어."""
    jobs = [
        *gazetteer("occupations")["people"],
        "리더",
        "직업인",
        "공학도",
        "신입사원",
        "지원자",
        "관리자",
        "현장 소장",
    ]
    return word(
        rf"(?:남자|남성|여자|여성)\s?(?:{alternatives(jobs)})(?=로서|로\s|[가이]\s?되|이지만|입니다|라는|라서|이라|로의|로도)"
    )

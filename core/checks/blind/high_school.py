"""High schools by name, and kinds of them that few people went to."""

import re
from collections.abc import Iterator
from functools import cache

from core.checks.blind.names import Names, gazetteer
from core.checks.blind.reading import NO_LETTER, PARTICLES, START, Reading, Sign, any_of
from core.remark import Level

_ENDS = re.compile(rf"(?:{PARTICLES}{NO_LETTER}|생(?=[\s이은들으]|$)|출신|졸업|재학)")
_FULL = re.compile(
    rf"{START}(?P<stem>[가-힣]{{2,10}}?)(?:(?:여자|남자)?(?:고등학교|중학교|초등학교)|여고|여상|여중)(?={PARTICLES}{NO_LETTER})"
)
# 세종과학고 is a name; 여수공고 is one because 여수 is a place, for 채용공고 and 재상고 are none.
_OF_A_PLACE = ("공고", "상고", "농고", "예고", "체고", "고")
_SHORT = re.compile(
    rf"{START}(?P<stem>[가-힣]{{2,6}}?)"
    r"(?P<kind>외고|외국어고|과학고|과고|국제고|예술고|사대부고|대부고|마이스터고|로봇고|관광고|정보고|미디어고|인터넷고"
    rf"|기계공고|전자공고|여고|여상|공고|상고|농고|예고|체고|고)(?={PARTICLES}{NO_LETTER})"
)
_HIS = any_of(
    r"졸업|출신|재학|다니|다녔|다닌|입학|진학|[를을]\s?나[와온왔]|시절|배웠|배운|배우|공부|익혔|익힌|전교|학생회",
    r"조기|합격|마쳤|마치|자랐|생활|통과|기숙사|동아리|(?:부|반)에서|때",
)
_BESIDE = any_of(
    r"에서\s(?:\S{1,8}\s){0,2}?(?:배우|배웠|배운|공부)",
    r"(?:[을를에은의]|에서|에도)?\s?(?:졸업|출신|재학|다니|다녔|입학|진학|합격)",
    r"[를을]\s?나[와온왔]|\s?시절",
)
_OF_OTHERS = any_of(
    r"(?:의)?\s?(?:학생|아이|교사|선생님|청소년|후배|졸업생|친구)(?:들)?(?:을|를|에게|이|과|의|은|께|\s대상)",
    r"\s?(?:제도|정책|폐지|논쟁|현장|공사|납품|설비|급식)",
    r"[을를]\s준비하(?:는|시는|던)\s(?:학생|어르신|아이|청소년|이웃|주민|친구|분)",
    r"\s?출신\s(?:동료|팀원|직원|기능|친구|후배|선배)|(?:을|를)\s?(?:졸업했|나왔|다녔)다는",
)


def check(reading: Reading) -> Iterator[Sign]:
    """Names, kinds, and words like 예고 or 공고 where they can only be a school."""
    for start, end in (*_listed(reading), *_ending_like_one(reading)):
        if not _OF_OTHERS.match(reading.after(end, 20)):
            own = reading.text[start:end] in _known_names() or _HIS.search(reading.after(end))
            yield Sign("blind.school.high", start, end, None if own else Level.CHECK)


def _listed(reading: Reading) -> Iterator[tuple[int, int]]:
    ambiguous = gazetteer("high_schools")["ambiguous"]
    for start, end in _names().find(reading.text):
        sure = reading.text[start:end] not in ambiguous or _BESIDE.match(reading.after(end, 20))
        if sure and _ENDS.match(reading.text, end):
            yield start, end


def _ending_like_one(reading: Reading) -> Iterator[tuple[int, int]]:
    for match in _FULL.finditer(reading.text):
        if _is_name(match["stem"]):
            yield match.span()
    for match in _SHORT.finditer(reading.text):
        is_name = match["kind"] not in _OF_A_PLACE or match["stem"] in _places()
        if is_name and _BESIDE.match(reading.after(match.end(), 30)):
            yield match.span()


def _is_name(stem: str) -> bool:
    """Whether anything is left without the words that say a kind or a place: 광주과학, but not 인근지역."""
    generic = sorted(gazetteer("high_schools")["not_names"], key=len, reverse=True)
    while ending := next((one for one in generic if stem.endswith(one)), ""):
        stem = stem.removesuffix(ending)
    return len(stem) > 1


@cache
def _places() -> frozenset[str]:
    data = gazetteer("regions")
    return frozenset([*data["provinces"], *data["cities"]])


@cache
def _known_names() -> frozenset[str]:
    names = gazetteer("high_schools")["names"]
    return frozenset([*names, *(one + "등학교" for one in names if one.endswith("고"))])


@cache
def _names() -> Names:
    data = gazetteer("high_schools")
    return Names([*data["kinds"], *data["ambiguous"], *_known_names()])

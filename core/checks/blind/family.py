"""What parents, brothers and sisters do, learned and own. That somebody has a family is no more than a note."""

import re
from collections.abc import Iterator
from functools import cache

from core.checks.blind.family_facts import KIN, facts, probable
from core.checks.blind.names import alternatives, gazetteer, others
from core.checks.blind.reading import START, Reading, Sign, any_of, word
from core.checks.quoted import without_speech
from core.remark import Level

# Where none of these stands nobody tells of his family.
_FAMILY = re.compile(
    r"아버|아빠|부친|어머|어멈|엄마|모친|할아|할머|[부조]모|[이고]모|형|누[나님]|언니|오빠|동생|삼촌|숙[부모]|백부|남매|자매|[편홀]|가장|남\s?[1-9]녀"
    r"|[장차][남녀]|맏이|막내|외동|가훈"
)
_HOUSE = re.compile(r"집|가정|가족|가문|가세|형편|수급|계층|편[모부]|한부모|아들|딸|손[자녀]|자식")
_NOT_KIN = any_of(
    r"\s?(?:같은|뻘|세대|손님|고객|분[이께들과을은의]|교육|상담|노드|클래스|태그|객체|돌봄|요소|관계|기업|회사)",
    r"\s?(?:부서|결연|프로세스|폴더|테이블|카드|상을|손맛|카세|네\s)",
    r"들(?:이|은|을|께|의|에게)",
)
_COMPANY = (
    r"(?:귀사|귀\s?(?:기관|공단|공사|사|은행|재단|병원|연구원|회사|센터)|귀행|당사|이\s회사|이\s기관|지원한\s?회사)"
)
_TIES = any_of(
    rf"{START}{KIN}(?:께서|께서는|은|는|이|가|의)?\s(?:\S{{1,8}}\s){{0,2}}?{_COMPANY}",
    rf"{_COMPANY}[에의]?\s?(?:에\s)?(?:\S{{1,8}}\s)?(?:근무|재직|다니|일하|계시|몸담)[가-힣]{{0,5}}\s(?:중인\s|계신\s)?{KIN}",
)
_LOSS = word(
    r"홀어머니|홀아버지|편모|편부|한부모|소[년녀]\s?가장|조부모님?\s?(?:손|슬하|밑)에서|부모님(?:의|[이께서]*)?\s?이혼",
    r"(?:아버지|어머니|부모님)(?:께서|를|을|가)?\s?(?:일찍\s|어릴\s?때\s)?(?:여의|돌아가)|가장(?:의|으로서의?)\s?(?:역할|책임)",
)
_MAKE_UP = word(
    r"[1-9]남\s?[1-9]녀|형제가\s?많은",
    r"(?:한|두|세|네|다섯|삼|사|오|육)\s?(?:남매|형제|자매)(?=[가-힣\s]{0,6}(?:중|에서|로|의\s?(?:첫|둘|막|맏)))",
    r"(?:장남|장녀|차남|차녀|맏이|막내|외동)(?=으?로서?\s?(?:태어|자라|서|책임|살|늘)|로\s|이라|라서|답게|이기)",
)
_MENTION = word(
    r"(?:(?:친|외)?(?:할아버지|할머니)|아버지|아버님|어머니|어머님|부모님|누나|언니|오빠|(?:남|여)?동생|삼촌|이모|고모|가훈)"
    r"(?=[을를이가은는의께와과도에로,\s]|$)"
)
# 병실에 계시던 할아버지, 그 할머니: old people one has met.
_MET = re.compile(r"(?:[던신는]|(?<![가-힣])그|때)\s$")


def check(reading: Reading) -> Iterator[Sign]:
    """Occupation, schooling and property outright; make-up of the family and ties to the company in question."""
    told, circumstances = facts()
    for match in reading.find(told, _FAMILY):
        if not _of_others(reading, match):
            yield Sign("blind.family", match.start(), match.end())
    for match in reading.find(circumstances, _HOUSE):
        if not others("helped").search(reading.after(match.end(), 24)):
            yield Sign("blind.family", match.start(), match.end())
    for match in reading.find(_TIES, _FAMILY):
        yield Sign("blind.family.company", match.start(), match.end())
    for rule, pattern, level in (
        ("blind.family", probable(), Level.CHECK),
        ("blind.family.relation", _LOSS, None),
        ("blind.family.relation", _MAKE_UP, Level.NOTE),
    ):
        for match in reading.find(pattern, _FAMILY):
            if not _of_others(reading, match):
                yield Sign(rule, match.start(), match.end(), level)
    if reading.sentences_with(_FAMILY):
        yield from _mentioned(reading)


def _mentioned(reading: Reading) -> Iterator[Sign]:
    met: set[str] = set()  # a grandmother that one has met is the same one in the next sentence
    for match in _MENTION.finditer(without_speech(reading.text)):
        old = match[0].endswith(("할머니", "할아버지"))
        stranger = old and _MET.search(reading.before(match.start(), 6))
        if stranger or _of_others(reading, match) or _NOT_KIN.match(reading.after(match.end(), 12)):
            met.add(match[0])
        elif match[0] not in met:
            yield Sign("blind.family.mention", match.start(), match.end())


def _of_others(reading: Reading, match: re.Match[str]) -> bool:
    return _strangers().search(reading.before(match.start(), 10)) is not None


@cache
def _strangers() -> re.Pattern[str]:
    """고객의 아버지, 팀원의 어머니, 한 할머니."""
    return any_of(
        rf"(?:{alternatives(gazetteer('occupations')['strangers'])})(?:님|분|들|분들)?의?\s?$",
        r"(?:한|어떤|그|어느|단골|옆집|동네|이웃집?|낯선|노점|같은\s?반)\s$",
    )

"""Age: year of birth, years of life, year of entry and of graduation, and what lets them be guessed."""

import re
from collections.abc import Iterator

from core.checks.blind.names import others
from core.checks.blind.reading import START, Reading, Sign, any_of, word
from core.remark import Level

_NO_DIGIT = r"(?<![\d.,~∼-])"
_YEAR = r"[‘’']?(?:19|20)?\d{2}\s?년"
_DAY = r"(?:\d{1,2}월(?:에)?\s?)?(?:\d{1,2}일(?:에)?\s?)?"
_ANIMAL = "(?:황금돼지|백호|흑룡|쥐|소|호랑이|범|토끼|용|뱀|말|양|원숭이|닭|개|돼지)"
_SCHOOL = r"(?:[가-힣○]{0,6}(?:대학교?|고등학교|학교|학과|학부|전공))"

_BORN = any_of(
    # 1998년생, 97년 3월생; three-year-old plants and 2022년생산 are none
    rf"{_NO_DIGIT}[‘’']?(?:(?:19|20)\d{{2}}|[6-9]\d|0\d|1[0-2])\s?년(?:도)?\s?{_DAY}생(?![산활긴겼각명성선태물협존방])",
    rf"{_NO_DIGIT}{_YEAR}(?:도|대)?(?:에)?\s?{_DAY}(?:(?:초반|중반|후반|초|말|봄|여름|가을|겨울)(?:에)?\s?)?(?:태어[나났난]|출생)",
    r"(?<!\d)\d0\s?년대\s?생(?=[으답이인의\s들])",
    r"생년월일\s?(?:은|는)?\s?[:：]?\s?\d{2,4}[.\-/년]\s?\d{1,2}[.\-/월]?\s?\d{0,2}일?",
    rf"{_NO_DIGIT}{_YEAR}\s?{_ANIMAL}띠",
    r"(?<![가-힣])(?:제|저의|내)\s나이[는가]?\s?(?:만\s?)?\d{2}(?!\d)",
    r"(?i:\bborn in (?:19|20)\d{2})",
)
_THING = r"(?:기업|회사|브랜드|제품|서비스|기술|기관)"
_NOT_THE_WRITER = any_of(
    r"\s?(?:나무|소나무|인삼|묘목|도라지|와인|된)",
    rf"\s(?!저[는의]|제|나는|내)(?:[가-힣]{{1,10}}\s?)?{_THING}",
    r"\s(?:아이|고객|작가|시인|화가|과학자|정치인)",
)
_FULL_YEARS = re.compile(
    rf"{_NO_DIGIT}(?:만\s?)?(?P<years>\d{{2}})\s?[살세]"
    r"(?=의|에|을|를|은|는|이|가|라|로|인|입니다|때|쯤|부터|까지|[\s,.)]|$)"
)
_UNITS = "(?:한|하나|두|둘|세|셋|네|넷|다섯|여섯|일곱|여덟|아홉)"
# 스무 살이 된 냉장고
_OF_A_THING = r"이\s?(?:된|넘은)\s(?!저|제|나|해|뒤|후|지금|올해)"
_IN_WORDS = word(
    rf"(?:만\s?)?(?:(?:스무|스물|서른|마흔){_UNITS}?|열(?:일곱|여덟|아홉))\s?살(?!을|이나\s?많|{_OF_A_THING})"
)
# Without 살 only where nothing is counted: 스물다섯 명 is a number of people.
_WORDS_ALONE = word(
    rf"(?:스물|서른|마흔){_UNITS}?"
    r"(?=에\s(?!가까|걸|달|하나|이르)|(?:이)?라는\s?나이|[을를]\s?(?:앞[두둔]|바라보|맞|넘)|의\s?(?:나이|신입|청년|늦)"
    r"|입니다|이\s?(?:되|돼|됐|된|넘)|이던|이었|이라\s|이지만|,\s?(?:새|늦|아직|이제|다시))"
)
_DECADE = re.compile(
    r"(?<![\d~∼-])(?:[2-5]0|이십|삼십|사십)\s?대(?:의)?\s?"
    r"(?:(?:초|중|후)반(?:(?=[에이의인으,.]|\s)|$)|나이|끝자락|마지막|(?=에\s?접어|를\s?(?:맞|앞)))"
)
_PEOPLE = re.compile(r"의?\s?(?:여성|남성|직장인|청년|부부|주부)")
_CLASS = re.compile(r"(?<![\d-])[‘’']?(?:19|20)?[0-2]\d\s?학번")
_GRADUATED = any_of(
    rf"(?<!\d)(?:19|20)\d{{2}}\s?년(?:도)?(?:에)?,?\s?(?:\d{{1,2}}월(?:에)?,?\s?)?(?:{_SCHOOL}[을를]?\s?)?"
    r"졸업(?!\s?(?:작품|전시|논문|생|식|앨범|프로젝트|자))",
    r"졸업\s?(?:연도|년도|연월|시기|일)?[는은]?\s?[:：]?\s?\(?(?:19|20)\d{2}\s?[년.]",
    rf"(?<!\d)(?:19|20)\d{{2}}\s?년(?:도)?(?:에)?\s?(?:\d{{1,2}}월(?:에)?\s?)?{_SCHOOL}에\s?(?:입학|진학)"
    r"(?!생|식|\s?설명|\s?상담)",
)
_HINTS = any_of(
    rf"{START}{_ANIMAL}띠(?=[로라답여이인는의들\s,.]|$)",
    r"(?:IMF|외환\s?위기|월드컵|올림픽)[가-힣\s]{0,8}(?:해|때|시절|당시)에?\s?태어[나났난]?",
    r"밀레니엄\s?(?:베이비|둥이)",
    r"(?:MZ|Z|밀레니얼)\s?세대(?:로서|인\s?저|의\s?(?:한\s?사람|일원|당사자|청년))",
    r"(?:한두|서너|두세|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|\d{1,2})\s?살(?:이나|은|이)?\s?(?:어린|(?:더\s?)?많은|위의|아래|차이|터울)",
)
_VAGUE = any_of(
    r"(?:적지\s?않은|늦은|많은|어린)\s?나이(?:에|로|지만|임에도|라)",
    r"나이가\s?(?:많|적|어리|어려)(?!으신|으셔)",
    rf"{START}(?:늦깎이|최연소|동갑내기)",
    rf"{START}(?:삼|재|N|n|반)수(?=를\s?(?:하|해|했|거)|\s?(?:생|끝|시절|학원)|생활)",
)
_GRADE = word(r"(?:대학교?\s?)?[1-6]학년(?!들|\s?(?:학생|아이|아동|친구|담임|교실|어린이|반을|반에))")
_BELOW_UNIVERSITY = ("초등학교", "중학교", "초등", "초")


def check(reading: Reading) -> Iterator[Sign]:
    """What says the age outright, what lets it be guessed, and the school year."""
    text = reading.text
    for match in _BORN.finditer(text):
        if not _NOT_THE_WRITER.match(reading.after(match.end(), 24)):
            yield Sign("blind.age", match.start(), match.end())
    for match in _FULL_YEARS.finditer(text):
        if 14 <= int(match["years"]) <= 59 and not _of_others(reading, match):
            yield Sign("blind.age", match.start(), match.end())
    for pattern in (_IN_WORDS, _WORDS_ALONE, _DECADE):
        for match in pattern.finditer(text):
            if not _of_others(reading, match) and not _PEOPLE.match(reading.after(match.end(), 8)):
                yield Sign("blind.age", match.start(), match.end())
    for rule, pattern in (("blind.age.class", _CLASS), ("blind.age.graduation", _GRADUATED)):
        for match in pattern.finditer(text):
            yield Sign(rule, match.start(), match.end())
    yield from _guessed(reading)


def _guessed(reading: Reading) -> Iterator[Sign]:
    text = reading.text
    for pattern, level in ((_HINTS, None), (_VAGUE, Level.NOTE)):
        for match in pattern.finditer(text):
            if not _of_others(reading, match):
                yield Sign("blind.age.hint", match.start(), match.end(), level)
    for match in _GRADE.finditer(text):
        if not reading.before(match.start(), 6).rstrip().endswith(_BELOW_UNIVERSITY):
            yield Sign("blind.age.grade", match.start(), match.end())


def _of_others(reading: Reading, match: re.Match[str]) -> bool:
    return others("age").search(reading.around(match.start(), match.end(), 25)) is not None

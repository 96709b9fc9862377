"""Universities and colleges, by name and by short form."""

import re
from collections.abc import Iterator
from functools import cache

from core.checks.blind.names import Names, gazetteer
from core.checks.blind.reading import NO_LETTER, PARTICLES, START, Reading, Sign, any_of, word
from core.remark import Level

# 서울대병원 is where somebody works, 서울대입구 a station, 세종대로 a road, 부산대교 a bridge, 국민대 다수 no school.
_ELSEWHERE = any_of(
    r"\s?(?:[가-힣]{0,6}병원|의료원|한의원|치과)|입구|공원|신문|출판|역(?=[\s에을를의,.)]|$)",
    r"로(?=[\s,.]?\s?(?:[0-9]|집회|매장|변|일대|옛길|구간|에서|의|를|$))|교(?=[\s를을에의,.]|$)|전자(?=[\s에의를과와,.]|$)|\s다수",
)
_GOES_ON = any_of(
    rf"{PARTICLES}{NO_LETTER}",
    r"생(?:이|은|으로|들|의|답|인|활|\s)|인(?:으로|의|답|이라|입)|출신|졸업|졸(?![가-힣])|재학|입학",
    r"[가-힣A-Z]{1,8}(?:학과|학부|전공|대학원|캠퍼스|공학|경영대|공대)",
)
# Its own words say that a short form is a school: 고대 법학과를, 연대에 입학. 고대 철학과 중세 철학 says nothing.
_DEPARTMENT = (
    r"(?:[가-힣A-Z·]{1,10}\s)?[가-힣A-Z·]{0,10}"
    r"(?:학과|학부|전공|대학원|공대|경영대|어과|교육과|홍보과|행정과|관리과|영화과|디자인과|무역과|정보과|음악과|컴공과)"
    r"(?=[를을에의로는은도생]|에서|이(?!란)|가\s|\s?(?:졸업|재학|출신|학생|학생회|수업|\d))"
    r"|[가-힣]{0,8}(?:대학|[약의치법미음]대|한의대|수의대|사범대|문과대|이과대|자연대|사회대|인문대)(?=[를을에]|에서|\s?(?:졸업|재학|출신))"
)
_AS_SCHOOL = any_of(
    rf"(?:[을를에의은도는]|에서|에도|까지)?\s?(?:{_DEPARTMENT}|졸업|재학|입학|출신|진학|편입|합격|다니|다녔|다닌|동문"
    r"|캠퍼스|석사|박사|학번|학생회|학생으로|교환학생|MBA)",
    r"[을를]\s?(?:나와|나온|나왔|목표|졸업|다니|다녔|마치)",
)
_ENGLISH = re.compile(
    r"(?<![A-Za-z])(?:[A-Z][a-z]{2,14}\s(?:[A-Z][a-z]{2,14}\s)?University|University\sof\s[A-Z][a-z]{2,14})(?![A-Za-z])"
)
# No list is complete, and a word that ends like this is a school.
_UNLISTED = re.compile(rf"{START}(?P<stem>[가-힣]{{1,12}}?)대학교(?={PARTICLES}{NO_LETTER}|생|\s)")
# Then it may be somebody else's school.
_OTHERS = any_of(
    r"(?:의|와|과|에서)?\s?(?:[가-힣]{0,6}\s?)?(?:연구팀|연구진|교수팀|산학협력단|논문|연구\s?결과|협업|협력|축제에|축제\s?부스"
    r"|박람회|설명회|앞|근처|상권|인근|정문|후문|온라인\s?강의|공개\s?강의|강의\s?영상|교재|교과서|납품|공사|현장|리모델링"
    r"|생활협동조합|구내|학식)",
    r"(?:의|와|과|에서)?\s?(?:출신|나온|졸업한|다니는|재학\s?중인)\s?(?:팀원|동료|친구|멘토|선배|상사|대표|직원|강사|작가|교수|지인)",
)
_HIS = re.compile(r"졸업(?!한\s)|재학|입학|다니|다녔|편입|전공(?:하|했|을)|모교|진학|석사|학사|동아리|학생회")
_GROUP = word(r"(?:SKY|스카이)(?=\s?(?:출신|대학|학벌|졸업)|가\s?아니|를\s?나[와온왔]|에\s?(?:입학|진학|합격))")
_RANK = word(
    r"(?:서울|수도권|지방|부산|대구|광주|대전|경기|인천)\s?소재의?\s?(?:4년제\s)?대학(?:교)?(?!로)",
    r"지거국|지방거점국립대|지잡대|인서울(?=\s?(?:대학|출신)|[을에은이\s])",
    r"(?:지방대|명문대|수도권\s?대학|지방\s?사립대|지방\s?국립대|전문대)(?:학교?)?"
    r"(?=\s?(?:출신|졸업|학벌|편입)|[를을에라이의생가])",
)
_DEGREE = word(
    r"[석박]사(?=\s?(?:과정|학위|논문|졸업|연구|때|[를로])|급\s?연구)|석박사\s?통합",
    r"대학원(?=에서|에\s?(?:진학|입학|다니)|을\s?(?:다니|졸업|마|나)|\s?(?:과정|진학|재학|시절|수업|졸업))",
)
_DEGREE_OF_OTHERS = re.compile(r"선배|후배|박사님|멘토|조교|교수|선임|연구원분")


def check(reading: Reading) -> Iterator[Sign]:
    """Names of schools, their short forms beside a word of schools, their rank, and degrees."""
    text = reading.text
    for start, end in (*_named(reading), *(match.span() for match in _ENGLISH.finditer(text))):
        after = reading.after(end, 30)
        others = _OTHERS.match(after) and not _HIS.search(after)
        yield Sign("blind.school.other" if others else "blind.school", start, end)
    for match in _GROUP.finditer(text):
        yield Sign("blind.school.rank", match.start(), match.end(), Level.VIOLATION)
    for match in _RANK.finditer(text):
        yield Sign("blind.school.rank", match.start(), match.end())
    for match in _DEGREE.finditer(text):
        if not _DEGREE_OF_OTHERS.search(reading.around(match.start(), match.end(), 20)):
            yield Sign("blind.school.degree", match.start(), match.end())


def _named(reading: Reading) -> Iterator[tuple[int, int]]:
    text = reading.text
    listed = [*_names().find(text), *_after_national(text)]
    heads = {start for start, _ in listed}
    unlisted = (match for match in _UNLISTED.finditer(text) if match.start() not in heads)
    listed += [match.span() for match in unlisted if not _says_no_name(match["stem"])]
    for start, end in listed:
        name = text[start:end].removeprefix("국립")
        if _ELSEWHERE.match(text, end) or not _GOES_ON.match(text, end):
            continue
        if name in reading.company and not _AS_SCHOOL.match(reading.after(end, 30)):
            continue
        if name in _ambiguous():
            if _AS_SCHOOL.match(reading.after(end, 30)) and not _in_an_army(reading, start):
                yield start, end
        # 가야대로, 한밭대로 are roads.
        elif not (name.endswith("대") and text.startswith("로", end)) or _AS_SCHOOL.match(text, end + 1):
            yield start, end


def _says_no_name(stem: str) -> bool:
    """Whether nothing is left without the words that say only which kind of school, or where."""
    generic = gazetteer("universities")["words"]["not_names"]
    while ending := max((one for one in generic if stem.endswith(one)), key=len, default=""):
        stem = stem.removesuffix(ending)
    return not stem


def _after_national(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(f"{START}국립", text):
        end = _names().at(text, match.end())
        if end is not None:
            yield match.start(), end


def _in_an_army(reading: Reading, at: int) -> bool:
    start, end = reading.sentence(at)
    return any(one in reading.text[start:end] for one in gazetteer("universities")["words"]["military"])


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(gazetteer("universities")["words"]["ambiguous"])


@cache
def _names() -> Names:
    words = gazetteer("universities")["words"]
    latin = [form for one in words["latin"] for form in (one, one.upper(), one.lower(), one.capitalize())]
    return Names([*full_names(), *words["names"], *latin, *words["latin_upper"], *words["ambiguous"]])


@cache
def full_names() -> frozenset[str]:
    """Every form of every stem: 이화여자대학교, 이화여자 대학교, 이화여자대학, 이화여자대 and 이화여대."""
    data = gazetteer("universities")
    found: set[str] = set()
    for stem in (stem for kind in ("four_year", "cyber", "colleges", "foreign") for stem in data[kind]):
        found |= {f"{stem}대학교", f"{stem} 대학교", f"{stem}대학", f"{stem}대"}
        for ending, short in data["endings"].items():
            if stem.endswith(ending) and stem != ending:
                found.add(f"{stem.removesuffix(ending)}{short}대")
    return frozenset(found)

"""Where the writer comes from. Where work, a company or a project is is no home."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from core.checks.blind.names import alternatives, gazetteer, others
from core.checks.blind.reading import START, Reading, Sign, any_of, word
from core.remark import Level

# Where none of these stands nobody tells where he comes from.
_HOMES = re.compile(
    r"태어|태생|자[라랐란]|성장|유년|시절|학교|중·?고|농사|살[고았아던]|년[을간]?\s?(?:동안\s)?살|거주|출신|토박이|출생|고향|사나이|[남여]자|사람"
    r"|아가씨|촌놈|가시나|머슴애|본가|집[은이]|부모님|본적|곳[은이]|동네|지역|올라|상경|국적|시골|귀향|탈북|귀화|다문화|사투리|방언|말투|억양"
)
_ME = re.compile(r"\s?(?:저[는의도]?|제|나는)(?![가-힣])")
# 부산에서 자란 덕분에; what else grew up there is no person: 해남에서 자란 배추.
_PERSON = re.compile(r"\s?(?:덕분|덕택|사람(?!들)|사나이|탓|배경|아이(?!들)|소년|소녀|청년|시골)")
# 목포에서 어린 시절을 보낸 작가: the clause belongs to what follows.
_CLAUSE = re.compile(r"[을를]?\s?(?:보낸|지낸|다닌|살았던|보냈던|다녔던)\s(?!저|제|나는|기억|경험|시간|덕)")
_SAID_OF_ME = any_of(
    r"으?로\s|이?라|이고|이며|입니다|인\s?(?:저|제|나는)|답게|이지만|인데|이어서|이기에|의\s?(?:성실|뚝심|끈기|근성)|[.,]|$"
)
_GREW_UP = (
    r"(?:(?P<attributive>(?:태어난|자란|자라난|나고\s?자란)(?=\s))|(?P<weak>성장(?:하여|하며|하면서|했|한\s|해))"
    r"|나고\s?자[라랐]|태어[나났]|자라|자랐|유년|어린\s?시절|학창\s?시절"
    r"|(?:초등학교|중학교|고등학교|초·?중·?고)(?=[가-힣·,\s]{1,14}(?:다녔|다니며|다닌\s저|졸업|나왔|나와|보냈|마쳤|마치))"
    r"|\d{1,2}년(?:을|간|동안|\s?넘게)?\s?(?:을\s)?(?:살(?!아남)|거주)|(?:평생|쭉|줄곧|계속)\s?(?:살|자라)|농사\s?짓는\s?집)"
)
# 순천에서 2남 1녀 중 막내로 태어났습니다
_SIBLINGS = r"(?:(?!\S*에서)\S{1,8}\s){3,6}?"
_MY_PLACE = (
    r"(?:(?:본가|집)[은는이가]?\s|부모님[이께서]*\s?(?:계신|사시는)|출생지[는은]?|본적[은이]?|거주지[는은]?"
    r"|(?:나고\s?자란|태어난|자라난?)\s?(?:곳|동네|지역)[은이])"
)
_HINTS = word(
    r"상경(?=하여|해|한\s|했|하고|하면|하며|\s?후)|귀향|탈북|귀화(?=하|해|한|했)",
    r"다문화\s?(?:가정|가족)(?=에서\s?(?:자라|태어|성장)|의\s?(?:자녀|아이로)|\s?출신)|지역\s?인재\s?(?:전형|채용)(?=으로)",
    r"(?:지방에서\s?(?:올라|상경|자라|태어)|시골에서\s?(?:올라|상경))|시골집",
    r"(?:제|저의|내)\s?고향(?!\s?(?:같|처럼))|고향(?:으로|에)\s?(?:내려|돌아)|고향\s?(?:사람들?|마을|땅|집|동네)",
    r"고향의\s?(?=특산|맛|바다|산|들)",
)
_DIALECT = word(
    r"(?:[가-힣]{2,5}\s)?(?:사투리|방언)(?=[를가]?\s?(?:억양|때문|고치|심|쓰|써|섞|로\s)|를|으?로|가)(?:\s?억양)?",
)


def check(reading: Reading) -> Iterator[Sign]:
    """A named place as the home is outright; a dialect, a village or a way home lets it be guessed."""
    ways = _ways()
    for match in reading.find(ways.grew_up, _HOMES):
        yield from _grew_up(reading, match)
    for match in reading.find(ways.origin, _HOMES):
        after = reading.after(match.end(), 14)
        if _SAID_OF_ME.match(after):
            yield Sign("blind.region", match.start(), match.end())
        elif not others("origin").search(after) and not others("made").search(after):
            yield Sign("blind.region", match.start(), match.end(), Level.CHECK)
    for match in reading.find(ways.home, _HOMES):
        if not others("origin").search(reading.before(match.start(), 10)):
            yield Sign("blind.region", match.start(), match.end())
    yield from _guessed(reading)


def _guessed(reading: Reading) -> Iterator[Sign]:
    ways = _ways()
    for match in reading.find(ways.living, _HOMES):
        if not others("origin").search(reading.around(match.start(), match.end(), 12)):
            yield Sign("blind.region", match.start(), match.end(), Level.CHECK)
    for match in reading.find(ways.village, _HOMES):
        if not others("made").search(reading.after(match.start(), 40)):
            yield Sign("blind.region.hint", match.start(), match.end())
    for match in reading.find(_HINTS, _HOMES):
        yield Sign("blind.region.hint", match.start(), match.end())
    for match in (*reading.find(_DIALECT, _HOMES), *reading.find(ways.accent, _HOMES)):
        if not others("dialect").search(reading.around(match.start(), match.end(), 30)):
            yield Sign("blind.region.hint", match.start(), match.end())


def _grew_up(reading: Reading, match: re.Match[str]) -> Iterator[Sign]:
    after = reading.after(match.end(), 16)
    outright = Sign("blind.region", match.start(), match.end())
    perhaps = Sign("blind.region", match.start(), match.end(), Level.CHECK)
    if match["attributive"]:
        if _ME.match(after):
            yield outright
        elif _PERSON.match(after):
            yield perhaps
    elif _CLAUSE.match(after):
        if not others("origin").search(after) and not others("made").search(after):
            yield perhaps
    elif match["weak"]:
        if not others("made").search(reading.around(match.start(), match.end())):
            yield perhaps
    elif not others("origin").search(reading.before(match.start(), 12)) and not others("made").search(match[0]):
        yield outright


@dataclass(frozen=True, slots=True)
class _Ways:
    grew_up: re.Pattern[str]  # 부산에서 태어나
    origin: re.Pattern[str]  # 부산 출신
    home: re.Pattern[str]  # 고향인 부산, 부산이 고향, 부산 사나이
    living: re.Pattern[str]  # 부산에 거주, 부산에서 올라와
    village: re.Pattern[str]  # 섬마을에서 자란
    accent: re.Pattern[str]  # 경상도 억양


@cache
def _ways() -> _Ways:
    data = gazetteer("regions")
    names = [*data["provinces"], *data["cities"], *data["countries"]]
    heads = "".join(sorted({one[0] for one in names}))
    kinds = rf"(?:작은\s|외딴\s)?(?:{alternatives(data['kinds'])})(?:\s?마을)?"
    # 전라남도 순천, 경기도 성남시 분당구, 전남 완도군의 작은 섬
    bare = (
        rf"(?=[{heads}])(?:{alternatives(names)})(?:특별자치도|특별자치시|광역시|특별시|시|군|구|도|읍|면)?"
        r"(?:\s[가-힣]{2,4}(?=에서|이|가|\s?(?:출신|토박이|출생|태생)|시|군|구|읍|면)(?:시|군|구|읍|면)?"
        r"|의\s(?:작은\s|외딴\s|한\s)?(?:섬|시골|마을|농촌|어촌|탄광촌|산골|바닷가)(?:\s?마을)?)?"
    )
    place = START + bare
    return _Ways(
        grew_up=re.compile(rf"{place}에서(?:만)?\s(?:(?:\S{{1,6}}\s){{0,2}}?{_GREW_UP}|{_SIBLINGS}태어[나났])"),
        origin=re.compile(rf"{place}\s?(?:출신|토박이|출생|태생)"),
        home=any_of(
            rf"{place}(?:이|가)?\s?(?:제|저의)?\s?고향(?=이|인|입|으|을|은|에)",
            rf"고향(?:인|은|이|,|:)?\s?{bare}(?=[가-힣]?[\s,.]|에서|입니다|이고|의|로|으로|는|은|$)",
            rf"{place}\s(?:사나이|남자|여자|아가씨|촌놈|가시나|머슴애)(?=[라이답의로입는,. ])",
            rf"{place}\s사람(?=이라|으로|입니다|답|인\s?저|이지만)",
            rf"초·?중·?고(?:등학교)?(?:를|까지|\s)\s?(?:모두\s|다\s)?{place}에서",
            rf"{START}{_MY_PLACE}\s?[:：]?\s?{bare}",
        ),
        living=any_of(
            rf"{place}(?:\s[가-힣]{{1,6}}[시군구동읍면리])?에(?:서)?\s살고\s?있(?!는\s(?!저))",
            rf"{place}(?:\s[가-힣]{{1,6}}[시군구동읍면리])?에(?:서)?\s거주(?:하(?!는\s(?!저))|\s?중(?!인\s(?!저)))",
            rf"{place}에(?:서)?\s(?:쭉\s|계속\s)?살(?:았[고다으지]|다가|며\s|면서)",
            rf"{place}에서\s(?:올라와|올라왔|상경)|{place}\s국적(?=으로|이|을|인)",
        ),
        accent=word(rf"(?:{alternatives(data['provinces'])})\s(?:말투|억양)(?=[가를이]|\s?때문)"),
        village=any_of(
            rf"{START}{kinds}에서\s(?:\S{{1,6}}\s)?(?:태어[나났]|자라|자랐|자란|나고|성장)",
            r"(?:강|산|바다|마을|호수|바닷가)(?:을|를)?\s?(?:옆|곁|앞|보며|보고)?(?:에서)?\s?(?:자라며|자란\s저|자랐습)",
        ),
    )

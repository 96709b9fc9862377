"""How an answer says what somebody's family does for a living, learned or owns."""

import re
from functools import cache

from core.checks.blind.names import alternatives, gazetteer
from core.checks.blind.reading import START, any_of, word

KIN = (
    r"(?:(?:(?:외|친|큰|작은|막내|사촌)\s?)?(?:할아버지|할아버님|할머니|할머님|아버지|아버님|아빠|부친|어머니|어머님|엄마|모친"
    r"|조부모님?|조부|조모|부모님|부모|형제|형님|형|누나|누님|언니|오빠|남동생|여동생|동생|삼촌|이모부|이모|고모부|고모|숙부|숙모|백부"
    r"|남매|자매))"
)
_BOTH = r"\s?두\s?분(?:께서|은|이|\s?모두|\s?다)?"
_SUBJECT = rf"{START}{KIN}(?:께서는|께서도|께서|은|는|이|가|도|\s?모두|{_BOTH})(?:{_BOTH})?(?=[\s,])"
_LONGER = r"(?:오래\s|\d+년(?:간|을|\s?넘게|\s?동안)?\s)?"
# A word of the list is no occupation of the family in 의사로부터, 교사가 되고.
_IS = (
    r"(?:이십|이시|이셨|이셔|입니다|이라|라서?|이어서|여서|이며|이고|이자|였|이었|이다|이신|인데|로서|셨|십니|시[며고]"
    r"|으로\s?(?:근무|일|재직|복무|퇴직|은퇴|계)|[을를]\s?지내|이|로(?!부터|서의))(?!\s?(?:되고|되어|되는|되라|부터|도움))"
)
_RUNS = r"(?:운영|경영|하(?:시|셨|셔|십|며|고\s?계)|지으|짓|꾸리|꾸려|차리|개업|장사|다니(?:시|셨|고)|일(?:하|을)|근무)"
_WORKS = (
    rf"(?:\S{{1,10}}\s){{0,3}}?(?:\S{{0,8}}(?:에서|에)\s)?(?:{_LONGER}"
    r"(?:근무(?:하[시셨십]|하고|하셔)|재직|종사|몸담|맞벌이|퇴직하|은퇴하|실직|일(?:하시|하셨|하고\s?계|하십|하고\s?있))"
    r"|(?<!함께\s)(?<!같이\s)다니(?:십|셨|시|고\s?있))"
)
_TRADES = "(?:농사|장사|사업|운전|교직|공직|맞벌이|막노동|물질)"
_TRADE = rf"(?:\S{{1,8}}\s){{0,2}}?{_TRADES}(?:을|를|만|일)?\s?(?:하[시셨십]|지으|짓|하고)"
_LEARNED = (
    r"(?:\S{1,8}\s){0,2}?(?:(?:초등학교|중학교|고등학교|국민학교|대학|대학교|대학원|의대|법대|[가-힣]{1,6}대)(?:를|을|만|도|에)?"
    r"\s?(?:졸업|중퇴|나오|나왔|다니|다닙|합격|진학|재학|못\s?나)|학교를\s?(?:다니지|못)|배우지\s?못)"
)
# Nouns for people that are neither an occupation nor in the list.
_PERSON_NOUN = r"[가-힣]{1,7}[사원관자인가장수꾼직생상공농]"
_NOT_AN_OCCUPATION = "(?<!주의자)(?<!여장부)(?<!보호자)(?<!담당자)(?<!책임자)(?<!관리자)"


@cache
def facts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Occupation, schooling and property of somebody in the family; circumstances of the whole family."""
    data = gazetteer("occupations")
    person, business = (f"(?:{alternatives(data[kind])})" for kind in ("people", "businesses"))
    elders = (
        r"(?:외?할(?:아버지|머니)|아버[지님]|아빠|어머[니님]|엄마|부모님|외?삼촌|이모부?|고모부?|오빠|누나|언니|형님)"
    )
    told = any_of(
        # 아버지는 경찰관이셨습니다, 어머니께서 식당을 운영하십니다, 형은 대기업에 다니고 있습니다
        rf"{_SUBJECT}\s(?:(?:[가-힣]{{0,6}}\s?){{0,2}}?{person}{_IS}"
        rf"|(?:[가-힣]{{0,8}}\s?){{0,3}}?{business}(?:을|를|에서)?\s?(?:일을\s?)?{_RUNS}"
        rf"|(?:\S{{1,8}}\s){{0,2}}?[가-힣]{{2,8}}(?<!블로그)(?<!채널)(?<!계정)(?<!모임)(?<!동아리)[을를]\s?(?:운영|경영)하|{_WORKS}|{_TRADE}|{_LEARNED})",
        # 교사이신 어머니, 식당을 하시는 부모님, 공직에 계신 아버지, 서울대를 나온 형
        rf"{START}(?:[가-힣]{{1,6}}\s)?(?:{person}(?:이신|인|이셨던|이시던|이었던|이시자|셨던|이자)"
        rf"|{business}[을를]\s?(?:운영\s?|경영\s?)?(?:하시는|하시던|하셨던)"
        r"|(?:운전|농사|장사|사업|미용|용접|장사일|농사일)[을를]\s?(?:하시는|하시던|하셨던|지으시는)"
        r"|[가-힣]{1,6}[을를]\s?운전하(?:시는|시던|셨던)|(?:교직|공직|군|법조계|금융권|공기업|대기업)에\s?(?:계신|계셨던|몸담으신)"
        r"|(?:[가-힣]{1,8}대(?:학교)?|대학)[를을]\s?(?:나온|졸업한|나오신)"
        rf"|(?:{business}|회사|은행)에\s?다니(?:시는|시던|는)|[가-힣]{{2,8}}(?:로|으로)\s일하(?:시는|시던|셨던|신))"
        rf"\s(?:저의\s|제\s)?{KIN}",
        # 아버지의 공장, 아버지 직업이, 아버지가 운영하시는 공장, 아버지는 배를 만드시는 분
        rf"{START}{elders}(?:의\s?|\s){business}(?=에서|를|을|의|\s?일)",
        rf"{START}{KIN}의\s?(?:{business}|직업|직장|학력|월급|연봉|수입|빚|재산|실직|부도|파산|퇴직|은퇴|소득|일터)",
        rf"{START}{KIN}\s?직업[이은]",
        rf"{START}{KIN}(?:가|이|께서)\s?(?:운영|경영)?하시[는던]\s?{business}",
        rf"{START}{KIN}(?:께서|가|이)?\s?다니시[던는]\s?(?:회사|직장|공장)",
        rf"{START}{KIN}(?:는|은)\s[가-힣\s]{{1,10}}(?:만드시는|하시는|지으시는|고치시는|파시는)\s?분",
    )
    circumstances = word(
        r"(?:가난한|부유한|어려운|넉넉한|넉넉하지\s?(?:않은|못한)|유복한|형편이\s?어려운)\s?(?:집안|가정|형편)(?=에서|에|이|\s)",
        r"기초\s?생활\s?수급(?:자)?(?:\s?가정|\s?가구)?(?=에서|인|이었|였|로|의)|차상위\s?계층(?=이|으로|인|\s?가정)",
        r"(?:편모|편부|한부모)\s?(?:가정|슬하)(?=에서|의)|(?:집안|가정)\s?형편(?=이|\s?때문|상|으로)|가세가\s?기울",
        rf"{person}\s?(?:집안|가족|가문)(?=에서|의|으로|이)",
        rf"{person}의\s?(?:아들|딸|손자|손녀|자식)(?=로|이(?!라는)|입|답)",
        r"(?:집에|집안에|(?:우리|저희)\s?집은?)\s?(?:건물|땅|아파트|상가|공장|농장|과수원|빚)[이가을를]?",
    )
    return told, circumstances


@cache
def probable() -> re.Pattern[str]:
    """Somebody in the family is something, but the word is in no list of occupations."""
    return any_of(
        rf"{_SUBJECT}\s(?:[가-힣]{{1,8}}\s){{0,2}}?{_PERSON_NOUN}{_NOT_AN_OCCUPATION}"
        r"이(?:십니다|셨습니다|셨으며|시며|시고|셔서|셨고|신데)",
        rf"{START}{_PERSON_NOUN}{_NOT_AN_OCCUPATION}이(?:신|셨던|시던)\s{KIN}(?=[께의를을와과이가은는도])",
    )

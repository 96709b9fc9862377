"""Another company's name in the answer: left over from an earlier application, or named for a reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.checks.company_names import Mention, generic_stems, mentions, plain, right_forms, unlisted_name
from core.checks.context import CheckContext
from core.checks.wording import finding
from core.remark import Level, Remark, Span
from core.text import sentences

_LONGEST_REACH = 30  # characters after a name in which its sentence says that somebody applies there

# The name as the place that is applied to. Read right behind it, from its particle on.
_APPLIED_TO = re.compile(
    r"\s?(?:\((?:주|유)\)|㈜)?\s?(?:그룹)?"
    r"(?:(?:에|로|으로)(?:의|도|만)?\s?(?:반드시|꼭|신입사원으로)?\s?(?:지원(?:하|을|서|동기|합|했|한\s(?:이유|동기|계기|것|가장))|입사(?:하|한다면|할|를|후|\s후|해|시|지원|합|가)"
    r"|합류|기여|이바지|도움이|보탬이|필요한|뼈를|어울리는|걸맞은|적합한|지원\b|보답|헌신|몸담고\s?싶|출근)"
    r"|(?:의)\s?(?:일원|구성원|가족|인재|핵심\s?가치|신입|비전(?:에|과)|경영\s?이념|경영\s?철학|인재상|미래(?:를|에)|발전(?:에|을|과)|성장(?:에|을|과)|도약|사원|직원으로|직원이|행원|엔지니어로|연구원으로|개발자로|마케터로|이름으로|채용|얼굴)"
    r"|(?:에서)\s?(?:제|저의|저는|일하고\s?싶|일하며\s?성장|근무하고\s?싶|꿈을|역량을|성장하|이루고|펼치|기여|최고의|전문가|제\s?역량|함께\s?성장|평생|인턴을\s?거쳐\s?정규직|첫\s?커리어|커리어를)"
    r"|(?:와|과)\s?(?:함께\s?(?:성장|나아|발전|하고\s?싶|미래|도약|걸어)|동행)"
    r"|(?:인|만의)?\s?(?:인재상|신입사원|공개채용|공채|채용|합격|입사\s?후|입사후|지원\s?동기|지원동기|맨이\s?되)"
    r"|(?:이어야|여야)(?:만)?\s?하는|(?:을|를)\s?(?:선택|지원|택한|이끌|위해\s?(?:일하|헌신|뛰|노력))|(?:은|는|이|가)\s?(?:저의\s?꿈|제\s?꿈|제가\s?(?:꿈꾸|바라|지원|찾)))"
)
# What an ordinary word that is also a company's name must stand before to be surely the company.
_SURELY_TO = re.compile(r"에\s?(?:지원(?=하|합|했|한)|입사|입행|합류)")
_YOU = re.compile(r"(?:귀사|당사|지원\s?(?:회사|기업)|제가\s?지원한)(?:인|이신)?[\s,:(‘'\"“]*$")
# Words that say the name stands for work done before, or for somebody else's.
_THE_PAST = re.compile(
    r"재직|근무(?:하며|하면서|했|하였|한|하던|할\s?때|경험)|퇴사|이직|인턴(?:으로|십|을|\s?당시|\s?시절|\s?기간)|경력|년간|개월간|선배|친구|지인|형이|누나|아버지|어머니|동문|당시|시절"
    r"|협력사|고객사|납품|거래처|경쟁사|공모전|서포터즈|대외활동|현장실습|견학|공장\s?방문|아르바이트|파견|불합격|떨어"
)
_PAST_JOINING = re.compile(r"에(?:도)?\s?입사(?:했|하였|한\s|하여\s?\d|해\s?\d|하신|해서\s?\d)")
# The name of a service, or where figures come from: nobody would take it for the company that is applied to.
_IN_USE = re.compile(
    r"[은는이가을를의에와과로도에서]*\s?(?:블로그|카페|지도|스마트\s?스토어|쇼핑|채널|플랫폼|폼|검색|광고|페이|클라우드|메일|뉴스|웹툰|API|앱|톡|공시|통계|자료|데이터|보고서|리포트|공모전|기사|조사|뱅킹|카드\s?결제|주가|이글스|타이거즈|라이온즈|트윈스|베어스|자이언츠|다이노스|위즈|랜더스|히어로즈|팬|구장|제품을\s?(?:써|사용))"
)
# Nobody knows every company, but a name that ends like one and is applied to is one.
_CERTAINLY = re.compile(
    r"(?:에\s?(?:지원하게|지원한\s?(?:이유|동기|계기|것)|지원합니다|지원했습니다|지원하였습니다|지원하고자|입사하여|입사하면|입사한다면|입사\s?후|입사하고)"
    r"|의\s?(?:일원|구성원|인재상|가족이|신입))"
)


@dataclass(frozen=True, slots=True)
class _Named:
    mention: Mention
    applied_to: bool
    in_use: bool
    surely: bool


def check(context: CheckContext) -> Iterator[Remark]:
    """Names that do not belong to the company that is applied to."""
    earlier = {plain(answer.company): answer.company for answer in context.earlier if plain(answer.company)}
    right = right_forms(context.company)
    named = [
        _judge(context.text, mention)
        for mention in mentions(context.text, [*earlier.values(), *([context.company] if context.company else [])])
        if not _is_right(mention.form, right, plain(context.company))
    ]
    named = [one for one in named if one.applied_to or not one.mention.ambiguous]
    if not right:
        yield from _at_odds(context, named)
        return
    for one in named:
        mention = one.mention
        own = mention.form in earlier
        rule = "company.earlier" if own else "company.other"
        yield finding(rule, context.text, mention.span, level=_level(one), name=mention.name, company=context.company)
    known = [one.mention.span for one in named]
    for span in _unknown(context.text, right, plain(context.company)):
        if not any(span.start < other.end and other.start < span.end for other in known):
            name = context.text[span.start : span.end]
            yield finding("company.unknown", context.text, span, name=name, company=context.company)


def _level(one: _Named) -> Level:
    if one.applied_to:
        return Level.VIOLATION if one.surely else Level.CHECK
    return Level.NOTE if one.in_use else Level.CHECK


def _is_right(form: str, right: frozenset[str], company: str) -> bool:
    return form in right or (bool(company) and form in company)


def _at_odds(context: CheckContext, named: list[_Named]) -> Iterator[Remark]:
    """Without knowing the company: an answer that applies to two of them has one too many."""
    applied = [one.mention for one in named if one.applied_to]
    names = {mention.name for mention in applied}
    if len(names) < 2:
        return
    first = applied[0].name
    for mention in applied:
        if mention.name != first:
            yield finding("company.two", context.text, mention.span, name=mention.name, company=first)


def _judge(text: str, mention: Mention) -> _Named:
    start, end = _sentence(text, mention.span)
    after = text[mention.span.end : min(end, mention.span.end + _LONGEST_REACH)]
    before = text[max(start, mention.span.start - 12) : mention.span.start]
    applied = bool(_APPLIED_TO.match(after) or _YOU.search(before))
    if applied and (_PAST_JOINING.match(after) or (not _CERTAINLY.match(after) and _THE_PAST.search(after))):
        applied = False
    surely = not mention.ambiguous or bool(_SURELY_TO.match(after) or _YOU.search(before))
    return _Named(mention, applied, bool(_IN_USE.match(after)), surely)


def _sentence(text: str, span: Span) -> tuple[int, int]:
    for start, end in sentences(text):
        if start <= span.start < end:
            return start, max(end, span.end)
    return 0, len(text)


def _unknown(text: str, right: frozenset[str], company: str) -> Iterator[Span]:
    generic = generic_stems()
    for match in unlisted_name().finditer(text):
        name = plain(match["name"])
        if match["stem"] in generic or not _CERTAINLY.match(text, match.end()):
            continue
        if name not in right and name not in company and company not in name:
            yield Span(match.start(), match.end())

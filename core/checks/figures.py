"""Success that is claimed without saying how much. Patterns: `gazetteers/figures.toml`."""

import re
from collections.abc import Iterator

from core.checks.context import CheckContext
from core.checks.quoted import without_speech
from core.checks.word_lists import entries
from core.checks.wording import finding
from core.remark import Remark, Span
from core.text import sentences

_MOST = 2  # remarks for an answer: the advice is the same each time
_NUMBER = re.compile(
    r"[0-9０-９½⅓¼]|(?<![가-힣])(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두|열다섯|스무|스물|서른|마흔|쉰|수십|수백|수천|몇십|몇백|십여|백여)\s?"
    r"(?:명|분|번|개|건|배|가지|달|주|시간|곳|팀|위|장|차례|회|권|편|줄|쪽|대|척|학기|해|년|가구|마리|병|잔|칸|자리|살|차|등|단계|사람|종|조|줄|품목|과목|군데|종류|계단|점)"
    r"|절반|두\s?배|세\s?배|반으로|갑절|하나도|한\s?건도|한\s?번도|한\s?명도|전원|첫\s?번째|최초"
)
# A prize or a rank says how good; so does a decision that somebody made because of it.
_MEASURED = re.compile(
    r"(?:최?우수상|대상|금상|은상|동상|장려상|특별상|입상|수상|표창|우승|준우승|[일이삼]등|만점|합격|당선|선정|특허|등록되|게재|채택|정규직|재계약|A\+|학점|정식\s?(?:절차|메뉴|규정|매뉴얼))"
)


def check(context: CheckContext) -> Iterator[Remark]:
    """At most two: claims of something achieved with no figure in their sentence or beside it."""
    text = without_speech(context.text)
    ranges = sentences(context.text)
    told = 0
    for number, (start, end) in enumerate(ranges):
        claim = _claim(text[start:end])
        if claim is None:
            continue
        near = text[ranges[max(0, number - 1)][0] : ranges[min(len(ranges) - 1, number + 1)][1]]
        if _NUMBER.search(near) or _MEASURED.search(text[start:end]):
            continue
        yield finding("figures.missing", context.text, Span(start + claim.start, start + claim.end))
        told += 1
        if told == _MOST:
            return


def _claim(sentence: str) -> Span | None:
    for entry in entries("gazetteers/figures.toml", "claims"):
        if match := entry.pattern.search(sentence):
            return Span(*match.span())
    return None

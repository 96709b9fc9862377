"""What kind of thing a question asks for, told by the words of the question alone."""

import re
from enum import StrEnum

from core.text import nfc


class QuestionType(StrEnum):
    """Stored by value. Korean labels are in `QUESTION_TYPE_LABELS`; docs/glossary.md explains them."""

    COMPETENCE = "competence"
    MOTIVATION = "motivation"
    VALUES = "values"
    CHALLENGE = "challenge"
    PROBLEM = "problem"
    OTHER = "other"


QUESTION_TYPE_LABELS = {
    QuestionType.COMPETENCE: "직무역량",
    QuestionType.MOTIVATION: "지원동기·포부",
    QuestionType.VALUES: "가치·인재상",
    QuestionType.CHALLENGE: "도전",
    QuestionType.PROBLEM: "문제해결",
    QuestionType.OTHER: "기타",
}

_MOTIVATION = (
    r"동기|포부|(지원|선택|택|희망|입사하려는|되고자하는|되려는|싶은)(하게된|한|하는|하신|하려는)?이유"
    r"|(이어야|여야|어야)(만)?하는(이유|지)|왜.{1,15}(입니까|이며|인지|인가)"
    r"|관심을(갖|가지)게된계기|(회사|기업|당사|귀사|직무).{0,10}알게된|비전과.{0,6}계획|whyd[oi]|motivation"
)
_VALUES = (
    r"인재상|핵심가치|가치관|성장과정|성장배경|자라온|성격|장단점|장점|단점|약점|윤리|청렴|원칙|신조|좌우명|신념"
    r"|인생관|직업관|철학|양보하지않는|공정|정직|존경하는|영향을(준|끼친|미친)|(?<!부가)가치(?!창출|있)|희생"
)
_USE_IN_THE_JOB = r"(역량|강점|전문성|경쟁력|지식|능력|경험).{0,20}입사(후|하여|해서).{0,12}(활용|기여|발휘|적용)"
_PLANS = (
    r"입(사|행|직|단)(후|하|한다면|하면|시)|(이루|하|해보|기여하)고(싶|자하)은?(일|것|꿈|목표|는바)"
    r"|커리어|경력(목표|개발계획)|년(뒤|후)|장래|직무목표|향후.{0,6}계획|합류한다면"
)
_PROBLEM = r"문제|갈등|개선|비효율|원인|불편|불만|위기|의견.{0,4}(차이|충돌|대립)|이해관계|해결|조정|조율|설득|problem"
_CHALLENGE = (
    r"도전|실패|한계|극복|시도|성취|목표|불가능|어렵다고|해낸|끝까지|끈기|끈질|꾸준|뛰어넘|처음해보|스스로(시작|계획)"
    r"|새로(운|이)(일|것|분야|환경|방법|방식|아이디어)|새롭게|없던것|변화를(만|이끌)|몰입|열정|창의|가장(힘들|어려|큰성과)"
    r"|challenge|attempt"
)
_COMPETENCE = (
    r"역량|전문|직무|지원(한|하신|하는)?분야|경쟁력|강점|자신있는|적합|프로젝트|연구|전공|경력|실무|기술|자격|지식"
    r"|차별화|인턴|학업|수강|이수|보유|활용능력|어학"
)
_TOGETHER = (
    r"협업|협력|소통|함께|팀워크|팀원|공동|리더십|리더|책임|태도|동료|봉사|배려|신뢰|헌신|나눔|약속|양심"
    r"|중요하게(여기|생각)|어떤사람|마인드"
)

# Looked for in the question without its spaces, from top to bottom; the first that is found decides. What a question
# asks for outright stands above words that also occur in passing, such as 도전 in a list of a company's values.
_RULES = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (_MOTIVATION, QuestionType.MOTIVATION),
        (_VALUES, QuestionType.VALUES),
        (_USE_IN_THE_JOB, QuestionType.COMPETENCE),
        (_PLANS, QuestionType.MOTIVATION),
        (_PROBLEM, QuestionType.PROBLEM),
        (_CHALLENGE, QuestionType.CHALLENGE),
        (_COMPETENCE, QuestionType.COMPETENCE),
        (_TOGETHER, QuestionType.VALUES),
    )
)
# Instructions of the form say 기술하시오 ("describe"), which is not the 기술 ("technology") of a skill.
_INSTRUCTION = re.compile(r"기술(하|해|할|한다|바랍)|\([^)]*자[^)]*\)")


def question_type(question: str) -> QuestionType:
    """What a question asks for; OTHER when none of the words is in it that tell."""
    text = _INSTRUCTION.sub("", "".join(nfc(question).casefold().split()))
    return next((kind for pattern, kind in _RULES if pattern.search(text)), QuestionType.OTHER)

"""Collected essays as they lie in corpus.db: invented, small, and different by their number."""

from datetime import UTC, datetime
from hashlib import sha256

from core.corpus import CollectedAnswer, CollectedEssay, CompanyGroup, Flagged, Origin, QualityFlag
from core.paths import corpus_db
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span
from core.storage.corpus.database import CorpusDatabase

GOOD_SENTENCE = "폐기 상품을 주 40개에서 12개로 줄였습니다."
WEAK_SENTENCE = "귀사의 발전에 이바지하는 인재가 되겠습니다."
COMPANIES = ("가람유통", "한빛물류", "도원식품", "새론전자", "누리기계")
JOBS = ("영업관리", "SCM", "품질관리", "구매", "설계")
TYPES = (QuestionType.MOTIVATION, QuestionType.COMPETENCE, QuestionType.PROBLEM)
GROUPS = tuple(CompanyGroup)


def essay(number: int, *, flags: tuple[Flagged, ...] = ()) -> CollectedEssay:
    """Company, job, season, grade and groups go round with `number`; two answers, three remarks."""
    spec = ("수도권4년", "경영학과", f"학점 {3 + number % 10 / 10:.1f}/4.5", f"토익 {700 + number % 200}")
    season = f"{2018 + number % 8}년 {'상' if number % 2 else '하'}반기"
    return CollectedEssay(
        id=f"jobkorea:{900_000 + number}",
        origin=Origin.JOBKOREA,
        company=COMPANIES[number % len(COMPANIES)],
        answers=(
            _answer(f"지원 동기를 쓰시오. ({number}번)", TYPES[number % 3], GOOD_SENTENCE, WEAK_SENTENCE),
            _answer("어려움을 이겨 낸 경험을 쓰시오.", TYPES[(number + 1) % 3], GOOD_SENTENCE),
        ),
        season=season,
        career="인턴" if number % 5 == 0 else "신입",
        job=JOBS[number % len(JOBS)],
        spec=spec,
        author_key=sha256("\n".join(spec).encode()).hexdigest(),
        groups=frozenset({GROUPS[number % 4], GROUPS[number % 3]}),
        overall=f"성과는 분명하나 회사와 이어지는 동기가 약합니다. {number}번 글의 총평입니다.",
        grade=1 + number % 5,
        views=number,
        url=f"https://www.jobkorea.co.kr/starter/PassAssay/View/{900_000 + number}",
        fetched_at=datetime(2026, 11, 1 + number % 28, 9, 30, tzinfo=UTC),
        parser_version=1,
        flags=flags,
    )


def fill(count: int, *, flagged: int = 0) -> None:
    """Save so many essays into the corpus of this home, the first `flagged` of them with a flag."""
    flag = Flagged(QualityFlag.COUNTER_MISMATCH, 1, "1054/1050")
    with CorpusDatabase.open(corpus_db()) as database:
        database.essays.save_all(essay(n, flags=(flag,) if n < flagged else ()) for n in range(count))


def _answer(question: str, kind: QuestionType, *sentences: str) -> CollectedAnswer:
    text = f"점포에서 일하며 배운 것이 있습니다.\n\n{' '.join(sentences)} 그 경험을 살리겠습니다."
    return CollectedAnswer(question, text, kind, tuple(_remark(text, one) for one in sentences), 700, len(text), 1750)


def _remark(text: str, quote: str) -> Remark:
    start = text.index(quote)
    good = quote == GOOD_SENTENCE
    polarity = Polarity.GOOD if good else Polarity.IMPROVE
    reason = "수치가 있어 성과를 믿을 수 있습니다." if good else "어느 회사에나 낼 수 있는 문장입니다."
    return Remark(Source.EXPERT, polarity, Span(start, start + len(quote)), quote, reason)

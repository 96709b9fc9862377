from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from core.corpus import (
    CollectedAnswer,
    CollectedEssay,
    CompanyGroup,
    Flagged,
    ListedEssay,
    Origin,
    QualityFlag,
)
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span
from core.storage.corpus.database import CorpusDatabase

Make = Callable[..., CollectedEssay]
MakeListed = Callable[..., ListedEssay]


@pytest.fixture
def path(home: Path) -> Path:
    return home / "corpus.db"


@pytest.fixture
def corpus(path: Path) -> Iterator[CorpusDatabase]:
    with CorpusDatabase.open(path) as opened:
        yield opened


@pytest.fixture
def make() -> Make:
    """An essay of two answers with everything that an essay can have."""

    def make_essay(
        number: int = 900001,
        *,
        text: str = "저는 생산관리 직무에 지원했습니다.\n불량률을 12% 줄였습니다. 😀",
        company: str = "한빛전자",
        season: str = "2023년 하반기",
        grade: int | None = 4,
        groups: frozenset[CompanyGroup] = frozenset({CompanyGroup.LARGE}),
        origin: Origin = Origin.JOBKOREA,
        flags: tuple[Flagged, ...] = (Flagged(QualityFlag.COUNTER_MISMATCH, 2, "읽음 12 표시 20"),),
    ) -> CollectedEssay:
        spec = ("지방4년", "기계공학과", f"학점 {number % 450}")
        good = Remark(
            Source.EXPERT, Polarity.GOOD, Span(0, 5), text[:5], "수치로 말한 점이 좋습니다.", "앞으로 옮기세요."
        )
        improve = Remark(Source.EXPERT, Polarity.IMPROVE, None, "", "역할이 보이지 않습니다.")
        return CollectedEssay(
            id=f"{origin}:{number}",
            origin=origin,
            company=company,
            answers=(
                CollectedAnswer(
                    "지원한 까닭을 쓰시오. (700자)", text, QuestionType.MOTIVATION, (good, improve), 700, 40, 71
                ),
                CollectedAnswer("문제를 해결한 경험은?", "원인을 찾았습니다.", QuestionType.PROBLEM),
            ),
            season=season,
            career="신입",
            job="생산·품질관리",
            spec=spec,
            author_key=sha256("\n".join(spec).encode()).hexdigest(),
            groups=groups,
            overall="전반적으로 구체적인 글입니다.",
            grade=grade,
            views=1234,
            url=f"https://example.invalid/View/{number}",
            fetched_at=datetime(2026, 10, 3, 4, 5, 6, 789, UTC),
            parser_version=1,
            flags=flags,
            scrubbed={"phone": 2, "name": 1},
        )

    return make_essay


@pytest.fixture
def listed() -> MakeListed:
    """What a list says of an essay."""

    def make_listed(number: int = 900001, head: str = "전반적으로", views: int = 10) -> ListedEssay:
        return ListedEssay(
            str(number), "한빛전자", "2023년 하반기", "신입", "생산", "까닭은?", 4, head, views=views, analysed=True
        )

    return make_listed

"""A small corpus to search in, written for these tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.corpus import CollectedAnswer, CollectedEssay, Origin
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span
from core.storage.corpus.database import CorpusDatabase

MakeEssay = Callable[..., CollectedEssay]


def make_essay(
    number: int,
    *marked: tuple[str, str],
    origin: Origin = Origin.JOBKOREA,
    kind: QuestionType = QuestionType.MOTIVATION,
    polarity: Polarity = Polarity.IMPROVE,
    limit: int | None = 700,
) -> CollectedEssay:
    """One answer, made of the marked passages; each with what was said of it."""
    text, remarks = "", []
    for passage, reason in marked:
        span = Span(len(text), len(text) + len(passage))
        remarks.append(Remark(Source.EXPERT, polarity, span, passage, reason, "한 일을 수치로 적으세요."))
        text += passage + " "
    answer = CollectedAnswer("지원 동기를 쓰시오.", text.strip(), kind, tuple(remarks), limit)
    url = f"https://example.invalid/{number}"
    return CollectedEssay(f"{origin}:{number}", origin, "가람유통", (answer,), "2025년 상반기", url=url)


GREW_UP = ("저는 화목한 가정에서 사랑을 받으며 자랐습니다.", "가족 소개는 동기가 아닙니다.")
STOCK = ("창고 재고를 매일 세어 오차를 3퍼센트로 줄였습니다.", "수치로 결과를 보여 좋습니다.")
CUSTOMER = ("귀사는 고객을 최우선으로 생각하는 기업입니다.", "어느 회사에나 쓸 수 있는 칭찬입니다.")


@pytest.fixture
def corpus(home: Path) -> CorpusDatabase:
    """Three essays; whoever asks closes it."""
    database = CorpusDatabase.open(home / "corpus.db")
    kinds = (QuestionType.VALUES, QuestionType.COMPETENCE, QuestionType.MOTIVATION)
    for number, (marked, kind) in enumerate(zip((GREW_UP, STOCK, CUSTOMER), kinds, strict=True), 1):
        polarity = Polarity.GOOD if marked is STOCK else Polarity.IMPROVE
        database.essays.save(make_essay(number, marked, kind=kind, polarity=polarity))
    return database

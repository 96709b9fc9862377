"""Comparisons as a maintainer would plan them."""

import pytest

from core.comparison.pairs import Answer, Candidate, Pair, ShownRemark, plan
from core.remark import Polarity

Critiques = dict[str, dict[str, Candidate]]


def remark(text: str, polarity: Polarity = Polarity.IMPROVE) -> ShownRemark:
    return ShownRemark(polarity, "밤새 노력했습니다", text, "한 일을 적으세요.")


@pytest.fixture
def answers() -> list[Answer]:
    return [
        Answer(f"a{n:02}", "지원 동기를 쓰시오.", f"{n}번 글. <b>밤새 노력했습니다</b>.", f"회사{n}") for n in range(40)
    ]


@pytest.fixture
def critiques(answers: list[Answer]) -> Critiques:
    return {
        system: {
            one.id: Candidate(system, (remark(f"{word} {one.id}에는 장면이 없습니다."),), "짧습니다.")
            for one in answers
        }
        for system, word in {"base": "이 글", "tuned": "제 글", "mismatched:tuned": "남 글"}.items()
    }


@pytest.fixture
def pairs(answers: list[Answer], critiques: Critiques) -> tuple[Pair, ...]:
    versus = [("base", "tuned"), ("tuned", "mismatched:tuned")]
    return plan(answers, critiques, versus, most=20, seed=3).pairs

"""One's own earlier text for another company."""

from core.checks import reuse
from core.checks.context import EarlierAnswer
from tests.core.checks.told import told

PASSAGE = "저는 물류 창고에서 여섯 달 동안 재고를 다시 세고 배차 순서를 바꾸어 반품을 절반으로 줄였습니다."
EARLIER = (EarlierAnswer("1", "가람유통", "동기", f"가람유통에 지원합니다. {PASSAGE}"),)


def test_a_passage_that_another_company_got() -> None:
    found = told(reuse.check, f"처음 쓰는 말입니다. {PASSAGE}", company="누리상사", earlier=EARLIER)

    assert found == [("reuse.earlier", PASSAGE.rstrip("."))]


def test_the_same_company_may_get_it_again() -> None:
    assert told(reuse.check, PASSAGE, company="(주)가람유통", earlier=EARLIER) == []
    same = (EarlierAnswer("1", "에스케이하이닉스", "동기", PASSAGE),)
    assert told(reuse.check, PASSAGE, company="SK하이닉스", earlier=same) == []


def test_no_company_no_other_company() -> None:
    assert told(reuse.check, PASSAGE, earlier=EARLIER) == []


def test_a_passage_used_twice_before_is_told_once() -> None:
    twice = (*EARLIER, EarlierAnswer("2", "두레박", "동기", PASSAGE))

    assert len(told(reuse.check, PASSAGE, company="누리상사", earlier=twice)) == 1

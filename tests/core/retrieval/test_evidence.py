"""What is shown of a find."""

from core.corpus import Origin
from core.remark import Polarity, Remark, Source
from core.retrieval.evidence import EXCERPT, RESEMBLES, Evidence, shortened


def evidence(likeness: float) -> Evidence:
    remark = Remark(Source.EXPERT, Polarity.GOOD, None, "", "좋습니다.")
    return Evidence("sample:a", 1, remark, "문항", "가람유통", "", "", Origin.SAMPLE, "", 1.0, likeness)


def test_what_is_not_like_enough_is_no_evidence() -> None:
    assert evidence(RESEMBLES).resembles
    assert not evidence(RESEMBLES - 0.001).resembles


def test_an_excerpt_is_a_short_line() -> None:
    assert shortened("짧은 글\n두  줄 ") == "짧은 글 두 줄"
    assert len(shortened("가나다라 " * 100)) <= EXCERPT
    assert shortened("가나다라 마바사", 7) == "가나다라…"
    assert shortened("끝이, 잘린 문장", 6) == "끝이…"


def test_one_long_word_is_cut_within() -> None:
    assert shortened("가" * 300) == "가" * (EXCERPT - 1) + "…"

from datetime import UTC, datetime

from core.counting import Limit
from core.remark import Polarity, Remark, RemarkStatus, Source
from core.storage.critiques import CritiqueRecord, CritiqueState, CritiqueSummary
from desktop.history.as_text import Words, markdown, plain_text

WORDS = Words("좋은 점", "아쉬운 점", "점검", "총평", "문항", "답변", "고쳤음", "무시함", "참고용입니다.")


def record(*remarks: Remark, answer: str = "답변입니다.") -> CritiqueRecord:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    summary = CritiqueSummary(
        "c1", "q1", 1, "", "가람유통", "영업", "동기를 쓰시오.", "", 6, "tiny", "작은 모델", None, CritiqueState.DONE,
        None, 0, 1, False, moment, moment, None,
    )  # fmt: skip
    return CritiqueRecord(summary, answer, Limit(700), {}, None, "", "좋습니다.", remarks, {})


def remark(quote: str, status: RemarkStatus = RemarkStatus.OPEN) -> Remark:
    return Remark(Source.MODEL, Polarity.IMPROVE, None, quote, "이유입니다.", "이렇게 하세요.", "", status)


def test_plain_text_holds_everything_in_order() -> None:
    text = plain_text(record(remark("인용문"), remark("둘째", RemarkStatus.FIXED)), WORDS, "가람유통 · 영업")
    places = [text.index(part) for part in ("가람유통", "동기를", "답변입니다.", "좋습니다.", "“인용문”", "→ 이렇게")]
    assert places == sorted(places)
    assert "2. 아쉬운 점 (고쳤음)" in text
    assert text.endswith("참고용입니다.\n")


def test_markdown_shows_what_was_typed_and_obeys_none_of_it() -> None:
    text = markdown(record(remark("# 제목 <b>굵게</b>"), answer="*별표* [링크](x)\n둘째 줄"), WORDS, "제목")
    assert "> \\# 제목 \\<b\\>굵게" in text
    assert "\\*별표\\* \\[링크\\]" in text

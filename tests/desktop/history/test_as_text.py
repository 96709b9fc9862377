from dataclasses import replace
from datetime import UTC, datetime

from core.counting import Limit
from core.remark import Citation, Polarity, Remark, RemarkStatus, Source
from core.storage.critiques import CritiqueRecord, CritiqueState, CritiqueSummary
from desktop.history.as_text import Words, markdown, plain_text

WORDS = Words(
    good="좋은 점", improve="아쉬운 점", rule="점검", overall="총평", question="문항", answer="답변", fixed="고쳤음",
    dismissed="무시함", evidence="전문가 근거", no_evidence="근거 없음", sample="보기 글(지어낸 것)",
    note="참고용입니다.",
)  # fmt: skip
CITED = Citation(
    "sample:12", 1, Polarity.IMPROVE, "귀사의 인재가 되겠습니다.", "누구나 쓰는 말입니다.", "직접 본 것을 쓰세요.",
    "한빛물류", "2025년 상반기", origin="sample",
)  # fmt: skip


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


def test_each_remark_takes_its_evidence_along() -> None:
    found, unlike, not_asked = remark("첫째"), remark("둘째"), remark("셋째")
    shown = record(replace(found, evidence=(CITED,)), replace(unlike, evidence=()), not_asked)

    for text in (plain_text(shown, WORDS, "제목"), markdown(shown, WORDS, "제목")):
        first, second, third = text.split("아쉬운 점")[1:]
        assert "전문가 근거: “귀사의 인재가 되겠습니다.” 누구나 쓰는 말입니다. 직접 본 것을 쓰세요." in first
        assert "(한빛물류 · 2025년 상반기 · 보기 글(지어낸 것))" in first
        assert "근거 없음" in second
        assert "근거" not in third


def test_markdown_shows_what_was_typed_and_obeys_none_of_it() -> None:
    text = markdown(record(remark("# 제목 <b>굵게</b>"), answer="*별표* [링크](x)\n둘째 줄"), WORDS, "제목")
    assert "> \\# 제목 \\<b\\>굵게" in text
    assert "\\*별표\\* \\[링크\\]" in text

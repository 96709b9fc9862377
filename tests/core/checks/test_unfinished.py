"""Text that stops in the middle."""

import pytest

from core.checks import unfinished
from tests.core.checks.told import told

WHOLE = "저는 창고의 재고를 다시 세었습니다."


@pytest.mark.parametrize(
    "end",
    [
        "그래서 저는",
        "먼저 기록하고,",
        "비용을 줄이기 위해",
        "그 과정에서.",
        "다음 해에는 품질을 높",
        "팀원들과 함께 일하며",
        "두 번째",
    ],
)
def test_an_end_that_ends_no_sentence(end: str) -> None:
    assert [rule for rule, _ in told(unfinished.check, f"{WHOLE} {end}")] == ["unfinished.end"]


@pytest.mark.parametrize(
    "end",
    [
        "그래서 줄였습니다.",
        "그래서 줄였습니다",
        "무엇이 달랐을까요?",
        "그는 “다시 하자”고 했습니다.",
        "저는 “해 보자.”",
        "결과를 냈다",
        "재고 12 % 감소함",
        "끝까지 읽어 주셔서 감사합니다. 김가람 드림",
        "‘먼저 묻자.’",
        "(사진 참고.)",
    ],
)
def test_an_end_that_ends_a_sentence(end: str) -> None:
    assert told(unfinished.check, f"{WHOLE} {end}") == []


@pytest.mark.parametrize("dots", ["...", "…", "……", "....", "··· "])
def test_trailing_off_is_told_once(dots: str) -> None:
    found = told(unfinished.check, f"{WHOLE} 그 뒤로 저는{dots}")

    assert found == [("unfinished.ellipsis", dots.strip())]


def test_dots_in_direct_speech_and_in_numbers_are_meant() -> None:
    assert told(unfinished.check, "그는 “글쎄…”라고 했습니다. 비율은 1...9였습니다. (…) 끝났습니다.") == []


def test_a_paragraph_that_breaks_off() -> None:
    text = f"{WHOLE} 그다음에는 팀원들과 함께\n\n{WHOLE}\n{WHOLE}"

    assert told(unfinished.check, text) == [("unfinished.paragraph", "그다음에는 팀원들과 함께")]


@pytest.mark.parametrize(
    "title", ["[재고를 다시 세다]", "재고를 다시 세다", "1. 성장 과정", "■ 경험: 창고 실습", "- 맡은 일"]
)
def test_a_title_is_no_broken_paragraph(title: str) -> None:
    assert told(unfinished.check, f"{title}\n{WHOLE}\n\n{title}\n{WHOLE}") == []


def test_lines_that_a_mail_program_broke_are_left_alone() -> None:
    text = "저는 물류 창고에서 여섯 달 동안 재고를 세는 일을 맡아 하였고,\n" * 3 + WHOLE

    assert told(unfinished.check, text) == []


def test_nothing_written_is_not_unfinished() -> None:
    assert told(unfinished.check, " \n ") == []


@pytest.mark.parametrize(
    "text",
    [
        "- 창고 재고 전수 조사\n- 오차 12% → 4%\n- 점검표 도입, 사용 중",
        f"{WHOLE}\n\n- 반품 위치 변경",
        f"{WHOLE}\n(결과) 처리 시간 40분 단축",
        "핵심 요약: 처리 시간 40분 단축",
        f"{WHOLE} 감사합니다^^",
        f"{WHOLE} 감사합니다~ ♥",
    ],
)
def test_notes_lists_and_marks_at_the_end(text: str) -> None:
    assert told(unfinished.check, text) == []


def test_one_line_that_breaks_off() -> None:
    assert told(unfinished.check, "저는 그 일을 하며 느낀 점이") == [("unfinished.end", "저는 그 일을 하며 느낀 점이")]

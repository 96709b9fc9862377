"""The head of a page in words."""

import pytest

from scraper.pages.heading import grade_of, limit_of, read_heading
from scraper.pages.text import read_html


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2022년 하반기 신입 경리·회계·결산", ("2022년 하반기", "신입", "경리·회계·결산")),
        ("2021년 상반기 인턴 생산 기술 지원", ("2021년 상반기", "인턴", "생산 기술 지원")),
        ("2021년 상반기 신입", ("2021년 상반기", "신입", "")),
        ("2023년 하반기 신입 회로설계 합격자소서", ("2023년 하반기", "신입", "회로설계")),
        ("2023 하반기 신입 회로설계", ("2023년 하반기", "신입", "회로설계")),
        ("2023년 하반기 회로설계", ("2023년 하반기", "", "회로설계")),
        ("신입 회로설계", ("", "신입", "회로설계")),
        ("2023년 하반기 신입사원교육", ("2023년 하반기", "", "신입사원교육")),
        ("", ("", "", "")),
    ],
)
def test_a_heading_tells_season_kind_and_job(text: str, read: tuple[str, str, str]) -> None:
    assert read_heading(text) == read


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("지원 동기를 쓰시오. (700자)", 700),
        ("700자 이내로 쓰시오", 700),
        ("성장 과정 (1,000자)", 1000),
        ("(500자 이상 800자 이하)", 800),
        ("(500~1000자)", 1000),
        ("(공백 포함 최대 1500글자)", 1500),
        ("500자 이상 쓰시오", None),
        ("(1400byte)", None),
        ("3자 협업 경험을 쓰시오", None),
        ("100자리 수를 다룬 경험", None),
        ("지원 동기를 쓰시오.", None),
    ],
)
def test_a_question_tells_its_limit(question: str, limit: int | None) -> None:
    assert limit_of(question) == limit


@pytest.mark.parametrize(
    ("html", "grade"),
    [
        ('<b><i class="stars lv03"></i> 3 </b>', 3),
        ('<b><i class="stars lv05"></i></b>', 5),
        ("<b>0</b>", None),
        ("<b>6</b>", None),
        ("<b>없음</b>", None),
    ],
)
def test_a_grade_is_one_to_five(html: str, grade: int | None) -> None:
    assert grade_of(read_html(html, "detail").css_first("b")) == grade

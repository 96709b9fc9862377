"""Text out of HTML, and HTML that is refused."""

import pytest

from scraper.pages.text import hostile, is_whole, line_of, lines_of, number_in, read_html
from tests.scraper.site import defects
from tests.scraper.site.essays import generate
from tests.scraper.site.render import detail_html


def test_decoration_is_left_out_of_a_line() -> None:
    node = read_html('<p> 892<span class="stSpImg">읽음</span>\n 회 <script>x()</script></p>', "list").css_first("p")

    assert line_of(node, "stSpImg") == "892 회"
    assert line_of(None) == ""


def test_lines_are_kept_and_their_ends_trimmed() -> None:
    node = read_html("<div>\n 하나<br>둘\r<br>셋<p>넷</p><!-- 말 --> </div>", "detail").css_first("div")

    assert lines_of(node) == "하나\n둘\n셋\n넷"


def test_numbers_may_have_commas() -> None:
    assert [number_in(text) for text in ("총 6,770건", "0건", "없음")] == [6770, 0, None]


def test_what_takes_seconds_to_parse_is_hostile() -> None:
    slow = {"deep", "deep inline", "many attributes", "long attribute", "unfinished tags", "endless"}

    assert {name for name, make in defects.HOSTILE.items() if hostile(make())} == slow


def test_large_and_ordinary_pages_are_not_hostile() -> None:
    html = detail_html(generate(15, 1, 4)[0])

    assert not hostile(html)
    assert not hostile(defects.huge(html))
    assert not hostile(html.replace("</body>", f"<script>{'가' * 200_000}</script></body>"))
    assert not hostile(html.replace("</body>", "<p>닫지 않은 문단" * 20_000 + "</body>"))


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ("<html><body><ul><li>가</li></ul>\n</body></html>", True),
        ("<html><body><ul><li>가</li></ul><b>나</b></body></html>", True),
        ("<html><body><ul><li>가</li></ul></body></html>", False),
        ("<html><body><ul><li>가</li></ul>\n</body>", False),
    ],
)
def test_only_what_goes_on_after_the_content_is_whole(html: str, whole: bool) -> None:
    content = read_html(html, "list").css_first("ul")
    assert content is not None

    assert is_whole(html, content) is whole

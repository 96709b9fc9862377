"""Whole pages: what the site may show, and what must never become half an essay."""

from random import Random

import pytest
from selectolax.lexbor import LexborHTMLParser

from core.corpus import CollectedEssay, Flagged, Origin, QualityFlag
from scraper.errors import PageChanged
from scraper.pages.detail_parser import PARSER_VERSION, author_key, parse_detail
from tests.scraper.pages.by_hand import HEAD, count_of, page, parsed, question, read
from tests.scraper.site import defects
from tests.scraper.site.essays import GeneratedEssay, Skin, generate
from tests.scraper.site.render import detail_html

ESSAYS = generate(11, pages=150, pairs=540, plain=15)


def as_a_browser_shows(html: str) -> str:
    """HTML makes LF of every CR on reading, and a browser closes whatever is open."""
    return LexborHTMLParser(html.replace("\r\n", "\n").replace("\r", "\n")).html or ""


def essay_in(skin: Skin) -> GeneratedEssay:
    return next(essay for essay in ESSAYS if essay.skin is skin and len(essay.answers) > 2 and not essay.planted)


def whole_or_none(html: str, essay: GeneratedEssay) -> CollectedEssay | None:
    try:
        return parse_detail(html, essay.source_id)
    except PageChanged:
        return None


def test_every_generated_page_is_read_as_it_was_written() -> None:
    for essay in ESSAYS:
        assert parse_detail(detail_html(essay), essay.source_id) == essay.expected


def test_what_a_browser_makes_of_a_page_is_read_the_same() -> None:
    for essay in ESSAYS:
        assert parse_detail(as_a_browser_shows(detail_html(essay)), essay.source_id) == essay.expected


def test_neither_labels_nor_counters_stay_in_the_answers() -> None:
    for essay in ESSAYS:
        read_back = parse_detail(detail_html(essay), essay.source_id)
        for answer in read_back.answers:
            assert "좋은점" not in answer.text
            assert "아쉬운점" not in answer.text
            assert "글자수" not in answer.text
            for remark in answer.remarks:
                assert remark.span is None or answer.text[remark.span.start : remark.span.end] == remark.quote


def test_a_page_says_who_when_and_what() -> None:
    essay = parsed(question("답변입니다."))

    assert (essay.id, essay.origin, essay.source_id) == ("jobkorea:7", Origin.JOBKOREA, "7")
    assert (essay.company, essay.season, essay.career, essay.job) == (
        "가나다전자(주)",
        "2023년 하반기",
        "신입",
        "회로설계",
    )
    assert (essay.spec, essay.views) == (("수도권4년", "학점 3.80/4.5"), 1234)
    assert (essay.grade, essay.overall) == (3, "총평입니다.")
    assert essay.parser_version == PARSER_VERSION


def test_views_do_not_tell_applicants_apart() -> None:
    once = parsed(question("답변입니다."))
    later = parsed(question("답변입니다."), head=HEAD.replace("1,234", "9,876"))

    assert once.author_key == later.author_key == author_key(("수도권4년", "학점 3.80/4.5"))
    assert later.views == 9876


def test_an_applicant_without_spec_has_no_key() -> None:
    head = HEAD.replace("<li>수도권4년</li><li>학점 3.80/4.5</li>", "")

    essay = parsed(question("답변입니다."), head=head)

    assert (essay.spec, essay.author_key, essay.views) == ((), "", 1234)


def test_a_spec_that_ends_without_views_is_kept_whole() -> None:
    essay = parsed(question("답변입니다."), head=HEAD.replace('<li>1,234<span class="stSpImg">읽음</span></li>', ""))

    assert (essay.spec, essay.views) == (("수도권4년", "학점 3.80/4.5"), None)


def test_a_page_without_analysis_is_flagged_once() -> None:
    essay = parsed(question("답변입니다.", counter=count_of(6)), total="")

    assert not essay.analysed
    assert essay.flags == (Flagged(QualityFlag.NOT_ANALYSED),)


def test_a_head_without_job_is_flagged() -> None:
    essay = parsed(question("답변입니다.", counter=count_of(6)), head=HEAD.replace(" 회로설계", " "))

    assert (essay.season, essay.career, essay.job) == ("2023년 하반기", "신입", "")
    assert essay.flags == (Flagged(QualityFlag.HEAD_INCOMPLETE),)


def test_advice_without_grade_or_overall_is_flagged() -> None:
    essay = parsed(question("답변입니다.", counter=count_of(6)), total='<div class="adviceTotal"></div>')

    assert essay.flags == (Flagged(QualityFlag.GRADE_MISSING), Flagged(QualityFlag.OVERALL_MISSING))


def test_an_empty_answer_beside_others_is_flagged() -> None:
    essay = parsed(question("답변입니다.", counter=count_of(6)), question(" ", counter=count_of(0)))

    assert essay.flags == (Flagged(QualityFlag.EMPTY_ANSWER, 2, "0"),)


@pytest.mark.parametrize(
    ("html", "missing"),
    [
        (page(question("답변입니다."), head=HEAD.replace("가나다전자(주)", "")), "company"),
        (page(), "questions"),
        (page(question("답변입니다.", asked="")), "question 1"),
        (page(question("답변입니다.").replace('div class="tx"', "div")), "answer 1"),
        (page(question("  ")), "answers"),
        (page(question("답변입니다."), "<dt>질문만</dt>"), "answer"),
        (page(question("답변입니다."), "<dd>답변만</dd>"), "question"),
        (page(question("답변입니다.", "<p>무엇을 말하는지 알 수 없는 글</p>")), "label of a remark on answer 1"),
        (page(question("답변입니다.", "<div>좋은점 1 문단이 아닌 글</div>")), "remarks on answer 1"),
        (page(question("답변입니다.")).replace("</html>", ""), "end of page"),
    ],
)
def test_what_is_missing_is_named_and_no_half_essay_returned(html: str, missing: str) -> None:
    with pytest.raises(PageChanged) as caught:
        parse_detail(html, "7")

    assert caught.value.context["missing"] == missing
    assert caught.value.context["page"] == "detail"


@pytest.mark.parametrize("skin", Skin)
def test_a_page_cut_off_anywhere_is_whole_or_refused(skin: Skin) -> None:
    essay = essay_in(skin)
    html, rng = detail_html(essay), Random(3)
    cuts = [html[: rng.randrange(len(html))] for _ in range(300)]

    for cut in cuts:
        assert whole_or_none(cut, essay) in (None, essay.expected)
        assert whole_or_none(as_a_browser_shows(cut), essay) in (None, essay.expected)


def test_a_cut_that_looks_tidy_is_refused() -> None:
    essay = essay_in(Skin.USUAL)

    with pytest.raises(PageChanged):
        parse_detail(defects.truncated(detail_html(essay), "<dt", closed_by_browser=True), essay.source_id)


@pytest.mark.parametrize("skin", Skin)
@pytest.mark.parametrize("damage", [defects.with_script, defects.unclosed, defects.huge])
def test_noise_around_an_essay_changes_nothing(damage: defects.Damage, skin: Skin) -> None:
    essay = essay_in(skin)

    assert parse_detail(damage(detail_html(essay)), essay.source_id) == essay.expected


def test_renamed_classes_are_a_changed_page() -> None:
    for essay in ESSAYS[:20]:
        with pytest.raises(PageChanged):
            parse_detail(defects.changed_markup(detail_html(essay)), essay.source_id)


def test_replaced_bytes_lose_characters_but_never_an_answer() -> None:
    for essay in ESSAYS:
        found = whole_or_none(defects.broken_encoding(detail_html(essay)), essay)
        assert found is None or len(found.answers) == len(essay.answers)


@pytest.mark.parametrize("name", defects.HOSTILE)
def test_a_hostile_page_is_refused(name: str) -> None:
    with pytest.raises(PageChanged):
        parse_detail(defects.HOSTILE[name](), "7")


def test_an_error_does_not_hold_the_essay() -> None:
    with pytest.raises(PageChanged) as caught:
        parse_detail(page(question("아무도 보면 안 되는 글", "<p>표지가 없는 말</p>")), "7")

    assert "아무도" not in str(caught.value)
    assert "표지가" not in str(caught.value)


def test_half_an_emoji_becomes_a_replacement_character() -> None:
    answer, _ = read("좋았습니다 \ud83d")

    assert answer.text == "좋았습니다 \ufffd"


def test_the_counter_agrees_within_the_space_that_was_trimmed() -> None:
    answer, flags = read("가나다라마\r\r", counter=count_of(9, 18))

    assert (answer.counted_chars, answer.counted_bytes) == (9, 18)
    assert flags == ()


def test_a_counter_that_says_less_than_was_read_is_flagged() -> None:
    _, flags = read("가나다라마", counter=count_of(4))

    assert flags == (Flagged(QualityFlag.COUNTER_MISMATCH, 1, "5/4"),)


def test_a_counter_that_says_much_more_than_was_read_is_flagged() -> None:
    _, flags = read("가나다라마", counter=count_of(1054))

    assert flags == (Flagged(QualityFlag.COUNTER_MISMATCH, 1, "5/1054"),)


def test_lost_line_breaks_would_show_in_the_counter() -> None:
    lines = "<br>".join(["한 줄"] * 40)
    whole, glued = read(lines, counter=count_of(198)), read(lines.replace("<br>", ""), counter=count_of(198))

    assert whole[1] == ()
    assert glued[1] == (Flagged(QualityFlag.COUNTER_MISMATCH, 1, "120/198"),)


def test_an_emoji_counts_two_as_in_the_sites_script() -> None:
    _, flags = read("좋아요😀", counter=count_of(5, 10))

    assert flags == ()


def test_a_missing_counter_is_flagged() -> None:
    _, flags = read("가나다라마")

    assert flags == (Flagged(QualityFlag.COUNTER_MISSING, 1, "1"),)


def test_bytes_serve_where_characters_are_not_counted() -> None:
    counter = '<p class="txSpllChk">글자수 <span>400Byte</span></p>'

    answer, flags = read("가나다라마", counter=counter)

    assert (answer.counted_chars, answer.counted_bytes) == (None, 400)
    assert flags == (Flagged(QualityFlag.COUNTER_MISMATCH, 1, "10/400"),)

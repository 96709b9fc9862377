"""Pages of the list."""

import pytest

from scraper.errors import PageChanged
from scraper.pages.list_parser import parse_list
from tests.scraper.site import defects
from tests.scraper.site.essays import generate
from tests.scraper.site.render import PER_PAGE, list_html, page_count

ESSAYS = generate(12, pages=230, pairs=700, plain=15)
PAGES = page_count(len(ESSAYS))


def shown(page: int, **query: str) -> str:
    part = ESSAYS[(page - 1) * PER_PAGE : page * PER_PAGE]
    return list_html(part, len(ESSAYS), page, PAGES, query)


def test_the_pages_together_hold_every_essay_once() -> None:
    read = [parse_list(shown(page)) for page in range(1, PAGES + 1)]

    assert [item for one in read for item in one.items] == [essay.listed for essay in ESSAYS]
    assert [one.page for one in read] == list(range(1, PAGES + 1))
    assert [one.has_next for one in read] == [True] * (PAGES - 1) + [False]
    assert {one.total for one in read} == {len(ESSAYS)}


def test_marked_hits_of_a_search_are_plain_text() -> None:
    assert parse_list(shown(2, schTxt="경험")).items == parse_list(shown(2)).items


def test_a_page_past_the_end_is_empty() -> None:
    past = parse_list(shown(PAGES + 1))

    assert (past.items, past.total, past.has_next) == ((), len(ESSAYS), False)


def test_a_search_without_hits_is_an_empty_list() -> None:
    assert parse_list(list_html([], 0, 1, 0)).items == ()


def test_no_hits_may_come_without_a_list() -> None:
    html = list_html([], 0, 1, 0).replace('<ul class="selfLists">', "<ul>")

    assert parse_list(html).total == 0


def test_a_notice_among_the_items_is_no_essay() -> None:
    html = shown(1).replace(
        '<ul class="selfLists">', '<ul class="selfLists"><li class="ad"><a href="/ad">광고</a></li>'
    )

    assert len(parse_list(html).items) == PER_PAGE


def test_an_essay_shown_twice_counts_once() -> None:
    html = list_html([ESSAYS[0], ESSAYS[0], ESSAYS[1]], 3, 1, 1)

    assert [item.source_id for item in parse_list(html).items] == [ESSAYS[0].source_id, ESSAYS[1].source_id]


def test_the_list_may_not_say_its_total() -> None:
    assert parse_list(shown(1).replace("<h4", "<h5").replace("</h4>", "</h5>")).total is None


@pytest.mark.parametrize(
    ("html", "missing"),
    [
        (defects.changed_markup(shown(1)), "total, items"),
        (shown(1).replace("selfLists", "cards"), "items"),
        (shown(1).replace("titTx", "name"), "company"),
        (shown(1).replace("/View/", "/Read/"), "id"),
        (shown(1).replace("/View/", "/Read/").replace("titTx", "name"), "items"),
        (list_html([], len(ESSAYS), 2, PAGES), "items"),
        (shown(1)[:-200], "end of page"),
        (defects.ERROR, "total, items"),
    ],
)
def test_a_list_that_looks_otherwise_is_refused(html: str, missing: str) -> None:
    with pytest.raises(PageChanged) as caught:
        parse_list(html)

    assert (caught.value.context["page"], caught.value.context["missing"]) == ("list", missing)


@pytest.mark.parametrize("name", defects.HOSTILE)
def test_a_hostile_list_is_refused(name: str) -> None:
    with pytest.raises(PageChanged):
        parse_list(defects.HOSTILE[name]())


def test_views_and_new_marks_leave_the_fingerprint_alone() -> None:
    before = parse_list(shown(1)).items[0]
    after = parse_list(shown(1).replace(f"{before.views:,}<span", "99,999<span")).items[0]

    assert after.views == 99_999
    assert after.fingerprint == before.fingerprint

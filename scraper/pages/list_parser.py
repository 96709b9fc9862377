"""A page of the list of essays, from HTML."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from core.corpus import ListedEssay
from scraper.errors import PageChanged
from scraper.pages import selectors
from scraper.pages.heading import CAREERS, grade_of, season_of
from scraper.pages.text import is_whole, line_of, number_in, read_html

_ESSAY_LINK = re.compile(r"/View/(\d+)", re.IGNORECASE)


PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class ListPage:
    """`total` is how many essays the whole list has, None when the page does not say. `page` counts from 1."""

    total: int | None
    items: tuple[ListedEssay, ...]
    page: int
    has_next: bool


def parse_list(html: str) -> ListPage:
    """Read a list page. A page past the end has no items.

    Raises PageChanged when there is no list though the page does not say that it is empty, when the page is cut off,
    when an item lacks its id or company, or when there are none where the total says that there must be.
    """
    tree = read_html(html, "list")
    total = number_in(line_of(tree.css_first(selectors.TOTAL)))
    box = tree.css_first(selectors.ITEM_LIST)
    if box is None and total != 0:
        raise PageChanged(page="list", missing="items" if total else "total, items", saved="")
    if box is not None and not is_whole(html, box):
        raise PageChanged(page="list", missing="end of page", saved="")
    items: dict[str, ListedEssay] = {}
    missing: set[str] = set()
    nodes = tree.css(selectors.ITEM)
    for node in nodes:
        if node.css_first(selectors.ITEM_COMPANY) is None and _id_of(node) is None:
            continue  # a notice or an advertisement among the items
        item = _item(node, missing)
        if item is not None:
            items.setdefault(item.source_id, item)
    now = number_in(line_of(tree.css_first(selectors.PAGE_NOW)))
    if not items and not missing and total and (nodes or (now and (now - 1) * PER_PAGE < total)):
        missing.add("items")
    if missing:
        raise PageChanged(page="list", missing=", ".join(sorted(missing)), saved="")
    page = now or 1
    linked = (number_in(link.attributes.get("data-page") or "") for link in tree.css(selectors.PAGE_LINK))
    return ListPage(total, tuple(items.values()), page, any(number is not None and number > page for number in linked))


def _item(node: LexborNode, missing: set[str]) -> ListedEssay | None:
    source_id, company = _id_of(node), line_of(node.css_first(selectors.ITEM_COMPANY))
    if source_id is None or not company:
        missing.add("id" if source_id is None else "company")
        return None
    fields = [line_of(field) for field in node.css(selectors.ITEM_FIELD)]
    career = next((field for field in fields if field in CAREERS), "")
    return ListedEssay(
        source_id=source_id,
        company=company,
        season=season_of(line_of(node.css_first(selectors.ITEM_SEASON))),
        career=career,
        job=next((field for field in fields if field and field != career), ""),
        question=_question(node),
        grade=grade_of(node.css_first(selectors.ITEM_GRADE)),
        overall_head=line_of(node.css_first(selectors.ITEM_OVERALL)),
        views=number_in(line_of(node.css_first(selectors.ITEM_VIEWS), selectors.ICON)),
        analysed=node.css_first(selectors.ITEM_ADVICE) is not None,
    )


def _id_of(node: LexborNode) -> str | None:
    """The id that an item's links share; its title's when they do not."""
    for link in (*node.css(selectors.ITEM_TITLE_LINK), *node.css(selectors.LINK)):
        match = _ESSAY_LINK.search(link.attributes.get("href") or "")
        if match:
            return match[1]
    return None


def _question(node: LexborNode) -> str:
    # The word 질문 before it is an icon's, for screen readers.
    return line_of(node.css_first(selectors.ITEM_QUESTION), selectors.ICON, selectors.NEW_MARK)

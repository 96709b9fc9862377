"""The structure of the live pages held against what the parsers expect: one page of the list, and one essay of it."""

from dataclasses import dataclass

from core.corpus import CompanyGroup
from scraper.errors import PageChanged
from scraper.filters import CrawlFilters
from scraper.pages.detail_page import EssayPage
from scraper.pages.list_page import EssayList
from scraper.pages.structure import Finding, inspect
from scraper.site import Site
from scraper.visit import Visitor

_MOST_ESSAYS = 3  # tried until one is there: a list may name deleted ones


@dataclass(frozen=True, slots=True)
class CheckedPage:
    kind: str  # that it should be
    url: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    pages: tuple[CheckedPage, ...]

    @property
    def ok(self) -> bool:
        return all(finding.ok for page in self.pages for finding in page.findings)


def check(visitor: Visitor, site: Site) -> Report | None:
    """Two pages, more when essays were deleted; None when cancelled. Nothing is stored.

    Raises what `Visitor.page` raises.
    """
    filters, group = CrawlFilters(), CompanyGroup.LARGE
    listed = EssayList.open(visitor, site, filters, group, 1)
    if listed is None:
        return None
    list_page = _checked("list", site.list_url(filters, group, 1), listed.fetched.html)
    try:
        ids = [item.source_id for item in listed.items]
    except PageChanged as error:
        return Report((_with_missing(list_page, error),))
    for source_id in ids[:_MOST_ESSAYS]:
        page = EssayPage.open(visitor, site, source_id)
        if page is None:
            return None
        if page.gone:
            continue
        checked = _checked("detail", site.essay_url(source_id), page.fetched.html)
        try:
            _ = page.essay
        except PageChanged as error:
            checked = _with_missing(checked, error)
        return Report((list_page, checked))
    nothing = Finding("essay", "", 0, "1", ok=False)
    return Report((list_page, CheckedPage("detail", site.essay_url(""), (nothing,))))


def _checked(kind: str, url: str, html: str) -> CheckedPage:
    inspection = inspect(html)
    if inspection.kind != kind:
        return CheckedPage(kind, url, (Finding("page", inspection.kind, 0, "1", ok=False), *inspection.findings))
    return CheckedPage(kind, url, inspection.findings)


def _with_missing(page: CheckedPage, error: PageChanged) -> CheckedPage:
    """What the parser could not do must show, also when each selector finds something."""
    missing = str(error.context.get("missing", ""))
    return CheckedPage(page.kind, page.url, (*page.findings, Finding("parser", missing, 0, "1", ok=False)))

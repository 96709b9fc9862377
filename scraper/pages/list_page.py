"""A page of the list of essays, in the browser."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, Self

from core.corpus import CompanyGroup, ListedEssay
from scraper.driver import Fetched
from scraper.filters import CrawlFilters
from scraper.pages.list_parser import ListPage, parse_list
from scraper.site import Site


class Visits(Protocol):
    def page(self, url: str) -> Fetched | None: ...


@dataclass(frozen=True)
class EssayList:
    """Typed properties of what came; each raises PageChanged when the page is none of the list."""

    fetched: Fetched

    @classmethod
    def open(cls, visits: Visits, site: Site, filters: CrawlFilters, group: CompanyGroup, number: int) -> Self | None:
        """The page of that number, from 1, of the list of a group; None when cancelled."""
        fetched = visits.page(site.list_url(filters, group, number))
        return None if fetched is None else cls(fetched)

    @property
    def total(self) -> int | None:
        """How many essays the whole list has."""
        return self._parsed.total

    @property
    def items(self) -> tuple[ListedEssay, ...]:
        return self._parsed.items

    @cached_property
    def _parsed(self) -> ListPage:
        return parse_list(self.fetched.html)

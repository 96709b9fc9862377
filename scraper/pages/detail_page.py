"""The page of one essay, in the browser."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from core.corpus import CollectedEssay
from scraper.driver import Fetched
from scraper.pages.detail_parser import parse_detail
from scraper.pages.list_page import Visits
from scraper.pages.signs import looks_deleted
from scraper.site import Site
from scraper.visit import GONE


@dataclass(frozen=True)
class EssayPage:
    """Typed properties of what came."""

    source_id: str
    fetched: Fetched

    @classmethod
    def open(cls, visits: Visits, site: Site, source_id: str) -> Self | None:
        """None when cancelled."""
        fetched = visits.page(site.essay_url(source_id))
        return None if fetched is None else cls(source_id, fetched)

    @property
    def gone(self) -> bool:
        """Whether the site says that it has no such essay."""
        return self.fetched.status in GONE or looks_deleted(self.fetched.alert or self.fetched.html)

    @cached_property
    def essay(self) -> CollectedEssay:
        """As it stands on the page, unmasked. Raises PageChanged."""
        return parse_detail(self.fetched.html, self.source_id)

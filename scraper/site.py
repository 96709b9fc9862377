"""Where the pages are. The addresses of one site, and nothing of what is on its pages."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from core.corpus import CompanyGroup
from scraper.filters import CrawlFilters

LIST_PATH = "/starter/PassAssay"
PAGE_SIZE = 20  # essays on a page of the list
# The first visit would lay a pop-up over the page.
COOKIES = {"psFirstPopup": "y"}


@dataclass(frozen=True, slots=True)
class Site:
    """`origin` is scheme, host and port without a slash at the end."""

    origin: str

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @property
    def robots_url(self) -> str:
        return f"{self.origin}/robots.txt"

    def list_url(self, filters: CrawlFilters, group: CompanyGroup, page: int) -> str:
        return f"{self.origin}{LIST_PATH}?{urlencode(filters.query(group, page))}"

    def essay_url(self, source_id: str) -> str:
        return f"{self.origin}{LIST_PATH}/View/{source_id}"


JOBKOREA = Site("https://www.jobkorea.co.kr")

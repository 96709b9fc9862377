"""Stands in for a browser: asks the local site with urllib, and fails when it is told to."""

import urllib.request
from collections import deque
from collections.abc import Callable
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from scraper.driver import Fetched
from scraper.errors import ScrapeError, SiteUnreachable
from scraper.net_log import retry_seconds


class PlainFetcher:
    """`failures` are raised by the next pages; `shown` is what the tab of a visible browser shows, in turn."""

    def __init__(self, *, visible: bool = False) -> None:
        self.visible = visible
        self.failures: deque[ScrapeError] = deque()
        self.shown: deque[Fetched] = deque()
        self.restarts = 0
        self.unread = ""  # taken out of each page
        self.after_each: Callable[[], None] = lambda: None

    def get(self, url: str) -> Fetched:
        if self.failures:
            raise self.failures.popleft()
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                html, status, headers = response.read().decode(), response.status, response.headers
        except HTTPError as error:
            with error:
                html, status, headers = error.read().decode(), error.code, error.headers
        except URLError as error:
            raise SiteUnreachable("nobody answers", host=urlsplit(url).hostname or "", reason="refused") from error
        if self.unread:
            html = html.replace(self.unread, "")
        self.after_each()
        return Fetched(url, html, "", status, retry_seconds(headers.get("Retry-After", "")), 0.01)

    def look(self) -> Fetched:
        return self.shown.popleft()

    def restart(self) -> None:
        self.restarts += 1

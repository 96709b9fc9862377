"""One page after the other, politely: robots.txt, the delay, back-off, a fresh browser now and then, and stopping.

What a page means as an essay or a list is decided elsewhere; here, whether it is the page that was asked for.
"""

import logging
import re
from contextlib import suppress
from typing import Protocol

from scraper.control import Control
from scraper.driver import Fetched
from scraper.errors import Blocked, BrowserCrashed, LoginNeeded, PageChanged, SiteUnreachable
from scraper.kept_pages import keep
from scraper.pages.signs import looks_blocked, looks_deleted, looks_like_login
from scraper.politeness import Pace
from scraper.progress import Speed, Tell, Waiting
from scraper.robots import Robots

log = logging.getLogger(__name__)

DEFAULT_BUDGET = 5_000

_PAGES_A_BROWSER = 400
_TRIES = 3  # of a page that the network, the browser or the server fails on
_NEVER = 1_000
_LOGIN_S = 600.0
_LOGIN_LOOK_S = 1.0
_TOO_MANY = frozenset({429, 503})
_SERVER_ERRORS = frozenset({500, 502, 504, 520, 521, 522, 523, 524})
GONE = frozenset({404, 410})
_REFUSED = frozenset({403, 405, 406, 407, 418, 444, 451})
_LOGIN_WORDS = re.compile(r"로그인|log-?in", re.IGNORECASE)


class Fetcher(Protocol):
    """A browser, as far as it is needed here."""

    visible: bool

    def get(self, url: str) -> Fetched: ...
    def look(self) -> Fetched: ...
    def restart(self) -> None: ...


class Visitor:
    """Fetches pages for one run. `pages` counts what was asked of the site, which the budget limits."""

    def __init__(
        self,
        browser: Fetcher,
        robots: Robots,
        pace: Pace,
        control: Control,
        tell: Tell,
        *,
        budget: int = DEFAULT_BUDGET,
        pages_a_browser: int = _PAGES_A_BROWSER,
    ) -> None:
        self.pages = 0
        self.speed = Speed()
        self.pace = pace
        self.control = control
        self._browser = browser
        self._robots = robots
        self._tell = tell
        self._budget = budget
        self._pages_a_browser = pages_a_browser
        self._since_restart = 0
        pace.ask_for(robots.delay)

    @property
    def spent(self) -> bool:
        """Whether the budget allows no more pages."""
        return self.pages >= self._budget

    def page(self, url: str) -> Fetched | None:
        """The page of a URL, None when cancelled.

        Raises RobotsForbid, Blocked and LoginNeeded, which end a run; SiteBusy, SiteUnreachable and BrowserCrashed
        when it did not work again and again; PageChanged for a dialog that says something unknown.
        """
        self._robots.require(url)
        failures = 0
        while self.pace.turn(self.control):
            try:
                page = self._fetch(url)
            except (SiteUnreachable, BrowserCrashed) as error:
                if self.control.cancelled:
                    return None
                failures += 1
                # Nothing has worked yet: a person waits who may have pulled the plug.
                if failures == _TRIES or (self.pages <= 1 and isinstance(error, SiteUnreachable)):
                    raise
                log.warning("try %d failed: %s", failures, error)
                if isinstance(error, BrowserCrashed):
                    self._browser.restart()
                elif not self._back_off(0, None, _NEVER):
                    return None
                continue
            if page.status in _TOO_MANY or page.status in _SERVER_ERRORS:
                # A fault of one page should not be waited for as long as a site that is overrun.
                if not self._back_off(page.status, page.retry_after, None if page.status in _TOO_MANY else _TRIES):
                    return None
                continue
            self.pace.answered(page.seconds)
            if not self._wants_login(page):
                _refuse_blocks(page)
                self.speed.page()
                return page
            if not self._logged_in(page):
                return None
        return None

    def _fetch(self, url: str) -> Fetched:
        if self._since_restart >= self._pages_a_browser:
            log.info("a fresh browser after %d pages", self._since_restart)
            self._browser.restart()
            self._since_restart = 0
        self.pages += 1
        self._since_restart += 1
        return self._browser.get(url)

    def _back_off(self, status: int, retry_after: float | None, attempts: int | None = None) -> bool:
        """Leave the site alone for a while; False when cancelled. Raises SiteBusy."""
        seconds = self.pace.refused(status, retry_after, attempts)
        self._tell(Waiting("backoff", seconds, status or None))
        return self.control.wait(seconds)

    def _wants_login(self, page: Fetched) -> bool:
        if page.alert:
            return _LOGIN_WORDS.search(page.alert) is not None
        return page.status == 401 or looks_like_login(page.html, page.url)

    def _logged_in(self, page: Fetched) -> bool:
        """Wait until a person has logged in at the visible browser; False when cancelled. Raises LoginNeeded."""
        if not self._browser.visible:
            raise LoginNeeded("a login stands in the way", saved=keep(page.html, "login"))
        self._tell(Waiting("login"))
        for _ in range(int(_LOGIN_S / _LOGIN_LOOK_S)):
            if not self.control.wait(_LOGIN_LOOK_S):
                return False
            # While a page loads or a dialog stands open there is nothing to see.
            with suppress(BrowserCrashed):
                now = self._browser.look()
                if now.status and not self._wants_login(now):
                    return True
        raise LoginNeeded("nobody logged in", saved="")


def _refuse_blocks(page: Fetched) -> None:
    if page.status in GONE or looks_deleted(page.alert or page.html):
        return
    sign = looks_blocked(page.html, f"{page.title} {page.alert}", page.url)
    if not sign and page.status in _REFUSED:
        sign = f"http_{page.status}"
    if sign:
        raise Blocked("the site stopped us", status=page.status, sign=sign, saved=keep(page.html, "blocked"))
    if page.alert:
        raise PageChanged("a dialog that nobody knows", page="detail", missing="page", saved="")
    if page.status >= 400:
        saved = keep(page.html, f"http_{page.status}")
        raise PageChanged("an error page", page="detail", missing=f"http_{page.status}", saved=saved)

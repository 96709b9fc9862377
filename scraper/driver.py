"""One browser with one tab: asks for a page and hands out what came, or says why nothing did."""

import errno
import logging
import math
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Any, NoReturn, Self
from urllib.parse import urlsplit

import psutil
from selenium.common.exceptions import (
    SessionNotCreatedException,
    TimeoutException,
    UnexpectedAlertPresentException,
    WebDriverException,
)
from selenium.webdriver.chromium.remote_connection import ChromiumRemoteConnection
from selenium.webdriver.common.proxy import Proxy, ProxyType
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.webdriver import WebDriver
from urllib3.exceptions import HTTPError as DriverGone

from core.errors import DiskFull
from scraper.browser_options import browser_options
from scraper.browser_process import Footprint, RecordedService, end_orphans
from scraper.browser_programs import Programs, find_programs, managed_driver
from scraper.errors import BrowserCrashed, BrowserMissing, SiteUnreachable
from scraper.net_log import Answer, failure_reason, last_answer
from scraper.site import COOKIES, Site

log = logging.getLogger(__name__)

PAGE_TIMEOUT_S = 30.0

# A deleted essay's page sends the browser back, which would ask the site for the page before it once more.
_STAY = "history.back = history.go = () => {};"
# Of a page that the browser itself made up there is nothing to read.
_READ = """
if (location.protocol === 'chrome-error:') return null;
const entry = performance.getEntriesByType('navigation')[0];
const html = document.documentElement.outerHTML;
// A script can write half of a pair of surrogates, which no encoding holds.
return [entry ? entry.responseStatus : 0, location.href, document.title.toWellFormed(), html.toWellFormed()];
"""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came for a URL. `url` is where it ended, `status` 0 when unknown, `seconds` how long it took.

    `alert` is what a dialog of the page said. `retry_after` is in seconds.
    """

    url: str
    html: str
    title: str = ""
    status: int = 200
    retry_after: float | None = None
    seconds: float = 0.0
    alert: str = ""


class Browser:
    """For one thread, `abort` excepted. Its profile is its own and gone at the end."""

    def __init__(self, site: Site, *, visible: bool = False, page_timeout: float = PAGE_TIMEOUT_S) -> None:
        """Start it, and end first what a killed run has left. Raises BrowserMissing."""
        # At DEBUG these libraries log whole pages.
        for library in ("selenium", "urllib3"):
            logging.getLogger(library).setLevel(logging.WARNING)
        self.visible = visible
        self._site = site
        self._page_timeout = page_timeout
        self._programs = find_programs()
        self._ending = threading.Lock()
        self._footprint: Footprint | None = None
        self._driver: WebDriver | None = None
        self._service: RecordedService | None = None
        self._connection: ChromiumRemoteConnection | None = None
        self._stuck = False
        end_orphans()
        self._start()

    @property
    def user_agent(self) -> str:
        """The browser's own words and ours behind them: nothing is disguised."""
        return self._user_agent

    def get(self, url: str) -> Fetched:
        """Ask for a page. Raises SiteUnreachable and BrowserCrashed; after the latter `restart` is needed."""
        if self._stuck:
            self.restart()
        began = time.monotonic()
        try:
            driver = self._live()
            try:
                driver.get(url)
                read = driver.execute_script(_READ)
            except UnexpectedAlertPresentException as error:
                return Fetched(url, "", seconds=time.monotonic() - began, alert=error.alert_text or error.msg or "?")
            answer = last_answer(driver, self._frame)
        except (WebDriverException, DriverGone, OSError) as error:
            answer = self._explain(url, error)
            read = None
        seconds = time.monotonic() - began
        if answer.failure and answer.failure != "http":
            # Also when a part has come: the connection broke off.
            raise SiteUnreachable("it did not come", host=_host(url), reason=answer.failure)
        if read is None:
            if not answer.status:
                raise SiteUnreachable("nothing came", host=_host(url), reason="no_answer")
            return Fetched(url, "", "", answer.status, answer.retry_after, seconds)
        status, final, title, html = read
        return Fetched(final, html, title, int(status or answer.status), answer.retry_after, seconds)

    def look(self) -> Fetched:
        """What the tab shows now; asks the site for nothing. Raises BrowserCrashed."""
        try:
            read = self._live().execute_script(_READ)
        except UnexpectedAlertPresentException as error:
            return Fetched("", "", alert=error.alert_text or "?")
        except (WebDriverException, DriverGone, OSError) as error:
            raise BrowserCrashed(type(error).__name__) from error
        if read is None:
            return Fetched("", "", status=0)
        return Fetched(read[1], read[3], read[2], int(read[0]))

    def restart(self) -> None:
        """A fresh process, which gives back its memory; a login lives on when the old one can still be asked."""
        cookies: list[dict[str, Any]] = []
        if self._driver is not None and not self._stuck:
            with suppress(WebDriverException, DriverGone, OSError):
                cookies = self._driver.execute_cdp_cmd("Storage.getCookies", {})["cookies"]
        self.close()
        self._start()
        if cookies:
            with suppress(WebDriverException, DriverGone, OSError):
                self._live().execute_cdp_cmd("Storage.setCookies", {"cookies": cookies})

    def processes(self) -> list[psutil.Process]:
        """The driver, the browser and its children, for measuring."""
        return self._footprint.processes() if self._footprint else []

    def abort(self) -> None:
        """From another thread: end it at once; whoever waits for a page gets BrowserCrashed."""
        with self._ending:
            if self._footprint is not None:
                self._footprint.kill()

    def close(self) -> None:
        """End it; nothing of it is left on this computer."""
        driver, self._driver = self._driver, None
        if driver is not None and not self._stuck:
            with suppress(WebDriverException, DriverGone, OSError):
                driver.quit()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()  # type: ignore[no-untyped-call]  # selenium gives it no types
        self._stuck = False
        with self._ending:
            footprint, self._footprint = self._footprint, None
        if footprint is not None:
            footprint.end()
        service, self._service = self._service, None
        if service is not None and service.running:
            service.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        with ExitStack() as on_error:
            on_error.callback(self.close)
            try:
                self._open_session(self._programs)
            except BrowserMissing as error:
                family = self._programs.family
                if error.context["browser"] != family.driver:
                    raise
                # A driver of another version than the browser: the last resort is one that fits.
                self.close()
                browser = self._programs.browser
                self._programs = Programs(family, browser, managed_driver(family, browser))
                self._open_session(self._programs)
            on_error.pop_all()

    def _open_session(self, programs: Programs) -> None:
        family = programs.family
        try:
            self._footprint = footprint = Footprint()
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull("no room for a profile") from error
            raise BrowserMissing("no folder for a profile", browser="chromium") from error
        try:
            self._service = RecordedService(programs.driver, footprint)
            options = browser_options(programs, footprint.profile, visible=self.visible)
            self._service.start()
            config = ClientConfig(
                self._service.service_url,
                # The driver is on this computer, whatever proxy the network has.
                proxy=Proxy({"proxyType": ProxyType.DIRECT}),
                # Longer than a page may take, or a driver that hangs is waited for.
                timeout=math.ceil(self._page_timeout) + 15,
            )
            self._connection = connection = ChromiumRemoteConnection(
                self._service.service_url,
                vendor_prefix=family.prefix,
                browser_name=family.name,
                client_config=config,
            )
            self._driver = driver = WebDriver(connection, options=options)
            self._prepare(driver)
        except SessionNotCreatedException as error:
            mismatch = "only supports" in (error.msg or "")
            raise BrowserMissing("it does not start", browser=family.driver if mismatch else "chromium") from error
        except (WebDriverException, DriverGone, OSError) as error:
            raise BrowserMissing("the driver does not start", browser=family.driver) from error

    def _prepare(self, driver: WebDriver) -> None:
        driver.set_page_load_timeout(self._page_timeout)
        self._frame = driver.current_window_handle
        own = driver.execute_cdp_cmd("Browser.getVersion", {})["userAgent"]
        self._user_agent = f"{own} Cheomsak/{_version()}"
        driver.execute_cdp_cmd("Emulation.setUserAgentOverride", {"userAgent": self._user_agent})
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _STAY})
        driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/favicon.ico"]})
        for name, value in COOKIES.items():
            cookie = {"name": name, "value": value, "url": self._site.origin}
            driver.execute_cdp_cmd("Network.setCookie", cookie)
        last_answer(driver, self._frame)

    def _live(self) -> WebDriver:
        if self._driver is None:
            raise BrowserCrashed("it is closed")
        return self._driver

    def _explain(self, url: str, error: Exception) -> Answer:
        """What the site answered although the browser calls it an error, or the error in our words."""
        if isinstance(error, TimeoutException):
            # The page's own code may still be running; that renderer answers nothing any more.
            self._stuck = True
            raise SiteUnreachable("no page in time", host=_host(url), reason="timeout") from error
        reason = failure_reason(str(error)) if isinstance(error, WebDriverException) else ""
        if not reason:
            self._crashed(error)
        if reason == "http":
            with suppress(WebDriverException, DriverGone, OSError):
                return last_answer(self._live(), self._frame)
        raise SiteUnreachable("the browser cannot reach it", host=_host(url), reason=reason) from error

    def _crashed(self, error: Exception) -> NoReturn:
        self._stuck = True
        # Selenium's message may quote the page.
        raise BrowserCrashed(type(error).__name__) from error


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _version() -> str:
    try:
        return version("cheomsak")
    except PackageNotFoundError:
        return "0"

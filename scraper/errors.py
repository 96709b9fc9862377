"""Errors of collecting, under the one tree of `core.errors`.

ScrapeError
├── BrowserMissing        no browser or driver, or one that does not start
├── BrowserCrashed        it ended or hung while a page was fetched
├── SiteUnreachable       network off, name not found, connection refused, time-out
├── SiteBusy              429 or 503 again and again
├── Blocked               a block page or a CAPTCHA: the run stops
├── LoginNeeded           the site wants a login, which only a person may do
├── RobotsForbid          robots.txt does not allow this path, or could not be read
├── RightNotConfirmed     nobody said that they may collect
├── PageChanged           a page does not look as the parser expects
├── NotAPage              a file given to `parse` is neither a list nor a detail page
├── FilterUnknown         a filter's name or value that is not known
└── ImportInvalid         a file that cannot be imported, or a mapping that does not fit it
"""

from core.errors import AppError


class ScrapeError(AppError):
    code = "scrape"


class BrowserMissing(ScrapeError):
    """Context: browser ("chromium", "chromedriver" or "selenium")."""

    code = "scrape.browser_missing"


class BrowserCrashed(ScrapeError):
    code = "scrape.browser_crashed"


class SiteUnreachable(ScrapeError):
    """Context: host, and reason (a stable word such as "dns", "refused", "offline", "timeout")."""

    code = "scrape.unreachable"


class SiteBusy(ScrapeError):
    """Context: status, attempts."""

    code = "scrape.busy"


class Blocked(ScrapeError):
    """Context: status, sign (what gave it away, such as "captcha" or "http_403"), saved (the kept copy)."""

    code = "scrape.blocked"


class LoginNeeded(ScrapeError):
    """Context: saved (the kept copy), when there is one."""

    code = "scrape.login"


class RobotsForbid(ScrapeError):
    """Context: path, and reason ("disallowed" or "unreadable")."""

    code = "scrape.robots"


class RightNotConfirmed(ScrapeError):
    code = "scrape.right"


class PageChanged(ScrapeError):
    """Context: page ("list" or "detail"), missing (names of what was not found), saved (the kept copy, or empty)."""

    code = "scrape.page_changed"


class NotAPage(ScrapeError):
    """Context: path."""

    code = "scrape.not_a_page"


class FilterUnknown(ScrapeError):
    """Context: name, value, known."""

    code = "scrape.filter"


class ImportInvalid(ScrapeError):
    """Context: path, line (from 1; 0 for the whole file), reason (a stable word)."""

    code = "scrape.import"

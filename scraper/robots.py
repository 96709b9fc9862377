"""robots.txt: read before the first page, obeyed for each."""

import errno
import logging
import socket
import ssl
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from protego import Protego

from scraper.errors import RobotsForbid, SiteUnreachable
from scraper.site import Site

log = logging.getLogger(__name__)

TOKEN = "Cheomsak"  # noqa: S105 - the product token of RFC 9309, no secret

_LONGEST_BYTES = 512 * 1024
_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site. Without any, everything is allowed."""

    rules: Protego | None = None

    @classmethod
    def read(cls, site: Site, user_agent: str, timeout: float = _TIMEOUT_S) -> Self:
        """Fetch them. A site that says it has none (4xx) allows everything, as RFC 9309 puts it.

        Raises RobotsForbid (unreadable) when it cannot say now, and SiteUnreachable when nobody answers.
        """
        request = urllib.request.Request(site.robots_url, headers={"User-Agent": user_agent})  # noqa: S310 - http(s) only
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310 - as above
                text = response.read(_LONGEST_BYTES).decode("utf-8-sig", errors="replace")
        except HTTPError as error:
            with error:
                if 400 <= error.code < 500 and error.code != 429:
                    log.info("no robots.txt: %d", error.code)
                    return cls()
                raise RobotsForbid(f"status {error.code}", path="/robots.txt", reason="unreadable") from error
        except URLError as error:
            raise SiteUnreachable("robots.txt", host=site.host, reason=_reason(error.reason)) from error
        except (OSError, HTTPException) as error:
            raise SiteUnreachable("robots.txt", host=site.host, reason=_reason(error)) from error
        return cls(Protego.parse(text))

    @property
    def delay(self) -> float:
        """Seconds that the site wants between pages, 0 when it says nothing."""
        return float((self.rules.crawl_delay(TOKEN) if self.rules else None) or 0.0)

    def require(self, url: str) -> None:
        """Raises RobotsForbid (disallowed)."""
        if self.rules is not None and not self.rules.can_fetch(url, TOKEN):
            raise RobotsForbid("disallowed", path=urlsplit(url).path, reason="disallowed")


def _reason(error: object) -> str:
    match error:
        case TimeoutError():
            return "timeout"
        case socket.gaierror():
            return "dns"
        case ConnectionRefusedError():
            return "refused"
        case ssl.SSLError():
            return "certificate"
        case OSError(errno=errno.ENETUNREACH | errno.EHOSTUNREACH | errno.ENETDOWN):
            return "offline"
    return "reset"

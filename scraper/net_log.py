"""What the network said of a page, as the browser tells it: status, Retry-After, and its words for failures."""

import json
import re
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.webdriver import WebDriver

_PATIENCE_S = 0.5
_NET_ERROR = re.compile(r"net::ERR_([A-Z0-9_]+)")
_REASONS = {
    "HTTP_RESPONSE_CODE_FAILURE": "http",
    "NAME_NOT_RESOLVED": "dns",
    "NAME_RESOLUTION_FAILED": "dns",
    "INTERNET_DISCONNECTED": "offline",
    "NETWORK_CHANGED": "offline",
    "ADDRESS_UNREACHABLE": "offline",
    "CONNECTION_REFUSED": "refused",
    "CONNECTION_TIMED_OUT": "timeout",
    "TIMED_OUT": "timeout",
    "CONNECTION_RESET": "reset",
    "CONNECTION_CLOSED": "reset",
    "EMPTY_RESPONSE": "reset",
    "INCOMPLETE_CHUNKED_ENCODING": "reset",
    "CONTENT_LENGTH_MISMATCH": "reset",
}


def failure_reason(words: str) -> str:
    """A stable word for the net::ERR_… in an error of the browser; "" when there is none.

    "http" means that the site did answer, with a status and nothing to show.
    """
    found = _NET_ERROR.search(words)
    if found is None:
        return ""
    return _REASONS.get(found[1], "certificate" if found[1].startswith("CERT_") else found[1].lower())


@dataclass(frozen=True, slots=True)
class Answer:
    """`retry_after` is in seconds; `failure` is that of `failure_reason`."""

    status: int = 0
    retry_after: float | None = None
    failure: str = ""


def last_answer(driver: WebDriver, frame: str) -> Answer:
    """The last answer to the tab itself, by the browser's own log, which is empty afterwards.

    The document can be there a moment before the log says whether all of it came; that is waited for.
    """
    reader = _Reader(frame)
    end = time.monotonic() + _PATIENCE_S
    while True:
        for entry in driver.execute(Command.GET_LOG, {"type": "performance"})["value"]:
            message = json.loads(entry["message"])["message"]
            reader.take(message["method"], message["params"])
        if not reader.request or time.monotonic() > end:
            return reader.answer


class _Reader:
    """`request` is the one of the tab that is not over yet."""

    def __init__(self, frame: str) -> None:
        self.answer = Answer()
        self.request = ""
        self._frame = frame

    def take(self, method: str, event: dict[str, Any]) -> None:
        if method in ("Network.loadingFinished", "Network.loadingFailed") and event["requestId"] == self.request:
            self.request = ""
            self.answer = replace(self.answer, failure=failure_reason(event.get("errorText", "")))
        elif event.get("type") != "Document" or event.get("frameId") != self._frame:
            return  # an advertisement's
        elif method == "Network.requestWillBeSent":
            self.answer, self.request = Answer(), event["requestId"]
        elif method == "Network.responseReceived":
            headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
            status, after = int(event["response"]["status"]), headers.get("retry-after", "")
            self.answer = Answer(status, retry_seconds(after))


def retry_seconds(value: str) -> float | None:
    """A Retry-After header: seconds or a date. None when it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    with suppress(ValueError):
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    return None

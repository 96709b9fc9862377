"""The local site: a real HTTP server on loopback with lists and essays, and everything that can go wrong with them."""

import math
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from scraper.site import Site
from tests.scraper.site import defects
from tests.scraper.site.essays import GeneratedEssay
from tests.scraper.site.render import PER_PAGE, detail_html, list_html

LIST_PATH = "/starter/passassay"
ALLOW_ALL = "User-agent: *\nDisallow: /Login\n"

_LONGEST_WAIT_S = 60.0
_WORK = {"1": "신입", "2": "인턴"}


@dataclass(frozen=True, slots=True)
class Request:
    """`path` in lower case, as the site does not care."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]

    @property
    def essay_id(self) -> str:
        return self.path.rpartition("/view/")[2] if "/view/" in self.path else ""

    @property
    def is_list(self) -> bool:
        return self.path == LIST_PATH


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `hold` keeps the request until the server is told to `release`."""

    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hold: bool = False
    cut: bool = False  # the connection ends in the middle


class SiteServer:
    """Serves while it is entered. What it does can be changed at any time; what it was asked is in `requests`."""

    def __init__(self, essays: Sequence[GeneratedEssay]) -> None:
        self.essays = list(essays)
        self.robots: str | int = ALLOW_ALL  # text, or a status
        self.deleted: set[str] = set()
        self.replies: dict[str, Reply] = {}  # by essay id, or "list"; without a body, the page itself
        self.next_replies: deque[Reply] = deque()  # for the next pages, whatever they are
        self.block_after: int | None = None  # pages
        self.renamed = False  # classes, as after a redesign
        self.requests: list[Request] = []
        self.reached = threading.Event()  # a request is held
        self._release = threading.Event()
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def site(self) -> Site:
        assert self._server is not None
        return Site(f"http://127.0.0.1:{self._server.server_port}")

    @property
    def pages(self) -> list[Request]:
        """The requests for lists and essays."""
        with self._lock:
            return [request for request in self.requests if request.path.startswith(LIST_PATH)]

    @property
    def essay_ids(self) -> list[str]:
        """The essays that were asked for, in order."""
        return [request.essay_id for request in self.pages if request.essay_id]

    def forget(self) -> None:
        with self._lock:
            self.requests.clear()

    def release(self) -> None:
        self._release.set()

    def replace(self, essay: GeneratedEssay) -> None:
        """Change one that is there, or put a new one at the top."""
        for i, old in enumerate(self.essays):
            if old.source_id == essay.source_id:
                self.essays[i] = essay
                return
        self.essays.insert(0, essay)

    def job_code(self, job: str) -> str:
        """The `schPart` of a job."""
        return str(10_000 + sorted({essay.job for essay in self.essays}).index(job))

    def listed(self, query: dict[str, str]) -> list[GeneratedEssay]:
        """All pages of a list, as the site filters and sorts it."""
        jobs = {self.job_code(job): job for job in {essay.job for essay in self.essays}}
        wanted_jobs = {jobs.get(code, "?") for code in query.get("schPart", "").split(",") if code}
        words = query.get("schTxt", "")
        found = [
            essay
            for essay in self.essays
            if query.get("schCType", "") in ("", *essay.groups)
            and (query.get("Pass_An_Stat") != "1" or essay.analysed)
            and _WORK.get(query.get("schWork", ""), essay.career) == essay.career
            and (not wanted_jobs or essay.job in wanted_jobs)
            and (not words or words in essay.company or words in essay.answers[0].question)
        ]
        match query.get("OrderBy", "0"):
            case "1":
                found.sort(key=lambda essay: -essay.views)
            case "2":
                found.sort(key=lambda essay: -(essay.grade or 0))
            case "3":
                found.sort(key=lambda essay: essay.grade or 9)
        return found

    def answer(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
        if request.path == "/robots.txt":
            return Reply(status=self.robots) if isinstance(self.robots, int) else Reply(self.robots)
        if not request.path.startswith(LIST_PATH):
            return Reply("not here", 404)
        if self.next_replies:
            return self.next_replies.popleft()
        if self.block_after is not None and len(self.pages) > self.block_after:
            return Reply(defects.BLOCKED)
        html = self._list(request.query) if request.is_list else self._essay(request.essay_id)
        reply = self.replies.get("list" if request.is_list else request.essay_id, Reply())
        if reply.body or reply.status != 200:
            return reply
        return replace(reply, body=defects.changed_markup(html) if self.renamed else html)

    def _list(self, query: dict[str, str]) -> str:
        found = self.listed(query)
        page = max(1, int(query.get("Page", "1")))
        shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
        return list_html(shown, len(found), page, math.ceil(len(found) / PER_PAGE), query)

    def _essay(self, essay_id: str) -> str:
        essay = next((each for each in self.essays if each.source_id == essay_id), None)
        return defects.DELETED if essay is None or essay_id in self.deleted else detail_html(essay)

    def wait_until_released(self) -> None:
        self.reached.set()
        assert self._release.wait(_LONGEST_WAIT_S), "a test held a request and never released it"

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="local site")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        assert self._thread is not None
        self.release()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # joined by server_close
    site: SiteServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that was killed hangs up in the middle; that is no fault of the site."""


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.0: one request a connection, so that no thread waits for a second one."""

    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.site.answer(Request(parts.path.lower(), query, headers))
        if reply.hold:
            self.server.site.wait_until_released()
        body = reply.body.encode("utf-8", "replace")
        self.send_response(reply.status)
        kind = "text/plain" if parts.path == "/robots.txt" else "text/html"
        for name, value in {"Content-Type": f"{kind}; charset=utf-8", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if reply.cut else body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        pass

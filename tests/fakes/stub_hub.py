"""A hub on loopback: a real HTTP server that speaks what downloading and pinning need of the hub's API.

Files answer HEAD and GET with ETag and ranges; `faults` makes the next answers wrong in the ways that networks are.
"""

import hashlib
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote

_LFS_FROM = 1024  # files of this size and more are LFS, as the hub does for large ones


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    range: str | None
    authorization: str | None
    if_range: str | None


@dataclass
class Fault:
    """What to do to one answer to a file: refuse it, cut it after some bytes, flip a byte, or wait half-way."""

    status: int | None = None
    cut_after: int | None = None
    flip_at: int | None = None
    hold_after: int | None = None  # wait there until `StubHub.release`
    ignore_range: bool = False
    etag: str | None = None
    redirect: str | None = None


@dataclass
class StubHub:
    """`files` by repository and name; one revision. Use `serving()`."""

    revision: str = "0" * 40
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    seen: list[Seen] = field(default_factory=list)
    needs_token: str | None = None
    url: str = ""
    held: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    @property
    def handler(self) -> type["Handler"]:
        """Who answers; a hub that knows more has another."""
        return Handler

    @property
    def gets(self) -> list[Seen]:
        return [each for each in self.seen if each.method == "GET"]

    @contextmanager
    def serving(self) -> Iterator["StubHub"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (self.handler,), {"hub": self}))
        server.daemon_threads = False  # server_close then waits for them, so that nothing is left running
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), name="stub hub")
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            self.release.set()
            server.shutdown()
            server.server_close()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    """Answers for one hub."""

    hub: StubHub
    protocol_version = "HTTP/1.0"  # one request a connection, so that a cut is a cut

    def do_GET(self) -> None:
        self._note()
        self._file(body=True)

    def do_HEAD(self) -> None:
        self._note()
        self._file(body=False)

    def do_POST(self) -> None:
        self._note()
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        match = re.fullmatch(r"/api/models/(.+)/paths-info/([0-9a-f]{40})", self.path)
        if match is None or match[1] not in self.hub.files or match[2] != self.hub.revision:
            return self._error(404, "RevisionNotFound")
        if self._refused():
            return None
        files = self.hub.files[match[1]]
        return self._json([_info(name, files[name]) for name in form.get("paths", []) if name in files])

    def _file(self, *, body: bool) -> None:
        match = re.fullmatch(r"/(.+)/resolve/([^/]+)/(.+)", self.path)
        data = self.hub.files.get(match[1], {}).get(unquote(match[3])) if match else None
        if match is None or data is None or match[2] != self.hub.revision:
            return self._error(404, "EntryNotFound")
        if self._refused():
            return None
        fault = self.hub.faults.popleft() if self.hub.faults else Fault()
        if fault.status:
            return self._error(fault.status, "Stub")
        if fault.redirect:
            self.send_response(302)
            self.send_header("Location", fault.redirect)
            self.send_header("X-Linked-Etag", _etag(data))
            self.send_header("X-Linked-Size", str(len(data)))
            self.end_headers()
            return None
        return self._send(data, fault, body=body)

    def _send(self, data: bytes, fault: Fault, *, body: bool) -> None:
        etag, start = fault.etag or _etag(data), 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and not fault.ignore_range and self.headers.get("If-Range", etag) == etag:
            start = int(asked[1])
            if start >= len(data):
                return self._error(416, "Range")
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.send_header("ETag", etag)
        self.send_header("X-Repo-Commit", self.hub.revision)
        self.end_headers()
        if not body:
            return None
        sent = bytearray(data)
        if fault.flip_at is not None:
            sent[fault.flip_at] ^= 0xFF
        return self._write(bytes(sent[start:]), fault)

    def _write(self, data: bytes, fault: Fault) -> None:
        try:
            if fault.hold_after is not None:
                self.wfile.write(data[: fault.hold_after])
                self.wfile.flush()
                self.hub.held.set()
                self.hub.release.wait(timeout=60)
                data = data[fault.hold_after :]
            self.wfile.write(data[: fault.cut_after])
        except ConnectionError:  # the client was killed or has hung up, as some tests want
            return

    def _refused(self) -> bool:
        token = self.hub.needs_token
        if token is None or self.headers.get("Authorization") == f"Bearer {token}":
            return False
        self._error(401, "GatedRepo")
        return True

    def _json(self, data: object, status: int = 200) -> None:
        text = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _error(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _note(self) -> None:
        get: Callable[[str], str | None] = self.headers.get
        self.hub.seen.append(Seen(self.command, self.path, get("Range"), get("Authorization"), get("If-Range")))

    def log_message(self, *_: object) -> None:
        """Quiet: what arrived is in `seen`."""


def _etag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()}"'


def _info(name: str, data: bytes) -> dict[str, object]:
    row: dict[str, object] = {"type": "file", "path": name, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}
    if len(data) >= _LFS_FROM:
        row["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
    return row

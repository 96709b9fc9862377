"""What a repository of the hub holds, commit by commit: sizes, dates and small files, over the hub's plain API."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from core.errors import AdapterSourceFailed, DownloadFailed
from core.models.table import COMMIT
from core.models.web import hub_endpoint, pieces, request

_LARGEST_ANSWER = 16 << 20


@dataclass(frozen=True, slots=True)
class Commit:
    """One state of a repository. `date` is ISO, empty when the hub does not tell it."""

    revision: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class HubFile:
    """`blob` names the content: the same in two commits when the file is the same."""

    name: str
    size: int
    blob: str


class HubRepository:
    """Raises AdapterSourceFailed for whatever goes wrong; the reason says who can do something about it."""

    def __init__(self, repo: str) -> None:
        self.repo = repo

    def commits(self, revision: str, most: int) -> tuple[Commit, ...]:
        """The newest first, from a branch, tag or commit on."""
        rows = self._json(f"api/models/{self.repo}/commits/{quote(revision, safe='')}", revision)
        found = [_commit(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return tuple(each for each in found if re.fullmatch(COMMIT, each.revision))[:most]

    def resolve(self, revision: str) -> str:
        """The commit, as 40 hex digits, that a branch, tag or commit means now."""
        row = self._json(f"api/models/{self.repo}/revision/{quote(revision, safe='')}", revision)
        sha = str(row.get("sha")) if isinstance(row, dict) else ""
        if not re.fullmatch(COMMIT, sha):
            raise AdapterSourceFailed("no commit", source=self._name(revision), reason="revision")
        return sha

    def files(self, revision: str) -> dict[str, HubFile]:
        """The files at the root of one commit, by name."""
        rows = self._json(f"api/models/{self.repo}/tree/{revision}", revision)
        found = {}
        for row in rows if isinstance(rows, list) else []:
            size, name = row.get("size"), row.get("path")
            if row.get("type") == "file" and isinstance(size, int) and isinstance(name, str):
                lfs = row.get("lfs") or {}
                found[name] = HubFile(name, int(lfs.get("size", size)), str(lfs.get("oid") or row.get("oid")))
        return found

    def read(self, file: HubFile, revision: str) -> bytes:
        """A small file."""
        from huggingface_hub import hf_hub_url

        return self._get(hf_hub_url(self.repo, file.name, revision=revision, endpoint=hub_endpoint()), revision)

    def _json(self, path: str, revision: str) -> Any:
        data = self._get(f"{hub_endpoint()}/{path}", revision)
        try:
            return json.loads(data)
        except ValueError as error:
            raise AdapterSourceFailed("not JSON", source=self._name(revision), reason="unreachable") from error

    def _get(self, url: str, revision: str) -> bytes:
        with explained(self._name(revision)), request(url) as response:
            data = bytearray()
            for piece in pieces(response):
                data += piece
                if len(data) > _LARGEST_ANSWER:
                    raise AdapterSourceFailed("endless", source=self._name(revision), reason="unreachable")
            return bytes(data)

    def _name(self, revision: str) -> str:
        return f"hub:{self.repo}@{revision}"


@contextmanager
def explained(source: str) -> Iterator[None]:
    """Turns a DownloadFailed into an AdapterSourceFailed that says what to do."""
    try:
        yield
    except DownloadFailed as error:
        reasons = f"{error.context.get('reason', '')} {error.context.get('reasons', '')}"
        raise AdapterSourceFailed(f"{error.detail}: {reasons}", source=source, reason=_reason(reasons)) from error


def _reason(reasons: str) -> str:
    from huggingface_hub import get_token

    if "http_401" in reasons or "http_403" in reasons:
        return "token" if get_token() is None else "token_refused"
    if "http_404" in reasons:
        return "revision"
    return "unreachable"


def _commit(row: dict[str, Any]) -> Commit:
    return Commit(str(row.get("id", "")), str(row.get("title", ""))[:200], str(row.get("date", ""))[:25])

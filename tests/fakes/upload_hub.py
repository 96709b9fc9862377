"""A hub on loopback that takes uploads: makes repositories, stores large files by SHA-256, commits all or nothing."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.stub_hub import Handler, StubHub

_LARGE = ".safetensors"


@dataclass
class UploadHub(StubHub):
    """`files` and `revision` are those of the last commit. `repos` says of each repository whether it is private.

    `elsewhere` are other repositories with the commits that they have. `refuse` answers the next request to a path
    with this beginning by a status.
    """

    repos: dict[str, bool] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    stored: dict[str, bytes] = field(default_factory=dict)
    commits: list[dict[str, Any]] = field(default_factory=list)
    refuse: dict[str, int] = field(default_factory=dict)
    hold_upload: bool = False  # wait half-way through a large file until `release`
    spoil: bool = False  # store other bytes than came

    @property
    def handler(self) -> type[Handler]:
        return _UploadHandler

    def make(self, repo: str, files: dict[str, bytes], *, private: bool = True) -> None:
        self.repos[repo], self.files[repo] = private, dict(files)


class _UploadHandler(Handler):
    hub: UploadHub

    def do_GET(self) -> None:  # noqa: N802 — the name is the standard library's
        match = re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/([^/?]+))?", self.path)
        if match is None:
            return super().do_GET()
        self._note()
        if self._stopped():
            return None
        repo, revision = match[1], match[2] or "main"
        if repo in self.hub.elsewhere:
            if revision != self.hub.elsewhere[repo]:
                return self._error(404, "RevisionNotFound")
            return self._json({"id": repo, "sha": revision, "private": False, "siblings": []})
        if repo not in self.hub.repos:
            return self._error(404, "RepoNotFound")
        siblings = [{"rfilename": name} for name in self.hub.files[repo]]
        private = self.hub.repos[repo]
        return self._json({"id": repo, "sha": self.hub.revision, "private": private, "siblings": siblings})

    def do_POST(self) -> None:  # noqa: N802 — as above
        if "/paths-info/" in self.path:
            return super().do_POST()
        self._note()
        rows = [json.loads(line) for line in self.rfile.read(int(self.headers["Content-Length"])).splitlines()]
        if self._stopped():
            return None
        commit = re.fullmatch(r"/api/models/([^/]+/[^/]+)/commit/main", self.path)
        if commit is not None and commit[1] in self.hub.repos:
            return self._commit(commit[1], rows)
        return self._prepared(rows[0])

    def _prepared(self, wanted: dict[str, Any]) -> None:
        """What comes before a commit."""
        if self.path == "/api/repos/create":
            self._create(wanted)
        elif self.path == "/api/validate-yaml":
            self._json({"errors": [], "warnings": []})
        elif "/preupload/" in self.path:
            self._json({"files": [_mode(row) for row in wanted["files"]]})
        elif self.path.endswith(".git/info/lfs/objects/batch"):
            self._json({"objects": [self._action(row) for row in wanted["objects"]]})
        else:
            self._error(404, "RepoNotFound")

    def do_PUT(self) -> None:  # noqa: N802 — as above
        self._note()
        length = int(self.headers["Content-Length"])
        if self.hub.hold_upload:
            self.rfile.read(length // 2)
            self.hub.held.set()
            self.hub.release.wait(timeout=60)
            return
        data = self.rfile.read(length)
        self.hub.stored[self.path.rpartition("/")[2]] = data[:-1] if self.hub.spoil else data
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _create(self, wanted: dict[str, Any]) -> None:
        repo = f"{wanted['organization']}/{wanted['name']}"
        there = repo in self.hub.repos
        if not there:
            self.hub.make(repo, {}, private=wanted.get("visibility") == "private")
        self._json({"url": f"{self.hub.url}/{repo}"}, 409 if there else 200)

    def _action(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "actions": {"upload": {"href": f"{self.hub.url}/lfs/{row['oid']}"}}}

    def _commit(self, repo: str, rows: list[dict[str, Any]]) -> None:
        head = next(row["value"] for row in rows if row["key"] == "header")
        if head.get("parentCommit") not in (None, self.hub.revision):
            return self._error(412, "Conflict")
        files = dict(self.hub.files[repo])
        for kind, value in ((row["key"], row["value"]) for row in rows):
            if kind == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif kind == "lfsFile":
                files[value["path"]] = self.hub.stored[value["oid"]]
            elif kind == "deletedFile":
                del files[value["path"]]
        self.hub.files[repo] = files
        self.hub.revision = hashlib.sha1(repr(sorted(files.items())).encode()).hexdigest()
        self.hub.commits.append({"repo": repo, "summary": head["summary"], "revision": self.hub.revision})
        url = f"{self.hub.url}/{repo}/commit/{self.hub.revision}"
        return self._json({"commitUrl": url, "commitOid": self.hub.revision})

    def _stopped(self) -> bool:
        for beginning, status in self.hub.refuse.items():
            if self.path.startswith(beginning):
                self._error(status, "Stub")
                return True
        return self._refused()


def _mode(row: dict[str, Any]) -> dict[str, Any]:
    mode = "lfs" if row["path"].endswith(_LARGE) else "regular"
    return {"path": row["path"], "uploadMode": mode, "shouldIgnore": False}

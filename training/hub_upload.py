"""A package to the hub through huggingface-hub: one commit, and what arrived is compared with what was sent.

A kill before the commit leaves at most an empty repository. The token is the one of the hub's own tools: HF_TOKEN, or
that of `hf auth login`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.models.adapter_card import EVALUATION
from core.models.adapter_files import WEIGHTS
from core.models.web import hub_endpoint
from training.package import ALWAYS, Package
from training.package_errors import PublishFailed

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_REPO = re.compile(r"[\w.-]+/[\w.-]+")
_ITS_OWN = frozenset({".gitattributes"})  # what the hub itself puts into a repository
_BRANCH = "main"


def upload(package: Package, repo: str, *, public: bool = False) -> str:
    """The new commit, 40 hex digits. Raises PublishFailed.

    The repository is made when it is not there. One that holds something else, or is seen by others than asked for,
    stays untouched.
    """
    from huggingface_hub import HfApi, get_token

    if not _REPO.fullmatch(repo):
        raise PublishFailed("not OWNER/NAME", target=repo, reason="name")
    token = get_token()
    if token is None:
        raise PublishFailed(target=repo, reason="no_token")
    api = HfApi(endpoint=hub_endpoint(), token=token)
    base = package.card["base"]
    with _explained(base["repo"], absent="base"):
        api.model_info(base["repo"], revision=base["revision"])
    with _explained(repo, absent="revision"):
        api.create_repo(repo, private=not public, exist_ok=True)
        found = api.model_info(repo, revision=_BRANCH)
        if found.private is public:
            raise PublishFailed(target=repo, reason="visibility")
        there = {one.rfilename for one in found.siblings or ()} - _ITS_OWN
        foreign = sorted(there - {*ALWAYS, EVALUATION})
        if foreign:
            raise PublishFailed(target=repo, reason="foreign", found=foreign[0])
        commit = _commit(api, package, repo, there, found.sha)
        _check(api, package, repo, commit)
    return commit


def _commit(api: "HfApi", package: Package, repo: str, there: set[str], parent: str | None) -> str:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    files = package.files
    gone = sorted(there - {file.name for file in files})
    done = api.create_commit(
        repo,
        [
            *(CommitOperationAdd(file.name, file) for file in files),
            *(CommitOperationDelete(name) for name in gone),
        ],
        commit_message=f"{package.card['name']} {package.card['version']}",
        revision=_BRANCH,
        # Whoever wrote to it in the meantime is not overwritten.
        parent_commit=parent,
    )
    return done.oid


def _check(api: "HfApi", package: Package, repo: str, commit: str) -> None:
    """The sizes of all files as the hub has them, and the SHA-256 of those that it keeps by it."""
    names = [file.name for file in package.files]
    found: dict[str, Any] = {row.path: row for row in api.get_paths_info(repo, names, revision=commit)}
    for file in package.files:
        row = found.get(file.name)
        lfs = getattr(row, "lfs", None)
        if getattr(row, "size", None) != file.stat().st_size or (
            lfs is not None and file.name == WEIGHTS and lfs.sha256 != package.sums[WEIGHTS]
        ):
            raise PublishFailed(f"{file.name} did not arrive", target=repo, reason="damaged")


@contextmanager
def _explained(repo: str, *, absent: str) -> Iterator[None]:
    """What the hub's client raises, as PublishFailed with a stable reason; `absent` for a 404."""
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

    # The library that it sends requests with has another name in another version; this is the root of its errors.
    transport: type[Exception] = HfHubHTTPError.__bases__[0]
    try:
        yield
    except HFValidationError as error:
        raise PublishFailed("not a name of the hub", target=repo, reason="name") from error
    except OfflineModeIsEnabled as error:
        raise PublishFailed("HF_HUB_OFFLINE is set", target=repo, reason="no_connection") from error
    except HfHubHTTPError as error:
        raise _refused(repo, error.response.status_code, absent) from error
    except transport as error:
        raise PublishFailed(type(error).__name__, target=repo, reason="no_connection") from error
    except RuntimeError as error:  # an upload of large files, whichever way
        cause = error.__cause__
        if isinstance(cause, HfHubHTTPError):
            raise _refused(repo, cause.response.status_code, absent) from error
        raise PublishFailed("the upload was cut off", target=repo, reason="no_connection") from error
    except (OSError, ValueError) as error:  # the other storage's own errors; an answer that is none of the hub's
        raise PublishFailed(type(error).__name__, target=repo, reason="server", status=0) from error


def _refused(repo: str, status: int, absent: str) -> PublishFailed:
    reasons = {400: "name", 401: "token", 403: "token", 404: absent, 409: "moved", 412: "moved"}
    return PublishFailed(f"HTTP {status}", target=repo, reason=reasons.get(status, "server"), status=status)

"""A base model from the hub at one commit, checked by SHA-256: the hub's own client does not check what it fetched."""

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import DownloadFailed, ModelDamaged
from core.models.web import hub_endpoint

if TYPE_CHECKING:
    from huggingface_hub.hf_api import RepoFile

_INDEX, _WHOLE = "model.safetensors.index.json", "model.safetensors"
# What may be there; no pickle among it.
_NAMES = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", _WHOLE, _INDEX)

Report = Callable[[str], None]


def fetch_base(repo: str, revision: str, folder: Path, say: Report) -> Path:
    """Config, tokenizer and safetensors of a commit (40 hex digits) in `folder`; what is there already stays.

    Raises DownloadFailed when hub, repository or commit cannot be had, ModelDamaged when a file is not what the hub
    says: it is deleted, so that the next call fetches it anew.
    """
    from huggingface_hub import hf_hub_download

    # Of httpx in version 1, which Colab has, and of httpx2 since 2.
    errors: Any = import_module("huggingface_hub.errors")
    fetch = partial(hf_hub_download, revision=revision, local_dir=folder, endpoint=hub_endpoint())
    try:
        files = _listed(repo, revision, _NAMES)
        if _INDEX in files and _WHOLE not in files:
            index = fetch(repo, _INDEX)
            shards = set(json.loads(Path(index).read_text(encoding="utf-8"))["weight_map"].values())
            files |= _listed(repo, revision, sorted(shards))
        for name, told in files.items():
            say(f"{name} ({told.size / 1e6:,.1f} MB)")
            path = Path(fetch(repo, name))
            _check(path, told, repo)
    except (errors.HTTPError, OSError) as error:
        # The client's errors hold addresses and request numbers; their kind says as much.
        raise DownloadFailed(str(error)[:200], model=f"{repo}@{revision}", reasons=f"hub: {_reason(error)}") from error
    return folder


def _listed(repo: str, revision: str, names: Iterable[str]) -> "dict[str, RepoFile]":
    """Those of the names that the repository has, with size and, of large files, SHA-256."""
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

    found = HfApi(endpoint=hub_endpoint()).get_paths_info(repo, list(names), revision=revision)
    return {info.path: info for info in found if isinstance(info, RepoFile)}


def _check(path: Path, told: "RepoFile", repo: str) -> None:
    with path.open("rb") as file:
        whole = path.stat().st_size == told.size
        if told.lfs is not None:
            whole = whole and hashlib.file_digest(file, "sha256").hexdigest() == told.lfs.sha256
    if not whole:
        path.unlink()
        raise ModelDamaged("not the file that the hub names", model=repo, file=path.name)


def _reason(error: Exception) -> str:
    status = getattr(getattr(error, "response", None), "status_code", None)
    return f"http_{status}" if status else "no_connection"

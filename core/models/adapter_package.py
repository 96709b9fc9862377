"""The package that adapters travel in: read, checked, and taken out of a zip. Nothing in it is run.

    adapter_config.json, adapter_model.safetensors   as PEFT writes them
    card.json, eval.json, README.md, training-ids.txt
    SHA256SUMS                                       a line `<hex>  <name>` for every other file

A folder, the root of a zip, or a repository of the hub. What is not listed is never copied.
"""

import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import AdapterDamaged, AdapterSourceFailed, AdapterUnsafe
from core.models.adapter_card import CARD, EVALUATION, AdapterCard, Evaluation, read_card, read_evaluation
from core.models.adapter_files import CONFIG, PICKLES, WEIGHTS, AdapterContent, read_adapter
from core.models.catalog import ModelEntry
from core.models.hashing import CHUNK, file_sha256

SUMS = "SHA256SUMS"
README = "README.md"
TRAINING_IDS = "training-ids.txt"
FILES = (CONFIG, WEIGHTS, README, CARD, EVALUATION, TRAINING_IDS)
SMALL_FILE = 16 << 20  # bytes; only the weights may be larger
LARGEST_WEIGHTS = 2 << 30

_NEEDED = frozenset(FILES) - {EVALUATION}
_WEIGHTS = (*PICKLES, ".safetensors", ".gguf", ".onnx", ".h5", ".msgpack", ".npz")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others are unpacked without a bound on memory
_ENCRYPTED = 1
_LINE = re.compile(r"([0-9a-f]{64})  ([^\s/\\]+)")


@dataclass(frozen=True, slots=True)
class AdapterPackage:
    """A package whose files are those that its sums name. `sums` has a SHA-256 for each file."""

    content: AdapterContent
    card: AdapterCard
    evaluation: Evaluation | None
    sums: Mapping[str, str]


def is_package(folder: Path) -> bool:
    """Whether a folder says that it is one."""
    return (folder / SUMS).is_file()


def parse_sums(text: str, adapter: str) -> dict[str, str]:
    """SHA-256 by file. Raises AdapterDamaged for what no package lists, or what is missing."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match[2] not in FILES or match[2] in found:
            raise AdapterDamaged("a line that no package has", adapter=adapter, file=SUMS)
        found[match[2]] = match[1]
    if missing := sorted(_NEEDED - found.keys()):
        raise AdapterDamaged("not listed", adapter=adapter, file=missing[0])
    return found


def read_sums(folder: Path) -> dict[str, str]:
    """The sums of a folder. Raises AdapterSourceFailed when it is no package, and AdapterDamaged."""
    try:
        with (folder / SUMS).open(encoding="utf-8") as file:
            text = file.read(SMALL_FILE)
    except FileNotFoundError as error:
        raise AdapterSourceFailed("no sums", source=str(folder), reason="no_package") from error
    except (OSError, UnicodeDecodeError) as error:
        raise AdapterDamaged("cannot be read", adapter=folder.name, file=SUMS) from error
    return parse_sums(text, folder.name)


def read_package(folder: Path, entry: ModelEntry | None) -> AdapterPackage:
    """Check a package: every listed file, no other weights, the base that card and adapter name, and given an entry
    that it was made for that model.

    Raises AdapterSourceFailed (no package), AdapterDamaged, AdapterUnsafe, AdapterUnsupported and AdapterMismatch.
    """
    sums = read_sums(folder)
    _refuse_unlisted(folder, sums)
    for name, expected in sums.items():
        try:
            found = file_sha256(folder / name)
        except OSError as error:
            raise AdapterDamaged("listed, but cannot be read", adapter=folder.name, file=name) from error
        if found != expected:
            raise AdapterDamaged("wrong SHA-256", adapter=folder.name, file=name)
    content = read_adapter(folder, entry)
    card = read_card(folder)
    if card is None or card.weights_sha256 != sums[WEIGHTS]:
        raise AdapterDamaged("a card of other weights", adapter=folder.name, file=CARD)
    if (card.base_repo, card.base_revision) != (content.base_repo, content.base_revision):
        raise AdapterDamaged("card and adapter name different bases", adapter=folder.name, file=CONFIG)
    return AdapterPackage(content, card, read_evaluation(folder), sums)


def unpack(path: Path, folder: Path, only: tuple[str, ...] = (*FILES, SUMS)) -> int:
    """Take a zip's files, or some of them, out into a new folder; the bytes of all, unpacked.

    Names that would leave it, links, pickles, files that no package has and more bytes than were announced are refused
    before or while they are written. Raises AdapterSourceFailed (no zip), AdapterUnsafe, AdapterDamaged, and OSError
    of the disk.
    """
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_members(members, name)
            folder.mkdir(parents=True)
            for member in (each for each in members if each.filename in only):
                # A member gives at most the bytes that it announced, whatever its compressed data would swell to.
                with archive.open(member) as packed, (folder / member.filename).open("wb") as plain:
                    shutil.copyfileobj(packed, plain, CHUNK)
            return sum(member.file_size for member in members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise AdapterSourceFailed(str(error), source=str(path), reason="no_zip") from error
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise AdapterSourceFailed(str(error.strerror), source=str(path), reason="missing") from error


def _refuse_unlisted(folder: Path, sums: Mapping[str, str]) -> None:
    for each in folder.iterdir():
        if each.name in sums or each.name == SUMS:
            continue
        if each.suffix.lower() in _WEIGHTS:
            raise AdapterUnsafe("weights that are not listed", adapter=folder.name, file=each.name, reason="file")
        if each.name in FILES:
            raise AdapterDamaged("not listed", adapter=folder.name, file=each.name)


def _refuse_members(members: list[zipfile.ZipInfo], adapter: str) -> None:
    """By name, kind and size, before a byte is read."""
    seen: set[str] = set()
    for member in members:
        name = member.filename
        if Path(name).suffix.lower() in PICKLES:
            raise AdapterUnsafe("a pickle", adapter=adapter, file=name)
        if name not in (*FILES, SUMS) or stat.S_ISLNK(member.external_attr >> 16):
            raise AdapterUnsafe("not a plain file of a package", adapter=adapter, file=name, reason="file")
        if name in seen or member.flag_bits & _ENCRYPTED or member.compress_type not in _PACKED:
            raise AdapterDamaged("twice, encrypted, or packed in a rare way", adapter=adapter, file=name)
        if member.file_size > (LARGEST_WEIGHTS if name == WEIGHTS else SMALL_FILE):
            raise AdapterDamaged("too large", adapter=adapter, file=name)
        seen.add(name)
    if SUMS not in seen:
        raise AdapterSourceFailed("no sums", source=adapter, reason="no_package")

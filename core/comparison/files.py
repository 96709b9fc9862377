"""The files of a comparison on disk: planned pairs that come in, packets that go out, and what raters hand back."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from core.comparison.packet import LARGEST, read_packet
from core.comparison.pairs import Pair, Rating
from core.comparison.pairs_file import PlannedPairs, read_pairs_file
from core.errors import BinaryFile, FileMissing, FileNotWritten, PacketInvalid, UnreadableFile
from core.text import decode

_LARGEST_PLAN = 256 * 1024 * 1024  # bytes


def load_pairs(path: Path) -> PlannedPairs:
    """Raises FileMissing, and PacketInvalid (reason "pairs") for a file that holds no planned pairs."""
    return read_pairs_file(_text(path, _LARGEST_PLAN, "pairs"))


def load_ratings(path: Path, comparison_id: str, pairs: Iterable[Pair]) -> tuple[Rating, ...]:
    """Raises FileMissing, and PacketInvalid for a file that holds no ratings ("form") or those of another comparison
    ("other"): all of it is taken, or nothing."""
    return read_packet(_text(path, LARGEST, "form"), comparison_id, pairs)


def write_whole(path: Path, text: str) -> None:
    """Write a file of the user's choice, so that the old one is whole until the new one is. Raises FileNotWritten."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        try:
            with fresh.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        reason = "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
        raise FileNotWritten(error.strerror or "", path=str(path), reason=reason) from error


def _text(path: Path, largest: int, reason: str) -> str:
    try:
        if path.stat().st_size > largest:
            raise PacketInvalid("too large", reason=reason)
        data = path.read_bytes()
    except OSError as error:
        raise FileMissing(error.strerror or "", path=str(path)) from error
    try:
        return decode(data, str(path))
    except (BinaryFile, UnreadableFile) as error:
        raise PacketInvalid("no text", reason=reason) from error

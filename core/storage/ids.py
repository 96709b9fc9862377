"""Ids, times and text as they are stored."""

import json
import os
import time
import uuid
from datetime import UTC, datetime

from core.text import nfc


def new_id() -> str:
    """A UUID version 7: known before the row is saved, unique without asking the database, ordered by creation."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76  # version
    value = value & ~(0x3 << 62) | 0x2 << 62  # variant
    return str(uuid.UUID(int=value))


def now() -> datetime:
    return datetime.now(UTC)


def to_stored(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: of one width, so that it sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def storable(text: str) -> str:
    """`text` without lone surrogates (half an emoji that a widget cut), which no encoding can hold.

    Each becomes U+FFFD, one for one, so offsets into the text stay right.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def composed(text: str) -> str:
    """`text` as it is stored wherever nothing points into it: NFC."""
    return nfc(storable(text))


def to_json(value: object) -> str:
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

"""Citations of experts beside a remark, as the JSON of one column."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from core.errors import ProtocolError
from core.remark import Citation
from core.storage.ids import to_json
from core.wire import read


def stored_citations(citations: Sequence[Citation]) -> str:
    """The JSON."""
    return to_json([asdict(citation) for citation in citations])


def read_citations(stored: str) -> tuple[Citation, ...] | None:
    """None, as if nobody had looked, for what cannot be read: it can be looked up again."""
    try:
        found: tuple[Citation, ...] = read(tuple[Citation, ...], json.loads(stored))
    except (ValueError, ProtocolError):
        return None
    return found

"""Pairs for a rater elsewhere: one HTML file that works without a network, and the JSON that comes back.

The file holds no system's name: pairs are known by ids that tell nothing. Answers are kept in the browser after each
pair, and handed back as a file.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from core.comparison.form import candidate_row, read_rating
from core.comparison.pairs import LONGEST_NOTE, Check, Pair, Rating
from core.errors import PacketInvalid
from core.paths import resources_dir

FORM = 1
KIND = "cheomsak-ratings"
LARGEST = 16 * 1024 * 1024  # bytes of what comes back; thousands of ratings take some


def packet(comparison_id: str, title: str, pairs: Sequence[Pair]) -> str:
    """The page for one rater, as text in UTF-8."""
    words = wording()
    data = {
        "form": FORM,
        "comparison": comparison_id,
        "title": title,
        "words": words,
        "longest_note": LONGEST_NOTE,
        "checks": [one.value for one in Check],
        "pairs": [
            {
                "id": pair.id,
                "question": pair.answer.question,
                "answer": pair.answer.text,
                "first": candidate_row(pair.first, blind=True),
                "second": candidate_row(pair.second, blind=True),
            }
            for pair in pairs
        ],
    }
    page = (resources_dir() / "comparison" / "packet.html").read_text(encoding="utf-8")
    # Inside a script "<" could end it; in JSON it can be written as an escape.
    return page.replace("__TITLE__", escape(title)).replace("__DATA__", _in_script(data))


def read_packet(text: str, comparison_id: str, pairs: Iterable[Pair]) -> tuple[Rating, ...]:
    """The ratings of a file that a rater handed back. Raises PacketInvalid: all of it is taken, or nothing."""
    if len(text) > LARGEST:
        raise PacketInvalid("too large", reason="form")
    try:
        data: dict[str, Any] = json.loads(text.removeprefix("\ufeff"))
        if data["kind"] != KIND or data["form"] != FORM:
            raise PacketInvalid("another kind of file", reason="form")
        found = tuple(read_rating(row, str(data["rater"])) for row in data["ratings"])
        other = data["comparison"] != comparison_id
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PacketInvalid(repr(error), reason="form") from error
    known = {pair.id: pair for pair in pairs}
    if other or any(one.pair_id not in known for one in found):
        raise PacketInvalid("of another comparison", reason="other")
    if any(mark.ordinal >= _remarks(known[one.pair_id], mark.side.value) for one in found for mark in one.marks):
        raise PacketInvalid("about a remark that is not there", reason="form")
    return found


@cache
def wording() -> Mapping[str, Any]:
    """The words that raters read, here and in the window."""
    return tomllib.loads((resources_dir() / "comparison" / "words.toml").read_text(encoding="utf-8"))


def _remarks(pair: Pair, side: str) -> int:
    return len((pair.first if side == "first" else pair.second).remarks)


def _in_script(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

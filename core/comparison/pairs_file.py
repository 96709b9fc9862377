"""Planned pairs as a file: the trainer plans, the program asks. Names of systems are in it, so raters never get it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from core.comparison.form import answer_row, candidate_row, read_answer, read_candidate
from core.comparison.pairs import Pair
from core.errors import PacketInvalid

FORM = 1
KIND = "cheomsak-pairs"


@dataclass(frozen=True, slots=True)
class PlannedPairs:
    """`margin` is that of non-inferiority, fixed here, before anybody rates."""

    title: str
    seed: int
    margin: float
    pairs: tuple[Pair, ...]


def pairs_file(title: str, pairs: Sequence[Pair], *, seed: int = 0, margin: float = 0.1) -> str:
    rows = [
        {
            "id": pair.id,
            "answer": answer_row(pair.answer),
            "first": candidate_row(pair.first),
            "second": candidate_row(pair.second),
        }
        for pair in pairs
    ]
    whole = {"kind": KIND, "form": FORM, "title": title, "seed": seed, "margin": margin, "pairs": rows}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def read_pairs_file(text: str) -> PlannedPairs:
    """Raises PacketInvalid for what is none."""
    try:
        data = json.loads(text)
        if data["kind"] != KIND or data["form"] != FORM:
            raise PacketInvalid("another kind of file", reason="pairs")
        pairs = tuple(
            Pair(
                str(row["id"]),
                read_answer(row["answer"]),
                read_candidate(row["first"]),
                read_candidate(row["second"]),
            )
            for row in data["pairs"]
        )
        found = PlannedPairs(str(data["title"]), int(data["seed"]), float(data["margin"]), pairs)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PacketInvalid(repr(error), reason="pairs") from error
    if len({pair.id for pair in pairs}) < len(pairs) or not pairs:
        raise PacketInvalid("no pairs, or one twice", reason="pairs")
    return found

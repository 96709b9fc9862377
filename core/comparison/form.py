"""Pairs and ratings as JSON: in the database, in a packet, and in what a rater hands back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.comparison.pairs import Answer, Candidate, Check, Choice, Mark, Rating, ShownRemark
from core.remark import Polarity


def answer_row(answer: Answer) -> dict[str, Any]:
    return {"id": answer.id, "question": answer.question, "text": answer.text, "group": answer.group}


def read_answer(row: Mapping[str, Any]) -> Answer:
    return Answer(row["id"], row["question"], row["text"], row["group"])


def candidate_row(candidate: Candidate, *, blind: bool = False) -> dict[str, Any]:
    """`blind` leaves out the system."""
    row: dict[str, Any] = {
        "remarks": [
            {"polarity": one.polarity.value, "quote": one.quote, "reason": one.reason, "advice": one.advice}
            for one in candidate.remarks
        ],
        "overall": candidate.overall,
    }
    return row if blind else {"system": candidate.system, **row}


def read_candidate(row: Mapping[str, Any]) -> Candidate:
    remarks = (
        ShownRemark(Polarity(one["polarity"]), one["quote"], one["reason"], one["advice"]) for one in row["remarks"]
    )
    return Candidate(row["system"], tuple(remarks), row["overall"])


def mark_rows(rating: Rating) -> list[list[Any]]:
    return [[mark.side.value, mark.ordinal, mark.check.value, mark.yes] for mark in rating.marks]


def read_marks(rows: list[Any]) -> tuple[Mark, ...]:
    """Raises ValueError and TypeError for what is none."""
    return tuple(Mark(Choice(side), int(ordinal), Check(check), bool(yes)) for side, ordinal, check, yes in rows)


def read_rating(row: Mapping[str, Any], rater: str) -> Rating:
    """One rating of a packet. Raises KeyError, ValueError or TypeError for what is none."""
    moment = datetime.fromisoformat(str(row["at"]))
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return Rating(
        pair_id=str(row["pair"]),
        rater=rater,
        choice=Choice(row["choice"]),
        rated_at=moment,
        first_score=_score(row.get("first_score")),
        second_score=_score(row.get("second_score")),
        marks=read_marks(row.get("marks") or []),
        seconds=max(0.0, float(row.get("seconds") or 0.0)),
        note=str(row.get("note") or ""),
    )


def _score(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a score is a whole number")
    return value

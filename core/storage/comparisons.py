"""Blind comparisons as they are stored: pairs once, ratings one by one, so that a rater goes on where they stopped."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from core.comparison.form import answer_row, candidate_row, mark_rows, read_answer, read_candidate, read_marks
from core.comparison.pairs import Choice, Pair, Rating
from core.errors import PacketInvalid, RecordMissing
from core.storage.connection import Store, writing
from core.storage.ids import new_id, now, storable, to_stored


class RaterProgress(NamedTuple):
    """How many pairs of a comparison one rater has rated."""

    rater: str
    rated: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`margin` is that of non-inferiority, fixed before anybody rates. `rated` counts pairs with any rating; of
    `raters` the one who rated last comes first."""

    id: str
    title: str
    seed: int
    margin: float
    created_at: datetime
    pairs: int
    rated: int
    raters: tuple[RaterProgress, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether there are raters, and each of them has rated every pair: what is shown then spoils nothing."""
        return bool(self.raters) and all(one.rated == self.pairs for one in self.raters)


class ComparisonRepository:
    """Raises DatabaseBusy, DiskFull, DatabaseDamaged or StorageError; RecordMissing for what is not there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, title: str, pairs: Sequence[Pair], *, seed: int = 0, margin: float = 0.1) -> str:
        """Keep a comparison with its pairs in this order; returns its id.

        Raises PacketInvalid (reason "again") for the very pairs of a comparison that is there: ratings of one
        comparison must not lie in two places.
        """
        comparison_id = new_id()
        rows = [
            (
                pair.id,
                _json(answer_row(pair.answer)),
                _json(candidate_row(pair.first)),
                _json(candidate_row(pair.second)),
            )
            for pair in pairs
        ]
        with writing(self._store):
            known = self._with_rows(rows)
            if known is not None:
                raise PacketInvalid("these pairs are there", reason="again", title=known)
            self._store.execute(
                "INSERT INTO comparisons VALUES (?, ?, ?, ?, ?)",
                (comparison_id, storable(title), seed, margin, to_stored(now())),
            )
            self._store.execute_many(
                "INSERT INTO comparison_pairs VALUES (?, ?, ?, ?, ?, ?)",
                [(comparison_id, position, *row) for position, row in enumerate(rows)],
            )
        return comparison_id

    def list(self) -> tuple[Comparison, ...]:
        """The last one first."""
        raters: dict[str, list[RaterProgress]] = defaultdict(list)
        for row in self._store.rows(
            "SELECT comparison_id, rater, count(*) AS rated FROM comparison_ratings"
            " GROUP BY comparison_id, rater ORDER BY max(rated_at) DESC"
        ):
            raters[row["comparison_id"]].append(RaterProgress(row["rater"], row["rated"]))
        rows = self._store.rows(
            "SELECT c.*,"
            " (SELECT count(*) FROM comparison_pairs p WHERE p.comparison_id = c.id) AS pairs,"
            " (SELECT count(DISTINCT r.pair_id) FROM comparison_ratings r WHERE r.comparison_id = c.id) AS rated"
            " FROM comparisons c ORDER BY c.created_at DESC, c.rowid DESC"
        )
        return tuple(
            Comparison(
                id=row["id"],
                title=row["title"],
                seed=row["seed"],
                margin=row["margin"],
                created_at=datetime.fromisoformat(row["created_at"]),
                pairs=row["pairs"],
                rated=row["rated"],
                raters=tuple(raters[row["id"]]),
            )
            for row in rows
        )

    def pairs(self, comparison_id: str) -> tuple[Pair, ...]:
        """In the order in which they are asked."""
        rows = self._store.rows(
            "SELECT * FROM comparison_pairs WHERE comparison_id = ? ORDER BY position", (comparison_id,)
        )
        return tuple(
            Pair(
                row["pair_id"],
                read_answer(json.loads(row["answer_json"])),
                read_candidate(json.loads(row["first_json"])),
                read_candidate(json.loads(row["second_json"])),
            )
            for row in rows
        )

    def rate(self, comparison_id: str, ratings: Iterable[Rating]) -> int:
        """Keep ratings, all or none; a second one by the same rater of the same pair replaces an older one.

        Returns how many were new or newer. Raises RecordMissing for a pair of another comparison.
        """
        taken = 0
        with writing(self._store):
            for one in ratings:
                if not self._known(comparison_id, one.pair_id):
                    raise RecordMissing(kind="comparison_pairs")
                taken += self._store.execute(
                    "INSERT INTO comparison_ratings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (comparison_id, pair_id, rater) DO UPDATE SET choice = excluded.choice,"
                    " first_score = excluded.first_score, second_score = excluded.second_score,"
                    " marks_json = excluded.marks_json, seconds = excluded.seconds, rated_at = excluded.rated_at,"
                    " note = excluded.note"
                    " WHERE excluded.rated_at > comparison_ratings.rated_at",
                    (
                        comparison_id,
                        one.pair_id,
                        storable(one.rater.strip()),
                        one.choice.value,
                        one.first_score,
                        one.second_score,
                        _json(mark_rows(one)),
                        one.seconds,
                        to_stored(one.rated_at),
                        storable(one.note),
                    ),
                )
        return taken

    def ratings(self, comparison_id: str) -> tuple[Rating, ...]:
        """Everybody's, in the order in which they were given."""
        rows = self._store.rows(
            "SELECT * FROM comparison_ratings WHERE comparison_id = ? ORDER BY rated_at, rowid", (comparison_id,)
        )
        return tuple(
            Rating(
                pair_id=row["pair_id"],
                rater=row["rater"],
                choice=Choice(row["choice"]),
                rated_at=datetime.fromisoformat(row["rated_at"]),
                first_score=row["first_score"],
                second_score=row["second_score"],
                marks=read_marks(json.loads(row["marks_json"])),
                seconds=row["seconds"],
                note=row["note"],
            )
            for row in rows
        )

    def next_pair(self, comparison_id: str, rater: str) -> Pair | None:
        """The first pair that this rater has not rated; None when all are."""
        rated = {one.pair_id for one in self.ratings(comparison_id) if one.rater == rater.strip()}
        return next((pair for pair in self.pairs(comparison_id) if pair.id not in rated), None)

    def delete(self, comparison_id: str) -> None:
        """For good, ratings included."""
        with writing(self._store):
            if not self._store.execute("DELETE FROM comparisons WHERE id = ?", (comparison_id,)):
                raise RecordMissing(kind="comparisons")

    def _with_rows(self, rows: Sequence[tuple[str, str, str, str]]) -> str | None:
        """The title of the comparison that has these pairs, letter by letter and in this order."""
        found = self._store.rows(
            "SELECT c.id, c.title FROM comparisons c JOIN comparison_pairs p ON p.comparison_id = c.id"
            " WHERE p.position = 0 AND p.pair_id = ?",
            (rows[0][0] if rows else "",),
        )
        for one in found:
            kept = self._store.rows(
                "SELECT pair_id, answer_json, first_json, second_json FROM comparison_pairs"
                " WHERE comparison_id = ? ORDER BY position",
                (one["id"],),
            )
            if [tuple(row) for row in kept] == list(rows):
                return str(one["title"])
        return None

    def _known(self, comparison_id: str, pair_id: str) -> bool:
        found = self._store.row(
            "SELECT 1 FROM comparison_pairs WHERE comparison_id = ? AND pair_id = ?", (comparison_id, pair_id)
        )
        return found is not None


def _json(value: object) -> str:
    return storable(json.dumps(value, ensure_ascii=False))

"""What a rater has said of one pair so far. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from core.comparison.pairs import LONGEST_NOTE, Check, Choice, Mark, Pair, Rating

Asked = tuple[Choice, int, Check]  # a question of the checklist: of which side, of which remark, which


@dataclass(frozen=True, slots=True)
class Draft:
    """It becomes a rating once there is a choice. Two are equal when they say the same, whatever it took.

    `seconds` were spent on the pair before it was opened this time; `rated_at` is when it was stored last.
    """

    choice: Choice | None = None
    first_score: int | None = None
    second_score: int | None = None
    answers: Mapping[Asked, bool] = field(default_factory=dict)
    note: str = ""
    seconds: float = field(default=0.0, compare=False)
    rated_at: datetime | None = field(default=None, compare=False)

    @classmethod
    def of(cls, rating: Rating) -> "Draft":
        """One that is stored, to be changed."""
        answers = {(mark.side, mark.ordinal, mark.check): mark.yes for mark in rating.marks}
        scores = (rating.first_score, rating.second_score)
        return cls(rating.choice, *scores, answers, rating.note, rating.seconds, rating.rated_at)

    def answered(self, asked: Asked, yes: bool | None) -> "Draft":
        """With this answer, or without one."""
        answers = {key: value for key, value in self.answers.items() if key != asked}
        return replace(self, answers=answers if yes is None else {**answers, asked: yes})

    def scored(self, side: Choice, score: int | None) -> "Draft":
        """With this score of one side, 1 to 5, or without one."""
        return replace(self, first_score=score) if side is Choice.FIRST else replace(self, second_score=score)

    def score(self, side: Choice) -> int | None:
        """Of one side."""
        return self.first_score if side is Choice.FIRST else self.second_score

    def rating(self, pair_id: str, rater: str, seconds: float) -> Rating | None:
        """None without a choice. `seconds`: spent on the pair since it was opened."""
        if self.choice is None:
            return None
        now = datetime.now(UTC)
        if self.rated_at is not None:  # of two the later one is kept, also when the clock was set back between them
            now = max(now, self.rated_at + timedelta(microseconds=1))
        return Rating(
            pair_id=pair_id,
            rater=rater,
            choice=self.choice,
            rated_at=now,
            first_score=self.first_score,
            second_score=self.second_score,
            marks=tuple(Mark(*asked, yes) for asked, yes in self.answers.items()),
            seconds=self.seconds + seconds,
            note=self.note.strip()[:LONGEST_NOTE],
        )


def blind(pair: Pair) -> Pair:
    """Without the systems' names, so that nothing that shows the pair can tell them."""
    return replace(pair, first=replace(pair.first, system=""), second=replace(pair.second, system=""))

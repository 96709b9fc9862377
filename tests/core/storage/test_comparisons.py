from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.comparison.pairs import Answer, Candidate, Check, Choice, Mark, Pair, Rating, ShownRemark
from core.errors import PacketInvalid, RecordMissing
from core.remark import Polarity
from core.storage.database import AppDatabase

NOW = datetime(2026, 11, 28, tzinfo=UTC)
PAIRS = tuple(
    Pair(
        f"p{n}",
        Answer(f"a{n}", "문항", "답변 \ud83d 조각", "회사"),
        Candidate("tuned", (ShownRemark(Polarity.GOOD, "인용", "이유", "방향"),), "총평"),
        Candidate("base", (), "총평"),
    )
    for n in range(3)
)
RATING = Rating("p0", "가", Choice.FIRST, NOW, 4, None, (Mark(Choice.FIRST, 0, Check.WHY, True),), 12.5)


@pytest.fixture
def database(path: Path) -> Iterator[AppDatabase]:
    with AppDatabase.open(path) as opened:
        yield opened


def test_a_comparison_is_read_as_it_was_kept(database: AppDatabase) -> None:
    kept = database.comparisons.create("비교", PAIRS, seed=7, margin=0.05)
    (found,) = database.comparisons.list()

    assert (found.id, found.title, found.seed, found.margin, found.pairs, found.rated) == (kept, "비교", 7, 0.05, 3, 0)
    shown = [replace(pair, answer=replace(pair.answer, text="답변 \ufffd 조각")) for pair in PAIRS]
    assert list(database.comparisons.pairs(kept)) == shown


def test_a_rater_goes_on_where_they_stopped(database: AppDatabase) -> None:
    kept = database.comparisons.create("비교", PAIRS)
    asked = []
    for rater in ("가", "나", "가"):
        pair = database.comparisons.next_pair(kept, rater)
        assert pair is not None
        asked.append(pair.id)
        database.comparisons.rate(kept, [replace(RATING, pair_id=pair.id, rater=rater)])

    assert asked == ["p0", "p0", "p1"]
    database.comparisons.rate(kept, [replace(RATING, pair_id="p2")])
    assert database.comparisons.next_pair(kept, "가") is None
    assert database.comparisons.list()[0].rated == 3


def test_a_packet_twice_changes_nothing_and_a_newer_rating_counts(database: AppDatabase) -> None:
    kept = database.comparisons.create("비교", PAIRS)
    newer = replace(RATING, choice=Choice.TIE, rated_at=NOW + timedelta(seconds=1))

    assert [database.comparisons.rate(kept, [one]) for one in (RATING, RATING, newer, RATING)] == [1, 0, 1, 0]
    assert database.comparisons.ratings(kept) == (newer,)


def test_all_of_a_packet_or_nothing(database: AppDatabase) -> None:
    kept = database.comparisons.create("비교", PAIRS)
    with pytest.raises(RecordMissing):
        database.comparisons.rate(kept, [RATING, replace(RATING, pair_id="other")])

    assert database.comparisons.ratings(kept) == ()


def test_deleting_takes_the_ratings_along(database: AppDatabase) -> None:
    kept = database.comparisons.create("비교", PAIRS)
    database.comparisons.rate(kept, [RATING])
    database.comparisons.delete(kept)

    assert (database.comparisons.list(), database.comparisons.pairs(kept), database.comparisons.ratings(kept)) == (
        (),
        (),
        (),
    )
    with pytest.raises(RecordMissing):
        database.comparisons.delete(kept)


def test_the_same_pairs_are_not_kept_twice(database: AppDatabase) -> None:
    kept = database.comparisons.create("비교", PAIRS, seed=7)
    with pytest.raises(PacketInvalid) as caught:
        database.comparisons.create("다른 이름", PAIRS, seed=8)
    assert caught.value.context == {"reason": "again", "title": "비교"}
    database.comparisons.create("순서가 다름", PAIRS[::-1])
    said_anew = [replace(PAIRS[0], first=replace(PAIRS[0].first, overall="새 총평")), *PAIRS[1:]]
    database.comparisons.create("같은 계획, 새 첨삭", said_anew)
    database.comparisons.delete(kept)
    database.comparisons.create("비교", PAIRS, seed=7)

    assert len(database.comparisons.list()) == 3


def test_how_far_each_rater_is(database: AppDatabase) -> None:
    kept = database.comparisons.create("비교", PAIRS)
    assert not database.comparisons.list()[0].complete
    database.comparisons.rate(kept, [replace(RATING, pair_id=f"p{n}", rater="나") for n in range(3)])
    assert database.comparisons.list()[0].complete
    database.comparisons.rate(kept, [replace(RATING, rated_at=NOW + timedelta(hours=1))])
    (found,) = database.comparisons.list()

    assert found.raters == (("가", 1), ("나", 3))
    assert not found.complete


def test_a_note_is_kept_and_no_longer_than_it_may_be(database: AppDatabase) -> None:
    kept = database.comparisons.create("비교", PAIRS)
    database.comparisons.rate(kept, [replace(RATING, note="둘 다 \ud83d 길다")])

    assert database.comparisons.ratings(kept)[0].note == "둘 다 \ufffd 길다"
    with pytest.raises(ValueError, match="note"):
        replace(RATING, note="길" * 2001)

"""Nothing that resembles a held-out record trains, whatever ties there are; and what is frozen stays frozen."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.training_records import record, records
from training.errors import DatasetTooSmall, FrozenIdsChanged
from training.passages import shared_passages
from training.records import Record, Split
from training.splits import STOCK, Shares, find_ties, leaks, read_frozen, split, write_frozen

LONG = (
    "이 문장은 예순 자를 넘기려고 길게 늘여 쓴 것으로 두 글에 똑같이 들어 있어 "
    "한 사람이 쓴 글임을 알려 주는 구절이며 여기에서 끝납니다."
)


def parts_of(found: list[Record], shares: Shares | None = None) -> dict[Split, list[Record]]:
    chosen = split(found, find_ties(found, {}), shares or Shares())
    return {part: [one for one in found if chosen[one.id] is part] for part in Split}


def test_shares_are_what_was_asked_for() -> None:
    parts = parts_of(list(records(200)))

    assert {part: len(kept) for part, kept in parts.items()} == {
        Split.TRAIN: 150,
        Split.VALIDATION: 20,
        Split.TEST: 30,
        Split.NEWEST: 0,
    }


def test_the_order_of_the_corpus_changes_nothing() -> None:
    found = list(records(60))
    shuffled = random.Random(1).sample(found, len(found))

    assert split(found, find_ties(found, {}), Shares()) == split(shuffled, find_ties(shuffled, {}), Shares())


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 8), st.integers(-1, 6)), min_size=24, max_size=60))
def test_no_company_author_or_cluster_crosses(ties: list[tuple[int, int, int]]) -> None:
    found = [
        record(number, company=f"(주)회사 {company}" if number % 2 else f"회사{company}", author=f"a{author}")
        for number, (company, author, _) in enumerate(ties)
    ]
    clusters = {found[number].id: cluster for number, (_, _, cluster) in enumerate(ties) if cluster >= 0}
    try:
        chosen = split(found, find_ties(found, clusters), Shares())
    except DatasetTooSmall:
        return  # everything hangs together: said, not split
    for one in found:
        for other in found:
            sides = {chosen[one.id], chosen[other.id]}
            tied = (
                one.company.replace("(주)", "").replace(" ", "") == other.company.replace("(주)", "").replace(" ", "")
                or one.author == other.author
                or clusters.get(one.id, -1) == clusters.get(other.id, -2)
            )
            assert not tied or len(sides - {None}) < 2


def test_a_shared_passage_of_an_answer_or_remark_ties() -> None:
    found = list(records(80))
    held = next(iter(parts_of(found)[Split.TEST])).id
    at = next(number for number, one in enumerate(found) if one.id == held)
    other = next(number for number, one in enumerate(found) if one.id in {r.id for r in parts_of(found)[Split.TRAIN]})
    found[at] = record(at, answer=found[at].answer + LONG)
    found[other] = record(other, answer=f"앞에 다른 말. {LONG.replace(' ', '  ')} 뒤에도 다른 말.")

    parts = parts_of(found)

    ties = find_ties(found, {})
    assert ties.answer_passages == (frozenset({found[at].id, found[other].id}),)
    assert sum(leak.counts["answer_passages"] for leak in leaks(parts, ties)) == 0
    assert not [leak for leak in leaks(parts, ties) if any(leak.counts.values())]


def test_a_leak_is_seen_when_there_is_one() -> None:
    found = [record(1), record(2, company="회사1"), record(3, author="author-1")]
    parts = {Split.TRAIN: found[:1], Split.TEST: found[1:2], Split.VALIDATION: found[2:]}

    counted = {(leak.one, leak.other): leak.counts for leak in leaks(parts, find_ties(found, {}))}

    assert counted[Split.TRAIN, Split.TEST]["companies"] == 1
    assert counted[Split.TRAIN, Split.VALIDATION]["authors"] == 1
    assert not any(counted[Split.TEST, Split.VALIDATION].values())


def test_a_stock_phrase_ties_nothing_but_is_counted() -> None:
    found = [record(number, overall=LONG) for number in range(STOCK + 1)]

    ties = find_ties(found, {})

    assert ties.remark_passages == ()
    assert ties.stock_phrases > 0
    assert len(find_ties(found[:2], {}).remark_passages) == 1


def test_passages_are_those_that_a_plain_search_finds() -> None:
    chance = random.Random(3)
    texts = {str(n): "".join(chance.choice("가나다라마바사") for _ in range(150)) for n in range(120)}
    for number, length in enumerate(range(52, 70)):
        start = chance.randrange(60)
        texts[str(number)] = texts[str(number)][:70] + texts[str(number + 100)][start : start + length] + "끝"
    plain = {
        frozenset({one, other})
        for one, text in texts.items()
        for other in texts
        if one < other and any(text[i : i + 60] in texts[other] for i in range(len(text) - 59))
    }

    found = shared_passages(texts)

    assert 5 < len(plain) < 18
    assert {frozenset({a, b}) for keys in found for a in keys for b in keys if a != b} == plain


def test_the_newest_season_can_be_a_test_of_its_own() -> None:
    found = list(records(100))
    again = next(one for one in parts_of(found)[Split.TRAIN] if one.season == "2024년 상반기")
    old = next(one for one in parts_of(found)[Split.TRAIN] if one.season == "2020년 상반기")
    found = [record(int(one.id[5:9]), author=again.author) if one is old else one for one in found]

    parts = parts_of(found, Shares(newest=True))

    assert {one.season for one in parts[Split.NEWEST]} == {"2024년 상반기"}
    assert "2024년 상반기" not in {one.season for one in parts[Split.TRAIN]}
    assert old.id not in {one.id for kept in parts.values() for one in kept}


def test_a_frozen_test_set_stays_when_the_corpus_grows(tmp_path: Path) -> None:
    before = list(records(60))
    kept = frozenset(one.id for one in parts_of(before)[Split.TEST])
    digest = write_frozen(tmp_path / "test-ids.txt", kept)
    held = next(one for one in before if one.id in kept)
    grown = [*records(120), record(900, company=held.company)]

    frozen, same = read_frozen(tmp_path / "test-ids.txt")
    chosen = split(grown, find_ties(grown, {}), Shares(), frozen)

    assert same == digest
    assert {one for one, part in chosen.items() if part is Split.TEST} == kept
    assert chosen["test:0900/1"] is None


def test_an_edited_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "test-ids.txt"
    write_frozen(path, ["a", "b"])
    path.write_text(path.read_text(encoding="utf-8").replace("b\n", ""), encoding="utf-8")

    for wrong in (path, tmp_path / "없음.txt"):
        with pytest.raises(FrozenIdsChanged):
            read_frozen(wrong)


def test_one_company_cannot_be_split() -> None:
    found = [record(number, company="가람유통") for number in range(30)]

    with pytest.raises(DatasetTooSmall):
        split(found, find_ties(found, {}), Shares())

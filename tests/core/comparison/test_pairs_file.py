import json

import pytest

from core.comparison.pairs import Pair
from core.comparison.pairs_file import pairs_file, read_pairs_file
from core.errors import PacketInvalid


def test_planned_pairs_are_read_as_they_were_written(pairs: tuple[Pair, ...]) -> None:
    found = read_pairs_file(pairs_file("비교", pairs, seed=3, margin=0.05))

    assert (found.title, found.seed, found.margin, found.pairs) == ("비교", 3, 0.05, pairs)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "cheomsak-ratings", "form": 1}'])
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(PacketInvalid):
        read_pairs_file(text)


def test_no_pairs_and_one_twice_are_refused(pairs: tuple[Pair, ...]) -> None:
    for wrong in ((), (pairs[0], pairs[0])):
        with pytest.raises(PacketInvalid):
            read_pairs_file(pairs_file("비교", wrong))
    whole = json.loads(pairs_file("비교", pairs))
    whole["pairs"][0]["first"]["remarks"][0]["polarity"] = "both"
    with pytest.raises(PacketInvalid):
        read_pairs_file(json.dumps(whole))

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.comparison.packet import FORM, KIND, packet, read_packet, wording
from core.comparison.pairs import Check, Choice, Mark, Pair, Rating
from core.errors import PacketInvalid


def handed_back(pairs: tuple[Pair, ...], **other: object) -> str:
    rating = {
        "pair": pairs[0].id,
        "choice": "second",
        "first_score": 2,
        "second_score": None,
        "marks": [["first", 0, "why", True], ["second", 0, "harmful", False]],
        "seconds": 41.5,
        "note": "둘 다 짧다",
        "at": "2026-11-28T01:02:03.000Z",
    }
    return json.dumps({"kind": KIND, "form": FORM, "comparison": "c1", "rater": "가람", "ratings": [rating], **other})


def test_a_packet_tells_no_system_and_loads_nothing(pairs: tuple[Pair, ...]) -> None:
    page = packet("c1", "비교 <1>", pairs)

    assert not re.search(r"tuned|base\b|mismatched", page)
    assert not re.search(r"(src|href)=[\"']|https?://|@import|url\(", page)
    assert "<title>비교 &lt;1&gt;</title>" in page
    assert "default-src 'none'" in page


def test_what_was_typed_cannot_leave_the_script(pairs: tuple[Pair, ...]) -> None:
    evil = "</script><script>alert(1)</script>\u2028"
    page = packet("c1", "비교", [replace(pairs[0], answer=replace(pairs[0].answer, text=evil))])
    (held,) = re.findall(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)

    assert json.loads(held)["pairs"][0]["answer"] == evil
    assert page.count("<script") == 2
    assert "\u2028" not in page


def test_every_question_has_words() -> None:
    words = wording()

    assert list(words["checks"]) == [check.value for check in Check]
    page = packet("c1", "비교", [])
    used = set(re.findall(r"words\.(\w+)", page)) - {"checks"}
    assert used <= words.keys()
    assert {"good", "improve", "first", "second", "tie"} <= words.keys()


def test_ratings_come_back(pairs: tuple[Pair, ...]) -> None:
    (found,) = read_packet("\ufeff" + handed_back(pairs), "c1", pairs)

    marks = (Mark(Choice.FIRST, 0, Check.WHY, True), Mark(Choice.SECOND, 0, Check.HARMFUL, False))
    moment = datetime(2026, 11, 28, 1, 2, 3, tzinfo=UTC)
    assert found == Rating(pairs[0].id, "가람", Choice.SECOND, moment, 2, None, marks, 41.5, "둘 다 짧다")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "form"),
        ("[1, 2]", "form"),
        ("{", "form"),
        ('{"kind": "other", "form": 1}', "form"),
    ],
)
def test_what_is_no_packet_is_refused(text: str, reason: str, pairs: tuple[Pair, ...]) -> None:
    with pytest.raises(PacketInvalid) as caught:
        read_packet(text, "c1", pairs)

    assert caught.value.context["reason"] == reason


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"comparison": "c2"}, "other"),
        ({"rater": " "}, "form"),
        ({"ratings": [{"pair": "unknown", "choice": "tie", "at": "2026-11-28T01:02:03Z"}]}, "other"),
        ({"ratings": [{"pair": "unknown", "choice": "both", "at": "2026-11-28T01:02:03Z"}]}, "form"),
        ({"ratings": [{"pair": "unknown", "choice": "tie", "at": "yesterday"}]}, "form"),
        ({"ratings": [{"pair": "unknown", "choice": "tie", "at": "2026-11-28T01:02:03"}]}, "form"),
        ({"ratings": [{"pair": "unknown", "choice": "tie", "at": "2026-11-28T01:02:03Z", "first_score": 2.5}]}, "form"),
    ],
)
def test_a_wrong_part_refuses_the_whole(changed: dict[str, object], reason: str, pairs: tuple[Pair, ...]) -> None:
    with pytest.raises(PacketInvalid) as caught:
        read_packet(handed_back(pairs, **changed), "c1", pairs)

    assert caught.value.context["reason"] == reason


def test_a_remark_that_is_not_there(pairs: tuple[Pair, ...]) -> None:
    text = handed_back(pairs).replace('["first", 0, "why", true]', '["first", 9, "why", true]')
    with pytest.raises(PacketInvalid):
        read_packet(text, "c1", pairs)

"""Every message crosses as it is, and the examples in the module's docstring are messages."""

import json
import re

import pytest

from core.checks.context import BlindProfile, CheckContext, EarlierAnswer
from core.corpus import Origin
from core.counting import TWO_BYTE, Limit
from core.errors import ProtocolError
from core.language import protocol
from core.language.protocol import (
    Cancel,
    Cancelled,
    ComparePercentiles,
    Critique,
    CritiqueEnded,
    EvidenceFound,
    Failed,
    FindEvidence,
    FindOverlap,
    Found,
    Hello,
    IndexProgress,
    IndexReady,
    IntentMined,
    MineIntent,
    OverlapFound,
    Passage,
    PercentilesCompared,
    Proofread,
    Proofreading,
    Quit,
    RemarkFound,
    Reply,
    ReplyDecoder,
    Request,
    RequestDecoder,
    Update,
    encode,
)
from core.proofread.correction import Correction
from core.question_type import QuestionType
from core.remark import Citation, Level, Polarity, Remark, Source, Span
from core.retrieval.intent_groups import Example, IntentGroup
from core.retrieval.matches import Match, Overlap, OwnAnswer
from core.retrieval.percentiles import Measure, Standing

CONTEXT = CheckContext(
    "글\ud83d",
    "문항",
    Limit(700, TWO_BYTE),
    "가람유통",
    "영업",
    "홍길동",
    BlindProfile.PUBLIC,
    (EarlierAnswer("q", "나래", "문항", "글"),),
)
CITATION = Citation("sample:a-1", 1, Polarity.GOOD, "대목", "말", "권한 것", "가람", "2024년", "", "sample", 0.5)
REMARK = Remark(
    Source.RULE, Polarity.IMPROVE, None, "", "짧습니다.", rule="length.short", level=Level.NOTE, evidence=(CITATION,)
)
REQUESTS: list[Request] = [
    Proofread("1", "글", ("가람",)),
    FindEvidence("2", (Passage("0", "인용", "이유", Polarity.GOOD), Passage("1", "인용")), QuestionType.VALUES),
    FindOverlap("3", "글", (OwnAnswer("q", "글", "가람유통"),)),
    MineIntent("4", QuestionType.PROBLEM),
    ComparePercentiles("5", "글", QuestionType.OTHER, 700),
    ComparePercentiles("5", "글", QuestionType.OTHER),
    Critique("6", CONTEXT),
    Update(),
    Cancel("6"),
    Quit(),
]
EXAMPLE = Example("권한 것", "sample:a-1", 1, "가람", "2024년", "", Origin.SAMPLE)
MATCH = Match(Span(0, 4), "글", "jobkorea:1", 2, Span(3, 9), "글", 0.9, "가람", "https://example.invalid")
REPLIES: list[Reply] = [
    Hello(1, 7),
    Proofreading("1", (Correction(Span(0, 2), "몇일", ("며칠",), True, "규칙", "이유"),)),
    EvidenceFound("2", (Found("0", (CITATION,)), Found("1", ())), 843, True),
    OverlapFound("3", Overlap(12.5, 3, (MATCH,)), False),
    IntentMined("4", (IntentGroup(("수치",), 4, 12, (EXAMPLE,)),), True),
    PercentilesCompared("5", (Standing(Measure.FIGURES, 1.0, 50.0, 30, (0.5, 1.0)),), True),
    RemarkFound("6", REMARK),
    CritiqueEnded("6", "총평", True),
    Cancelled("7"),
    Failed("8", "language", "TypeError", {"exit_code": 3}),
    IndexProgress(1, 2),
    IndexReady(843, 240),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: type(one).__name__)
def test_a_request_crosses_as_it_is(request_: Request) -> None:
    assert RequestDecoder().feed(encode(request_)) == [request_]


@pytest.mark.parametrize("reply", REPLIES, ids=lambda one: type(one).__name__)
def test_a_reply_crosses_as_it_is(reply: Reply) -> None:
    assert ReplyDecoder().feed(encode(reply)) == [reply]


def test_every_message_is_tried_here() -> None:
    assert {type(one) for one in REQUESTS} == set(protocol._QUESTIONS.values())
    assert {type(one) for one in REPLIES} == set(protocol._REPLIES.values())


def test_an_unreadable_line_takes_its_place() -> None:
    request, reply = b'{"type": "Hello"}\n', b'{"type": "Cancel", "request_id": "1"}\n'

    (wrong,) = RequestDecoder().feed(request)
    (failed,) = ReplyDecoder().feed(reply)

    assert isinstance(wrong, ProtocolError)
    assert failed == Failed("", "engine.protocol", "unknown message", {"bytes": len(reply) - 1})


def test_the_examples_are_messages() -> None:
    text = " ".join(str(protocol.__doc__).split())
    lines = re.findall(r"([→←]) (\{.*?\})(?= [→←]|$)", text)
    assert len(lines) > 15
    for arrow, line in lines:
        if "{…}" not in line:
            decoder = RequestDecoder() if arrow == "→" else ReplyDecoder()
            (found,) = decoder.feed(json.dumps(json.loads(line)).encode() + b"\n")
            assert type(found).__name__ == json.loads(line)["type"], line

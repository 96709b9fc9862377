"""The side that asks: every question is answered once, also by the death of the process."""

from core.language.client import LanguageClient
from core.language.protocol import (
    Cancel,
    Cancelled,
    Failed,
    Hello,
    IndexReady,
    Proofread,
    Proofreading,
    Quit,
    Reply,
    Update,
    encode,
)

ASK = Proofread("1", "글")
DONE = Proofreading("1", ())


def said(*replies: Reply) -> bytes:
    return b"".join(map(encode, replies))


def test_a_question_is_answered_once() -> None:
    client = LanguageClient()
    client.process_started()

    assert client.ask(ASK) == encode(ASK)
    assert client.busy
    assert client.feed(said(Hello(1, 5), IndexReady(1, 1), DONE, DONE, Cancelled("1"))) == [
        Hello(1, 5),
        IndexReady(1, 1),
        DONE,
    ]
    assert not client.busy


def test_cancel_is_said_while_it_is_awaited() -> None:
    client = LanguageClient()
    client.ask(ASK)

    assert client.cancel("1") == encode(Cancel("1"))
    assert client.busy, "its Cancelled still comes"
    assert client.feed(said(Cancelled("1"))) == [Cancelled("1")]
    assert client.cancel("1") == b""


def test_a_dead_process_fails_what_is_awaited() -> None:
    client = LanguageClient()
    client.process_started()
    client.ask(ASK)

    (failed,) = client.process_ended(9, crashed=True)

    assert failed == Failed("1", "language.crashed", "killed by a signal", {"exit_code": 9})
    assert not client.busy


def test_half_a_line_of_a_dead_process_is_forgotten() -> None:
    client = LanguageClient()
    client.process_started()
    client.feed(said(DONE)[:20])
    client.process_ended(1, crashed=False)
    client.process_started()
    client.ask(ASK)

    assert client.feed(said(DONE)) == [DONE]


def test_a_crash_while_nothing_is_asked_is_told() -> None:
    client = LanguageClient()
    client.process_started()

    assert client.process_ended(3, crashed=False) == [Failed("", "language.crashed", "ended", {"exit_code": 3})]


def test_the_end_that_was_asked_for_is_no_crash() -> None:
    client = LanguageClient()
    client.ask(ASK)

    assert client.quit() == encode(Quit())
    assert client.process_ended(0, crashed=False) == [Cancelled("1")]
    assert client.process_ended(0, crashed=False) == []


def test_another_version_is_a_failure() -> None:
    (failed,) = LanguageClient().feed(said(Hello(99, 5)))

    assert isinstance(failed, Failed)
    assert failed.code == "engine.protocol"


def test_the_corpus_has_changed() -> None:
    assert LanguageClient().update() == encode(Update())

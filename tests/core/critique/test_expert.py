"""A critique without a model: a session like any other."""

import pytest

from core.checks.context import CheckContext
from core.counting import Limit
from core.critique.expert import MODEL_ID, ExpertSession, model_name, prepare_expert
from core.critique.parse import parse
from core.critique.pipeline import new_critique, timings
from core.critique.session import State
from core.engine.protocol import FinishReason
from core.errors import AnswerEmpty, LanguageCrashed
from core.language.protocol import Cancelled, CritiqueEnded, Failed, IndexProgress, IndexReady, RemarkFound
from core.remark import Polarity, Remark, Source, Span

CONTEXT = CheckContext("저는 성실합니다. 끝.", "동기를 쓰시오.", Limit(700), "가람유통", "영업")
REMARK = Remark(Source.EXPERT, Polarity.IMPROVE, Span(0, 9), "저는 성실합니다.", "막연합니다.", "겪은 일을 쓰세요.")


@pytest.fixture
def session() -> ExpertSession:
    return prepare_expert(CONTEXT).session(10.0)


def found(session: ExpertSession) -> RemarkFound:
    return RemarkFound(session.request_id, REMARK)


def test_it_goes_from_the_index_over_remarks_to_its_end(session: ExpertSession) -> None:
    assert session.state is State.OPENING
    assert session.apply(IndexProgress(3, 9), 11.0)
    assert (session.state, session.reading) == (State.READING, (3, 9))
    assert session.apply(found(session), 12.0)
    assert (session.state, session.remarks) == (State.WRITING, (REMARK,))
    assert not session.apply(IndexProgress(4, 9), 12.5), "remarks come already"
    assert session.apply(CritiqueEnded(session.request_id, "총평입니다.", complete=True), 13.0)

    assert (session.state, session.over, session.overall) == (State.DONE, True, "총평입니다.")
    assert session.finish_reason is FinishReason.END_OF_TEXT
    assert session.elapsed == 3.0
    assert not session.apply(found(session), 14.0), "too late"


def test_what_belongs_to_others_changes_nothing(session: ExpertSession) -> None:
    for reply in (RemarkFound("other", REMARK), Failed("", "storage"), IndexReady(1, 1), Cancelled("other")):
        assert not session.apply(reply, 11.0)
    assert session.state is State.OPENING


def test_however_it_ends_what_came_stays(session: ExpertSession) -> None:
    session.apply(found(session), 11.0)
    other = prepare_expert(CONTEXT).session(10.0)
    other.apply(found(other), 11.0)
    third = prepare_expert(CONTEXT).session(10.0)

    session.apply(Failed(session.request_id, "language.crashed", "ended", {"exit_code": 3}), 12.0)
    other.cancel(12.0)
    other.apply(Cancelled(other.request_id), 13.0)
    third.fail(LanguageCrashed(), 12.0)

    assert (session.state, session.remarks) == (State.FAILED, (REMARK,))
    assert isinstance(session.error, LanguageCrashed)
    assert (other.state, other.finish_reason, other.remarks) == (State.CANCELLED, FinishReason.CANCELLED, (REMARK,))
    assert (third.state, third.remarks) == (State.FAILED, ())


def test_cancelled_by_the_process(session: ExpertSession) -> None:
    assert session.apply(Cancelled(session.request_id), 11.0)
    assert session.state is State.CANCELLED


def test_its_text_reads_as_a_reply(session: ExpertSession) -> None:
    assert session.raw == ""
    session.apply(found(session), 11.0)
    session.apply(CritiqueEnded(session.request_id, "총평입니다.", complete=True), 12.0)

    reply = parse(session.raw)

    assert [(one.quote, one.reason, one.advice) for one in reply.remarks] == [
        (REMARK.quote, REMARK.reason, REMARK.advice)
    ]
    assert reply.overall == "총평입니다."


def test_it_is_kept_as_made_without_a_model(session: ExpertSession) -> None:
    new = new_critique(prepare_expert(CONTEXT), "q1")

    assert (new.model_id, new.model_name, new.adapter_id) == (MODEL_ID, model_name(), None)
    assert new.model_name == "전문가 근거 (모델 없음)"
    assert new.settings["without_model"] is True
    assert (new.question_id, new.answer_text, new.limit, new.company) == ("q1", CONTEXT.text, Limit(700), "가람유통")
    session.tick(12.0)
    assert timings(session) == {"elapsed_s": 2.0, "chars_per_s": 0.0}


def test_nothing_to_judge() -> None:
    with pytest.raises(AnswerEmpty):
        prepare_expert(CheckContext(" \n"))

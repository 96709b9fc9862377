"""Experts' remarks beside a model's, and in the place of a model: from the language process to the database."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from core.checks.context import CheckContext
from core.errors import NotEnoughMemory
from core.language.protocol import Critique, FindEvidence, Found
from core.question_type import QuestionType
from core.remark import Citation, Polarity, Remark, Source, Span
from core.storage.critiques import CritiqueState
from desktop.critique.request import StartRequest
from desktop.critique.view import Empty, Stage
from desktop.language_process import LanguageProcess
from tests.desktop.critique.conftest import Bench
from tests.fakes import fake_backend
from tests.fakes import language_script as language
from tests.fakes.critiques import ANSWER, FIRST, REPLY, SECOND, THIRD
from tests.fakes.language_script import Script

CITED = Citation(
    "sample:12", 1, Polarity.IMPROVE, "귀사의 인재가 되겠습니다.", "누구나 쓰는 말입니다.", "직접 본 것을 쓰세요.",
    "한빛물류", "2025년 상반기", origin="sample", likeness=0.6,
)  # fmt: skip


def expert_remark(quote: str = FIRST, polarity: Polarity = Polarity.IMPROVE) -> Remark:
    start = ANSWER.index(quote)
    reason = "비슷한 대목에 달린 보기 첨삭: 누구나 쓰는 말입니다."
    return Remark(Source.EXPERT, polarity, Span(start, start + len(quote)), quote, reason, evidence=(CITED,))


EVIDENCE = Script(evidence=(Found(FIRST, (CITED,)), Found(THIRD, ())))
EXPERTS = Script(remarks=(expert_remark(FIRST), expert_remark(SECOND, Polarity.GOOD)), overall="두 곳이 닮았습니다.")
ENDLESS = Script(remarks=(expert_remark(),) * 200, pause=0.05)


class Evidence(Bench):
    def __init__(self, qtbot: QtBot, folder: Path, script: Script, *, model: bool) -> None:
        self.file = folder / "언어.json"
        process = LanguageProcess(language.argv(self.file, script))
        super().__init__(qtbot, fake_backend.Script(reply=REPLY), language=process)
        self.preparer.here = model

    def found(self) -> list[tuple[Citation, ...] | None]:
        return [one.remark.evidence for one in self.view().remarks]

    def asked(self) -> list[FindEvidence]:
        return [request for request in language.requests(self.file) if isinstance(request, FindEvidence)]


@pytest.fixture
def evidence(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Evidence]:
    script, model = request.param
    made = Evidence(qtbot, tmp_path, script, model=model)
    yield made
    made.close()


@pytest.mark.parametrize("evidence", [(EVIDENCE, True)], indirect=True)
def test_each_remark_of_a_model_gets_its_evidence_or_none_and_the_history_keeps_it(evidence: Evidence) -> None:
    evidence.open()
    evidence.start()
    evidence.wait_stage(Stage.DONE)
    evidence.qtbot.waitUntil(lambda: None not in evidence.found(), timeout=10_000)
    assert evidence.found() == [(CITED,), (), ()]
    assert not any(one.searching for one in evidence.view().remarks)
    assert {request.question_type for request in evidence.asked()} == {QuestionType.MOTIVATION}
    passages = [passage for request in evidence.asked() for passage in request.passages]
    assert [passage.quote for passage in passages] == [FIRST, SECOND, THIRD]

    kept = evidence.latest()
    assert [remark.evidence for remark in kept.remarks] == [(CITED,), (), ()]


@pytest.mark.parametrize("evidence", [(Script(hang_on="FindEvidence"), True)], indirect=True)
def test_while_it_is_looked_for_the_cards_say_so(evidence: Evidence) -> None:
    evidence.open()
    evidence.start()
    evidence.wait_stage(Stage.DONE)
    assert [one.searching for one in evidence.view().remarks] == [True, True, True]


@pytest.mark.parametrize("evidence", [(Script(crash_on="FindEvidence", crashes=9), True)], indirect=True)
def test_without_the_process_a_critique_is_whole_and_says_nothing_of_evidence(evidence: Evidence) -> None:
    evidence.open()
    evidence.start()
    evidence.wait_stage(Stage.DONE)
    evidence.qtbot.waitUntil(lambda: not any(one.searching for one in evidence.view().remarks), timeout=20_000)
    assert evidence.found() == [None, None, None]
    assert evidence.view().error is None


@pytest.mark.parametrize("evidence", [(EXPERTS, False)], indirect=True)
def test_without_a_model_experts_write_the_critique_and_it_is_kept(evidence: Evidence) -> None:
    question_id = evidence.open()
    assert evidence.controller.why_empty(question_id) is Empty.NO_MODEL
    evidence.start()
    view = evidence.wait_stage(Stage.DONE)
    assert view.model.without
    assert [one.remark.quote for one in view.remarks] == [FIRST, SECOND]
    assert view.overall == "두 곳이 닮았습니다."
    assert [mark.kind for mark in evidence.controller.marks(question_id)] == ["improve", "good"]
    (asked,) = [request for request in language.requests(evidence.file) if isinstance(request, Critique)]
    assert asked.context == CheckContext(
        ANSWER, evidence.questions[0].text, evidence.questions[0].limit, "가람유통", "영업관리"
    )
    assert not evidence.engine.running

    kept = evidence.latest()
    assert kept.summary.state is CritiqueState.DONE
    assert kept.remarks == tuple(one.remark for one in view.remarks)


@pytest.mark.parametrize("evidence", [(EXPERTS, True)], indirect=True)
def test_where_the_model_cannot_experts_write_it_when_that_is_asked_for(evidence: Evidence) -> None:
    evidence.preparer.error = NotEnoughMemory(needed=3, available=1)
    evidence.open()
    evidence.start()
    assert evidence.wait_stage(Stage.FAILED).model.without is False

    request = StartRequest(evidence.application, evidence.questions[0], ANSWER, without_model=True)
    evidence.controller.start(request)
    view = evidence.wait_stage(Stage.DONE)

    assert view.model.without
    assert [one.remark.quote for one in view.remarks] == [FIRST, SECOND]
    assert not evidence.engine.running
    assert evidence.latest().summary.state is CritiqueState.DONE


@pytest.mark.parametrize("evidence", [(EXPERTS, False)], indirect=True)
def test_one_from_the_history_still_says_that_no_model_wrote_it(evidence: Evidence) -> None:
    question_id = evidence.open()
    evidence.start()
    evidence.wait_stage(Stage.DONE)
    evidence.controller.forget()
    evidence.qtbot.waitUntil(lambda: evidence.controller.view(question_id) is not None, timeout=5000)
    assert evidence.view().model.without
    assert evidence.found() == [(CITED,), (CITED,)]


@pytest.mark.parametrize("evidence", [(ENDLESS, False)], indirect=True)
def test_a_critique_of_experts_can_be_stopped_and_keeps_what_came(evidence: Evidence) -> None:
    question_id = evidence.open()
    evidence.start()
    evidence.wait_remarks(2)
    assert evidence.controller.live(question_id)
    evidence.controller.stop(question_id)
    assert evidence.view().stage is Stage.CANCELLED
    count = len(evidence.view().remarks)
    assert count >= 2
    kept = evidence.latest()
    assert kept.summary.state is CritiqueState.CANCELLED
    assert len(kept.remarks) == count
    evidence.start()
    evidence.wait_remarks(1)
    assert evidence.view().number == 2


@pytest.mark.parametrize("evidence", [(ENDLESS, False)], indirect=True)
def test_a_process_that_dies_in_the_middle_fails_the_critique_with_a_sentence(evidence: Evidence) -> None:
    evidence.open()
    evidence.start()
    evidence.wait_remarks(2)
    assert evidence.language is not None
    psutil.Process(evidence.language.pid).kill()
    view = evidence.wait_stage(Stage.FAILED)
    assert view.error is not None
    assert view.error.code == "language.crashed"
    assert len(view.remarks) >= 2


@pytest.mark.parametrize("evidence", [(EXPERTS, False)], indirect=True)
def test_when_a_model_has_come_it_writes_the_next_one(evidence: Evidence) -> None:
    evidence.open()
    evidence.start()
    evidence.wait_stage(Stage.DONE)
    evidence.preparer.here = True
    evidence.start()
    evidence.qtbot.waitUntil(
        lambda: evidence.view().number == 2 and evidence.view().stage is Stage.DONE, timeout=10_000
    )
    assert not evidence.view().model.without
    assert len(evidence.view().remarks) == 3

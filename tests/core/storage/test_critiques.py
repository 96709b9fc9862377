import unicodedata
from dataclasses import replace

import pytest

from core.counting import TWO_BYTE, Limit
from core.critique.session import State
from core.errors import RecordMissing
from core.essay import Question
from core.remark import Citation, Level, Polarity, Remark, RemarkStatus, Source, Span
from core.storage.connection import writing
from core.storage.critiques import CritiqueFilter, CritiqueState, NewCritique
from core.storage.database import AppDatabase

ANSWER = "귀사에 지원한 것은 현장 경험 때문입니다. 역량을 키웠습니다."
REMARKS = (
    Remark(Source.MODEL, Polarity.IMPROVE, Span(0, 10), ANSWER[:10], "까닭이 모호합니다.", "제품을 드세요."),
    Remark(Source.MODEL, Polarity.GOOD, Span(25, 33), ANSWER[25:33], "구체적입니다."),
    Remark(Source.RULE, Polarity.IMPROVE, None, "", "짧습니다.", rule="length.short"),
)


def new(question: Question | None = None, **changes: object) -> NewCritique:
    base = NewCritique(
        question_id=question.id if question else None,
        question_text="지원한 까닭을 쓰시오.",
        answer_text=ANSWER,
        limit=Limit(1400, TWO_BYTE),
        model_id="starter",
        model_name="시험용 모델",
        adapter_id="first",
        settings={"temperature": 0.2, "seed": 7, "stop": ["<end>"]},
        company="한빛전자",
        role="생산관리",
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # a test's shorthand


def test_a_critique_is_kept_whole(database: AppDatabase, question: Question) -> None:
    critique_id = database.critiques.start(new(question))
    database.critiques.finish(
        critique_id, "done", "날 것", REMARKS, "좋은 글입니다.", None, {"elapsed_s": 3.5}, "end_of_text"
    )
    record = database.critiques.get(critique_id)
    assert record.answer_text == ANSWER
    assert record.limit == Limit(1400, TWO_BYTE)
    assert record.settings == {"temperature": 0.2, "seed": 7, "stop": ["<end>"]}
    assert record.remarks == REMARKS
    assert (record.raw, record.overall, record.finish_reason) == ("날 것", "좋은 글입니다.", "end_of_text")
    assert record.timings == {"elapsed_s": 3.5}
    summary = record.summary
    assert (summary.model_id, summary.model_name, summary.adapter_id) == ("starter", "시험용 모델", "first")
    assert (summary.company, summary.role, summary.question_text) == ("한빛전자", "생산관리", "지원한 까닭을 쓰시오.")
    assert (summary.good, summary.improve, summary.characters) == (1, 2, len(ANSWER))
    assert summary.state is CritiqueState.DONE
    assert summary.finished_at is not None
    assert summary.finished_at >= summary.started_at
    assert database.critiques.list() == (summary,)


def test_the_judged_text_is_stored_to_the_letter(database: AppDatabase) -> None:
    """Spans count in it, so it must not even be composed."""
    judged = unicodedata.normalize("NFD", "지원 동기")
    record = database.critiques.get(database.critiques.start(new(answer_text=judged)))
    assert record.answer_text == judged
    assert database.critiques.search("지원동기")


def test_the_judged_answer_becomes_a_version(database: AppDatabase, question: Question) -> None:
    database.critiques.start(new(question))
    database.critiques.start(new(question))
    database.critiques.start(new(question, answer_text="고친 글"))
    versions = database.essays.versions(question.id)
    assert [(one.text, one.reason) for one in versions] == [("고친 글", "critique"), (ANSWER, "critique")]


def test_critiques_of_a_question_are_numbered(database: AppDatabase, question: Question) -> None:
    other = database.essays.add_question(question.application_id, "", "", Limit())
    ids = [database.critiques.start(new(one)) for one in (question, other, question)]
    assert [database.critiques.get(one).summary.number for one in ids] == [1, 1, 2]
    latest = database.critiques.latest(question.id)
    assert latest is not None
    assert latest.summary.id == ids[2]
    assert database.critiques.latest("absent") is None


def test_states_agree_with_the_session() -> None:
    assert {state.value for state in State} | {"interrupted"} == {state.value for state in CritiqueState}


def test_a_checkpoint_keeps_what_has_arrived(database: AppDatabase) -> None:
    critique_id = database.critiques.start(new())
    assert database.critiques.get(critique_id).summary.state is CritiqueState.OPENING
    database.critiques.checkpoint(critique_id, "아쉬", REMARKS[:1], "")
    record = database.critiques.get(critique_id)
    assert (record.raw, record.remarks, record.summary.state) == ("아쉬", REMARKS[:1], CritiqueState.WRITING)
    database.critiques.checkpoint(critique_id, "아쉬운", REMARKS[:2], "총")
    assert database.critiques.get(critique_id).remarks == REMARKS[:2]


def test_a_late_checkpoint_changes_nothing(database: AppDatabase) -> None:
    critique_id = database.critiques.start(new())
    database.critiques.finish(critique_id, "cancelled", "전부", REMARKS, "")
    database.critiques.checkpoint(critique_id, "일부", REMARKS[:1], "")
    database.critiques.checkpoint("absent", "일부", REMARKS[:1], "")
    record = database.critiques.get(critique_id)
    assert (record.raw, len(record.remarks), record.summary.state) == ("전부", 3, CritiqueState.CANCELLED)


def test_a_failure_keeps_its_code(database: AppDatabase) -> None:
    critique_id = database.critiques.start(new())
    database.critiques.finish(critique_id, "failed", "일부", REMARKS[:1], "", "engine.crashed")
    assert database.critiques.get(critique_id).summary.error_code == "engine.crashed"


def test_a_status_survives_the_end_of_the_critique(database: AppDatabase) -> None:
    critique_id = database.critiques.start(new())
    database.critiques.checkpoint(critique_id, "", REMARKS[:2], "")
    database.critiques.set_remark_status(critique_id, 1, RemarkStatus.DISMISSED)
    database.critiques.finish(critique_id, "done", "", REMARKS, "")
    statuses = [remark.status for remark in database.critiques.get(critique_id).remarks]
    assert statuses == [RemarkStatus.OPEN, RemarkStatus.DISMISSED, RemarkStatus.OPEN]


def test_what_a_dead_process_left_open_is_interrupted(database: AppDatabase) -> None:
    opening, writing, done = (database.critiques.start(new()) for _ in range(3))
    database.critiques.checkpoint(writing, "좋은 점", REMARKS[:1], "")
    database.critiques.finish(done, "done", "", (), "")
    assert database.critiques.close_interrupted() == 2
    assert database.critiques.close_interrupted() == 0
    states = [database.critiques.get(one).summary.state for one in (opening, writing, done)]
    assert states == [CritiqueState.INTERRUPTED, CritiqueState.INTERRUPTED, CritiqueState.DONE]
    assert database.critiques.get(writing).remarks == REMARKS[:1]
    assert database.critiques.search("모호합니다")


def test_star_rename_bin_and_purge(database: AppDatabase) -> None:
    critiques = database.critiques
    first, second = (critiques.start(new()) for _ in range(2))
    critiques.star(first)
    critiques.rename(second, " 최종본 ")
    assert [one.id for one in critiques.list(CritiqueFilter(starred=True))] == [first]
    assert critiques.get(second).summary.title == "최종본"
    assert [one.id for one in critiques.search("최종")] == [second]
    critiques.star(first, False)
    critiques.delete(first)
    assert [one.id for one in critiques.list()] == [second]
    assert critiques.count() == 1
    assert [one.id for one in critiques.list(CritiqueFilter(deleted=True))] == [first]
    assert critiques.search("경험") == critiques.list(CritiqueFilter(text="경험"))
    critiques.undelete(first)
    assert critiques.count() == 2
    critiques.delete(first)
    assert critiques.purge_deleted() == 1
    critiques.purge(second)
    assert critiques.list(CritiqueFilter(deleted=True)) == ()
    assert critiques.count() == 0


def test_lists_are_filtered_newest_first(database: AppDatabase, question: Question) -> None:
    critiques = database.critiques
    own = critiques.start(new(question))
    other = critiques.start(new(model_id="bigger"))
    critiques.finish(other, "failed", "", (), "", "engine.crashed")

    def ids(**chosen: object) -> list[str]:
        return [one.id for one in critiques.list(CritiqueFilter(**chosen))]  # type: ignore[arg-type]  # shorthand

    assert ids() == [other, own]
    assert ids(question_id=question.id) == [own]
    assert ids(application_id=question.application_id) == [own]
    assert ids(model_id="bigger") == [other]
    assert ids(state=CritiqueState.FAILED) == [other]
    assert ids(limit=1) == [other]
    assert ids(limit=1, offset=1) == [own]
    assert critiques.count(CritiqueFilter(model_id="bigger")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "지원",
        "경험",
        "역량",
        "역량을",
        "현장경험",
        "지원 역량",
        "모호",
        "한빛",
        "생산 관리",
        "제품을 드",
        "LENGTH 없음",
    ],
)
def test_korean_words_are_found(database: AppDatabase, query: str) -> None:
    critique_id = database.critiques.start(new())
    database.critiques.finish(critique_id, "done", "", REMARKS, "총평입니다. Length 없음")
    database.critiques.start(new(answer_text="다른 글", question_text="", company="", role=""))
    assert [one.id for one in database.critiques.search(query)] == [critique_id]


@pytest.mark.parametrize("query", ["", "  ", "없는말", "%", "_", "지원 없는말", '"', "까닭을쓰시오.한빛"])
def test_what_does_not_occur_is_not_found(database: AppDatabase, query: str) -> None:
    critique_id = database.critiques.start(new())
    database.critiques.finish(critique_id, "done", "", REMARKS, "")
    assert database.critiques.search(query) == ()


def test_the_excerpt_shows_where_it_was_found(database: AppDatabase) -> None:
    answer = "앞 이야기입니다. " * 30 + "그래서 지원\n동기를 말합니다. " + "뒤 이야기입니다. " * 30
    critique_id = database.critiques.start(new(answer_text=answer))
    (found,) = database.critiques.search("지원동기")
    assert "지원 동기를" in found.excerpt
    assert len(found.excerpt) < 90
    assert database.critiques.get(critique_id).summary.excerpt.startswith("앞 이야기입니다.")


def test_what_is_not_there_is_an_error(database: AppDatabase) -> None:
    critiques = database.critiques
    for wrong in (
        lambda: critiques.get("x"),
        lambda: critiques.finish("x", "done", "", (), ""),
        lambda: critiques.star("x"),
        lambda: critiques.rename("x", ""),
        lambda: critiques.delete("x"),
        lambda: critiques.purge("x"),
        lambda: critiques.set_remark_status("x", 0, RemarkStatus.FIXED),
        lambda: critiques.start(replace(new(), question_id="x")),
    ):
        with pytest.raises(RecordMissing):
            wrong()
    assert critiques.list() == ()


CITATION = Citation(
    "jobkorea:1", 2, Polarity.GOOD, "닮은 대목", "좋은 말", "권한 것", "한빛", "2024년", "https://x", "jobkorea", 0.51
)


def test_evidence_and_level_are_kept_with_their_remark(database: AppDatabase) -> None:
    critique_id = database.critiques.start(new())
    remarks = (
        replace(REMARKS[0], evidence=(CITATION, replace(CITATION, said="\ud83d 반쪽"))),
        replace(REMARKS[1], evidence=()),
        replace(REMARKS[2], level=Level.CHECK),
    )
    database.critiques.finish(critique_id, "done", "", remarks, "")

    first, second, third = database.critiques.get(critique_id).remarks

    assert first.evidence == (CITATION, replace(CITATION, said="\ufffd 반쪽"))
    assert second == remarks[1]
    assert third == remarks[2]


def test_evidence_may_come_later_and_a_checkpoint_does_not_undo_it(database: AppDatabase) -> None:
    critique_id = database.critiques.start(new())
    database.critiques.checkpoint(critique_id, "", REMARKS[:2], "")
    database.critiques.set_evidence(critique_id, {0: (CITATION,), 1: (), 7: (CITATION,)})
    database.critiques.checkpoint(critique_id, "", REMARKS, "")
    database.critiques.finish(critique_id, "done", "", REMARKS, "")
    database.critiques.set_evidence("absent", {0: (CITATION,)})

    assert [one.evidence for one in database.critiques.get(critique_id).remarks] == [(CITATION,), (), None]


def test_evidence_that_cannot_be_read_is_as_if_nobody_had_looked(database: AppDatabase) -> None:
    critique_id = database.critiques.start(new())
    database.critiques.finish(critique_id, "done", "", (replace(REMARKS[0], evidence=(CITATION,)),), "")
    for harm in ("{", "[1]", "[{}]"):
        with writing(database._store):
            database._store.execute("UPDATE remarks SET evidence = ?", (harm,))
        assert database.critiques.get(critique_id).remarks[0].evidence is None

import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.counting import TWO_BYTE, Limit
from core.errors import RecordMissing
from core.essay import Question
from core.storage.critiques import NewCritique
from core.storage.database import AppDatabase


def test_applications_are_kept_in_order_with_all_their_fields(path: Path) -> None:
    with AppDatabase.open(path) as database:
        first = database.essays.add_application("한빛전자", "생산관리", "2026 하반기", date(2026, 12, 24))
        second = database.essays.add_application("가온")
        assert (first.company, first.role, first.season, first.deadline) == (
            "한빛전자",
            "생산관리",
            "2026 하반기",
            date(2026, 12, 24),
        )
        database.essays.reorder_applications([second.id, first.id])
    with AppDatabase.open(path) as database:
        assert [one.company for one in database.essays.list_applications()] == ["가온", "한빛전자"]


def test_an_application_is_changed(database: AppDatabase) -> None:
    before = database.essays.add_application("한빛전자", deadline=date(2026, 12, 24))
    after = database.essays.update_application(before.id, company="한빛", role="품질", season="", deadline=None)
    assert (after.company, after.role, after.deadline) == ("한빛", "품질", None)
    assert after.updated_at >= before.updated_at
    assert database.essays.list_applications() == (after,)


def test_a_question_keeps_its_limit_and_place(database: AppDatabase, question: Question) -> None:
    second = database.essays.add_question(question.application_id, "성장", "", Limit(None))
    changed = database.essays.update_question(question.id, title="동기", text="왜?", limit=Limit(1400, TWO_BYTE))
    assert changed.limit == Limit(1400, TWO_BYTE)
    assert [one.title for one in database.essays.questions(question.application_id)] == ["동기", "성장"]
    database.essays.reorder_questions([second.id, question.id])
    assert [one.title for one in database.essays.questions(question.application_id)] == ["성장", "동기"]


def test_the_answer_is_what_was_saved_last(path: Path) -> None:
    with AppDatabase.open(path) as database:
        application = database.essays.add_application("한빛전자")
        question = database.essays.add_question(application.id, "", "", Limit())
        assert question.answer == ""
        before = datetime.now(UTC)
        database.essays.save_answer(question.id, "처음")
        saved = database.essays.save_answer(question.id, "나중\n둘째 줄 \U0001f600")
        assert saved >= before
    with AppDatabase.open(path) as database:
        assert database.essays.question(question.id).answer == "나중\n둘째 줄 \U0001f600"
        assert database.essays.question(question.id).updated_at == saved
        assert database.essays.list_applications()[0].updated_at == saved


def test_decomposed_text_is_stored_composed(database: AppDatabase, question: Question) -> None:
    typed = unicodedata.normalize("NFD", "지원 동기")
    database.essays.save_answer(question.id, typed)
    assert database.essays.question(question.id).answer == "지원 동기"


def test_half_an_emoji_does_not_stop_saving(database: AppDatabase, question: Question) -> None:
    database.essays.save_answer(question.id, "가\ud83d나")
    assert database.essays.question(question.id).answer == "가\ufffd나"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=[])))
def test_any_text_is_kept(database: AppDatabase, question: Question, text: str) -> None:
    database.essays.save_answer(question.id, text)
    expected = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    kept = database.essays.question(question.id).answer
    assert len(kept) <= len(text)
    assert kept == unicodedata.normalize("NFC", expected)


def test_a_version_is_kept_once(database: AppDatabase, question: Question) -> None:
    first = database.essays.add_version(question.id, "하나", "critique")
    assert database.essays.add_version(question.id, "하나", "manual") == first
    second = database.essays.add_version(question.id, "둘", "manual")
    third = database.essays.add_version(question.id, "하나", "manual")
    assert [version.number for version in (first, second, third)] == [1, 2, 3]
    assert database.essays.versions(question.id) == (third, second, first)


def test_restoring_a_version_keeps_the_text_it_replaces(database: AppDatabase, question: Question) -> None:
    old = database.essays.add_version(question.id, "옛글", "critique")
    database.essays.save_answer(question.id, "지금 쓰던 글")
    restored = database.essays.restore_version(old.id)
    assert restored.answer == "옛글"
    assert [(one.text, one.reason) for one in database.essays.versions(question.id)] == [
        ("지금 쓰던 글", "restore"),
        ("옛글", "critique"),
    ]


def test_the_bin_gives_back_what_was_thrown_away(database: AppDatabase, question: Question) -> None:
    essays = database.essays
    essays.save_answer(question.id, "소중한 글")
    essays.delete_application(question.application_id)
    assert essays.list_applications() == ()
    assert [one.id for one in essays.list_applications(deleted=True)] == [question.application_id]
    essays.save_answer(question.id, "삭제와 엇갈린 마지막 저장")
    essays.restore_application(question.application_id)
    assert essays.questions(question.application_id)[0].answer == "삭제와 엇갈린 마지막 저장"
    essays.delete_question(question.id)
    assert essays.questions(question.application_id) == ()
    assert [one.id for one in essays.questions(question.application_id, deleted=True)] == [question.id]
    essays.restore_question(question.id)
    assert [one.id for one in essays.questions(question.application_id)] == [question.id]


def test_a_purged_application_takes_all_with_it(database: AppDatabase, question: Question) -> None:
    critique_id = database.critiques.start(NewCritique(question.id, "문항", "답", Limit(), "m", "M"))
    database.essays.purge_application(question.application_id)
    assert database.essays.list_applications(deleted=True) == ()
    for look in (
        lambda: database.essays.question(question.id),
        lambda: database.critiques.get(critique_id),
    ):
        with pytest.raises(RecordMissing):
            look()
    assert database.critiques.search("문항") == ()


def test_what_is_not_there_is_an_error_and_changes_nothing(database: AppDatabase, question: Question) -> None:
    essays = database.essays
    for wrong in (
        lambda: essays.question("x"),
        lambda: essays.add_question("x", "", "", Limit()),
        lambda: essays.update_question("x", title="", text="", limit=Limit()),
        lambda: essays.update_application("x", company="", role="", season="", deadline=None),
        lambda: essays.save_answer("x", "글"),
        lambda: essays.add_version("x", "글", "manual"),
        lambda: essays.restore_version("x"),
        lambda: essays.delete_question("x"),
        lambda: essays.restore_application("x"),
        lambda: essays.purge_question("x"),
    ):
        with pytest.raises(RecordMissing):
            wrong()
    assert essays.questions(question.application_id) == (question,)


@pytest.mark.parametrize("query", ["지원", "경험", "한빛", "지원 경험", "지원경험을", "PYTHON"])
def test_answers_are_found(database: AppDatabase, question: Question, query: str) -> None:
    database.essays.save_answer(question.id, "귀사에 지원한 것은 지원 경험을 살려 Python으로 일하고 싶어서입니다.")
    other = database.essays.add_question(question.application_id, "", "", Limit())
    database.essays.save_answer(other.id, "다른 글")
    found = database.essays.search(query)
    assert question.id in [one.id for one in found]
    if query != "한빛":
        assert [one.id for one in found] == [question.id]


def test_an_empty_search_and_the_bin_find_nothing(database: AppDatabase, question: Question) -> None:
    database.essays.save_answer(question.id, "지원")
    assert database.essays.search("  ") == ()
    database.essays.delete_application(question.application_id)
    assert database.essays.search("지원") == ()


def test_an_application_may_name_its_rules_of_blind_recruitment(database: AppDatabase) -> None:
    usual, public = (
        database.essays.add_application("한빛"),
        database.essays.add_application("공단", blind_profile="public"),
    )
    assert [one.blind_profile for one in database.essays.list_applications()] == ["", "public"]
    database.essays.update_application(usual.id, company="한빛", role="", season="", deadline=None, blind_profile="off")
    database.essays.update_application(public.id, company="공단", role="", season="", deadline=None)
    assert [one.blind_profile for one in database.essays.list_applications()] == ["off", ""]

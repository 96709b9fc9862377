from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.counting import Limit
from core.errors import DatabaseBusy
from core.essay import Question
from core.storage.database import AppDatabase
from core.storage.ignored import Ignored, IgnoreScope

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
DECOMPOSED = "\u1112\u1161\u11ab\u1107\u1175\u11be"
RULE = Ignored("1", IgnoreScope.RULE, "cliche", NOW)
EXPRESSION = Ignored("2", IgnoreScope.EXPRESSION, "company.other", NOW + timedelta(minutes=1), DECOMPOSED)


def place(question: Question) -> Ignored:
    moment = NOW + timedelta(minutes=2)
    return Ignored("3", IgnoreScope.PLACE, "colloquial.word", moment, "되게", question.id, "저는", "좋은")


def test_what_is_ignored_is_there_at_the_next_start_the_last_first(path: Path, database: AppDatabase) -> None:
    question = database.essays.add_question(database.essays.add_application("한빛").id, "동기", "", Limit())
    entries = (RULE, EXPRESSION, place(question))
    for entry in entries:
        database.ignored.add(entry)
    database.ignored.add(RULE)
    database.close()
    with AppDatabase.open(path) as again:
        assert again.ignored.list() == tuple(reversed(entries))


def test_it_can_be_taken_back(database: AppDatabase) -> None:
    database.ignored.add(RULE)
    database.ignored.add(EXPRESSION)
    database.ignored.remove([RULE.id, "never there"])
    assert database.ignored.list() == (EXPRESSION,)


def test_a_place_goes_with_its_question(database: AppDatabase, question: Question) -> None:
    database.ignored.add(place(question))
    database.ignored.add(RULE)
    database.essays.delete_question(question.id)
    database.essays.purge_question(question.id)
    assert database.ignored.list() == (RULE,)
    database.ignored.add(place(question))
    assert database.ignored.list() == (RULE,)


def test_a_scope_of_a_newer_program_is_left_alone(database: AppDatabase) -> None:
    database.ignored.add(RULE)
    with database._store.db.conn:
        database._store.db.conn.execute(
            "INSERT INTO ignored VALUES ('9', 'folder', 'x', '', NULL, '', '', ?)", (str(NOW),)
        )
    assert database.ignored.list() == (RULE,)


def test_erasing_everything_erases_it_too(database: AppDatabase) -> None:
    database.ignored.add(EXPRESSION)
    database.erase_everything()
    assert database.ignored.list() == ()


def test_a_second_window_reads_only(path: Path, database: AppDatabase) -> None:
    database.ignored.add(RULE)
    with AppDatabase.open(path, read_only=True) as second:
        assert second.ignored.list() == (RULE,)
        with pytest.raises(DatabaseBusy):
            second.ignored.remove([RULE.id])

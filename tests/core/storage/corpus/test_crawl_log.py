from collections.abc import Callable
from dataclasses import replace

import pytest

from core.corpus import CollectedEssay, CompanyGroup, ListedEssay
from core.errors import RecordMissing
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import Outcome, RunState

Make = Callable[..., CollectedEssay]
Listed = Callable[..., ListedEssay]
LARGE, TOP = CompanyGroup.LARGE, CompanyGroup.TOP1000


def crawled(corpus: CorpusDatabase, make: Make, listed: Listed, *numbers: int) -> str:
    """A run that listed and stored these essays and came to its end."""
    run = corpus.crawl.begin("{}")
    corpus.crawl.list_page_done(run.id, LARGE, 1, len(numbers), [listed(number) for number in numbers])
    corpus.crawl.plan(run.id, corpus.crawl.listed(run.id))
    for source_id in corpus.crawl.pending(run.id):
        corpus.crawl.stored(run.id, make(int(source_id)), "<html>")
    corpus.crawl.end(run.id, RunState.DONE)
    return run.id


# runs


@pytest.mark.parametrize("state", [None, RunState.CANCELLED, RunState.STOPPED])
def test_a_run_without_an_end_goes_on(corpus: CorpusDatabase, state: RunState | None) -> None:
    first = corpus.crawl.begin('{"groups":["13"]}')
    assert not first.resumed
    if state is not None:
        assert corpus.crawl.end(first.id, state, "budget").reason == "budget"
    other = corpus.crawl.begin('{"groups":["12"]}')
    again = corpus.crawl.begin('{"groups":["13"]}')
    assert other.id != first.id == again.id
    assert (again.resumed, again.state, again.ended_at, again.reason) == (True, RunState.RUNNING, None, "")
    assert [run.id for run in corpus.crawl.runs()] == [other.id, first.id]


def test_a_run_that_is_done_is_followed_by_a_new_one(corpus: CorpusDatabase) -> None:
    cancelled = corpus.crawl.begin("{}")
    corpus.crawl.end(cancelled.id, RunState.CANCELLED)
    done = corpus.crawl.begin("{}")
    assert corpus.crawl.end(done.id, RunState.DONE).ended_at is not None
    assert corpus.crawl.begin("{}").id != done.id


def test_a_dry_run_stands_alone(corpus: CorpusDatabase) -> None:
    real = corpus.crawl.begin("{}")
    dry = corpus.crawl.begin("{}", dry_run=True)
    assert dry.dry_run
    assert not dry.resumed
    assert corpus.crawl.begin("{}", dry_run=True).id != dry.id
    assert corpus.crawl.begin("{}").id == real.id


def test_a_run_counts_what_it_left(corpus: CorpusDatabase, make: Make, listed: Listed) -> None:
    crawled(corpus, make, listed, 1, 2, 3)
    (run,) = corpus.crawl.runs()
    assert run.outcomes == {Outcome.STORED: 3}
    assert run.essays_after == 3


def test_an_unknown_run_is_said(corpus: CorpusDatabase) -> None:
    with pytest.raises(RecordMissing):
        corpus.crawl.end("absent", RunState.DONE)
    with pytest.raises(RecordMissing):
        corpus.crawl.plan("absent", [])


# lists


def test_the_lists_of_groups_become_one(corpus: CorpusDatabase, listed: Listed) -> None:
    run = corpus.crawl.begin("{}")
    corpus.crawl.list_page_done(run.id, LARGE, 1, 40, [listed(5), listed(3)])
    corpus.crawl.list_page_done(run.id, TOP, 1, 2, [listed(3), listed(9)])
    corpus.crawl.list_page_done(run.id, LARGE, 2, 41, [listed(3), listed(1)])
    assert corpus.crawl.listed(run.id) == ["5", "3", "9", "1"]
    assert corpus.crawl.listed(run.id, TOP) == ["3", "9"]
    assert corpus.crawl.listed_seasons(run.id, TOP) == {"3": "2023년 하반기", "9": "2023년 하반기"}
    assert corpus.crawl.list_pages_done(run.id, LARGE) == {1, 2}
    assert corpus.crawl.list_total(run.id, LARGE) == 41
    assert corpus.crawl.list_total(run.id, CompanyGroup.FOREIGN) is None
    assert corpus.crawl.groups_of(run.id, "3") == {LARGE, TOP}
    other = corpus.crawl.begin('{"other":1}')
    assert corpus.crawl.listed(other.id) == []
    assert corpus.crawl.groups_of(other.id, "3") == {LARGE, TOP}  # of the run that saw it last
    assert corpus.crawl.groups_of(other.id, "77") == frozenset()


def test_lists_start_again_without_forgetting_what_they_showed(corpus: CorpusDatabase, listed: Listed) -> None:
    run = corpus.crawl.begin("{}")
    corpus.crawl.list_page_done(run.id, LARGE, 1, 40, [listed(5), listed(3)])
    corpus.crawl.restart_lists(run.id)
    assert corpus.crawl.list_pages_done(run.id, LARGE) == frozenset()
    corpus.crawl.list_page_done(run.id, LARGE, 1, 41, [listed(6), listed(5)])
    assert corpus.crawl.listed(run.id) == ["5", "3", "6"]


# the queue


def test_only_what_is_new_or_changed_is_fetched(corpus: CorpusDatabase, make: Make, listed: Listed) -> None:
    crawled(corpus, make, listed, 1, 2, 3, 4)
    corpus.essays.remove("jobkorea:3")
    run = corpus.crawl.begin("{}")
    seen = [listed(1, views=99), listed(2, head="다른 총평"), listed(3), listed(5)]
    corpus.crawl.list_page_done(run.id, TOP, 1, 4, seen)
    planned = {Outcome.UNCHANGED: 1, Outcome.REMOVED: 1}
    chosen = corpus.crawl.listed(run.id)
    assert corpus.crawl.plan(run.id, chosen) == planned
    assert corpus.crawl.pending(run.id) == ["2", "5"]
    assert corpus.essays.get("jobkorea:1").views == 99
    assert corpus.essays.get("jobkorea:1").groups == {LARGE, TOP}
    assert corpus.crawl.stored(run.id, make(2, text="고친 글"), "<html>") is Outcome.UPDATED
    assert corpus.crawl.plan(run.id, chosen) == planned | {Outcome.UPDATED: 1}  # after a kill
    assert corpus.crawl.pending(run.id) == ["5"]
    assert corpus.crawl.stored(run.id, make(5), "<html>") is Outcome.STORED
    corpus.crawl.end(run.id, RunState.DONE)
    again = corpus.crawl.begin("{}")
    corpus.crawl.list_page_done(again.id, TOP, 1, 4, seen)
    assert corpus.crawl.plan(again.id, chosen) == {Outcome.UNCHANGED: 3, Outcome.REMOVED: 1}
    assert corpus.crawl.pending(again.id) == []


def test_groups_that_an_essay_was_seen_in_are_kept(corpus: CorpusDatabase, make: Make, listed: Listed) -> None:
    crawled(corpus, make, listed, 1)
    run = corpus.crawl.begin('{"only":"12"}')
    corpus.crawl.stored(run.id, make(1, groups=frozenset({TOP})), "<html>")
    assert corpus.essays.get("jobkorea:1").groups == {LARGE, TOP}


def test_a_dry_run_counts_and_changes_no_essay(corpus: CorpusDatabase, make: Make, listed: Listed) -> None:
    crawled(corpus, make, listed, 1)
    before = corpus.essays.get("jobkorea:1")
    run = corpus.crawl.begin("{}", dry_run=True)
    corpus.crawl.list_page_done(run.id, TOP, 1, 2, [listed(1, views=99), listed(2)])
    assert corpus.crawl.plan(run.id, ["1", "2"]) == {Outcome.UNCHANGED: 1}
    assert corpus.crawl.pending(run.id) == ["2"]
    assert corpus.essays.get("jobkorea:1") == before


def test_an_essay_without_advice_is_not_fetched_again_by_the_same_filters(
    corpus: CorpusDatabase, listed: Listed
) -> None:
    def planned(filters: str, item: ListedEssay) -> list[str]:
        run = corpus.crawl.begin(filters)
        corpus.crawl.list_page_done(run.id, LARGE, 1, 1, [item])
        corpus.crawl.plan(run.id, ["1"])
        pending = corpus.crawl.pending(run.id)
        for source_id in pending:
            corpus.crawl.settled(run.id, source_id, Outcome.NOT_ANALYSED)
        corpus.crawl.end(run.id, RunState.DONE)
        return pending

    assert planned("{}", listed(1)) == ["1"]
    assert planned("{}", listed(1)) == []
    assert corpus.crawl.runs()[0].outcomes == {Outcome.NOT_ANALYSED: 1}
    assert planned("{}", listed(1, head="이제 있는 총평")) == ["1"]
    assert planned('{"all":true}', listed(1)) == ["1"]


def test_a_removed_essay_is_not_stored_even_when_it_was_under_way(corpus: CorpusDatabase, make: Make) -> None:
    corpus.essays.save(make(1))
    run = corpus.crawl.begin("{}")
    corpus.crawl.plan(run.id, ["1"])
    corpus.essays.remove("jobkorea:1")
    assert corpus.crawl.stored(run.id, make(1), "<html>") is Outcome.REMOVED
    assert corpus.essays.count() == 0
    assert corpus.essays.html("jobkorea:1") is None


def test_storing_is_one_step_or_none(corpus: CorpusDatabase, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    run = corpus.crawl.begin("{}")
    corpus.crawl.plan(run.id, ["1"])

    def killed(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(corpus.crawl, "_settle", killed)
        with pytest.raises(RuntimeError):
            corpus.crawl.stored(run.id, make(1), "<html>")
    assert corpus.essays.count() == corpus.essays.count("지원") == 0
    assert corpus.crawl.pending(run.id) == ["1"]


# failures


def test_failures_are_retried_until_they_end_otherwise(corpus: CorpusDatabase, make: Make, listed: Listed) -> None:
    run = corpus.crawl.begin("{}")
    corpus.crawl.list_page_done(run.id, LARGE, 1, 3, [listed(1), listed(2), listed(3)])
    corpus.crawl.plan(run.id, ["1", "2", "3"])
    corpus.crawl.settled(run.id, "1", Outcome.CHANGED, "scrape.page_changed", "/logs/1.html")
    corpus.crawl.settled(run.id, "2", Outcome.FAILED, "scrape.unreachable")
    corpus.crawl.settled(run.id, "3", Outcome.GONE)
    corpus.crawl.end(run.id, RunState.DONE)
    second, first = corpus.crawl.failures()
    assert (second.source_id, second.outcome, second.code, second.attempts) == (
        "2", Outcome.FAILED, "scrape.unreachable", 1,
    )  # fmt: skip
    assert (first.source_id, first.saved) == ("1", "/logs/1.html")

    retry = corpus.crawl.begin('{"retry":true}')
    assert corpus.crawl.plan_retry(retry.id) == 2
    assert sorted(corpus.crawl.pending(retry.id)) == ["1", "2"]
    assert len(corpus.crawl.failures()) == 2  # until the retry has said otherwise
    corpus.crawl.settled(retry.id, "1", Outcome.FAILED, "scrape.unreachable")
    corpus.crawl.stored(retry.id, make(2), "<html>")
    (left,) = corpus.crawl.failures()
    assert (left.source_id, left.attempts, left.saved) == ("1", 2, "")
    assert corpus.crawl.outcomes(retry.id) == {Outcome.FAILED: 1, Outcome.STORED: 1}

    corpus.crawl.end(retry.id, RunState.CANCELLED)
    assert corpus.crawl.plan_retry(corpus.crawl.begin('{"retry":true}').id) == 1
    assert corpus.crawl.pending(retry.id) == ["1"]
    assert corpus.crawl.outcomes(retry.id) == {Outcome.STORED: 1}
    assert len(corpus.crawl.failures()) == 1
    corpus.essays.remove("jobkorea:1")
    assert corpus.crawl.failures() == []
    assert corpus.crawl.pending(retry.id) == []


def test_a_page_read_again_by_reparsing_stays_unchanged(corpus: CorpusDatabase, make: Make, listed: Listed) -> None:
    crawled(corpus, make, listed, 1)
    corpus.essays.save(replace(corpus.essays.get("jobkorea:1"), parser_version=2))
    run = corpus.crawl.begin("{}")
    corpus.crawl.list_page_done(run.id, LARGE, 1, 1, [listed(1)])
    assert corpus.crawl.plan(run.id, ["1"]) == {Outcome.UNCHANGED: 1}

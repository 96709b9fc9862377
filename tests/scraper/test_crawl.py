"""The decisions of a crawl, on the local site, without a browser; test_whole_crawl.py has the real one."""

from dataclasses import replace

from core.corpus import CompanyGroup, Flagged, QualityFlag
from core.storage.corpus.records import Outcome, RunState
from scraper.control import Control
from scraper.filters import CrawlFilters
from scraper.progress import Phase, Started
from tests.scraper.collecting import Collecting, analysed, wanted
from tests.scraper.site.render import detail_html
from tests.scraper.site.server import Reply, SiteServer


def test_every_analysed_essay_is_kept_as_it_was_written(collecting: Collecting, server: SiteServer) -> None:
    ended = collecting.run()

    assert ended.state is RunState.DONE
    assert ended.outcomes == {Outcome.STORED: 30}
    assert len(collecting.database.essays.ids()) == 30
    for essay in analysed(server):
        kept = collecting.database.essays.get(f"jobkorea:{essay.source_id}")
        assert kept == wanted(essay, server.site, kept)


def test_no_essay_is_asked_for_twice_though_it_is_in_several_groups(collecting: Collecting, server: SiteServer) -> None:
    collecting.run()

    assert sum(len(essay.groups) for essay in analysed(server)) > 30
    assert len(server.essay_ids) == len(set(server.essay_ids)) == 30


def test_personal_data_is_nowhere_in_the_corpus(collecting: Collecting, server: SiteServer) -> None:
    collecting.run()

    planted = [(essay, one) for essay in analysed(server) for one in essay.planted]
    assert planted
    for essay, one in planted:
        essay_id = f"jobkorea:{essay.source_id}"
        kept = collecting.database.essays.get(essay_id)
        assert one.text not in kept.answers[one.answer - 1].text
        assert one.text not in (collecting.database.essays.html(essay_id) or "")
        assert kept.scrubbed[one.kind] >= 1


def test_progress_counts_lists_and_then_essays(collecting: Collecting) -> None:
    ended = collecting.run()

    assert collecting.told[0] == Started(ended.run, resumed=False, dry_run=False)
    lists = [event for event in collecting.progress if event.phase is Phase.LISTS]
    essays = [event for event in collecting.progress if event.phase is Phase.ESSAYS]
    assert [event.total for event in lists[:3]] == [None, None, None]
    assert (lists[-1].done, lists[-1].total) == (len(lists), len(lists))
    assert [event.done for event in essays] == list(range(31))
    assert essays[-1].outcomes == {Outcome.STORED: 30}
    assert essays[-1].seconds_left == 0


def test_a_second_run_fetches_nothing_that_is_known(collecting: Collecting, server: SiteServer) -> None:
    collecting.run()
    server.forget()

    ended = collecting.run()

    assert ended.outcomes == {Outcome.UNCHANGED: 30}
    assert server.essay_ids == []


def test_a_refresh_fetches_exactly_what_is_new_or_changed(collecting: Collecting, server: SiteServer) -> None:
    collecting.run()
    one, other = analysed(server)[4], analysed(server)[9]
    server.replace(replace(one, grade=1 if one.grade != 1 else 2))
    server.replace(replace(other, views=other.views + 500))  # nothing of the essay
    server.replace(replace(one, source_id="999999", company="새회사"))
    server.forget()

    ended = collecting.run()

    assert sorted(server.essay_ids) == sorted([one.source_id, "999999"])
    assert ended.outcomes == {Outcome.UNCHANGED: 29, Outcome.UPDATED: 1, Outcome.STORED: 1}
    assert collecting.database.essays.get(f"jobkorea:{one.source_id}").grade in (1, 2)


def test_what_was_removed_on_request_is_never_fetched_again(collecting: Collecting, server: SiteServer) -> None:
    collecting.run()
    gone = analysed(server)[3]
    collecting.database.essays.remove(f"jobkorea:{gone.source_id}")
    server.replace(replace(gone, grade=5, overall="바뀐 총평"))
    server.forget()

    ended = collecting.run()

    assert server.essay_ids == []
    assert ended.outcomes == {Outcome.UNCHANGED: 29, Outcome.REMOVED: 1}


def test_what_is_removed_while_a_run_stands_still_is_not_fetched(collecting: Collecting, server: SiteServer) -> None:
    collecting.run(budget=10)
    waiting = collecting.database.crawl.pending(collecting.database.crawl.runs()[0].id)[0]
    collecting.database.essays.remove(f"jobkorea:{waiting}")
    server.forget()

    ended = collecting.run()

    assert waiting not in server.essay_ids
    assert ended.outcomes[Outcome.REMOVED] == 1


def test_deleted_essays_are_noted(collecting: Collecting, server: SiteServer) -> None:
    server.deleted.add(server.essays[0].source_id)
    server.replies[server.essays[1].source_id] = Reply("", 404)

    ended = collecting.run()

    assert ended.outcomes[Outcome.GONE] == 2
    assert ended.state is RunState.DONE


def test_with_all_essays_those_without_advice_are_kept_and_flagged(collecting: Collecting, server: SiteServer) -> None:
    ended = collecting.run(CrawlFilters(analysed_only=False))

    assert ended.outcomes == {Outcome.STORED: 34}
    plain = next(essay for essay in server.essays if not essay.analysed)
    kept = collecting.database.essays.get(f"jobkorea:{plain.source_id}")
    assert Flagged(QualityFlag.NOT_ANALYSED) in kept.flags


def test_an_essay_that_lost_its_advice_is_not_kept(collecting: Collecting, server: SiteServer) -> None:
    essay = analysed(server)[0]
    server.replies[essay.source_id] = Reply(detail_html(replace(essay, analysed=False)))

    assert collecting.run().outcomes[Outcome.NOT_ANALYSED] == 1


def test_filters_take_part_of_the_list(collecting: Collecting, server: SiteServer) -> None:
    seasons = sorted({essay.season for essay in analysed(server)})
    filters = CrawlFilters.named(groups=["대기업"], career="신입", since=seasons[1], until=seasons[-2])

    collecting.run(filters)

    expected = {
        essay.source_id
        for essay in analysed(server)
        if CompanyGroup.LARGE in essay.groups
        and essay.career == "신입"
        and essay.season in seasons
        and filters.allows(essay.season)
    }
    assert expected
    assert set(server.essay_ids) == expected


def test_a_job_is_asked_for_by_its_code(collecting: Collecting, server: SiteServer) -> None:
    job = next(essay.job for essay in analysed(server) if essay.job)

    collecting.run(CrawlFilters.named(jobs=[server.job_code(job)]))

    assert set(server.essay_ids) == {essay.source_id for essay in analysed(server) if essay.job == job}


def test_a_dry_run_counts_and_fetches_no_essay(collecting: Collecting, server: SiteServer) -> None:
    ended = collecting.run(dry_run=True)

    assert server.essay_ids == []
    assert (ended.state, ended.pending, ended.essays) == (RunState.DONE, 30, 0)
    assert collecting.run().outcomes == {Outcome.STORED: 30}


def test_the_budget_stops_a_run_which_then_goes_on(collecting: Collecting, server: SiteServer) -> None:
    first = collecting.run(budget=12)

    assert (first.state, first.reason) == (RunState.STOPPED, "budget")
    assert len(server.pages) == 12
    server.forget()

    second = collecting.run()

    assert second.run == first.run
    assert collecting.told[0] == Started(first.run, resumed=True, dry_run=False)
    assert not [request for request in server.pages if request.is_list]
    assert len(collecting.database.essays.ids()) == 30
    assert len(server.essay_ids) == len(set(server.essay_ids)) == 30 - first.essays


def test_a_run_that_was_stopped_in_the_lists_does_not_read_them_from_the_start(
    collecting: Collecting, server: SiteServer
) -> None:
    collecting.run(budget=3)
    lists = [request.query for request in server.pages]
    server.forget()

    collecting.run()

    assert not [request.query for request in server.pages if request.query in lists]
    assert len(collecting.database.essays.ids()) == 30


def test_a_cancelled_run_goes_on_later(collecting: Collecting, server: SiteServer) -> None:
    def cancel_after_ten() -> None:
        if len(server.pages) == 10:
            collecting.control.cancel()

    collecting.browser.after_each = cancel_after_ten
    first = collecting.run()
    collecting.control = Control()

    assert first.state is RunState.CANCELLED
    assert len(server.pages) == 10
    assert collecting.run().run == first.run
    assert len(collecting.database.essays.ids()) == 30
    assert len(server.essay_ids) == 30


def test_a_list_that_moves_while_it_is_read_is_read_once_more(collecting: Collecting, server: SiteServer) -> None:
    """What is taken out after the first page pulls an essay of the second to the first, where it is missed."""
    top = next(essay for essay in server.essays if CompanyGroup.TOP1000 in essay.groups)
    filters = CrawlFilters(groups=(CompanyGroup.TOP1000,), analysed_only=False)
    many = [replace(top, source_id=str(700_000 + number)) for number in range(45)]
    server.essays[:] = many

    def take_out() -> None:
        if len(server.pages) == 1:
            del server.essays[0]

    collecting.browser.after_each = take_out
    collecting.run(filters)

    assert {essay.source_id for essay in server.essays} <= set(server.essay_ids)


def test_a_list_without_a_total_is_read_to_its_end(collecting: Collecting, server: SiteServer) -> None:
    top = server.essays[0]
    server.essays[:] = [
        replace(top, source_id=str(700_000 + number), groups=frozenset({CompanyGroup.LARGE})) for number in range(45)
    ]
    collecting.browser.unread = "<span>총"

    collecting.run(CrawlFilters(groups=(CompanyGroup.LARGE,)))

    assert len(server.essay_ids) == 45

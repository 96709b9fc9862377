"""What a crawl does when pages, the site, the network or the browser are not as they should be."""

import pytest

from core import paths
from core.storage.corpus.records import Outcome, RunState
from scraper.errors import BrowserCrashed, PageChanged, SiteBusy, SiteUnreachable
from tests.scraper.collecting import Collecting, analysed, wanted
from tests.scraper.plain_fetcher import PlainFetcher
from tests.scraper.site import defects
from tests.scraper.site.render import detail_html
from tests.scraper.site.server import Reply, SiteServer


def test_one_odd_page_is_kept_for_a_person_and_the_run_goes_on(collecting: Collecting, server: SiteServer) -> None:
    odd = analysed(server)[5]
    server.replies[odd.source_id] = Reply(defects.changed_markup(detail_html(odd)))

    ended = collecting.run()

    assert ended.state is RunState.DONE
    assert ended.outcomes == {Outcome.STORED: 29, Outcome.CHANGED: 1}
    (failure,) = collecting.database.crawl.failures()
    assert (failure.source_id, failure.code) == (odd.source_id, "scrape.page_changed")
    assert failure.saved.startswith(str(paths.logs_dir() / "pages"))


def test_half_a_page_is_never_kept(collecting: Collecting, server: SiteServer) -> None:
    half = analysed(server)[2]
    server.replies[half.source_id] = Reply(defects.truncated(detail_html(half)))

    assert collecting.run().outcomes[Outcome.CHANGED] == 1
    assert f"jobkorea:{half.source_id}" not in collecting.database.essays.ids()


def test_three_odd_pages_in_a_row_stop_the_run(collecting: Collecting, server: SiteServer) -> None:
    for essay in server.essays:
        server.replies[essay.source_id] = Reply(defects.changed_markup(detail_html(essay)))

    with pytest.raises(PageChanged) as caught:
        collecting.run()
    assert collecting.last_state() == (RunState.STOPPED, "scrape.page_changed")
    assert len(server.essay_ids) == 3
    assert caught.value.context["saved"]
    assert collecting.database.essays.ids() == []


def test_too_many_odd_pages_stop_the_run_also_when_others_lie_between(
    collecting: Collecting, server: SiteServer
) -> None:
    seen: list[str] = []

    def spoil_every_second() -> None:
        fresh = [essay_id for essay_id in server.essay_ids if essay_id not in seen]
        seen.extend(fresh)
        pending = collecting.database.crawl.pending(collecting.database.crawl.runs()[0].id)
        if len(seen) % 2 and len(pending) > 1:
            server.replies[pending[1]] = Reply(defects.changed_markup("<p>qnaLists</p>"))

    collecting.browser.after_each = spoil_every_second
    with pytest.raises(PageChanged):
        collecting.run()
    assert 3 <= collecting.database.crawl.runs()[0].outcomes[Outcome.CHANGED] <= 7


def test_a_list_that_changed_stops_the_run_and_is_kept(collecting: Collecting, server: SiteServer) -> None:
    server.renamed = True

    with pytest.raises(PageChanged) as caught:
        collecting.run()
    assert caught.value.context["page"] == "list"
    assert caught.value.context["saved"]
    assert collecting.last_state() == (RunState.STOPPED, "scrape.page_changed")


def test_failures_are_taken_again_on_request(collecting: Collecting, server: SiteServer) -> None:
    odd = analysed(server)[5]
    server.replies[odd.source_id] = Reply(defects.changed_markup(detail_html(odd)))
    collecting.run()
    server.replies.clear()
    server.forget()

    ended = collecting.run(retry=True)

    assert server.essay_ids == [odd.source_id]
    assert ended.outcomes == {Outcome.STORED: 1}
    assert collecting.database.crawl.failures() == []
    kept = collecting.database.essays.get(f"jobkorea:{odd.source_id}")
    assert kept == wanted(odd, server.site, kept)


def test_one_page_that_the_server_fails_on_is_left_for_later(collecting: Collecting, server: SiteServer) -> None:
    bad = analysed(server)[7].source_id
    server.replies[bad] = Reply("", 500)

    ended = collecting.run()

    assert ended.outcomes == {Outcome.STORED: 29, Outcome.FAILED: 1}
    assert server.essay_ids.count(bad) == 3


def test_a_site_that_is_overrun_stops_the_run(collecting: Collecting, server: SiteServer) -> None:
    server.replies[analysed(server)[7].source_id] = Reply("", 503)

    with pytest.raises(SiteBusy):
        collecting.run()
    assert collecting.last_state() == (RunState.STOPPED, "scrape.busy")


def test_a_page_that_crashes_every_browser_is_left_for_later(collecting: Collecting) -> None:
    def crash_after_the_lists() -> None:
        if len(collecting.database.essays.ids()) == 3 and not collecting.browser.restarts:
            collecting.browser.failures.extend([BrowserCrashed("x")] * 3)

    collecting.browser.after_each = crash_after_the_lists

    assert collecting.run().outcomes == {Outcome.STORED: 29, Outcome.FAILED: 1}


def test_a_network_that_is_gone_settles_nothing(collecting: Collecting) -> None:
    def unplug() -> None:
        if len(collecting.database.essays.ids()) == 3:
            collecting.browser.failures.extend([SiteUnreachable("x", host="h", reason="dns")] * 3)

    collecting.browser.after_each = unplug
    with pytest.raises(SiteUnreachable):
        collecting.run()
    assert collecting.last_state() == (RunState.STOPPED, "scrape.unreachable")
    assert Outcome.FAILED not in collecting.database.crawl.runs()[0].outcomes

    collecting.browser = PlainFetcher()
    assert collecting.run().outcomes == {Outcome.STORED: 30}

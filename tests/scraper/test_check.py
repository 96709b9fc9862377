from scraper.check import Report, check
from scraper.control import Control
from scraper.robots import Robots
from scraper.visit import Visitor
from tests.scraper.crawl_process import quick_pace
from tests.scraper.plain_fetcher import PlainFetcher
from tests.scraper.site.server import Reply, SiteServer


def checked(server: SiteServer) -> Report | None:
    robots = Robots.read(server.site, "Cheomsak")
    return check(Visitor(PlainFetcher(), robots, quick_pace(), Control(), lambda _event: None), server.site)


def test_pages_as_they_are_known_pass(server: SiteServer) -> None:
    report = checked(server)

    assert report is not None
    assert report.ok
    assert [page.kind for page in report.pages] == ["list", "detail"]
    assert len(server.pages) == 2


def test_renamed_classes_are_named(server: SiteServer) -> None:
    server.renamed = True
    report = checked(server)

    assert report is not None
    assert not report.ok
    assert [finding.name for page in report.pages for finding in page.findings if not finding.ok]


def test_deleted_essays_are_passed_over(server: SiteServer) -> None:
    first = next(essay for essay in server.essays if essay.analysed and "13" in essay.groups)
    server.deleted.add(first.source_id)
    report = checked(server)

    assert report is not None
    assert report.ok
    assert len(server.pages) == 3


def test_an_essay_that_cannot_be_parsed_shows_though_each_part_is_there(server: SiteServer) -> None:
    for essay in server.essays:
        server.replies[essay.source_id] = Reply("<html><body><dl class='qnaLists'></dl></body></html>")
    report = checked(server)

    assert report is not None
    assert not report.ok


def test_without_any_essay_the_check_fails(server: SiteServer) -> None:
    server.essays.clear()
    report = checked(server)

    assert report is not None
    assert not report.ok

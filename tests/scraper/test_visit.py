import pytest

from core import paths
from scraper.control import Control
from scraper.driver import Fetched
from scraper.errors import (
    Blocked,
    BrowserCrashed,
    LoginNeeded,
    PageChanged,
    RobotsForbid,
    ScrapeError,
    SiteBusy,
    SiteUnreachable,
)
from scraper.pages.list_parser import parse_list
from scraper.politeness import Pace
from scraper.progress import Event, Waiting
from scraper.robots import Robots
from scraper.visit import Visitor
from tests.scraper.crawl_process import quick_pace
from tests.scraper.plain_fetcher import PlainFetcher
from tests.scraper.site import defects
from tests.scraper.site.essays import GeneratedEssay
from tests.scraper.site.server import Reply, SiteServer


class HurriedControl(Control):
    """Waits no time when it is to hurry; cancels itself at a turn when it is told to."""

    hurry = False
    cancel_at_next_turn = False

    def wait(self, seconds: float = 0.0) -> bool:
        result = super().wait(0.0 if self.hurry else seconds)
        if self.cancel_at_next_turn:
            self.cancel()
        return result


class Visit:
    """A visitor with all that is around it."""

    def __init__(self, server: SiteServer, *, visible: bool = False, pages_a_browser: int = 400) -> None:
        self.browser = PlainFetcher(visible=visible)
        self.control = HurriedControl()
        self.pace: Pace = quick_pace()
        self.told: list[Event] = []
        robots = Robots.read(server.site, "Cheomsak")
        self.visitor = Visitor(
            self.browser, robots, self.pace, self.control, self.told.append, pages_a_browser=pages_a_browser
        )
        self.url = server.site.essay_url(server.essays[0].source_id)

    def page(self) -> Fetched | None:
        return self.visitor.page(self.url)


@pytest.fixture
def visit(server: SiteServer) -> Visit:
    return Visit(server)


def test_a_page_is_asked_for_once(visit: Visit, server: SiteServer) -> None:
    page = visit.page()

    assert page is not None
    assert server.essays[0].company in page.html
    assert len(server.pages) == 1


def test_what_robots_txt_forbids_is_never_asked_for(server: SiteServer) -> None:
    server.robots = "User-agent: *\nDisallow: /starter\n"
    visit = Visit(server)

    with pytest.raises(RobotsForbid):
        visit.page()
    assert not server.pages


def test_the_delay_of_robots_txt_is_kept(server: SiteServer) -> None:
    server.robots = "User-agent: *\nCrawl-delay: 4\n"

    assert Visit(server).pace.delay == 4.0


@pytest.mark.parametrize("status", [429, 503, 500, 502])
def test_a_site_that_is_overrun_is_left_alone_and_asked_again(visit: Visit, server: SiteServer, status: int) -> None:
    server.next_replies.extend([Reply("later", status), Reply("later", status)])

    page = visit.page()

    assert page is not None
    assert page.status == 200
    assert [event.status for event in visit.told if isinstance(event, Waiting)] == [status, status]


def test_the_site_says_how_long(visit: Visit, server: SiteServer) -> None:
    server.next_replies.append(Reply("later", 503, {"Retry-After": "1"}))
    visit.control.hurry = True

    visit.page()

    assert visit.told == [Waiting("backoff", 1.0, 503)]


def test_a_site_that_stays_overrun_ends_it(visit: Visit, server: SiteServer) -> None:
    server.replies[server.essays[0].source_id] = Reply("later", 429)

    with pytest.raises(SiteBusy) as caught:
        visit.page()
    assert caught.value.context["status"] == 429
    assert len(server.pages) == 4


def test_a_cancel_ends_a_back_off(visit: Visit, server: SiteServer) -> None:
    server.next_replies.append(Reply("later", 503, {"Retry-After": "5"}))
    visit.visitor.control.cancel()

    assert visit.page() is None


@pytest.mark.parametrize(
    ("html", "sign"), [(defects.BLOCKED, "denied"), (defects.CAPTCHA, "captcha"), (defects.CHALLENGE, "challenge")]
)
def test_a_block_stops_and_is_kept(visit: Visit, server: SiteServer, html: str, sign: str) -> None:
    server.next_replies.append(Reply(html))

    with pytest.raises(Blocked) as caught:
        visit.page()
    assert caught.value.context["sign"] == sign
    assert len(server.pages) == 1
    (kept,) = (paths.logs_dir() / "pages").iterdir()
    assert str(caught.value.context["saved"]) == str(kept)


def test_a_refusal_without_words_is_a_block_too(visit: Visit, server: SiteServer) -> None:
    server.next_replies.append(Reply("", 403))

    with pytest.raises(Blocked) as caught:
        visit.page()
    assert caught.value.context["sign"] == "http_403"


def test_an_essay_about_blocks_and_logins_is_no_block(
    visit: Visit, server: SiteServer, essays: tuple[GeneratedEssay, ...]
) -> None:
    server.replies[essays[0].source_id] = Reply(
        visit.browser.get(visit.url).html.replace("</dd>", "접근이 차단되었습니다. captcha 로그인</dd>", 1)
    )

    assert visit.page() is not None


def test_a_login_needs_a_person(visit: Visit, server: SiteServer) -> None:
    server.next_replies.append(Reply(defects.LOGIN))

    with pytest.raises(LoginNeeded):
        visit.page()


def test_a_person_may_log_in_at_the_visible_browser_and_it_goes_on(server: SiteServer) -> None:
    visit = Visit(server, visible=True)
    server.next_replies.append(Reply(defects.LOGIN))
    visit.control.hurry = True
    visit.browser.shown.extend([Fetched("x", defects.LOGIN), Fetched("", "", status=0), Fetched("x", "<p>내 정보</p>")])

    page = visit.page()

    assert page is not None
    assert server.essays[0].company in page.html
    assert visit.told == [Waiting("login")]


def test_a_crash_is_mended_with_a_fresh_browser(visit: Visit) -> None:
    visit.browser.failures.extend([BrowserCrashed("x"), BrowserCrashed("x")])

    assert visit.page() is not None
    assert visit.browser.restarts == 2


def test_a_browser_that_crashes_on_and_on_is_given_up(visit: Visit) -> None:
    visit.browser.failures.extend([BrowserCrashed("x")] * 3)

    with pytest.raises(BrowserCrashed):
        visit.page()


@pytest.mark.parametrize("reason", ["dns", "offline", "timeout"])
def test_a_network_that_is_away_from_the_start_is_said_at_once(visit: Visit, reason: str) -> None:
    visit.browser.failures.extend([SiteUnreachable("x", host="h", reason=reason)] * 9)

    with pytest.raises(SiteUnreachable):
        visit.page()
    assert len(visit.browser.failures) == 8


def test_a_network_that_goes_away_for_a_moment_is_waited_for(visit: Visit) -> None:
    visit.page()
    lost: list[ScrapeError] = [SiteUnreachable("x", host="h", reason="offline")] * 2
    visit.browser.failures.extend(lost)

    assert visit.page() is not None
    assert [event for event in visit.told if isinstance(event, Waiting)]


def test_a_cancel_during_a_page_is_no_crash(visit: Visit) -> None:
    visit.page()
    visit.browser.failures.append(BrowserCrashed("the driver was ended"))
    visit.control.cancel_at_next_turn = True  # while the page is on its way

    assert visit.page() is None
    assert visit.browser.restarts == 0


def test_the_browser_is_a_fresh_one_every_so_many_pages(server: SiteServer) -> None:
    visit = Visit(server, pages_a_browser=3)
    for _ in range(7):
        visit.page()

    assert visit.browser.restarts == 2


def test_an_error_page_is_kept_and_named(visit: Visit, server: SiteServer) -> None:
    server.next_replies.append(Reply(defects.ERROR, 400))

    with pytest.raises(PageChanged) as caught:
        visit.page()
    assert caught.value.context["missing"] == "http_400"
    assert caught.value.context["saved"]


def test_a_list_past_its_end_is_empty_and_no_error(server: SiteServer) -> None:
    visit = Visit(server)
    page = visit.visitor.page(f"{server.site.origin}/starter/PassAssay?Page=99")

    assert page is not None
    assert not parse_list(page.html).items

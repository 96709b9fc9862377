"""The real browser on the local site."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from core import paths
from scraper.driver import Browser
from scraper.errors import BrowserCrashed, SiteUnreachable
from scraper.net_log import retry_seconds
from scraper.site import Site
from tests.scraper.site import defects
from tests.scraper.site.server import Reply, SiteServer

pytestmark = pytest.mark.slow


@pytest.fixture
def browser(server: SiteServer) -> Iterator[Browser]:
    with Browser(server.site, page_timeout=10) as running:
        yield running


def test_a_page_comes_with_all_there_is_to_know(browser: Browser, server: SiteServer) -> None:
    essay = server.essays[0]
    page = browser.get(server.site.essay_url(essay.source_id))

    assert page.status == 200
    assert page.url == server.site.essay_url(essay.source_id)
    assert essay.company in page.title or essay.company in page.html
    assert page.seconds > 0
    assert not page.alert


def test_it_says_who_it_is_and_that_the_first_visit_is_over(browser: Browser, server: SiteServer) -> None:
    browser.get(server.site.essay_url(server.essays[0].source_id))

    headers = server.pages[0].headers
    assert headers["user-agent"] == browser.user_agent
    assert "Chrome/" in browser.user_agent
    assert " Cheomsak/" in browser.user_agent
    assert headers["cookie"] == "psFirstPopup=y"
    assert headers["accept-language"].startswith("ko")


def test_nothing_but_the_page_is_asked_for(browser: Browser, server: SiteServer) -> None:
    browser.get(f"{server.site.origin}/starter/PassAssay?Page=1")
    browser.get(server.site.essay_url(server.essays[0].source_id))

    assert len(server.requests) == 2


def test_a_deleted_essay_is_an_alert_and_the_browser_stays_where_it_is(browser: Browser, server: SiteServer) -> None:
    gone, here = (essay.source_id for essay in server.essays[:2])
    server.deleted.add(gone)
    browser.get(server.site.essay_url(here))

    page = browser.get(server.site.essay_url(gone))

    assert page.alert == "선택하신 합격자소서 정보가 없습니다."
    assert browser.get(server.site.essay_url(here)).status == 200
    assert server.essay_ids == [here, gone, here]


@pytest.mark.parametrize("body", ["잠시 뒤에", ""])
def test_a_refusal_comes_with_its_status_and_what_the_site_asks_for(
    browser: Browser, server: SiteServer, body: str
) -> None:
    """A browser shows a page of its own for one that is empty."""
    server.next_replies.append(Reply(body, 503, {"Retry-After": "17"}))

    page = browser.get(server.site.essay_url("1"))

    assert (page.status, page.retry_after) == (503, 17.0)


def test_a_redirect_is_followed(browser: Browser, server: SiteServer) -> None:
    target = server.site.essay_url(server.essays[0].source_id)
    server.next_replies.append(Reply("", 302, {"Location": target}))

    page = browser.get(server.site.essay_url("1"))

    assert (page.url, page.status) == (target, 200)


def test_a_page_that_does_not_come_is_given_up(server: SiteServer) -> None:
    server.next_replies.append(Reply("spät", hold=True))
    with Browser(server.site, page_timeout=1) as browser:
        with pytest.raises(SiteUnreachable) as caught:
            browser.get(server.site.essay_url("1"))
        server.release()

        assert caught.value.context == {"host": "127.0.0.1", "reason": "timeout"}
        assert browser.get(server.site.essay_url(server.essays[0].source_id)).status == 200


def test_a_page_whose_script_never_ends_is_given_up_and_harms_no_other(server: SiteServer) -> None:
    server.next_replies.append(Reply("<script>while (true) {}</script>"))
    with Browser(server.site, page_timeout=2) as browser:
        with pytest.raises(SiteUnreachable):
            browser.get(server.site.essay_url("1"))

        assert browser.get(server.site.essay_url(server.essays[0].source_id)).status == 200


def test_a_connection_that_breaks_off_gives_no_half_page(browser: Browser, server: SiteServer) -> None:
    server.next_replies.append(Reply("<p>반쪽</p>" * 1000, cut=True))

    with pytest.raises(SiteUnreachable) as caught:
        browser.get(server.site.essay_url("1"))
    assert caught.value.context["reason"] == "reset"


def test_a_name_that_does_not_exist_and_a_port_that_is_closed_are_told_apart(browser: Browser) -> None:
    with pytest.raises(SiteUnreachable) as caught:
        browser.get("http://nobody.invalid/starter/PassAssay")
    assert caught.value.context == {"host": "nobody.invalid", "reason": "dns"}

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        with pytest.raises(SiteUnreachable) as caught:
            browser.get(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert caught.value.context["reason"] == "refused"


def test_no_network_at_all_is_told_apart(browser: Browser, server: SiteServer) -> None:
    browser._live().execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )

    with pytest.raises(SiteUnreachable) as caught:
        browser.get(server.site.essay_url("1"))
    assert caught.value.context["reason"] == "offline"


def test_hostile_pages_come_as_text(browser: Browser, server: SiteServer) -> None:
    html = defects.with_script(f"<div class='tx'>{'<b>' * 3000}글</div>")
    evil = "<script>history.back(); location.hash = 'x'; document.write('\\ud800')</script>"
    server.next_replies.append(Reply(html + evil))

    page = browser.get(server.site.essay_url("1"))

    assert "글" in page.html
    page.html.encode()


def test_a_login_lives_on_in_a_fresh_browser(browser: Browser, server: SiteServer) -> None:
    server.next_replies.append(Reply("<p>안녕</p>", headers={"Set-Cookie": "member=1; Path=/"}))
    browser.get(server.site.essay_url("1"))
    before = {process.pid for process in browser.processes()}

    browser.restart()
    browser.get(server.site.essay_url("1"))

    assert not before & {process.pid for process in browser.processes()}
    assert "member=1" in server.pages[-1].headers["cookie"]


def test_a_browser_that_dies_is_a_crash_and_starts_again(browser: Browser, server: SiteServer) -> None:
    url = server.site.essay_url(server.essays[0].source_id)
    for process in browser.processes():
        with suppress(psutil.NoSuchProcess):  # a helper of the browser's may end by itself meanwhile
            if "--type=" not in " ".join(process.cmdline()) and "driver" not in process.name():
                process.kill()

    with pytest.raises(BrowserCrashed):
        browser.get(url)
    browser.restart()
    assert browser.get(url).status == 200


def test_another_thread_can_end_a_page_that_hangs(browser: Browser, server: SiteServer) -> None:
    server.next_replies.append(Reply("", hold=True))

    def abort_when_it_hangs() -> None:
        server.reached.wait(30)
        browser.abort()
        server.release()

    ending = threading.Thread(target=abort_when_it_hangs)
    ending.start()
    with pytest.raises(BrowserCrashed):
        browser.get(server.site.essay_url("1"))
    ending.join()


def test_nothing_is_left_at_the_end(server: SiteServer) -> None:
    with Browser(server.site) as browser:
        browser.get(server.site.essay_url("1"))
        assert browser._footprint is not None
        profile = browser._footprint.profile
        assert profile.is_dir()
        processes = browser.processes()
        assert len(processes) > 2

    assert not profile.exists()
    assert not [process for process in processes if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    assert not list((paths.cache_dir() / "browsers").iterdir())


def test_the_browser_reaches_out_to_nobody_else(server: SiteServer, tmp_path: Path) -> None:
    """Its own record of the network knows no host but the local one."""
    record = tmp_path / "net.json"
    wrapper = tmp_path / "chromium"
    wrapper.write_text(f'#!/bin/sh\nexec /usr/bin/chromium --log-net-log={record} "$@"\n')
    wrapper.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scraper.browser_programs._browser", lambda family: wrapper if family.name == "chrome" else None)
        with Browser(server.site) as browser:
            browser.get(server.site.essay_url(server.essays[0].source_id))

    log = json.loads(record.read_text(errors="replace"))
    names = {number: name for name, number in log["constants"]["logEventTypes"].items()}
    events = [(names[event["type"]], event.get("params", {})) for event in log["events"]]
    connected = {params["address"] for name, params in events if name == "TCP_CONNECT_ATTEMPT" and "address" in params}
    assert connected == {server.site.origin.removeprefix("http://")}
    # Nobody was asked for a name either: neither the system nor a name server.
    assert not {"HOST_RESOLVER_SYSTEM_TASK", "DNS_TRANSACTION"} & {name for name, _ in events}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), (" 5 ", 5.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None), ("", None), ("-3", None)],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_seconds(value) == seconds


def test_a_site_knows_its_addresses() -> None:
    site = Site("https://example.invalid")

    assert site.host == "example.invalid"
    assert site.essay_url("12") == "https://example.invalid/starter/PassAssay/View/12"

import socket

import pytest

from scraper.errors import RobotsForbid, SiteUnreachable
from scraper.robots import Robots
from scraper.site import Site
from tests.scraper.site.server import SiteServer


def test_what_is_not_allowed_is_not_fetched(server: SiteServer) -> None:
    server.robots = "User-agent: *\nDisallow: /starter/PassAssay/View/\nAllow: /\n"
    robots = Robots.read(server.site, "Browser Cheomsak/1")

    robots.require(f"{server.site.origin}/starter/PassAssay?Page=1")
    with pytest.raises(RobotsForbid) as caught:
        robots.require(server.site.essay_url("900001"))
    assert caught.value.context == {"path": "/starter/PassAssay/View/900001", "reason": "disallowed"}


def test_rules_for_our_own_name_come_first(server: SiteServer) -> None:
    server.robots = "User-agent: *\nAllow: /\n\nUser-agent: Cheomsak\nDisallow: /\n"

    with pytest.raises(RobotsForbid):
        Robots.read(server.site, "x").require(server.site.essay_url("1"))


def test_the_delay_that_is_asked_for_is_known(server: SiteServer) -> None:
    server.robots = "User-agent: *\nCrawl-delay: 5\n"

    assert Robots.read(server.site, "x").delay == 5.0
    server.robots = ""
    assert Robots.read(server.site, "x").delay == 0.0


def test_the_same_name_is_given_as_by_the_browser(server: SiteServer) -> None:
    Robots.read(server.site, "Browser Cheomsak/1")

    assert server.requests[0].headers["user-agent"] == "Browser Cheomsak/1"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_rules_allows_everything(server: SiteServer, status: int) -> None:
    server.robots = status

    Robots.read(server.site, "x").require(server.site.essay_url("1"))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_rules_that_cannot_be_read_now_forbid_everything(server: SiteServer, status: int) -> None:
    server.robots = status

    with pytest.raises(RobotsForbid) as caught:
        Robots.read(server.site, "x")
    assert caught.value.context["reason"] == "unreadable"


def test_garbage_is_no_reason_to_fail(server: SiteServer) -> None:
    server.robots = "\x00\ufffd<html>User-agent\n:::\nCrawl-delay: soon\nDisallow"

    assert Robots.read(server.site, "x").delay == 0.0


def test_a_site_that_is_not_there_is_told_apart() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        with pytest.raises(SiteUnreachable) as caught:
            Robots.read(Site(f"http://127.0.0.1:{taken.getsockname()[1]}"), "x")
    assert caught.value.context["reason"] == "refused"

    with pytest.raises(SiteUnreachable) as caught:
        Robots.read(Site("http://nobody.invalid"), "x")
    assert caught.value.context == {"host": "nobody.invalid", "reason": "dns"}


def test_a_site_that_does_not_answer_is_not_waited_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(SiteUnreachable) as caught:
        Robots.read(Site(f"http://127.0.0.1:{silent.getsockname()[1]}"), "x", timeout=0.2)
    assert caught.value.context["reason"] == "timeout"

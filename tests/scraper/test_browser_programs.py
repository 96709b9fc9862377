import os
import sys
from pathlib import Path

import pytest

from scraper import browser_programs
from scraper.browser_programs import find_programs, managed_driver
from scraper.driver import Browser
from scraper.errors import BrowserMissing
from scraper.site import JOBKOREA


def program(folder: Path, name: str, body: str = "exit 1") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder in which this computer has programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(browser_programs, "_DRIVER_FOLDERS", ())
    for name in ("_CHROME", "_EDGE"):
        family = getattr(browser_programs, name)
        bare = browser_programs.Family(family.name, family.prefix, family.driver, family.commands, ())
        monkeypatch.setattr(browser_programs, name, bare)
    return folder


def test_a_browser_and_its_driver_are_found_on_the_search_path(computer: Path) -> None:
    browser, driver = program(computer, "chromium"), program(computer, "chromedriver")

    found = find_programs()

    assert (found.browser, found.driver, found.family.name) == (browser, driver, "chrome")


def test_edge_serves_where_chrome_has_no_driver(computer: Path) -> None:
    program(computer, "google-chrome")
    edge, driver = program(computer, "microsoft-edge"), program(computer, "msedgedriver")

    found = find_programs()

    assert (found.browser, found.driver) == (edge, driver)


def test_without_a_browser_that_is_said(computer: Path) -> None:
    with pytest.raises(BrowserMissing) as caught:
        find_programs()
    assert caught.value.context["browser"] == "chromium"


def test_without_a_driver_that_is_said_and_nothing_is_downloaded(
    computer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(computer, "chromium")
    told = computer / "manager-was-started"
    monkeypatch.setenv("SE_MANAGER_PATH", str(program(computer, "manager", f"touch {told}")))

    with pytest.raises(BrowserMissing) as caught:
        find_programs()
    assert caught.value.context["browser"] == "chromedriver"
    assert not told.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for Selenium Manager")
def test_selenium_manager_is_the_last_resort_and_sends_no_statistics(
    computer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, driver = program(computer, "chromium"), program(computer, "downloaded")
    answer = f'{{"logs": [], "result": {{"driver_path": "{driver}", "browser_path": "{browser}"}}}}'
    told = computer / "told"
    manager = program(computer, "manager", f"echo \"$@\" > {told}; echo '{answer}'")
    monkeypatch.setenv("SE_MANAGER_PATH", str(manager))
    monkeypatch.setenv("SE_OFFLINE", "false")

    assert find_programs().driver == driver
    assert "--avoid-stats" in told.read_text()
    assert str(browser) in told.read_text()


def test_a_selenium_manager_that_fails_is_a_driver_that_is_missing(
    computer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SE_MANAGER_PATH", str(program(computer, "manager", "echo broken; exit 3")))
    monkeypatch.delenv("SE_OFFLINE")

    with pytest.raises(BrowserMissing):
        managed_driver(browser_programs._CHROME, program(computer, "chromium"))


@pytest.mark.parametrize(("broken", "missing"), [("chromium", "chromium"), ("chromedriver", "chromedriver")])
def test_a_part_that_does_not_start_is_named_and_nothing_is_left(computer: Path, broken: str, missing: str) -> None:
    for name in ("chromium", "chromedriver"):
        real = f'export PATH={os.defpath}\nexec /usr/bin/{name} "$@"'
        program(computer, name, "exit 1" if name == broken else real)

    with pytest.raises(BrowserMissing) as caught:
        Browser(JOBKOREA)
    assert caught.value.context["browser"] == missing

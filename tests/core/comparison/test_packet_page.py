"""The packet as a rater meets it: a file opened in a real browser, rated, closed, opened again, handed back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.remote_connection import RemoteConnection

from core.comparison.packet import packet, read_packet, wording
from core.comparison.pairs import Check, Choice, Mark, Pair
from scraper.browser_programs import find_programs

pytestmark = pytest.mark.slow


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Chrome]:
    monkeypatch.setenv("SE_OFFLINE", "true")
    monkeypatch.setenv("SE_AVOID_STATS", "true")
    programs = find_programs()
    options = ChromeOptions()
    options.binary_location = str(programs.browser)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(argument)
    found = Chrome(options, Service(str(programs.driver)))
    connection = found.command_executor
    assert isinstance(connection, RemoteConnection)
    yield found
    found.quit()
    connection.close()  # type: ignore[no-untyped-call]  # selenium gives it no types, and leaves its socket open


def press(browser: Chrome, words: str) -> None:
    (button,) = [one for one in browser.find_elements(By.TAG_NAME, "button") if one.text == words]
    button.click()


def test_a_rater_rates_stops_and_goes_on(browser: Chrome, pairs: tuple[Pair, ...], tmp_path: Path) -> None:
    words, some = wording(), pairs[:2]
    page = tmp_path / "눈가림 비교.html"
    page.write_text(packet("c1", "비교", some), encoding="utf-8")
    browser.get(page.as_uri())
    browser.find_element(By.ID, "rater").send_keys("가람")
    press(browser, words["start"])
    # What is in the answer is text, whatever it looks like.
    assert "<b>밤새 노력했습니다</b>" in browser.find_element(By.CLASS_NAME, "answer").text

    press(browser, words["next"])
    assert words["choose"] in browser.page_source
    browser.find_element(By.CSS_SELECTOR, 'input[name="choice"][value="second"]').click()
    browser.find_element(By.CSS_SELECTOR, 'input[name="first_score"][value="4"]').click()
    browser.find_element(By.TAG_NAME, "summary").click()
    browser.find_element(By.CSS_SELECTOR, 'input[name="first-0-why"][value="true"]').click()
    press(browser, words["next"])

    browser.get(page.as_uri())
    assert "2쌍 가운데 1쌍" in browser.page_source
    press(browser, words["start"])
    browser.find_element(By.CSS_SELECTOR, 'input[name="choice"][value="tie"]').click()
    press(browser, words["next"])
    result = browser.find_element(By.ID, "result").get_property("value")
    first, second = read_packet(str(result), "c1", some)

    assert (first.pair_id, first.rater, first.choice, first.first_score) == (some[0].id, "가람", Choice.SECOND, 4)
    assert first.marks == (Mark(Choice.FIRST, 0, Check.WHY, True),)
    assert (second.pair_id, second.choice, second.first_score, second.marks) == (some[1].id, Choice.TIE, None, ())

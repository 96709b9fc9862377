"""Where the browser and its driver are on this computer."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.selenium_manager import SeleniumManager

from scraper.errors import BrowserMissing


@dataclass(frozen=True, slots=True)
class Family:
    """A browser of Chromium's kind. `name` is what WebDriver calls it."""

    name: str
    prefix: str  # of what it adds to WebDriver
    driver: str
    commands: tuple[str, ...]
    usual: tuple[str, ...]  # with variables of the environment


_CHROME = Family(
    "chrome",
    "goog",
    "chromedriver",
    ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome"),
    (
        r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
        r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
        r"%LocalAppData%\Chromium\Application\chrome.exe",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/opt/google/chrome/chrome",
        "/usr/lib/chromium/chromium",
        "/snap/bin/chromium",
    ),
)
_EDGE = Family(
    "MicrosoftEdge",
    "ms",
    "msedgedriver",
    ("microsoft-edge", "microsoft-edge-stable", "msedge"),
    (
        r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
        r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        "/opt/microsoft/msedge/msedge",
    ),
)
_DRIVER_FOLDERS = (
    "/usr/bin",
    "/usr/local/bin",
    "/usr/lib/chromium",
    "/usr/lib/chromium-browser",
    "/opt/homebrew/bin",
    "/snap/bin",
    r"%LocalAppData%\Programs\chromedriver",
    r"%ProgramFiles%\chromedriver",
)


@dataclass(frozen=True, slots=True)
class Programs:
    """A browser and the driver that steers it."""

    family: Family
    browser: Path
    driver: Path


def find_programs() -> Programs:
    """The first browser that has a driver; only when none has one is Selenium Manager asked, which may download it.

    Raises BrowserMissing for what is not there. With SE_OFFLINE=true nothing is ever asked or downloaded.
    """
    browsers = [(family, path) for family in (_CHROME, _EDGE) if (path := _browser(family)) is not None]
    for family, browser in browsers:
        if (driver := _driver(family, browser)) is not None:
            return Programs(family, browser, driver)
    if not browsers:
        raise BrowserMissing("no Chromium, Chrome or Edge", browser="chromium")
    family, browser = browsers[0]
    return Programs(family, browser, managed_driver(family, browser))


def managed_driver(family: Family, browser: Path) -> Path:
    """The driver that fits a browser, by Selenium Manager. Raises BrowserMissing."""
    if os.environ.get("SE_OFFLINE", "").lower() == "true":
        raise BrowserMissing("no driver, and Selenium Manager is off", browser=family.driver)
    name = "edge" if family is _EDGE else family.name
    try:
        found = SeleniumManager().binary_paths(["--browser", name, "--browser-path", str(browser), "--avoid-stats"])
    except WebDriverException as error:
        raise BrowserMissing("Selenium Manager found no driver", browser=family.driver) from error
    driver = Path(str(found.get("driver_path", "")))
    if not driver.is_file():
        raise BrowserMissing("Selenium Manager found no driver", browser=family.driver)
    return driver


def _browser(family: Family) -> Path | None:
    return _first(family.commands, family.usual)


def _driver(family: Family, browser: Path) -> Path | None:
    suffix = ".exe" if sys.platform == "win32" else ""
    beside = [str(browser.with_name(family.driver + suffix))]
    return _first((family.driver,), [*beside, *(f"{folder}/{family.driver}{suffix}" for folder in _DRIVER_FOLDERS)])


def _first(commands: Sequence[str], files: Sequence[str]) -> Path | None:
    """Of the commands on the search path, then of the files."""
    for command in commands:
        if found := shutil.which(command):
            return Path(found)
    for file in files:
        path = Path(os.path.expandvars(file))
        if path.is_file() and os.access(path, os.X_OK):
            return path
    return None

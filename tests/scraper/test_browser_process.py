"""What is left of a browser when its program is killed, and who cleans it up."""

import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from core import paths
from scraper.browser_process import end_orphans
from scraper.driver import Browser
from tests.scraper.crawl_process import ROOT
from tests.scraper.site.server import SiteServer

pytestmark = pytest.mark.slow

HOLDER = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from scraper.driver import Browser
from scraper.site import Site
browser = Browser(Site(sys.argv[1]))
print(*[process.pid for process in browser.processes()], flush=True)
sys.stdin.read()
"""


def notes() -> Path:
    return paths.cache_dir() / "browsers"


def holder(server: SiteServer) -> tuple["subprocess.Popen[str]", list[psutil.Process], Path]:
    """A program with a browser, the processes of that browser, and its profile."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, server.site.origin], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    browser = [psutil.Process(int(pid)) for pid in process.stdout.readline().split()]
    (note,) = notes().glob("*.json")
    return process, browser, Path(json.loads(note.read_text())["profile"])


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def test_the_next_start_ends_what_a_killed_program_has_left(server: SiteServer) -> None:
    process, browser, profile = holder(server)
    with process:
        process.kill()
    assert len(alive(browser)) > 2

    with Browser(server.site) as fresh:
        assert not alive(browser)
        assert not profile.exists()
        assert fresh.get(server.site.essay_url("1")).alert


def test_the_browser_of_a_program_that_lives_is_left_alone(server: SiteServer) -> None:
    process, browser, profile = holder(server)
    with process:
        assert end_orphans() == 0
        assert alive(browser) == browser
        assert profile.exists()
        process.kill()

    assert end_orphans() > 2
    psutil.wait_procs(browser, timeout=10)
    assert not alive(browser)


def test_a_browser_is_found_also_when_its_driver_has_died(server: SiteServer) -> None:
    process, browser, _ = holder(server)
    with process:
        process.kill()
    driver = next(one for one in browser if "driver" in one.name())
    driver.kill()

    end_orphans()

    psutil.wait_procs(browser, timeout=10)
    assert not alive(browser)


def test_a_number_that_the_system_has_given_to_another_process_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    notes().mkdir(parents=True)
    row = {"owner": [1, 5.0], "profile": str(tmp_path / "cheomsak-browser-x"), "processes": [[stranger.pid, 5.0]]}
    (notes() / "old.json").write_text(json.dumps(row))

    with stranger:
        assert end_orphans() == 0
        assert stranger.poll() is None
        stranger.communicate(b"\n")
    assert not list(notes().iterdir())


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"owner": 1}', '{"owner": [1, "x"], "profile": "/", "processes": []}']
)
def test_a_damaged_note_harms_nobody(text: str) -> None:
    notes().mkdir(parents=True)
    (notes() / "damaged.json").write_text(text)

    assert end_orphans() == 0
    assert not list(notes().iterdir())


def test_only_a_folder_of_ours_is_removed(tmp_path: Path) -> None:
    precious = tmp_path / "내 문서"
    precious.mkdir()
    notes().mkdir(parents=True)
    (notes() / "x.json").write_text(json.dumps({"owner": [1, 5.0], "profile": str(precious), "processes": []}))

    end_orphans()

    assert precious.exists()

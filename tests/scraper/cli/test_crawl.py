"""`python -m scraper crawl` and `check` as the window and a terminal use them, with the real browser."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from core import paths
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import RunState
from scraper.cli import main
from tests.scraper.crawl_process import argv, rows, start
from tests.scraper.site import defects
from tests.scraper.site.server import Reply, SiteServer

pytestmark = pytest.mark.slow

CRAWL = ("crawl", "--confirm-right", "--json")


def lines_until(process: "subprocess.Popen[str]", event: str, **facts: object) -> list[dict[str, Any]]:
    """What it tells until an event of a kind, that one included."""
    assert process.stdout is not None
    told: list[dict[str, Any]] = []
    for line in process.stdout:
        told += rows(line)
        if told[-1]["event"] == event and all(told[-1].get(name) == value for name, value in facts.items()):
            return told
    raise AssertionError(f"{event} never came: {told[-3:]}")


def say(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()


def test_a_run_tells_how_it_goes_and_ends_with_one_event(server: SiteServer) -> None:
    done = subprocess.run(argv(server.site, *CRAWL, "--group", "외국계"), capture_output=True, text=True, check=True)

    told = rows(done.stdout)
    assert done.stderr == ""
    assert [row["event"] for row in told[:2]] == ["started", "progress"]
    assert set(told[1]) == {
        "event",
        "phase",
        "done",
        "total",
        "pages_per_minute",
        "seconds_left",
        "delay",
        "outcomes",
    }
    assert [row["event"] for row in told if row["event"] not in ("started", "progress")] == ["done"]
    assert told[-1]["run"] == told[0]["run"]
    assert told[-1]["essays"] == len(server.essay_ids) > 0


def test_pause_resume_and_cancel_by_lines(server: SiteServer) -> None:
    with start(server.site, *CRAWL) as process:
        lines_until(process, "progress", phase="essays", done=2)
        say(process, "pause")
        lines_until(process, "paused")
        asked = len(server.pages)
        say(process, "resume")
        told = lines_until(process, "resumed")
        assert len(server.pages) == asked
        assert [row["event"] for row in told] == ["resumed"]
        lines_until(process, "progress", phase="essays", done=5)
        say(process, "cancel")
        told = lines_until(process, "cancelled")

    assert process.returncode == 130
    assert told[-1]["essays"] >= 5
    with CorpusDatabase.open(paths.corpus_db(), read_only=True) as database:
        assert database.crawl.runs()[0].state is RunState.CANCELLED


@pytest.mark.parametrize("way", ["end of stdin", "SIGTERM", "SIGINT"])
def test_every_way_to_cancel_ends_cleanly_though_a_page_hangs(server: SiteServer, way: str) -> None:
    server.replies[next(essay.source_id for essay in server.essays if essay.analysed)] = Reply(hold=True)
    with start(server.site, *CRAWL) as process:
        lines_until(process, "started")
        assert server.reached.wait(60)
        children = psutil.Process(process.pid).children(recursive=True)
        if way == "end of stdin":
            assert process.stdin is not None
            process.stdin.close()
        else:
            process.send_signal(getattr(signal, way))
        lines_until(process, "cancelled")
        assert process.wait() == 130

    assert children
    _, left = psutil.wait_procs(children, timeout=10)
    assert not left


@pytest.mark.parametrize("words", [("crawl", "--json"), ("crawl",)])
def test_nothing_starts_before_the_right_is_confirmed(server: SiteServer, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        argv(server.site, *words), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )

    assert done.returncode == 2
    assert "권리" in done.stderr
    assert not server.requests
    if "--json" in words:
        assert rows(done.stdout) == [{"event": "failed", "code": "scrape.right", "context": {}}]


@pytest.mark.parametrize(("answer", "asked"), [("예", True), ("아니요", False), ("", False)])
def test_on_a_terminal_a_person_is_asked(
    server: SiteServer, monkeypatch: pytest.MonkeyPatch, answer: str, *, asked: bool
) -> None:
    server.robots = "User-agent: *\nDisallow: /\n"
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: answer)

    code = main(["crawl"], site=server.site)

    assert code == (9 if asked else 2)
    assert bool(server.requests) is asked


@pytest.mark.parametrize(
    ("reply", "code", "exit_code"),
    [
        (Reply(defects.BLOCKED), "scrape.blocked", 9),
        (Reply(defects.CAPTCHA), "scrape.blocked", 9),
        (Reply(defects.LOGIN), "scrape.login", 9),
        (Reply("", 503, {"Retry-After": "3600"}), "scrape.busy", 9),
        (Reply("<p>새 단장</p>"), "scrape.page_changed", 10),
    ],
)
def test_what_stops_a_run_has_a_code_a_sentence_and_an_exit_code(
    server: SiteServer, reply: Reply, code: str, exit_code: int
) -> None:
    server.next_replies.append(reply)
    done = subprocess.run(argv(server.site, *CRAWL), capture_output=True, text=True, check=False)

    assert done.returncode == exit_code
    assert rows(done.stdout)[-1]["event"] == "failed"
    assert rows(done.stdout)[-1]["code"] == code
    assert "습니다" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(server.pages) == 1


def test_robots_txt_is_obeyed(server: SiteServer) -> None:
    server.robots = "User-agent: *\nDisallow: /starter\n"
    done = subprocess.run(argv(server.site, *CRAWL), capture_output=True, text=True, check=False)

    assert rows(done.stdout)[-1]["code"] == "scrape.robots"
    assert done.returncode == 9
    assert not server.pages


def test_two_runs_at_once_are_refused(server: SiteServer) -> None:
    with CorpusDatabase.open(paths.corpus_db()):
        done = subprocess.run(argv(server.site, *CRAWL), capture_output=True, text=True, check=False)

    assert done.returncode == 7
    assert rows(done.stdout) == [
        {"event": "failed", "code": "storage.busy", "context": rows(done.stdout)[0]["context"]}
    ]
    assert not server.requests


def test_a_filter_that_is_not_known_is_named(server: SiteServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crawl", "--confirm-right", "--group", "코스닥"], site=server.site) == 2
    assert "코스닥" in capsys.readouterr().err
    assert not server.requests


def test_without_a_browser_it_says_what_to_install(
    server: SiteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scraper.browser_programs._browser", lambda _family: None)

    assert main(["crawl", "--confirm-right"], site=server.site) == 8
    assert "chromium" in capsys.readouterr().err


def test_no_option_reaches_the_delay(capsys: pytest.CaptureFixture[str]) -> None:
    main(["crawl", "--help"])

    words = capsys.readouterr().out
    assert "--budget" in words
    assert not [word for word in ("--delay", "--floor", "--pace", "--site", "--url", "proxy") if word in words]


@pytest.mark.parametrize("words", [["--budget", "0"], ["--budget", "x"], ["--delay", "0"]])
def test_a_wrong_command_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crawl", *words]) == 2
    assert "알아듣지" in capsys.readouterr().err


def test_in_a_file_the_words_are_for_people(server: SiteServer) -> None:
    done = subprocess.run(
        argv(server.site, "crawl", "--confirm-right", "--group", "외국계"), capture_output=True, text=True, check=True
    )

    assert "시작합니다" in done.stdout
    assert "새로 저장" in done.stdout
    assert "마쳤습니다" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
def test_on_a_terminal_there_is_a_progress_bar(server: SiteServer) -> None:
    import pty
    import termios

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    words = argv(server.site, "crawl", "--confirm-right", "--group", "외국계")
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:  # how a pseudo-terminal says that the other end is closed
            pass
    os.close(ours)

    text = shown.decode()
    assert process.returncode == 0
    assert "목록: 100%" in text
    assert "글: 100%" in text
    assert "마쳤습니다" in text


def test_a_dry_run_says_how_many_there_are(server: SiteServer) -> None:
    done = subprocess.run(
        argv(server.site, "crawl", "--confirm-right", "--dry-run"), capture_output=True, text=True, check=True
    )

    assert "받을 글 30편" in done.stdout
    assert not server.essay_ids


def test_a_check_reports_what_it_found(server: SiteServer) -> None:
    done = subprocess.run(argv(server.site, "check", "--json"), capture_output=True, text=True, check=True)

    (report,) = rows(done.stdout)
    assert report["event"] == "report"
    assert report["ok"] is True
    assert [page["kind"] for page in report["pages"]] == ["list", "detail"]
    assert set(report["pages"][0]["findings"][0]) == {"name", "selector", "found", "wanted", "ok"}
    assert not paths.corpus_db().exists()


def test_a_check_of_a_changed_site_fails_in_words(server: SiteServer) -> None:
    server.renamed = True
    done = subprocess.run(argv(server.site, "check"), capture_output=True, text=True, check=False)

    assert done.returncode == 10
    assert "다름" in done.stdout
    assert "구조가 달라졌습니다" in done.stdout

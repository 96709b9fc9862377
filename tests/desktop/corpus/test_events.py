"""The lines of the scraper, read without the scraper."""

import pytest

from core.storage.corpus.records import Outcome
from desktop.corpus.events import (
    CheckedPage,
    Ended,
    EndKind,
    Failed,
    Finding,
    Paused,
    Phase,
    Progress,
    Removed,
    Report,
    Started,
    Waiting,
    read_event,
)
from tests.fakes.scraper_cli import STARTED, ending, progress


def test_each_line_becomes_its_event() -> None:
    finding = {"name": "회사", "selector": "h2 a", "found": 0, "wanted": "1", "ok": False}
    page = {"kind": "list", "url": "https://a.example/", "findings": [finding]}
    read = CheckedPage("list", "https://a.example/", (Finding("회사", "h2 a", 0, "1", ok=False),))
    for row, event in (
        (STARTED, Started("r1", resumed=False, dry_run=False)),
        (progress(3, None, "lists"), Progress(Phase.LISTS, 3, None, 20.0, 200.0, 2.4, {})),
        (progress(3, 9, stored=2), Progress(Phase.ESSAYS, 3, 9, 20.0, 200.0, 2.4, {Outcome.STORED: 2})),
        ({"event": "waiting", "reason": "backoff", "seconds": 60, "status": 503}, Waiting("backoff", 60.0, 503)),
        ({"event": "paused"}, Paused()),
        (ending("stopped", "budget", 7, gone=1), Ended(EndKind.STOPPED, "budget", {Outcome.GONE: 1}, 7)),
        (
            {"event": "failed", "code": "scrape.busy", "context": {"status": 429}},
            Failed("scrape.busy", {"status": 429}),
        ),
        ({"event": "report", "ok": False, "pages": [page]}, Report(ok=False, pages=(read,))),
        ({"event": "removed", "id": "jobkorea:1"}, Removed("jobkorea:1")),
    ):
        assert read_event(row) == event
    assert not read.ok


def test_what_a_newer_scraper_tells_is_passed_over() -> None:
    assert read_event({"event": "weather"}) is None
    assert read_event(ending(stored=1, moved=2)) == Ended(EndKind.DONE, "", {Outcome.STORED: 1}, 0)


def test_a_line_that_is_cut_short_is_an_error() -> None:
    with pytest.raises(KeyError):
        read_event({"event": "progress", "phase": "lists"})
    with pytest.raises(ValueError, match="nowhere"):
        read_event(progress(1, 1, "nowhere"))

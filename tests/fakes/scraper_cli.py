"""A scraper that says what it was told to say: `python -m scraper … --json` for tests of the window.

A script is a JSON list of steps, done one after the other: {"say": event}, {"hear": "pause"} waits for that line,
{"save": 3} keeps so many essays more, {"fail": 3} counts so many that could not be fetched, {"die": 1} ends without a
word, {"deaf": true} never ends and starts a process that never ends. Like the real one it is cancelled by "cancel" and
by the end of its input, and `remove` really removes.
"""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from core.errors import AppError
from core.paths import corpus_db
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import Outcome, RunState
from tests.fakes.collected import essay

ROOT = Path(__file__).parents[2]


def argv(script: Path) -> list[str]:
    """The command line before a verb. What it was called with is added to a file beside the script, see `calls`."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.fakes.scraper_cli import main; sys.exit(main())"
    return [sys.executable, "-c", start, str(script)]


def write_script(path: Path, *steps: dict[str, Any]) -> Path:
    path.write_text(json.dumps(steps, ensure_ascii=False), encoding="utf-8")
    return path


def calls(script: Path) -> list[list[str]]:
    """The arguments of each call so far."""
    log = script.with_suffix(".calls")
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def progress(done: int, total: int | None, phase: str = "essays", **outcomes: int) -> dict[str, Any]:
    """A line of the protocol."""
    return {
        "event": "progress",
        "phase": phase,
        "done": done,
        "total": total,
        "pages_per_minute": 20.0,
        "seconds_left": 200.0,
        "delay": 2.4,
        "outcomes": outcomes,
    }


def ending(event: str = "done", reason: str = "", essays: int = 0, **outcomes: int) -> dict[str, Any]:
    return {"event": event, "run": "r1", "reason": reason, "outcomes": outcomes, "essays": essays}


STARTED = {"event": "started", "run": "r1", "resumed": False, "dry_run": False}


def main() -> int:
    script, *words = sys.argv[1:]
    with Path(script).with_suffix(".calls").open("a", encoding="utf-8") as log:
        log.write(json.dumps(words, ensure_ascii=False) + "\n")
    if words[0] == "remove":
        return _remove(words[1])
    for step in json.loads(Path(script).read_text(encoding="utf-8")):
        ((kind, value),) = step.items()
        if kind == "say":
            _say(value)
        elif kind == "hear" and not _hears(value):
            _say(ending("cancelled"))
            return 130
        elif kind in ("save", "fail"):
            _store(value, failed=kind == "fail")
        elif kind == "die":
            return int(value)
        elif kind == "deaf":
            with subprocess.Popen([sys.executable, "-c", "import threading; threading.Event().wait()"]):
                threading.Event().wait()
    return 0


def _hears(word: str) -> bool:
    """Wait for `word`; False when it is cancelled instead."""
    for line in sys.stdin:
        if line.strip() in (word, "cancel"):
            return line.strip() == word
    return False


def _store(count: int, *, failed: bool) -> None:
    """As a run does: with a log of it."""
    with CorpusDatabase.open(corpus_db()) as database:
        run = database.crawl.begin("{}")
        first = len(database.essays.ids())
        ids = [str(900_000 + first + number) for number in range(count)]
        database.crawl.plan(run.id, ids)
        for number, source_id in enumerate(ids):
            if failed:
                database.crawl.settled(run.id, source_id, Outcome.FAILED, "scrape.unreachable")
            else:
                database.crawl.stored(run.id, essay(first + number), "<html></html>")
        database.crawl.end(run.id, RunState.DONE)


def _remove(essay_id: str) -> int:
    try:
        with CorpusDatabase.open(corpus_db()) as database:
            database.essays.remove(essay_id)
    except AppError as error:
        _say({"event": "failed", "code": error.code, "context": error.context})
        return 1
    _say({"event": "removed", "id": essay_id})
    return 0


def _say(event: dict[str, Any]) -> None:
    print(json.dumps(event, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

"""`python -m scraper` on a local site and without its delay, for a process of its own. Nothing else does that."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from scraper.cli import main
from scraper.politeness import Pace
from scraper.site import Site

ROOT = Path(__file__).parents[2]


def quick_pace(floor: float = 0.0) -> Pace:
    return Pace(floor, first_backoff=0.05, longest_backoff=5.0, attempts=4, rest_per_work=0.0)


def argv(site: Site, *words: str, floor: float = 0.0) -> list[str]:
    """The command line of a scraper on `site`."""
    start = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.scraper.crawl_process import run; sys.exit(run())"
    )
    return [sys.executable, "-c", start, site.origin, str(floor), *words]


def start(site: Site, *words: str, floor: float = 0.0) -> "subprocess.Popen[str]":
    """A scraper whose lines are read and written."""
    return subprocess.Popen(
        argv(site, *words, floor=floor),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def rows(text: str) -> list[dict[str, Any]]:
    """The JSON lines of what a scraper wrote."""
    return [json.loads(line) for line in text.splitlines()]


def run() -> int:
    origin, floor, *words = sys.argv[1:]
    return main(words, site=Site(origin), pace=lambda: quick_pace(float(floor)))

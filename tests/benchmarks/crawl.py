"""The whole local site, 2,158 pages with 7,732 pairs, collected by the real browser.

    python -m tests.benchmarks.crawl [--visible] [--seed N] [--pages N --pairs N]

Prints pages per second, the memory of the scraper and of the browser over the run, and how many pairs, spans, grades
and flags in the corpus equal what the site was made of. The delay is 0 here and nowhere else.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psutil

from core.corpus import CollectedEssay
from core.storage.corpus.database import CorpusDatabase
from scraper.site import Site
from tests.scraper.collecting import wanted
from tests.scraper.crawl_process import rows, start
from tests.scraper.site.essays import GeneratedEssay, generate
from tests.scraper.site.server import SiteServer

MEASURED_EVERY = 100  # pages
MB = 1 << 20


class Count(Protocol):
    def __call__(self, kind: str, *, same: bool) -> None: ...


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--pages", type=int, default=2158)
    parser.add_argument("--pairs", type=int, default=7732)
    parser.add_argument("--visible", action="store_true")
    options = parser.parse_args()
    essays = generate(options.seed, options.pages, options.pairs, plain=options.pages // 10)
    with tempfile.TemporaryDirectory(prefix="cheomsak-benchmark-") as home, SiteServer(essays) as server:
        os.environ |= {"CHEOMSAK_HOME": home, "SE_OFFLINE": "true"}
        seconds = crawl(server, visible=options.visible)
        asked = Counter(server.essay_ids)
        print(f"pages asked for: {len(server.pages)}, of them essays: {len(server.essay_ids)}, in {seconds:.0f} s")
        print(f"pages per second: {len(server.pages) / seconds:.1f}; asked for twice: {asked.total() - len(asked)}")
        with CorpusDatabase.open(Path(home) / "corpus.db", read_only=True) as database:
            statistics = database.statistics()
            print(f"essays {statistics.essays}, pairs {statistics.answers}, {statistics.size_bytes / MB:.1f} MB")
            same = compare(database, [essay for essay in essays if essay.analysed], server.site)
    return 0 if same else 1


def crawl(server: SiteServer, *, visible: bool) -> float:
    """Seconds until the last page was in the corpus; prints the memory on the way."""
    began = time.monotonic()
    visibly = ["--visible"] if visible else []
    with start(server.site, "crawl", "--confirm-right", "--json", "--budget", "100000", *visibly) as process:
        assert process.stdout is not None
        for number, line in enumerate(process.stdout):
            (row,) = rows(line)
            seconds = time.monotonic() - began  # the last line is told before near-duplicates are grouped
            if number % MEASURED_EVERY == 1:
                print_memory(process, row["phase"], row["done"], seconds)
        assert process.stderr is not None
        print(process.stderr.read(), end="")
    print(f"ended with {process.returncode}: {row}")
    print(f"near-duplicates grouped in {time.monotonic() - began - seconds:.0f} s more")
    return seconds


def print_memory(process: "subprocess.Popen[str]", phase: str, done: int, seconds: float) -> None:
    """Proportional set size, which counts what the browser's processes share once."""
    scraper = psutil.Process(process.pid)
    own = scraper.memory_full_info().pss
    children = 0
    for child in scraper.children(recursive=True):
        with suppress(psutil.Error):
            children += child.memory_full_info().pss
    print(
        f"{seconds:6.0f} s  {phase} {done:5}  scraper {own / MB:4.0f} MB  browser {children / MB:5.0f} MB", flush=True
    )


def compare(database: CorpusDatabase, essays: Iterable[GeneratedEssay], site: Site) -> bool:
    """Print what is equal and what differs; whether nothing does."""
    equal: Counter[str] = Counter()
    different: Counter[str] = Counter()

    def count(kind: str, *, same: bool) -> None:
        (equal if same else different)[kind] += 1

    for essay in essays:
        kept = database.essays.get(f"jobkorea:{essay.source_id}")
        made = wanted(essay, site, kept)
        count("essays", same=kept == made)
        count("grades", same=kept.grade == made.grade)
        count("overall advice", same=kept.overall == made.overall)
        count("essays' flags", same=kept.flags == made.flags)
        count("groups", same=kept.groups == made.groups)
        count_answers(kept, made, count)
    for kind in equal | different:
        print(f"{kind}: {equal[kind]} equal, {different[kind]} different")
    return not different


def count_answers(kept: CollectedEssay, made: CollectedEssay, count: Count) -> None:
    for number, answer in enumerate(made.answers):
        found = kept.answers[number] if number < len(kept.answers) else None
        count("pairs", same=found == answer)
        for place, remark in enumerate(answer.remarks):
            other = found.remarks[place] if found is not None and place < len(found.remarks) else None
            count("remarks", same=other == remark)
            count("spans", same=other is not None and (other.span, other.quote) == (remark.span, remark.quote))


if __name__ == "__main__":
    sys.exit(main())

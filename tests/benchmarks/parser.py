"""How fast detail pages are parsed: the goal is 200 pages a second.

    python -m tests.benchmarks.parser [--pages 500] [--rounds 5]

Pages are generated and rendered first; every round parses all of them, and the median round counts. Ends with 1 when
a page is not read as it was written.
"""

import argparse
import time
from collections.abc import Sequence
from statistics import median

from scraper.pages.detail_parser import parse_detail
from tests.scraper.site.essays import generate
from tests.scraper.site.render import detail_html

GOAL = 200.0
PAIRS_PER_PAGE = 3.6


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    essays = generate(1, options.pages, round(options.pages * PAIRS_PER_PAGE))
    pages = [(essay.source_id, detail_html(essay)) for essay in essays]
    speeds = []
    for _ in range(options.rounds):
        start = time.perf_counter()
        parsed = [parse_detail(html, source_id) for source_id, html in pages]
        speeds.append(len(pages) / (time.perf_counter() - start))
    different = sum(one != essay.expected for one, essay in zip(parsed, essays, strict=True))
    kilobytes = sum(len(html.encode()) for _, html in pages) / len(pages) / 1024
    speed = f"{median(speeds):.0f} pages/s (goal {GOAL:.0f})"
    print(f"{len(pages)} pages of {kilobytes:.1f} KB: {speed}, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())

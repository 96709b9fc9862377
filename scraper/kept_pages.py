"""Copies of pages that could not be read, for a person to look at: masked, and only the latest."""

import logging
import re
from datetime import UTC, datetime

from core import paths
from scraper.scrub import scrub_html

log = logging.getLogger(__name__)

MOST = 50
_LONGEST = 2_000_000  # characters


def keep(html: str, name: str) -> str:
    """Write a copy and return its path; "" when there is nothing to keep or no room for it."""
    if not html:
        return ""
    folder = paths.logs_dir() / "pages"
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    target = folder / f"{stamp}-{re.sub(r'[^0-9A-Za-z_-]', '_', name)[:40]}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.html"))[: -(MOST - 1)]:
            old.unlink()
        target.write_text(scrub_html(html[:_LONGEST]), encoding="utf-8", errors="replace")
    except OSError as error:
        # What the copy is kept for is reported either way.
        log.warning("a page could not be kept: %s", error.strerror)
        return ""
    return str(target)

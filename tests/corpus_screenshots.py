"""Takes the pictures of the corpus's pages by using the program: `python -m tests.corpus_screenshots`.

As tests/screenshots.py, but without a model: essays are generated, and the scraper follows a script. Needs Xvfb,
xdotool and ImageMagick. Run by hand after a change of these pages' look.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core import settings
from core.corpus import CollectedEssay
from core.paths import HOME_VARIABLE, corpus_db, ensure_home, resources_dir
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import Outcome, RunState
from tests.fakes.camera import Camera
from tests.fakes.scraper_cli import STARTED, progress, write_script
from tests.fakes.screen import Person, screen
from tests.scraper.site.essays import GeneratedEssay, generate

SMALL, LARGE = 12, 3520
RUNS = 6
REPORT = {
    "event": "report",
    "ok": False,
    "pages": [
        {
            "kind": "list",
            "url": "https://www.jobkorea.co.kr/starter/PassAssay?Page=1&schCType=13&Pass_An_Stat=1",
            "findings": [
                {"name": name, "selector": selector, "found": found, "wanted": "20", "ok": found == 20}
                for name, selector, found in (
                    ("글", "ul.selfLists > li", 20),
                    ("회사", "p.tit span.titTx", 20),
                    ("시기", "span.linkArray > span.career", 0),
                )
            ],
        },
        {
            "kind": "detail",
            "url": "https://www.jobkorea.co.kr/starter/PassAssay/View/900001",
            "findings": [
                {"name": "문항", "selector": "dl.qnaLists dt span.tx", "found": 4, "wanted": "1 이상", "ok": True},
                {"name": "총평", "selector": ".adviceTotal > p.tx", "found": 1, "wanted": "1", "ok": True},
            ],
        },
    ],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=resources_dir().parent / "docs" / "screenshots")
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--themes", nargs="+", default=["light", "dark"])
    parser.add_argument("--essays", type=int, default=LARGE, help="how many essays the large corpus holds")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    essays = [_as_stored(made) for made in generate(7, options.essays, options.essays * 4)]
    for theme in options.themes:
        with tempfile.TemporaryDirectory() as folder, screen(options.size) as display:
            os.environ[HOME_VARIABLE] = str(Path(folder) / "홍길동 문서")
            camera = Camera(display, Path(folder), options.out, theme=theme, size=options.size)
            Session(camera, Path(folder), essays).take_all(theme)
    return 0


class Session:
    """One theme: nothing collected, little, much, and a run."""

    def __init__(self, camera: Camera, folder: Path, essays: Sequence[CollectedEssay]) -> None:
        self._camera, self._essays = camera, essays
        self._script = folder / "script.json"

    def take_all(self, theme: str) -> None:
        ensure_home()
        settings.save(replace(settings.load()[0], theme=theme, maintainer=True))
        person = self._open()
        self._show(person, "ctrl+l", "library-samples")
        self._show(person, "ctrl+k", "corpus-empty")
        person.leave()
        self._keep(self._essays[:SMALL], runs=1)
        person = self._open()
        self._show(person, "ctrl+l", "library-small")
        self._show(person, "ctrl+k", "corpus-small")
        person.leave()
        self._keep(self._essays, runs=RUNS)
        person = self._open()
        self._library(person)
        self._corpus(person)
        person.leave()

    def _library(self, person: Person) -> None:
        camera = self._camera
        self._show(person, "ctrl+l", "library")
        person.type("데이터 지원")
        camera.settle(person, 2.5)
        camera.take("library-found")
        person.press("ctrl+f", "Down", "Return")
        camera.settle(person)
        person.press("F8")
        camera.settle(person)
        camera.take("essay")

    def _corpus(self, person: Person) -> None:
        camera = self._camera
        self._show(person, "ctrl+k", "corpus")
        person.press(*["Tab"] * 3, "End")
        camera.settle(person)
        camera.take("corpus-below")
        person.press("ctrl+l", "ctrl+k", "Right")
        camera.settle(person)
        camera.take("collect")
        write_script(
            self._script,
            {"say": {**STARTED, "resumed": True}},
            {"say": progress(640, 2158, stored=610, unchanged=22, gone=4, failed=4)},
            {"hear": "the end"},
        )
        person.press(*["Tab"] * 16, "space", "Tab", "space")
        camera.settle(person)
        camera.take("collecting")

    def _open(self) -> Person:
        write_script(self._script, {"say": REPORT})
        return self._camera.open([sys.executable, "-m", "tests.fakes.corpus_window", str(self._script)], "첨삭실")

    def _show(self, person: Person, key: str, name: str) -> None:
        person.press(key)
        self._camera.settle(person, 3.0)
        self._camera.take(name)

    def _keep(self, essays: Sequence[CollectedEssay], runs: int) -> None:
        """In so many runs, the last of which could not fetch a few and was cut short."""
        with CorpusDatabase.open(corpus_db()) as database:
            for number in range(runs):
                part = essays[len(essays) * number // runs : len(essays) * (number + 1) // runs]
                run = database.crawl.begin(f'{{"run": {number}}}')
                when = datetime.now(UTC) - timedelta(days=40 * (runs - number - 1))
                database.essays.save_all(replace(essay, fetched_at=when) for essay in part)
                if number == runs - 1:
                    lost = [str(number) for number in range(14)]
                    database.crawl.plan(run.id, lost)
                    for source_id in lost:
                        database.crawl.settled(run.id, source_id, Outcome.FAILED, "scrape.unreachable")
                last = number == runs - 1 and runs > 1
                database.crawl.end(run.id, RunState.CANCELLED if last else RunState.DONE)


def _as_stored(made: GeneratedEssay) -> CollectedEssay:
    return replace(
        made.expected, groups=made.groups, url=f"https://www.jobkorea.co.kr/starter/PassAssay/View/{made.source_id}"
    )


if __name__ == "__main__":
    raise SystemExit(main())

"""자료 관리 with the real scraper: a real browser on a local site, steered by the window's own buttons."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from core.paths import corpus_db, ensure_home
from core.storage.corpus.database import CorpusDatabase
from desktop.corpus.collector import Collector
from desktop.corpus.events import Ended
from desktop.corpus.page import CorpusPage
from desktop.library.shelves import CorpusJobs
from desktop.theme import Theme
from tests.desktop.corpus.test_collect import push
from tests.desktop.reading import visible_words
from tests.scraper.crawl_process import argv
from tests.scraper.site.essays import generate
from tests.scraper.site.server import SiteServer

pytestmark = pytest.mark.slow
PAGES = 12


class RealBureau:
    def __init__(self, qtbot: QtBot, theme: Theme, server: SiteServer) -> None:
        self.qtbot = qtbot
        self.jobs = CorpusJobs()
        self.collector = Collector(argv(server.site, floor=0.2))
        self.page = CorpusPage(theme, self.jobs, self.collector, installed=True)
        self.endings: list[object] = []
        self.collector.ended.connect(self._ended)
        self.page.resize(1048, 800)
        qtbot.addWidget(self.page)
        with qtbot.waitSignal(self.page.read, timeout=30_000):
            self.page.show()

    def _ended(self, _verb: str, ending: object) -> None:
        self.endings.append(ending)

    def collect(self) -> None:
        self.page.show_pane("collect")
        self.page.collect.form.right.setChecked(True)
        push(self.page, "시작")

    def until(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in visible_words(self.page), timeout=60_000)

    def close(self) -> None:
        self.collector.close()
        self.jobs.close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SiteServer]:
    monkeypatch.setenv("SE_OFFLINE", "true")
    monkeypatch.setenv("SE_AVOID_STATS", "true")
    with SiteServer(generate(7, pages=PAGES, pairs=40)) as running:
        yield running


@pytest.fixture
def bureau(qtbot: QtBot, theme: Theme, home: Path, server: SiteServer) -> Iterator[RealBureau]:
    ensure_home()
    made = RealBureau(qtbot, theme, server)
    yield made
    made.close()


def test_collect_pause_stop_and_go_on_until_all_is_there(bureau: RealBureau) -> None:
    bureau.collect()
    bureau.until("글을 받는 중")
    push(bureau.page, "일시정지")
    bureau.until("잠시 멈춤")
    push(bureau.page, "계속")
    bureau.until("글을 받는 중")
    push(bureau.page, "멈춤")
    bureau.qtbot.waitUntil(lambda: len(bureau.endings) == 1, timeout=60_000)
    bureau.until("끝나기 전에 멈췄습니다")
    bureau.page.collect.form.right.setChecked(True)
    push(bureau.page, "이어서")
    bureau.qtbot.waitUntil(lambda: len(bureau.endings) == 2, timeout=60_000)
    ended = bureau.endings[1]
    assert isinstance(ended, Ended)
    assert ended.essays == PAGES
    assert f"지금 모두 {PAGES}편입니다" in visible_words(bureau.page)
    with CorpusDatabase.open(corpus_db(), read_only=True) as database:
        assert database.essays.count() == PAGES


def test_the_structure_of_the_site_is_as_expected(bureau: RealBureau) -> None:
    bureau.page.show_pane("check")
    push(bureau.page, "점검 시작")
    bureau.until("모두 예상과 같습니다")
    words = visible_words(bureau.page.check)
    assert "어긋남" not in words
    assert "총평" in words


def test_quitting_during_a_run_leaves_no_browser(bureau: RealBureau) -> None:
    bureau.collect()
    bureau.until("글을 받는 중")
    family = psutil.Process().children(recursive=True)
    assert any("chrom" in one.name() for one in family)
    bureau.collector.close()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]

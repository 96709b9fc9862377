"""What tests of collecting share: no download of a driver, a local site, and a pace without waiting."""

from collections.abc import Iterator

import pytest

from core import paths
from core.storage.corpus.database import CorpusDatabase
from tests.scraper.collecting import Collecting
from tests.scraper.site.essays import GeneratedEssay, generate
from tests.scraper.site.server import SiteServer


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Selenium Manager never reaches out."""
    monkeypatch.setenv("SE_OFFLINE", "true")
    monkeypatch.setenv("SE_AVOID_STATS", "true")


@pytest.fixture(scope="session")
def essays() -> tuple[GeneratedEssay, ...]:
    """30 analysed essays in four groups, and 4 that no expert has read."""
    return generate(7, pages=30, pairs=108, plain=4)


@pytest.fixture
def server(essays: tuple[GeneratedEssay, ...]) -> Iterator[SiteServer]:
    with SiteServer(essays) as running:
        yield running


@pytest.fixture
def collecting(server: SiteServer) -> Iterator[Collecting]:
    with CorpusDatabase.open(paths.corpus_db()) as database:
        yield Collecting(server.site, database)

"""Crawls of the local site into one corpus, without a browser."""

from dataclasses import replace

from core.corpus import CollectedEssay
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import RunState
from scraper.control import Control
from scraper.crawl import Crawl
from scraper.filters import CrawlFilters
from scraper.progress import Ended, Event, Progress
from scraper.robots import Robots
from scraper.scrub import scrub
from scraper.site import Site
from scraper.visit import Visitor
from tests.scraper.crawl_process import quick_pace
from tests.scraper.plain_fetcher import PlainFetcher
from tests.scraper.site.essays import GeneratedEssay
from tests.scraper.site.server import SiteServer


class Collecting:
    """Crawls of one corpus, one after the other."""

    def __init__(self, site: Site, database: CorpusDatabase) -> None:
        self.site = site
        self.database = database
        self.browser = PlainFetcher()
        self.control = Control()
        self.told: list[Event] = []

    def run(
        self, filters: CrawlFilters | None = None, *, budget: int = 1000, dry_run: bool = False, retry: bool = False
    ) -> Ended:
        self.told.clear()
        robots = Robots.read(self.site, "Cheomsak")
        visitor = Visitor(self.browser, robots, quick_pace(), self.control, self.told.append, budget=budget)
        filters = filters or CrawlFilters()
        crawl = Crawl(self.database, visitor, self.site, filters, self.told.append, dry_run=dry_run, retry=retry)
        return crawl.run()

    @property
    def progress(self) -> list[Progress]:
        return [event for event in self.told if isinstance(event, Progress)]

    def last_state(self) -> tuple[RunState, str]:
        run = self.database.crawl.runs()[0]
        return run.state, run.reason


def wanted(essay: GeneratedEssay, site: Site, kept: CollectedEssay) -> CollectedEssay:
    """What must be in the corpus of a generated essay; the time is the crawl's own."""
    url = site.essay_url(essay.source_id)
    return scrub(replace(essay.expected, url=url, groups=essay.groups, fetched_at=kept.fetched_at))


def analysed(server: SiteServer) -> list[GeneratedEssay]:
    return [essay for essay in server.essays if essay.analysed]

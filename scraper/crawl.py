"""A crawl: the lists of every group, what of them is new or changed, and those essays one at a time.

After each page what it held is in corpus.db, so that a run which ends in any way, kill -9 included, goes on there.
"""

import logging
import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from core.corpus import CompanyGroup, Origin
from core.errors import AppError, StorageError
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import Outcome, RunState
from scraper.errors import BrowserCrashed, PageChanged, ScrapeError, SiteBusy, SiteUnreachable
from scraper.filters import CrawlFilters
from scraper.kept_pages import keep
from scraper.pages.detail_page import EssayPage
from scraper.pages.list_page import EssayList
from scraper.progress import Ended, Phase, Progress, Started, Tell
from scraper.scrub import personal, scrub, scrub_html
from scraper.site import PAGE_SIZE, Site
from scraper.visit import Visitor

log = logging.getLogger(__name__)

BUDGET = "budget"
RETRY_FILTERS = '{"retry": true}'

_IN_A_ROW = 3
_CHANGED_SHARE = 0.2
_ENOUGH_TO_JUDGE = 10  # pages
_SITE_IS_AWAY = frozenset({"dns", "offline", "refused", "certificate"})
_SITE_IS_FULL = frozenset({429, 503})


class Crawl:
    """One run, or one that goes on. For the thread that opened the database."""

    def __init__(
        self,
        database: CorpusDatabase,
        visitor: Visitor,
        site: Site,
        filters: CrawlFilters,
        tell: Tell,
        *,
        dry_run: bool = False,
        retry: bool = False,
    ) -> None:
        """A dry run reads the lists and counts. `retry` takes the essays that failed before instead of the lists."""
        self._database = database
        self._log = database.crawl
        self._visitor = visitor
        self._site = site
        self._filters = filters
        self._tell = tell
        self._dry_run = dry_run
        self._retry = retry
        self._run_id = ""
        self._totals: dict[CompanyGroup, set[int]] = {group: set() for group in filters.groups}
        self._essays_read = 0
        self._changed = 0
        self._failed_in_a_row = 0

    def run(self) -> Ended:
        """Until it is done, cancelled or out of budget; the last event, which is told by the caller.

        Raises what stops a run (ScrapeError, StorageError); the run is noted as stopped then.
        """
        run = self._log.begin(RETRY_FILTERS if self._retry else self._filters.to_json(), dry_run=self._dry_run)
        self._run_id = run.id
        self._tell(Started(run.id, run.resumed, run.dry_run))
        log.info("run %s, resumed %s", run.id, run.resumed)
        try:
            complete = self._collect()
        except (ScrapeError, StorageError) as error:
            log.warning("stopped: %s", error)
            # A disk that is full may take no note either.
            with suppress(StorageError):
                self._finish(RunState.STOPPED, error.code)
            raise
        if complete:
            return self._finish(RunState.DONE)
        if self._visitor.control.cancelled:
            return self._finish(RunState.CANCELLED)
        return self._finish(RunState.STOPPED, BUDGET)

    def _finish(self, state: RunState, reason: str = "") -> Ended:
        run = self._log.end(self._run_id, state, reason)
        log.info("run %s: %s %s", run.id, state.value, reason)
        return Ended(state, run.id, reason, run.outcomes, len(self._log.pending(run.id)), run.essays_after)

    def _collect(self) -> bool:
        """Whether everything was read."""
        if self._retry:
            self._log.plan_retry(self._run_id)
        elif not (self._log.pending(self._run_id) or self._log.outcomes(self._run_id)):
            if not self._read_lists():
                return False
            seasons = self._log.listed_seasons(self._run_id)
            chosen = [source_id for source_id, season in seasons.items() if self._filters.allows(season)]
            self._log.plan(self._run_id, chosen)
        return self._dry_run or self._read_essays()

    # lists

    def _read_lists(self) -> bool:
        if not self._walk_lists():
            return False
        if any(self._has_moved(group) for group in self._filters.groups):
            log.info("the lists moved while they were read: once more")
            self._log.restart_lists(self._run_id)
            return self._walk_lists()
        return True

    def _walk_lists(self) -> bool:
        self._visitor.speed.forget()
        # The first page of each group first: after them it is known how many there are.
        for group in self._filters.groups:
            if 1 in self._log.list_pages_done(self._run_id, group):
                continue
            if self._read_list_page(group, 1) is None:
                return False
        for group in self._filters.groups:
            for number in self._pages_to_read(group):
                found = self._read_list_page(group, number)
                if found is None:
                    return False
                if found == 0:
                    break
        return True

    def _pages_to_read(self, group: CompanyGroup) -> Iterator[int]:
        """Looks at the total again after each page; without one, goes on until a page brings nothing new."""
        done = self._log.list_pages_done(self._run_id, group)
        listed = -1
        number = 2
        while True:
            total = self._log.list_total(self._run_id, group)
            if total is None:
                before, listed = listed, len(self._log.listed(self._run_id, group))
                if listed == before or listed % PAGE_SIZE:
                    return
            elif number > math.ceil(total / PAGE_SIZE):
                return
            if number not in done:
                yield number
            number += 1

    def _has_moved(self, group: CompanyGroup) -> bool:
        """Whether an essay may have slipped from a page that was still to be read to one that had been.

        A new one on top makes fewer listed than there are; one that was taken out changes the total.
        """
        total = self._log.list_total(self._run_id, group)
        few = total is not None and len(self._log.listed(self._run_id, group)) < total
        return few or len(self._totals[group]) > 1

    def _read_list_page(self, group: CompanyGroup, number: int) -> int | None:
        """How many essays it lists; None when cancelled or out of budget."""
        if self._visitor.spent:
            return None
        page = EssayList.open(self._visitor, self._site, self._filters, group, number)
        if page is None:
            return None
        try:
            total, items = page.total, page.items
        except PageChanged as error:
            raise _kept(error, page.fetched.html, f"list_{group.value}_{number}") from error
        before = self._log.list_total(self._run_id, group)
        self._totals[group] |= {known for known in (before, total) if known is not None}
        self._log.list_page_done(self._run_id, group, number, total, items)
        self._tell_lists()
        return len(items)

    def _tell_lists(self) -> None:
        totals = [self._log.list_total(self._run_id, group) for group in self._filters.groups]
        done = sum(len(self._log.list_pages_done(self._run_id, group)) for group in self._filters.groups)
        known = [max(1, math.ceil(total / PAGE_SIZE)) for total in totals if total is not None]
        self._tell_progress(Phase.LISTS, done, sum(known) if len(known) == len(totals) else None)

    # essays

    def _read_essays(self) -> bool:
        self._visitor.speed.forget()
        removed = self._database.essays.removed()
        for source_id in self._log.pending(self._run_id):
            if f"{Origin.JOBKOREA}:{source_id}" in removed:  # since this run was planned
                self._log.settled(self._run_id, source_id, Outcome.REMOVED)
        pending = self._log.pending(self._run_id)
        # What an earlier part of this run fetched counts, what never had to be does not.
        before = sum(
            count
            for outcome, count in self._log.outcomes(self._run_id).items()
            if outcome not in (Outcome.UNCHANGED, Outcome.REMOVED)
        )
        total = before + len(pending)
        self._tell_progress(Phase.ESSAYS, before, total)
        for done, source_id in enumerate(pending, before + 1):
            if self._visitor.spent or not self._read_essay(source_id):
                return False
            self._tell_progress(Phase.ESSAYS, done, total)
        return True

    def _read_essay(self, source_id: str) -> bool:
        """Settle one essay; False when cancelled. Raises what stops the run."""
        try:
            page = EssayPage.open(self._visitor, self._site, source_id)
        except (SiteUnreachable, SiteBusy, BrowserCrashed) as error:
            if isinstance(error, SiteUnreachable) and error.context.get("reason") in _SITE_IS_AWAY:
                raise  # that says nothing about this essay
            self._failed(source_id, Outcome.FAILED, error)
            if isinstance(error, SiteBusy) and error.context.get("status") in _SITE_IS_FULL:
                raise
            return True
        except PageChanged as error:
            self._failed(source_id, Outcome.CHANGED, error)
            return True
        if page is None:
            return False
        self._essays_read += 1
        if page.gone:
            self._log.settled(self._run_id, source_id, Outcome.GONE)
            self._failed_in_a_row = 0
            return True
        try:
            self._keep(page)
        except PageChanged as error:
            self._failed(source_id, Outcome.CHANGED, _kept(error, page.fetched.html, f"detail_{source_id}"))
        else:
            self._failed_in_a_row = 0
        return True

    def _keep(self, page: EssayPage) -> None:
        essay = page.essay
        if self._filters.analysed_only and not essay.analysed:
            self._log.settled(self._run_id, page.source_id, Outcome.NOT_ANALYSED)
            return
        html = scrub_html(page.fetched.html, personal(essay))
        essay = replace(
            scrub(essay),
            url=self._site.essay_url(page.source_id),
            groups=self._log.groups_of(self._run_id, page.source_id),
            fetched_at=datetime.now(UTC),
        )
        self._log.stored(self._run_id, essay, html)

    def _failed(self, source_id: str, outcome: Outcome, error: AppError) -> None:
        """Note it and go on. Raises `error` when there are too many: it is not the one page that is at fault then."""
        log.warning("%s: %s", source_id, error)
        saved = str(error.context.get("saved", ""))
        self._log.settled(self._run_id, source_id, outcome, error.code, saved)
        self._failed_in_a_row += 1
        self._changed += outcome is Outcome.CHANGED
        share = self._changed / max(self._essays_read, _ENOUGH_TO_JUDGE)
        if self._failed_in_a_row >= _IN_A_ROW or share > _CHANGED_SHARE:
            raise error

    def _tell_progress(self, phase: Phase, done: int, total: int | None) -> None:
        speed = self._visitor.speed
        self._tell(
            Progress(
                phase,
                done,
                total,
                speed.per_minute,
                speed.seconds_for(None if total is None else total - done),
                self._visitor.pace.delay,
                self._log.outcomes(self._run_id),
            )
        )


def _kept(error: PageChanged, html: str, name: str) -> PageChanged:
    """The same, with a copy of the page."""
    return PageChanged(error.detail, **{**error.context, "saved": keep(html, name)})

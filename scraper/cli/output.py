"""What `crawl` and `check` print: a progress bar on a terminal, lines in a file, JSON lines for a program."""

import json
import os
from dataclasses import asdict
from typing import Any, TextIO

from tqdm import tqdm

from core.storage.corpus.records import Outcome, RunState
from scraper.check import Report
from scraper.cli.corpus import OUTCOME_LABELS
from scraper.crawl import BUDGET
from scraper.progress import Ended, Event, Paused, Phase, Progress, Resumed, Started, Waiting

_PHASES = {Phase.LISTS: "목록", Phase.ESSAYS: "글"}
_KINDS = {"list": "목록", "detail": "글"}
_EVERY = 50  # pages, between lines in a file


class Output:
    """For one run. Whoever reads it may go away; the run ends by other signs then."""

    def __init__(self, stream: TextIO, *, as_json: bool) -> None:
        self._stream = stream
        self._json = as_json
        self._on_terminal = not as_json and stream.isatty()
        self._bar: tqdm[Any] | None = None
        self._phase: Phase | None = None

    def tell(self, event: Event) -> None:
        if self._json:
            self._line(_row(event))
            return
        match event:
            case Started():
                self._say("멈춘 곳에서 이어서 시작합니다." if event.resumed else "시작합니다. Ctrl+C로 멈춥니다.")
            case Progress():
                self._progress(event)
            case Waiting(reason="login"):
                self._say("브라우저 창에서 직접 로그인해 주세요. 로그인하면 이어서 모읍니다.")
            case Waiting():
                self._say(f"사이트가 붐벼 {event.seconds or 0:.0f}초 기다립니다.")
            case Paused():
                self._say("일시정지")
            case Resumed():
                self._say("계속")

    def ended(self, ended: Ended, *, dry_run: bool) -> None:
        """The last thing that is printed."""
        self._close_bar()
        if self._json:
            self._line(_row(ended))
            return
        self._say(_end_sentence(ended, dry_run=dry_run))
        for outcome, count in ended.outcomes.items():
            self._say(f"  {OUTCOME_LABELS[outcome]} {count:,}")

    def cancelled(self) -> None:
        """A check that was cancelled."""
        if self._json:
            self._line({"event": "cancelled", "run": "", "reason": "", "outcomes": {}, "essays": 0})
        else:
            self._say("멈추었습니다.")

    def report(self, report: Report) -> None:
        if self._json:
            self._line({"event": "report", "ok": report.ok, "pages": [asdict(page) for page in report.pages]})
            return
        for page in report.pages:
            self._say(f"{_KINDS[page.kind]}  {page.url}")
            for finding in page.findings:
                mark = "맞음" if finding.ok else "다름"
                self._say(f"  {mark}  {finding.name}: {finding.found} (기대 {finding.wanted})  {finding.selector}")
        self._say("구조가 해석기와 맞습니다." if report.ok else "구조가 달라졌습니다. 해석기를 고친 뒤에 모아 주세요.")

    def _progress(self, event: Progress) -> None:
        if not self._on_terminal:
            if event.done % _EVERY == 0 or event.done == event.total:
                total = f"/{event.total:,}" if event.total is not None else ""
                self._say(f"{_PHASES[event.phase]} {event.done:,}{total}쪽")
            return
        if self._bar is None or self._phase is not event.phase:
            self._close_bar()
            self._phase = event.phase
            self._bar = tqdm(desc=_PHASES[event.phase], unit="쪽", initial=event.done, file=self._stream, leave=True)
        self._bar.total = event.total
        self._bar.set_postfix_str(_counts(event), refresh=False)
        self._bar.update(event.done - self._bar.n)
        self._bar.refresh()

    def _close_bar(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _say(self, words: str) -> None:
        if self._bar is not None:
            tqdm.write(words, file=self._stream)
        else:
            self._write(f"{words}\n")

    def _line(self, row: dict[str, Any]) -> None:
        self._write(json.dumps(row, ensure_ascii=False) + "\n")

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError:
            self._stream = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - lives as long as the process


def _row(event: Event) -> dict[str, Any]:
    if isinstance(event, Ended):
        facts = asdict(event)
        del facts["state"]
        return {"event": event.state.value, **facts}
    return {"event": type(event).__name__.lower(), **asdict(event)}


def _counts(event: Progress) -> str:
    words = [f"{OUTCOME_LABELS[outcome]} {count:,}" for outcome, count in event.outcomes.items()]
    if event.seconds_left is not None:
        minutes, seconds = divmod(round(event.seconds_left), 60)
        words.append(f"{minutes}분 {seconds}초 남음" if minutes else f"{seconds}초 남음")
    return " · ".join(words)


def _end_sentence(ended: Ended, *, dry_run: bool) -> str:
    match ended.state:
        case RunState.CANCELLED:
            return f"멈추었습니다. 다시 시작하면 이어서 모읍니다. 모은 글 {ended.essays:,}편"
        case RunState.STOPPED if ended.reason == BUDGET:
            return f"쪽수 한도에 닿아 멈추었습니다. 다시 시작하면 이어서 모읍니다. 모은 글 {ended.essays:,}편"
    if dry_run:
        known = sum(ended.outcomes.get(outcome, 0) for outcome in (Outcome.UNCHANGED, Outcome.NOT_ANALYSED))
        return f"세어 보았습니다. 받을 글 {ended.pending:,}편, 이미 있거나 받을 것이 없는 글 {known:,}편"
    return f"마쳤습니다. 모은 글 {ended.essays:,}편"

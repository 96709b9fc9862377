"""A language process that says what it was told to say, over the real protocol; the script is in a file."""

import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from core.errors import LanguageError, ProtocolError
from core.language.protocol import (
    VERSION,
    Cancel,
    Cancelled,
    ComparePercentiles,
    Critique,
    CritiqueEnded,
    EvidenceFound,
    Failed,
    FindEvidence,
    FindOverlap,
    Found,
    Hello,
    IndexProgress,
    IndexReady,
    IntentMined,
    MineIntent,
    OverlapFound,
    PercentilesCompared,
    Proofread,
    Proofreading,
    Quit,
    RemarkFound,
    Reply,
    Request,
    RequestDecoder,
    Update,
    encode,
)
from core.proofread.correction import Correction
from core.remark import Remark
from core.retrieval.intent_groups import IntentGroup
from core.retrieval.matches import Overlap
from core.retrieval.percentiles import Standing
from core.wire import LineDecoder

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Script:
    """What it answers. `evidence` goes by the quote of the passage, in the place of its key.

    It ends without a word at the request named `crash_on`, in so many processes, one after the other; never answers
    `hang_on`, and answers `fail_on` with Failed. A Critique pauses for `pause` seconds before each remark.
    """

    evidence: tuple[Found, ...] = ()
    remarks: tuple[Remark, ...] = ()
    overall: str = ""
    overlap: Overlap | None = None
    groups: tuple[IntentGroup, ...] = ()
    standings: tuple[Standing, ...] = ()
    corrections: tuple[Correction, ...] = ()
    complete: bool = True
    crash_on: str = ""
    crashes: int = 0
    hang_on: str = ""
    fail_on: str = ""
    deaf: bool = False
    pause: float = 0.0


def argv(file: Path, script: Script | None = None) -> list[str]:
    """The command line of a process that follows `script`, which is kept in `file` and may be written anew."""
    write(file, script or Script())
    start = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.fakes.language_script import main; sys.exit(main())"
    )
    return [sys.executable, "-c", start, str(file)]


def write(file: Path, script: Script) -> None:
    file.write_bytes(encode(script))


def requests(file: Path) -> list[Request]:
    """What it was asked so far, in all its processes."""
    log = _log(file)
    found = RequestDecoder().feed(log.read_bytes()) if log.exists() else []
    return [request for request in found if not isinstance(request, ProtocolError)]


def main() -> int:
    file = Path(sys.argv[1])
    (script,) = LineDecoder({"Script": Script}).feed(file.read_bytes())
    heard: SimpleQueue[Request | None] = SimpleQueue()
    cancelled: set[str] = set()
    threading.Thread(target=_listen, args=(heard, cancelled, file), daemon=True).start()
    _say(Hello(VERSION, os.getpid()))
    while (request := heard.get()) is not None or script.deaf:
        if isinstance(request, Quit) and not script.deaf:
            break
        if request is not None:
            _answer(request, script, cancelled, file)
    return 0


def _listen(heard: "SimpleQueue[Request | None]", cancelled: set[str], file: Path) -> None:
    decoder = RequestDecoder()
    while data := os.read(0, 65_536):
        for request in decoder.feed(data):
            if isinstance(request, ProtocolError):
                raise request
            with _log(file).open("ab") as log:
                log.write(encode(request))
            if isinstance(request, Cancel):
                cancelled.add(request.request_id)
            heard.put(request)
    heard.put(None)


def _answer(request: Request, script: Script, cancelled: set[str], file: Path) -> None:
    name = type(request).__name__
    request_id = getattr(request, "request_id", "")
    if name == script.crash_on and _crash_is_due(file, script.crashes):
        os._exit(3)
    if name == script.hang_on:
        return
    if name == script.fail_on:
        _say(Failed(request_id, LanguageError.code))
        return
    match request:
        case Proofread():
            _say(Proofreading(request_id, script.corrections))
        case FindEvidence(passages=passages):
            by_quote = {found.key: found.evidence for found in script.evidence}
            found = tuple(Found(passage.key, by_quote.get(passage.quote, ())) for passage in passages)
            _say(EvidenceFound(request_id, found, 1463, script.complete))
        case FindOverlap():
            _say(OverlapFound(request_id, script.overlap or Overlap(0.0, 240, ()), script.complete))
        case MineIntent():
            _say(IntentMined(request_id, script.groups, script.complete))
        case ComparePercentiles():
            _say(PercentilesCompared(request_id, script.standings, script.complete))
        case Critique():
            _critique(request_id, script, cancelled)
        case Update():
            _say(IndexProgress(1, 2))
            _say(IndexReady(1463, 240))
        case Cancel() if request_id not in _ended:
            _end(Cancelled(request_id))


def _critique(request_id: str, script: Script, cancelled: set[str]) -> None:
    for remark in script.remarks:
        threading.Event().wait(script.pause)
        if request_id in cancelled:
            return
        _say(RemarkFound(request_id, remark))
    _end(CritiqueEnded(request_id, script.overall, script.complete))


_ended: set[str] = set()


def _end(reply: Cancelled | CritiqueEnded) -> None:
    _ended.add(reply.request_id)
    _say(reply)


def _crash_is_due(file: Path, times: int) -> bool:
    counter = file.with_suffix(".crashes")
    done = int(counter.read_text(encoding="ascii")) if counter.exists() else 0
    counter.write_text(str(done + 1), encoding="ascii")
    return done < times


def _log(file: Path) -> Path:
    return file.with_suffix(".requests")


def _say(reply: Reply) -> None:
    os.write(1, encode(reply))


if __name__ == "__main__":
    sys.exit(main())

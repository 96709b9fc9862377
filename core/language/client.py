"""The side that asks: what is asked, and what a process that died leaves unanswered. No I/O, one client for many
processes."""

from core.errors import LanguageCrashed, ProtocolError
from core.language.protocol import (
    VERSION,
    Cancel,
    Cancelled,
    Failed,
    Hello,
    IndexProgress,
    IndexReady,
    Question,
    Quit,
    RemarkFound,
    Reply,
    ReplyDecoder,
    Update,
    encode,
)


class LanguageClient:
    """A host (Qt or blocking) writes the bytes that come from here, feeds what the process says, and tells when the
    process starts and ends."""

    def __init__(self) -> None:
        self._decoder = ReplyDecoder()
        self._pending: dict[str, Question] = {}
        self._ending = False

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self._pending)

    def process_started(self) -> None:
        """A new process runs and knows of no request."""
        self._decoder, self._ending = ReplyDecoder(), False

    def ask(self, question: Question) -> bytes:
        """The bytes that ask."""
        self._pending[question.request_id] = question
        return encode(question)

    def cancel(self, request_id: str) -> bytes:
        """The bytes that end a request, whose Cancelled still comes; nothing when it has ended."""
        return encode(Cancel(request_id)) if request_id in self._pending else b""

    def update(self) -> bytes:
        """The bytes that say that the corpus has changed."""
        return encode(Update())

    def quit(self) -> bytes:
        """The bytes that end the process, which then is no crash."""
        self._ending = True
        return encode(Quit())

    def feed(self, data: bytes) -> list[Reply]:
        """The replies in what the process wrote, without those to requests that are over or were never made."""
        return [reply for given in self._decoder.feed(data) if (reply := self._accept(given)) is not None]

    def process_ended(self, exit_code: int, crashed: bool) -> list[Reply]:
        """The replies that end what was asked of a process that is gone: each Failed, or Cancelled after `quit`.

        As QProcess tells it: `crashed` with the number of the signal as `exit_code` on POSIX. A crash while nothing
        was asked is Failed with an empty request id.
        """
        failure = LanguageCrashed("killed by a signal" if crashed else "ended", exit_code=exit_code)
        left = list(self._pending) or ([] if self._ending else [""])
        self._pending.clear()
        if self._ending:
            return [Cancelled(request_id) for request_id in left]
        return [Failed(request_id, failure.code, failure.detail, failure.context) for request_id in left]

    def _accept(self, reply: Reply) -> Reply | None:
        match reply:
            case IndexProgress() | IndexReady() | Failed(request_id=""):
                return reply
            case Hello(version=version):
                if version == VERSION:
                    return reply
                return Failed("", ProtocolError.code, "another version", {"expected": VERSION, "found": version})
            case RemarkFound(request_id=request_id):
                return reply if request_id in self._pending else None
            case _:
                return reply if self._pending.pop(reply.request_id, None) is not None else None

"""From pieces of a reply to text that may be shown: whole characters, nothing of a stop string, no endless loop."""

import codecs

from core.engine.protocol import FinishReason

REPLACEMENT = "\ufffd"
# A reply that says the same thing this often, over at least so many characters, will never say anything else.
_REPEATS = 3
_REPEATED_CHARACTERS = 120
_LONGEST_PERIOD = 400


class TextStream:
    """Takes a reply as it is generated and gives the text that is certain.

    Use one of three entries, after what the library gives: `add_bytes` for the raw bytes of each token, `add` for
    pieces of whole characters, `update` for all text decoded so far (the right way for a tokenizer that can only
    decode lists of ids). After `reason` is set, everything that comes is ignored.
    """

    def __init__(self, stop: tuple[str, ...] = ()) -> None:
        self.reason: FinishReason | None = None
        self._stop = tuple(text for text in stop if text)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._whole = 0  # characters of update() that were taken
        self._held = ""  # may be the beginning of a stop string
        self._tail = ""  # end of what was given, for the search for loops

    def add_bytes(self, data: bytes) -> str:
        """Take bytes cut anywhere; the half of a character waits for its rest."""
        return self.add(self._decoder.decode(data))

    def update(self, whole: str) -> str:
        """Take the text decoded so far; U+FFFD at its end is a character whose last bytes are not there yet."""
        ready = len(whole.rstrip(REPLACEMENT))
        piece, self._whole = whole[self._whole : ready], max(self._whole, ready)
        return self.add(piece)

    def add(self, piece: str) -> str:
        """Take whole characters and return what may be shown now, which may be nothing.

        U+FFFD among them stands for bytes that make no character, which a model can write too: it is dropped.
        """
        piece = piece.replace(REPLACEMENT, "")
        if self.reason is not None or not piece:
            return ""
        text = self._held + piece
        found = [place for stop in self._stop if (place := text.find(stop)) >= 0]
        if found:
            self.reason, self._held = FinishReason.STOP, ""
            return text[: min(found)]
        keep = max((_overlap(text, stop) for stop in self._stop), default=0)
        ready, self._held = text[: len(text) - keep], text[len(text) - keep :]
        self._tail = (self._tail + ready)[-_REPEATS * _LONGEST_PERIOD :]
        if ready and _loops(self._tail):
            self.reason, self._held = FinishReason.REPETITION, ""
        return ready

    def finish(self) -> str:
        """The reply is over: what was held back as a possible stop string; half a character is dropped."""
        rest, self._held = self._held, ""
        return rest if self.reason is None else ""


def _overlap(text: str, stop: str) -> int:
    """Length of the longest end of `text` that is a proper beginning of `stop`."""
    return next((size for size in range(min(len(stop) - 1, len(text)), 0, -1) if text.endswith(stop[:size])), 0)


def _loops(tail: str) -> bool:
    """Whether `tail` ends in `_REPEATS` or more equal parts that are long enough together."""
    for period in range(1, min(_LONGEST_PERIOD, len(tail) // _REPEATS) + 1):
        span = max(_REPEATS * period, _REPEATED_CHARACTERS)
        if len(tail) >= span and tail[-1] == tail[-1 - period] and tail[-span:-period] == tail[period - span :]:
            return bool(tail[-span:].strip())
    return False

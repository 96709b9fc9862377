"""The worker's side of a request, remembered."""

from collections.abc import Callable

from core.engine.backends.base import RequestControl


class Recorder(RequestControl):
    """`stop_when` is asked at each look at cancel, and sees what arrived so far."""

    def __init__(self, stop_when: Callable[["Recorder"], bool] = lambda _: False) -> None:
        self.pieces: list[str] = []
        self.readings: list[tuple[int, int]] = []
        self.tokens = 0
        self._stop_when = stop_when

    def cancelled(self) -> bool:
        return self._stop_when(self)

    def reading(self, done: int, total: int) -> None:
        self.readings.append((done, total))

    def text(self, piece: str, tokens: int) -> None:
        self.pieces.append(piece)
        self.tokens = tokens

    @property
    def written(self) -> str:
        return "".join(self.pieces)

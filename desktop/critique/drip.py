"""Text that arrives in bursts and is shown evenly: each step shows a share of what is waiting."""

import math
from dataclasses import dataclass

_SHARE = 0.25  # of the waiting characters per step: a burst is shown within about half a second at 30 steps a second


@dataclass(slots=True)
class Drip:
    """One growing text. Shown text is always a prefix of it, also when the text is revised."""

    text: str = ""
    _shown: int = 0

    def aim(self, text: str) -> None:
        """Take the text as it is now."""
        self.text = text
        self._shown = min(self._shown, len(text))

    @property
    def shown(self) -> str:
        return self.text[: self._shown]

    @property
    def waiting(self) -> int:
        return len(self.text) - self._shown

    def step(self) -> bool:
        """Show some more; whether anything was added."""
        if not self.waiting:
            return False
        self._shown += max(1, math.ceil(self.waiting * _SHARE))
        return True

    def flush(self) -> None:
        """Show all of it at once."""
        self._shown = len(self.text)

"""A text with its morphemes, as the rules see it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from core.korean import Morpheme, morphemes
from core.text import sentences

_WORD = re.compile(r"\S+")


class Reading:
    """`words` are the parts between spaces, each with the morphemes that begin in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.morphemes = morphemes(text)
        self._sentences = sentences(text) or [(0, 0)]
        self._starts = [m.start for m in self.morphemes]

    def words(self) -> Iterator[tuple[int, int, list[Morpheme]]]:
        """Start, end, and the morphemes of each part between spaces."""
        for match in _WORD.finditer(self.text):
            yield match.start(), match.end(), self.between(match.start(), match.end())

    def between(self, start: int, end: int) -> list[Morpheme]:
        """The morphemes that begin in `text[start:end]`."""
        return self.morphemes[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def sentence(self, offset: int) -> tuple[int, int]:
        """The range of the sentence around it."""
        i = bisect_right(self._sentences, (offset, len(self.text))) - 1
        start, end = self._sentences[max(i, 0)]
        return (start, end) if start <= offset < end else (offset, offset)

    def beginning_at(self, offset: int) -> Morpheme | None:
        """The first morpheme that begins exactly there."""
        i = bisect_left(self._starts, offset)
        return self.morphemes[i] if i < len(self.morphemes) and self._starts[i] == offset else None

    def before(self, offset: int) -> Morpheme | None:
        """The last morpheme that begins before it."""
        i = bisect_left(self._starts, offset)
        return self.morphemes[i - 1] if i else None

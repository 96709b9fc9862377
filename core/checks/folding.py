"""An answer without spaces, marks and case, to compare it with a question or another answer letter by letter."""

from dataclasses import dataclass

from core.remark import Span

_SEED = 8  # letters of the windows that are looked up; a longer passage in common holds many of them
_MOST_PLACES = 16  # of one window that are looked at


@dataclass(frozen=True, slots=True)
class Folded:
    """Letters and digits only: `offsets[i]` is where `letters[i]` stands in the text."""

    letters: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Of the text, for a range of letters."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def words(self, text: str, start: int, end: int) -> Span:
        """The same without the pieces of words at its ends, when anything else is in it."""
        span = self.span(start, end)
        first, last = span.start, span.end
        if first and text[first - 1].isalnum():
            first = next((i + 1 for i in range(first, last) if text[i].isspace()), first)
        if last < len(text) and text[last].isalnum():
            last = next((i for i in range(last - 1, first, -1) if text[i].isspace()), last)
        while last - 1 > first and not text[last - 1].isalnum():
            last -= 1
        return Span(first, last)


def fold(text: str) -> Folded:
    """The letters and digits of composed text; everything else drops out, case too."""
    lowered = text.lower()
    if len(lowered) != len(text):  # lower case of one letter may be two ("İ"), which would shift every offset behind it
        lowered = "".join(lower if len(lower := character.lower()) == 1 else character for character in text)
    offsets = tuple(offset for offset, character in enumerate(text) if character.isalnum())
    return Folded("".join([lowered[offset] for offset in offsets]), offsets)


def letters(text: str) -> str:
    """The letters of `fold(text)`, for a text in which nothing is to be found again."""
    return "".join(filter(str.isalnum, text)).lower()


def seeds(mine: str) -> dict[str, list[int]]:
    """Where each window of the answer begins, for `shared`; of one that stands everywhere the first places."""
    found: dict[str, list[int]] = {}
    for start in range(len(mine) - _SEED + 1):
        places = found.setdefault(mine[start : start + _SEED], [])
        if len(places) < _MOST_PLACES:
            places.append(start)
    return found


def shared(mine: str, windows: dict[str, list[int]], other: str, shortest: int) -> list[tuple[int, int]]:
    """Ranges of `mine` of at least `shortest` letters that `other` holds too, in order and apart.

    A passage of so many letters covers one of the windows of `other` that are looked up, so they may lie far apart
    and many earlier answers cost little.
    """
    step = max(1, shortest - _SEED + 1)
    found: set[tuple[int, int]] = set()
    covered = bytearray(len(mine))
    for there in range(0, len(other) - _SEED + 1, step):
        for here in windows.get(other[there : there + _SEED], ()):
            if covered[here] and covered[here + _SEED - 1]:
                continue
            start, back = here, there
            while start and back and mine[start - 1] == other[back - 1]:
                start, back = start - 1, back - 1
            end, ahead = here + _SEED, there + _SEED
            while end < len(mine) and ahead < len(other) and mine[end] == other[ahead]:
                end, ahead = end + 1, ahead + 1
            if end - start >= shortest:
                found.add((start, end))
                covered[start:end] = b"\1" * (end - start)
    return _apart(sorted(found))


def _apart(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in ranges:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined

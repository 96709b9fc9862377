"""What the blind checks read, and what they see in it."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from core.remark import Level
from core.text import sentences

# What may follow a noun within its word; then no further letter.
PARTICLES = (
    r"(?:께서|에서|에게|으로서|으로써|으로|로서|로써|부터|까지|처럼|보다|만큼|한테|이라는|라는|이라고|라고|이란"
    r"|이라면|라면|이라서|라서|이라|라|이자|이며|이고|이나|입니다|이었|였|이다|인|임|이지만|지만|이어서|여서|이면서"
    r"|이기|기|답게|밖에|조차|마저|하고|랑|만|은|는|이|가|을|를|의|에|와|과|로|도|나)*"
)
NO_LETTER = r"(?![0-9A-Za-z가-힣])"
START = r"(?<![0-9A-Za-z가-힣])"


@dataclass(frozen=True, slots=True)
class Sign:
    """`text[start:end]` tells something about the writer; `level` when it is not the rule's usual one."""

    rule: str
    start: int
    end: int
    level: Level | None = None


class Reading:
    """A composed text and its sentences."""

    def __init__(self, text: str, own_name: str = "", company: str = "") -> None:
        self.text = text
        self.own_name = own_name
        self.company = company
        self._sentences = sentences(text)
        self._with: dict[re.Pattern[str], list[tuple[int, int]]] = {}
        self._starts = [start for start, _ in self._sentences]

    def sentence(self, at: int) -> tuple[int, int]:
        """The range of the sentence that holds the offset."""
        here = bisect_right(self._starts, at) - 1
        return self._sentences[here] if here >= 0 else (0, len(self.text))

    def find(self, pattern: re.Pattern[str], hint: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches of a costly pattern, looked for only in sentences that hold the `hint`."""
        for start, end in self.sentences_with(hint):
            yield from pattern.finditer(self.text, start, end)

    def sentences_with(self, hint: re.Pattern[str]) -> list[tuple[int, int]]:
        """Ranges of the sentences that hold it."""
        if hint not in self._with:
            held: dict[tuple[int, int], None] = {}
            for match in hint.finditer(self.text):
                held.setdefault(self.sentence(match.start()))
            self._with[hint] = list(held)
        return self._with[hint]

    def before(self, at: int, reach: int = 200) -> str:
        """What its sentence says before the offset, at most `reach` characters."""
        return self.text[max(self.sentence(at)[0], at - reach) : at]

    def after(self, at: int, reach: int = 200) -> str:
        """What its sentence says from the offset on, at most `reach` characters."""
        return self.text[at : min(max(self.sentence(max(0, at - 1))[1], at), at + reach)]

    def around(self, start: int, end: int, reach: int = 200) -> str:
        """Both, and what stands between."""
        return self.before(start, reach) + self.text[start:end] + self.after(end, reach)


def any_of(*ways: str) -> re.Pattern[str]:
    """A pattern for any of the ways to say something."""
    return re.compile("|".join(ways))


def word(*ways: str) -> re.Pattern[str]:
    """The same at the head of a word."""
    return re.compile(f"{START}(?:{'|'.join(ways)})")

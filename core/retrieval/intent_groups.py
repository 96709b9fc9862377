"""What is mined of experts' remarks. Plain values: the window knows them, and no numpy."""

from dataclasses import dataclass

from core.corpus import Origin


@dataclass(frozen=True, slots=True)
class Example:
    """A remark that is typical of its group: what it advises, shortened, and where it is from."""

    text: str
    essay_id: str
    answer: int
    company: str
    season: str
    url: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class IntentGroup:
    """Remarks that say like things. `words` are typical of what they advise; `count` of `total` remarks are in it."""

    words: tuple[str, ...]
    count: int
    total: int
    examples: tuple[Example, ...]

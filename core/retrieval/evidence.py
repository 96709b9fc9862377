"""What is found: an expert's remark on somebody else's passage, with where it comes from."""

from dataclasses import dataclass

from core.corpus import Origin
from core.remark import Remark

EXCERPT = 120  # characters; short enough to be a quotation

# Measured by tests/benchmarks/retrieval.py: nine of ten reworded passages are above it, and one of twenty sentences
# that have nothing to do with applications.
RESEMBLES = 0.325


@dataclass(frozen=True, slots=True)
class Evidence:
    """`remark` is the expert's, on the answer with this number (from 1) of an essay; `url` is empty without a page.

    `excerpt` is the passage that was marked, shortened. `score` orders the hits of one search and says nothing beside
    others: it is 1 when words and meaning both put it first. `likeness` (0 to 1) can be compared: the mean of the
    cosine and of the share of the asked words, by weight, that were found. `row` is its place in the state of the
    index that found it.
    """

    essay_id: str
    answer: int
    remark: Remark
    question: str
    company: str
    season: str
    url: str
    origin: Origin
    excerpt: str
    score: float
    likeness: float
    row: int = -1

    @property
    def resembles(self) -> bool:
        """Whether it may be shown as evidence; without any that does, there is none (근거 없음)."""
        return self.likeness >= RESEMBLES


def shortened(text: str, most: int = EXCERPT) -> str:
    """`text` on one line, cut at a space with "…"."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,.") + "…"

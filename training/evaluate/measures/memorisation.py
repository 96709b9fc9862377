"""Whether a reply repeats remarks it was trained on, or a string planted among them."""

from collections.abc import Iterable

from core.anchor import letters
from training.evaluate.measures.measure import Case, Measure

COPIED = 50  # letters in a row
_BLOCK = COPIED // 2  # any passage of COPIED letters holds a whole block that begins at a multiple of it


class TrainingText:
    """The training remarks, indexed by blocks, so that thousands take some megabytes."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [letters(text) for text in texts]
        self._blocks: dict[str, list[tuple[int, int]]] = {}
        for number, text in enumerate(self._texts):
            for at in range(0, len(text) - _BLOCK + 1, _BLOCK):
                self._blocks.setdefault(text[at : at + _BLOCK], []).append((number, at))

    def longest_common(self, text: str) -> int:
        """Letters of the longest passage that `text` shares with a training remark; shorter ones than COPIED may be
        missed."""
        ours = letters(text)
        longest = 0
        for at in range(len(ours) - _BLOCK + 1):
            for number, place in self._blocks.get(ours[at : at + _BLOCK], ()):
                longest = max(longest, self._extended(ours, at, self._texts[number], place))
        return longest

    def _extended(self, ours: str, at: int, theirs: str, place: int) -> int:
        before = 0
        while before < min(at, place) and ours[at - before - 1] == theirs[place - before - 1]:
            before += 1
        after = _BLOCK
        while at + after < len(ours) and place + after < len(theirs) and ours[at + after] == theirs[place + after]:
            after += 1
        return before + after


def copied(case: Case) -> tuple[float, float] | None:
    """Replies with COPIED letters in a row of a training remark. Quotes of the answer do not count."""
    if case.setting.trained_on is None:
        return None
    said = (*case.said, case.critique.parsed().overall)
    return (float(any(case.setting.trained_on(text) >= COPIED for text in said)), 1.0)


def canary(case: Case) -> tuple[float, float] | None:
    """Replies with a string that was planted in the training text."""
    if not case.setting.canaries:
        return None
    return (float(any(planted in case.critique.raw for planted in case.setting.canaries)), 1.0)


MEASURES = (
    Measure("memorisation.copied", copied, better=-1),
    Measure("memorisation.canary", canary, better=-1),
)

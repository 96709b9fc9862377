"""The question copied into the answer, which costs characters and says nothing."""

from collections.abc import Iterator

from core.checks.context import CheckContext
from core.checks.folding import fold, letters, seeds, shared
from core.checks.wording import finding
from core.remark import Remark

_SHORTEST = 14  # letters in a row that a question and its answer do not have in common by chance
_SHARE = 0.7  # of a short question


def check(context: CheckContext) -> Iterator[Remark]:
    """A remark for each passage that is the question's own words."""
    question = letters(context.question)
    shortest = max(9, min(_SHORTEST, int(_SHARE * len(question))))
    if len(question) < shortest:
        return
    mine = fold(context.text)
    for start, end in shared(mine.letters, seeds(mine.letters), question, shortest):
        yield finding("question.repeated", context.text, mine.words(context.text, start, end), letters=end - start)

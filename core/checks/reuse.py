"""Passages that the same person already used in an application to another company."""

from collections.abc import Iterator

from core.checks.company_names import plain, right_forms
from core.checks.context import CheckContext
from core.checks.folding import fold, letters, seeds, shared
from core.checks.wording import finding
from core.remark import Remark

_SHORTEST = 30  # letters in a row; about one sentence


def check(context: CheckContext) -> Iterator[Remark]:
    """A remark for each passage, with the company that got it first; a passage used twice before is told once.

    Without the company that is applied to, none of the others is another one.
    """
    right = right_forms(context.company)
    others = [answer for answer in context.earlier if plain(answer.company) not in {"", *right}]
    if not right or not others:
        return
    mine = fold(context.text)
    windows = seeds(mine.letters)
    told: list[tuple[int, int]] = []
    for answer in others:
        for start, end in shared(mine.letters, windows, letters(answer.text), _SHORTEST):
            if any(start < other_end and other_start < end for other_start, other_end in told):
                continue
            told.append((start, end))
            span = mine.words(context.text, start, end)
            yield finding("reuse.earlier", context.text, span, company=answer.company, letters=end - start)

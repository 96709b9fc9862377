"""Proofreading a text: passes, each on the text as the one before would leave it.

Words, patterns and endings; particles and what Kiwi reads with a letter changed; slips of the finger; words that are
right elsewhere; spaces. Names, foreign words, figures and the user's own words stay as they are.
"""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import accumulate

import regex

from core.proofread import confusions, endings, particles, rules, spacing, typing, unlikely
from core.proofread.correction import Correction, Draft, Proposal
from core.proofread.reading import Reading
from core.remark import Span
from core.text import graphemes, nfc

_Rule = Callable[[Reading], Iterable[Proposal]]
_WORDS: tuple[_Rule, ...] = (
    rules.proposals,
    endings.needless_l,
    endings.needless_eu,
    endings.adjectives,
    endings.adverbs,
    endings.double_passives,
    typing.double_consonants,
)
_SLIPS: tuple[_Rule, ...] = (particles.proposals, typing.respelled)
# A word with a Latin letter in it is a name, an address, a term.
_RUN = regex.compile(r"[\w.@/:+#&-]+")
_LATIN = regex.compile("[A-Za-z]")
_HANGUL_TAIL = regex.compile(r"[가-힣]+$")


def proofread(
    text: str, *, dictionary: frozenset[str] = frozenset(), speller: unlikely.Speller | None = None
) -> tuple[Correction, ...]:
    """Corrections of `text` in its order. Words of `dictionary` are right wherever they stand.

    `speller` gives further candidates for words that Kiwi does not know, see `core.proofread.hunspell`.
    """
    composed = nfc(text)
    draft = Draft(composed)
    strange = partial(unlikely.proposals, speller=speller)
    for rules_of_pass in (_WORDS, _SLIPS, (strange,), (confusions.proposals,), (spacing.proposals,)):
        reading = Reading(draft.text)
        kept = _kept(draft.text, dictionary)
        draft.take([p for rule in rules_of_pass for p in rule(reading) if _allowed(p, draft.text, kept)])
    found = draft.corrections()
    return found if composed == text else tuple(_as_typed(found, text))


def _kept(text: str, dictionary: frozenset[str]) -> list[tuple[int, int]]:
    """Ranges that nobody may change: foreign words without the particle after them, words of the dictionary."""
    ranges = []
    for match in _RUN.finditer(text):
        if not _LATIN.search(match.group()):
            continue
        tail = _HANGUL_TAIL.search(match.group())
        ranges.append((match.start(), match.end() - (len(tail.group()) if tail else 0)))
    for word in map(nfc, dictionary):
        at = text.find(word) if word else -1
        while at >= 0:
            ranges.append((at, at + len(word)))
            at = text.find(word, at + len(word))
    return ranges


def _allowed(proposal: Proposal, text: str, kept: list[tuple[int, int]]) -> bool:
    """Whether it leaves every kept range as it is; it may be part of a longer passage."""
    if proposal.suggestions[0] == text[proposal.start : proposal.end]:
        return False
    return not any(
        proposal.start < end
        and start < proposal.end
        and not (proposal.start <= start and end <= proposal.end and text[start:end] in proposal.suggestions[0])
        for start, end in kept
    )


def _as_typed(found: tuple[Correction, ...], text: str) -> Iterable[Correction]:
    """With offsets into decomposed text, such as macOS gives."""
    typed = list(accumulate((len(c) for c in graphemes(text)), initial=0))
    composed = list(accumulate((len(nfc(c)) for c in graphemes(text)), initial=0))
    place = dict(zip(composed, typed, strict=True))
    for correction in found:
        if correction.span.start in place and correction.span.end in place:
            span = Span(place[correction.span.start], place[correction.span.end])
            original = text[span.start : span.end]
            yield Correction(
                span, original, correction.suggestions, correction.confident, correction.rule, correction.reason
            )

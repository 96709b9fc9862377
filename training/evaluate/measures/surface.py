"""Letters and words shared with the expert's text: diagnostics only, a good critique may share few.

chrF++ is Popović's (2017) with the usual settings (characters to 6, words to 2, beta 2, spaces left out), of the
whole set from its sums, as sacreBLEU counts it. ROUGE-L is over Kiwi's morphemes: over spaces it would compare words
with their particles on, and its usual tokeniser drops Hangul. BERTScore needs an encoder, and only figures of the same
one compare.
"""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from core.critique.parse import RawRemark
from core.critique.prompt import render_reply
from training.evaluate.measures.measure import Case, Measure, Numbers
from training.evaluate.token_vectors import bert_score

_CHARACTERS, _WORDS, _BETA = 6, 2, 2.0
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_LABELS = re.compile(r"^(아쉬운 점|좋은 점|총평) \| |[|\"]", re.MULTILINE)


def chrf(case: Case) -> tuple[float, ...]:
    """For each order: n-grams of the reply, of the expert's text, and in both."""
    return counts(_text(case.critique.raw), _expert(case))


def rouge_l(case: Case) -> tuple[float, float]:
    """F1 of the longest common subsequence of morphemes."""
    ours, theirs = case.language.forms(_text(case.critique.raw)), case.language.forms(_expert(case))
    if not ours or not theirs:
        return (0.0, 1.0)
    return (2 * common_subsequence(ours, theirs) / (len(ours) + len(theirs)), 1.0)


def bertscore(case: Case) -> tuple[float, float] | None:
    """Of the words of the reply; None where no encoder was given."""
    tokens = case.setting.tokens
    if tokens is None:
        return None
    return (bert_score(tokens(_text(case.critique.raw)), tokens(_expert(case))), 1.0)


def counts(hypothesis: str, reference: str) -> tuple[float, ...]:
    """The sums of which chrF++ is made, order by order."""
    found: list[float] = []
    for units, most in ((_letters, _CHARACTERS), (_words, _WORDS)):
        ours, theirs = units(hypothesis), units(reference)
        for n in range(1, most + 1):
            a, b = _ngrams(ours, n), _ngrams(theirs, n)
            found += [float(a.total()), float(b.total()), float((a & b).total())]
    return tuple(found)


def chrf_score(sums: Numbers) -> Numbers:
    """0 to 1: the F of mean precision and mean recall over the orders that both texts have."""
    ours, theirs, both = np.moveaxis(sums.reshape(*sums.shape[:-1], _CHARACTERS + _WORDS, 3), -1, 0)
    there = (ours > 0) & (theirs > 0)
    orders = np.maximum(there.sum(axis=-1), 1)
    precision = (np.where(there, both / np.maximum(ours, 1), 0.0)).sum(axis=-1) / orders
    recall = (np.where(there, both / np.maximum(theirs, 1), 0.0)).sum(axis=-1) / orders
    below = _BETA**2 * precision + recall
    return np.where(below > 0, (1 + _BETA**2) * precision * recall / np.where(below > 0, below, 1.0), 0.0)


def common_subsequence(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest one, by bits (Allison and Dix, 1986): milliseconds for a whole critique."""
    places: dict[str, int] = {}
    for at, unit in enumerate(one):
        places[unit] = places.get(unit, 0) | 1 << at
    row = 0
    for unit in other:
        x = row | places.get(unit, 0)
        row = x & ~(x - (row << 1 | 1))
    return row.bit_count()


def _expert(case: Case) -> str:
    remarks = (RawRemark(one.polarity, one.quote, one.reason, one.advice) for one in case.item.remarks)
    return _text(render_reply(remarks, case.item.overall))


def _text(reply: str) -> str:
    return " ".join(_LABELS.sub(" ", reply).split())


def _letters(text: str) -> Sequence[str]:
    return "".join(text.split())


def _words(text: str) -> Sequence[str]:
    """Words with a mark at one end parted from it."""
    found = []
    for word in text.split():
        if len(word) > 1 and word[-1] in _PUNCTUATION:
            found += [word[:-1], word[-1]]
        elif len(word) > 1 and word[0] in _PUNCTUATION:
            found += [word[0], word[1:]]
        else:
            found.append(word)
    return found


def _ngrams(units: Sequence[str], n: int) -> "Counter[tuple[str, ...]]":
    return Counter(tuple(units[i : i + n]) for i in range(len(units) - n + 1))


MEASURES = (
    Measure("surface.chrf", chrf, chrf_score),
    Measure("surface.rouge_l", rouge_l),
    Measure("surface.bertscore", bertscore),
)

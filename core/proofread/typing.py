"""Slips of typing: what Kiwi reads with a letter changed, and ㅅ for ㅆ."""

from collections.abc import Iterator
from itertools import groupby

import regex

from core.korean import joined, morphemes, respelled_morphemes
from core.proofread.correction import Proposal
from core.proofread.reading import Reading
from core.proofread.rules import proposal
from core.proofread.syllables import final, with_final

_NEVER = ("NNP", "SL", "SN", "SH", "SW", "W", "NR", "J")
# 했습니다 with ㅅ: the vowel of a past tense, then the ending.
_PAST = regex.compile(r"[가-힣](?=습니|읍니|지만|던|는데|으나|으며|고|다|을|음|기|었|어요)")


def double_consonants(reading: Reading) -> Iterator[Proposal]:
    """햇습니다 for 했습니다, which Kiwi reads as a past tense in 엇, or not at all until it is changed."""
    for match in _PAST.finditer(reading.text):
        syllable = match.group()
        read = reading.before(match.end())
        if final(syllable) != "ㅅ" or read is None:
            continue
        fixed = with_final(syllable, "ㅆ")
        stem = reading.before(read.start)
        # In 쌓앗다 Kiwi sees the rare verb 앗다.
        behind_a_stem = stem is not None and stem.tag.startswith(("V", "XS")) and stem.end == read.start
        slip = read.form.endswith(("엇", "앗", "겟")) and (read.tag == "EP" or (behind_a_stem and len(read.form) == 1))
        if slip or (not read.known and _is_past(reading, match, fixed)):
            yield proposal(match.start(), match.end(), (fixed,), "오타.쌍시옷")


def _is_past(reading: Reading, match: regex.Match[str], fixed: str) -> bool:
    start = _word_start(reading.text, match.start())
    word = reading.text[start : match.start()] + fixed + reading.text[match.end() : match.end() + 8]
    at = match.start() - start
    return any(m.tag == "EP" and m.start <= at < m.end for m in morphemes(word))


def respelled(reading: Reading) -> Iterator[Proposal]:
    """Words that Kiwi can only read with a letter changed."""
    by_word = groupby(respelled_morphemes(reading.text), key=lambda m: _word_start(reading.text, m.start))
    for start, group in by_word:
        parts = list(group)
        if not any(m.respelled for m in parts) or any(m.respelled and m.tag.startswith(_NEVER) for m in parts):
            continue
        parts = [m for m in parts if not m.tag.startswith(("SF", "SP", "SS", "SE", "SO"))]
        begin, end = parts[0].start, parts[-1].end
        # A rare word is as likely as a slip: only what Kiwi does not know is a slip.
        if all(m.known or not m.tag.startswith("NNG") for m in reading.between(begin, end)):
            continue
        original, fixed = reading.text[begin:end], joined(parts)
        # A noun of one syllable is as often a term (랙, 씰).
        if any(m.respelled and m.tag == "NNG" and len(m.form) == 1 for m in parts):
            continue
        if begin < start or " " in original or " " in fixed or original == fixed:
            continue
        yield proposal(begin, end, (fixed,), "오타.자판")


def _word_start(text: str, at: int) -> int:
    return max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1

"""Lets through only what the answer bears out: a remark must quote it, in Korean, and invent no number and no name."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.anchor import QuoteFinder, fold, letters
from core.critique.parse import RawRemark
from core.remark import Remark, Source, Span
from core.text import grapheme_count, sentences

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LATIN = re.compile(r"[a-z][a-z0-9+#&-]+")
_UNFINISHED = re.compile(r"[\w.,+#&-]*[A-Za-z0-9][.,+#&-]*$", re.ASCII)
_SHINGLE = 6  # letters in a row; two texts on one subject share few, a copy with a slip shares most


class DropReason(StrEnum):
    """Why a remark is not shown; counted, and part of what `--json` prints."""

    NO_QUOTE = "no_quote"
    QUOTE_NOT_FOUND = "quote_not_found"
    NO_REASON = "no_reason"
    NOT_KOREAN = "not_korean"
    INVENTED = "invented"  # a number or a Latin name that is not in the input
    COPIED = "copied"  # the reason is the quote, another passage of the answer, or an example's for the opposite
    DUPLICATE = "duplicate"


def pasteable(remark: Remark, text: str) -> bool:
    """Whether the window may offer `text` of a remark for copying into the answer.

    The program critiques and never writes the answer: nothing longer than the quoted passage may go in.
    """
    return grapheme_count(text.strip()) <= grapheme_count(remark.quote)


@dataclass(slots=True)
class Gate:
    """Judges the remarks on one answer in the order in which they come.

    `known` is everything else that the model was told (question, company, role, limit): what occurs there is not
    invented. `examples` are the remarks that the prompt showed: an untuned model repeats their reasons, which were
    chosen to fit many passages, but a reason for 아쉬운 점 is nonsense as one for 좋은 점.
    """

    answer: str
    known: str = ""
    examples: tuple[RawRemark, ...] = ()
    dropped: Counter[DropReason] = field(default_factory=Counter)
    _finder: QuoteFinder = field(init=False)
    _answer: frozenset[str] = field(init=False)
    _facts: frozenset[str] = field(init=False)
    _passed: list[Remark] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._finder = QuoteFinder(self.answer)
        self._answer = _shingles(letters(self.answer))
        self._facts = _facts(f"{self.answer}\n{self.known}")

    def remark(self, raw: RawRemark) -> Remark | None:
        """The remark, anchored, with the user's own words as its quote; None when it is dropped (and counted)."""
        span = self.anchor(raw)
        reason = self._objection(raw, span)
        if reason is not None or span is None:
            self.dropped[reason or DropReason.QUOTE_NOT_FOUND] += 1
            return None
        quote = self.answer[span.start : span.end]
        advice = "" if self._copies(raw.advice) else raw.advice
        remark = Remark(Source.MODEL, raw.polarity, span, quote, raw.reason, advice)
        self._passed.append(remark)
        return remark

    def partial(self, raw: RawRemark) -> Remark | None:
        """What may be shown of a remark that is being written. Nothing is counted."""
        # The last word may be half of a number or name, so nobody can say yet whether it was invented.
        raw = replace(raw, reason=_UNFINISHED.sub("", raw.reason), advice=_UNFINISHED.sub("", raw.advice))
        span = self.anchor(raw)
        if span is None or self._objection(raw, span) not in {None, DropReason.NO_REASON}:
            return None
        quote = self.answer[span.start : span.end]
        return Remark(Source.MODEL, raw.polarity, span, quote, raw.reason, raw.advice)

    def anchor(self, raw: RawRemark) -> Span | None:
        """The passage that a remark, perhaps unfinished, quotes."""
        return self._finder.locate(raw.quote, [remark.span for remark in self._passed if remark.span is not None])

    def overall(self, text: str) -> str:
        """The sentences of 총평 that are Korean, invent nothing and are not the answer itself."""
        kept = (text[start:end] for start, end in sentences(text))
        return " ".join(
            sentence
            for sentence in kept
            if _korean(sentence) and _facts(sentence) <= self._facts and not self._copies(sentence)
        )

    def _copies(self, text: str) -> bool:
        """Whether most of a text is a passage of the answer, slips included."""
        shingles = _shingles(letters(text))
        return 2 * len(shingles & self._answer) > len(shingles)

    def _turned_round(self, raw: RawRemark) -> bool:
        """Whether the reason is that of an example of the other polarity."""
        reason = letters(raw.reason)
        return any(
            letters(example.reason) == reason and example.polarity is not raw.polarity for example in self.examples
        )

    def _objection(self, raw: RawRemark, span: Span | None) -> DropReason | None:
        said = f"{raw.reason} {raw.advice}"
        reason, quote = letters(raw.reason), letters(raw.quote)
        repeated = any(
            (other.span == span and other.polarity is raw.polarity) or letters(other.reason) == reason
            for other in self._passed
        )
        objections = (
            (DropReason.NO_QUOTE, not quote),
            (DropReason.QUOTE_NOT_FOUND, span is None),
            (DropReason.NO_REASON, not reason),
            (DropReason.NOT_KOREAN, not _korean(said)),
            (DropReason.COPIED, reason == quote or self._copies(raw.reason) or self._turned_round(raw)),
            (DropReason.INVENTED, not _facts(said) <= self._facts),
            (DropReason.DUPLICATE, repeated),
        )
        return next((objection for objection, holds in objections if holds), None)


def _shingles(text: str) -> frozenset[str]:
    return frozenset(text[i : i + _SHINGLE] for i in range(len(text) - _SHINGLE + 1))


def _facts(text: str) -> frozenset[str]:
    """Numbers (1,000 is 1000) and Latin words of two letters or more, in one spelling each."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    numbers = (number.replace(",", "") for number in _NUMBER.findall(plain))
    return frozenset([*numbers, *_LATIN.findall(plain)])


def _korean(text: str) -> bool:
    """Hangul for the most part, and no ideographs or kana, into which multilingual models slip."""
    written = [c for c in fold(text) if c.isalpha()]
    hangul = sum("가" <= c <= "힣" for c in written)
    foreign = any("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in written)
    return not foreign and 2 * hangul > len(written)

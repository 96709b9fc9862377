"""What proofreading proposes, and the text as it would stand with it."""

from dataclasses import dataclass

import regex

from core.proofread.syllables import final, is_syllable
from core.remark import Span

_EITHER = regex.compile(r"(.)(’)(은\(는\)|이\(가\)|을\(를\)|\(으\)로)")


@dataclass(frozen=True, slots=True)
class Correction:
    """`suggestions` for `original`, the text of `span`, best first.

    `confident`: it can be taken without thinking. Otherwise the meaning decides and the user must look.
    """

    span: Span
    original: str
    suggestions: tuple[str, ...]
    confident: bool
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of `text[start:end]`, in the offsets of the text that a rule was shown."""

    start: int
    end: int
    suggestions: tuple[str, ...]
    rule: str
    reasons: tuple[str, ...]  # with {original} and {suggestion}, filled in when the whole word is known
    confident: bool = True


def _agreeing(reason: str) -> str:
    """‘며칠’이(가) as ‘며칠’이, by the last letter of what is quoted."""

    def form(match: regex.Match[str]) -> str:
        last, either = match[1], match[3]
        closed, opened = ("으로", "로") if either == "(으)로" else (either[0], either[2])
        if not is_syllable(last):
            return match.group()
        consonant = final(last)
        return last + match[2] + (opened if not consonant or (consonant == "ㄹ" and opened == "로") else closed)

    return _EITHER.sub(form, reason)


class Draft:
    """A text with the first suggestion of every proposal taken, so that the next rule reads what was meant.

    A later proposal that touches an earlier one becomes one with it.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = original
        self._taken: list[Proposal] = []  # disjoint, in order, in offsets of the original

    def take(self, proposals: list[Proposal]) -> None:
        """Of proposals that overlap, the first to begin wins, the longer of two that begin together."""
        chosen: list[Proposal] = []
        for proposal in sorted(proposals, key=lambda p: (p.start, -p.end)):
            if not chosen or proposal.start >= chosen[-1].end:
                chosen.append(proposal)
        for proposal in reversed(chosen):
            self._take(proposal)

    def corrections(self) -> tuple[Correction, ...]:
        """In the order of the text, each of whole words: what a person reads and replaces."""
        groups: list[tuple[int, int, list[Proposal]]] = []
        for proposal in self._taken:
            if proposal.suggestions[0] == self.original[proposal.start : proposal.end]:
                continue
            start, end = self._word(proposal.start, proposal.end)
            if groups and start < groups[-1][1]:
                first, _, together = groups.pop()
                groups.append((first, end, [*together, proposal]))
            else:
                groups.append((start, end, [proposal]))
        return tuple(self._correction(*group) for group in groups)

    def _word(self, start: int, end: int) -> tuple[int, int]:
        while start > 0 and is_syllable(self.original[start - 1]):
            start -= 1
        while end < len(self.original) and is_syllable(self.original[end]):
            end += 1
        return start, end

    def _correction(self, start: int, end: int, together: list[Proposal]) -> Correction:
        suggestions = [""]
        at = start
        for proposal in together:
            same = self.original[at : proposal.start]
            # Other choices only where one thing is wrong: all combinations would be a riddle.
            choices = proposal.suggestions if len(together) == 1 else proposal.suggestions[:1]
            suggestions = [before + same + choice for before in suggestions for choice in choices]
            at = proposal.end
        suggestions = [before + self.original[at:end] for before in suggestions]
        original = self.original[start:end]
        reasons = dict.fromkeys(reason for proposal in together for reason in proposal.reasons)
        return Correction(
            Span(start, end),
            original,
            tuple(suggestions),
            all(proposal.confident for proposal in together),
            together[0].rule,
            _agreeing(" ".join(reason.format(original=original, suggestion=suggestions[0]) for reason in reasons)),
        )

    def _take(self, new: Proposal) -> None:
        before: list[Proposal] = []
        touched: list[tuple[int, Proposal]] = []  # with its offset in the present text
        after: list[Proposal] = []
        shift = shift_before = shift_touched = 0
        for old in self._taken:
            at = old.start + shift
            shift += len(old.suggestions[0]) - (old.end - old.start)
            if at + len(old.suggestions[0]) <= new.start:
                before.append(old)
                shift_before = shift_touched = shift
            elif at < new.end:
                touched.append((at, old))
                shift_touched = shift
            else:
                after.append(old)
        start = min([new.start, *(at for at, _ in touched)])
        end = max([new.end, *(at + len(old.suggestions[0]) for at, old in touched)])
        head, tail = self.text[start : new.start], self.text[new.end : end]
        first = touched[0][1] if touched else new
        merged = Proposal(
            start - shift_before,
            end - shift_touched,
            tuple(head + suggestion + tail for suggestion in new.suggestions),
            first.rule,
            tuple(dict.fromkeys(reason for p in (*(old for _, old in touched), new) for reason in p.reasons)),
            new.confident and all(old.confident for _, old in touched),
        )
        self.text = self.text[:start] + merged.suggestions[0] + self.text[end:]
        self._taken = [*before, merged, *after]

"""What the live checks and the proofreader found, on a text that goes on being edited. No Qt."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.anchor import shift
from core.remark import Level, Remark, Span
from desktop.editor.spans import Edit, edit_between

_REMEMBERED = 256  # edits; a check takes less than a second


class Group(StrEnum):
    """The filters above the cards."""

    SUBMISSION = "submission"
    BLIND = "blind"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's remark and where it is now.

    `key` names it in text and list for as long as it is there. `label` is the rule's short name. When the passage was
    edited it is not `fresh`: it stays in the list until the next check, but is marked nowhere. `suggestions` are of the
    proofreader, best first, and `confident` when they can be taken without thinking.
    """

    remark: Remark
    label: str
    group: Group
    key: str = ""
    span: Span | None = None
    fresh: bool = True
    suggestions: tuple[str, ...] = ()
    confident: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        """Its place in the list: by level, then by place in the text."""
        return _ranks(self), -1 if self.span is None else self.span.start


def _ranks(finding: Finding) -> int:
    if finding.group is Group.SPELLING:
        return 2 if finding.confident else 3
    return {Level.VIOLATION: 0, Level.CHECK: 1}.get(finding.remark.level or Level.NOTE, 4)


@dataclass(slots=True)
class Findings:
    """`prefix` begins every key. `text` is the answer as it stands. With `patient` a finding whose passage was edited
    stays, not fresh, until it is looked for again, as when that takes a moment only; else it goes at once."""

    prefix: str
    text: str = ""
    patient: bool = False
    _found: list[Finding] = field(default_factory=list)
    _edits: deque[tuple[str, Edit]] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))  # each with its text
    _last: int = 0

    @property
    def all(self) -> tuple[Finding, ...]:
        return tuple(self._found)

    def clear(self, text: str = "") -> None:
        """Another answer, of which nothing is known."""
        self.text = text
        self._found = []
        self._edits.clear()

    def take(self, checked: str, found: Iterable[Finding]) -> None:
        """The findings of `checked`, which may be an earlier text than the present one: they move through the edits
        since, and those whose passage was edited meanwhile are left out."""
        edits = self._since(checked)
        placed = []
        for finding in found:
            span = finding.remark.span
            if span is not None:
                span = _through(span, edits)
                if span is None or self.text[span.start : span.end] != finding.remark.quote:
                    continue
            placed.append(replace(finding, span=span))
        self._found = self._named(placed)

    def follow(self, text: str) -> bool:
        """The answer is `text` now; whether a finding moved, was edited or went with its passage."""
        old, self.text = self.text, text
        edit = edit_between(old, text)
        if edit is None:
            return False
        self._edits.append((old, edit))
        before, self._found = self._found, []
        for finding in before:
            if finding.span is None:
                self._found.append(finding)
                continue
            span = shift(finding.span, *edit)
            if span is not None:
                same = finding.fresh and text[span.start : span.end] == finding.remark.quote
                if same or self.patient:
                    self._found.append(replace(finding, span=span, fresh=same))
        return before != self._found

    def _since(self, checked: str) -> list[Edit]:
        """What was done to `checked` to make the present text."""
        if checked == self.text:
            return []
        edits: list[Edit] = []
        for before, edit in reversed(self._edits):
            edits.append(edit)
            if before == checked:
                return edits[::-1]
        whole = edit_between(checked, self.text)
        return [] if whole is None else [whole]

    def _named(self, found: Sequence[Finding]) -> list[Finding]:
        """A finding that was there before keeps its key, so that its card stays; also when its words changed."""
        left = {_place(one): one for one in self._found}
        keys: dict[int, str] = {}
        for number, finding in enumerate(found):
            if (known := left.pop(_place(finding), None)) is not None:
                keys[number] = known.key
        for number, finding in enumerate(found):
            if number not in keys:
                place = next((place for place, one in left.items() if _same_rule(one, finding)), None)
                if place is not None:
                    keys[number] = left.pop(place).key
        named = []
        for number, finding in enumerate(found):
            if number not in keys:
                self._last += 1
                keys[number] = f"{self.prefix}:{self._last}"
            named.append(replace(finding, key=keys[number]))
        return named


def _through(span: Span | None, edits: Iterable[Edit]) -> Span | None:
    for edit in edits:
        if span is None:
            break
        span = shift(span, *edit)
    return span


def _place(finding: Finding) -> tuple[str, str, Span | None]:
    return finding.remark.rule, finding.remark.quote, finding.span


def _same_rule(one: Finding, other: Finding) -> bool:
    """At the same place, but with other words."""
    if one.remark.rule != other.remark.rule or one.span is None or other.span is None:
        return False
    return one.span.start < other.span.end and other.span.start < one.span.end

"""Remarks on a text that goes on being edited: where each is now, and what the reader made of it."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.anchor import locate, rebase, shift
from core.remark import Citation, Remark, RemarkStatus, Source, Span
from desktop.critique.view import Kind, RemarkView
from desktop.editor.spans import SpanKind, SpanMark, edit_between


@dataclass(slots=True)
class RemarkTracker:
    """`judged` is the text the remarks speak of, `text` the answer as it stands."""

    judged: str
    text: str
    _remarks: list[Remark] = field(default_factory=list)
    _spans: list[Span | None] = field(default_factory=list)
    _sought: set[int] = field(default_factory=set)

    def take(self, remarks: Sequence[Remark]) -> bool:
        """The remarks so far, of which the first ones are known; whether there are new ones."""
        new = remarks[len(self._remarks) :]
        for remark in new:
            self._remarks.append(remark)
            self._spans.append(self._place(remark))
        return bool(new)

    def _place(self, remark: Remark) -> Span | None:
        if remark.span is None:
            return None
        if unicodedata.is_normalized("NFC", self.text):
            return rebase(remark.span, self.judged, self.text)
        # What was pasted on macOS differs from the judged text in every syllable until it is stored and read again.
        return locate(remark.quote, self.text)

    def follow(self, text: str) -> bool:
        """The answer is `text` now; whether a remark lost its passage or found it again."""
        edit = edit_between(self.text, text)
        self.text = text
        if edit is None:
            return False
        before = [span is None for span in self._spans]
        for ordinal, span in enumerate(self._spans):
            moved = None if span is None else shift(span, *edit)
            self._spans[ordinal] = moved or self._found_again(self._remarks[ordinal])
        return before != [span is None for span in self._spans]

    def _found_again(self, remark: Remark) -> Span | None:
        """The passage is back, as after an undo: letter by letter, and only there."""
        if remark.span is None or self.text.count(remark.quote) != 1:
            return None
        start = self.text.index(remark.quote)
        return Span(start, start + len(remark.quote))

    def set_status(self, ordinal: int, status: RemarkStatus) -> bool:
        """What the reader chose; False when there is no such remark or nothing changes."""
        if not 0 <= ordinal < len(self._remarks) or self._remarks[ordinal].status is status:
            return False
        self._remarks[ordinal] = replace(self._remarks[ordinal], status=status)
        return True

    # evidence

    @property
    def sought(self) -> frozenset[int]:
        """Ordinals whose evidence is being looked for."""
        return frozenset(self._sought)

    def seek(self, ordinals: Iterable[int]) -> None:
        self._sought.update(ordinals)

    def stop_seeking(self, ordinals: Iterable[int]) -> None:
        """Whatever was found, nothing more comes."""
        self._sought.difference_update(ordinals)

    def give_evidence(self, found: Mapping[int, tuple[Citation, ...]]) -> None:
        """What experts said of passages like those of these remarks; none: 근거 없음."""
        for ordinal, evidence in found.items():
            if 0 <= ordinal < len(self._remarks):
                self._remarks[ordinal] = replace(self._remarks[ordinal], evidence=evidence)
        self.stop_seeking(found)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """As stored: spans in the judged text, statuses as chosen."""
        return tuple(self._remarks)

    def views(self) -> tuple[RemarkView, ...]:
        pairs = zip(self._remarks, self._spans, strict=True)
        found, rules = [], 0
        for ordinal, (remark, span) in enumerate(pairs):
            found.append(RemarkView(ordinal, remark, span, ordinal in self._sought, rules))
            rules += remark.source is Source.RULE
        return tuple(found)

    def marks(self, active: int | None) -> tuple[SpanMark, ...]:
        """What the editor underlines: open remarks whose passage is there. Their id is the ordinal."""
        return tuple(
            SpanMark(str(view.ordinal), view.span, _MARKS[view.kind], active=view.ordinal == active)
            for view in self.views()
            if view.open and view.span is not None
        )


_MARKS: dict[Kind, SpanKind] = {Kind.GOOD: "good", Kind.IMPROVE: "improve", Kind.RULE: "rule"}

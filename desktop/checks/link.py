"""Connects the live checks with the work space: their marks in the text, clicks both ways, and what a click puts in."""

from PySide6.QtCore import QObject, Slot

from core.remark import Level, Span
from desktop.checks.finding import Finding, Group
from desktop.checks.live import LiveChecks
from desktop.checks.pane import ChecksPane
from desktop.checks.replacing import replacements
from desktop.critique.panel import CritiquePanel
from desktop.editor.spans import SpanKind, SpanMark
from desktop.workspace.desk import Desk, OpenQuestion

_LONG = 60  # characters of a passage that is underlined only when its card is active: it would drown the text
_TINTED = "length.over"  # the editor tints what is beyond the limit


class ChecksLink(QObject):
    def __init__(
        self, desk: Desk, live: LiveChecks, pane: ChecksPane, panel: CritiquePanel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._live = live
        self._pane = pane
        self._panel = panel
        self._question_id: str | None = None
        desk.opened.connect(self._opened)
        desk.check_clicked.connect(self._clicked)
        pane.changed.connect(self._show_marks)
        pane.finding_activated.connect(self._activated)
        pane.replace_asked.connect(self._replace)
        panel.checks_turned.connect(self._show_marks)

    @Slot(object)
    def _opened(self, opened: OpenQuestion | None) -> None:
        question_id = None if opened is None else opened.question.id
        if question_id != self._question_id:
            self._question_id = question_id
            self._pane.start_over()
        self._show_marks()

    @Slot()
    def _show_marks(self) -> None:
        composing = self._desk.composition()
        marks = []
        for finding in self._pane.findings:
            active = finding.key == self._pane.active
            kind = _kind(finding)
            if finding.span is None or not finding.fresh or (finding.remark.rule == _TINTED and not active):
                continue
            quiet = kind == "note" or finding.span.end - finding.span.start > _LONG
            if quiet and not active and not self._panel.checks_shown:
                continue
            span = _committed(finding.span, composing)
            if span is not None:
                marks.append(SpanMark(finding.key, span, kind, active, "checks"))
        self._desk.set_spans(marks, "checks")

    @Slot(str)
    def _clicked(self, key: str) -> None:
        self._panel.show_checks()
        self._pane.set_active(key)

    @Slot(str)
    def _activated(self, key: str) -> None:
        self._desk.scroll_to_span(key)

    @Slot(str, str)
    def _replace(self, key: str, suggestion: str) -> None:
        """바꾸기: of the passage as it is now, and only what may be put in."""
        if self._desk.composition() is not None:
            self._desk.commit_text()
        finding = self._live.finding(key)
        if finding is not None and finding.span is not None and suggestion in replacements(finding):
            self._desk.replace_span(finding.span, suggestion)


def _kind(finding: Finding) -> SpanKind:
    if finding.group is Group.SPELLING:
        return "doubt" if finding.confident else "note"
    match finding.remark.level:
        case Level.VIOLATION:
            return "rule"
        case Level.CHECK:
            return "doubt"
        case _:
            return "note"


def _committed(span: Span, composing: Span | None) -> Span | None:
    """A span of the answer as it is seen, in the committed text; none where a syllable is being composed in it."""
    if composing is None or span.end <= composing.start:
        return span
    if span.start < composing.end:
        return None
    length = composing.end - composing.start
    return Span(span.start - length, span.end - length)

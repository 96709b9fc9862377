"""The release gate as a checklist: each condition with its mark, its name and what was found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.models.release_gate import Condition, Verdict, sentence, title
from desktop.icons import pixmap
from desktop.models.paragraph import paragraph
from desktop.theme import Theme
from desktop.widgets.labels import Label

_MARKS = {
    Verdict.PASSED: ("circle-check", "good"),
    Verdict.FAILED: ("x", "violation"),
    Verdict.UNKNOWN: ("info", "second"),
}


class GateList(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Condition, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(3, 1)
        theme.changed.connect(self._redraw)

    def show_conditions(self, found: Sequence[Condition]) -> None:
        if tuple(found) != self._shown:
            self._shown = tuple(found)
            self._redraw()

    def mark_words(self, verdict: Verdict) -> str:
        """What the mark means."""
        return {
            Verdict.PASSED: self.tr("통과"),
            Verdict.FAILED: self.tr("미달"),
            Verdict.UNKNOWN: self.tr("모름"),
        }[verdict]

    @Slot()
    def _redraw(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for row, each in enumerate(self._shown):
            name, tone = _MARKS[each.verdict]
            mark = QLabel()
            mark.setPixmap(pixmap(name, getattr(self._theme.tokens, tone), 16))
            mark.setFixedHeight(21)
            words = Label(self.mark_words(each.verdict), size="small", weight="medium")
            about = Label(title(each), size="small", weight="semibold")
            found = paragraph(self._theme, sentence(each))
            for column, widget in enumerate((mark, words, about, found)):
                if widget is not found:
                    self._grid.addWidget(widget, row, column, top)
                else:
                    self._grid.addWidget(widget, row, column)
                if isinstance(widget, Label):
                    widget.setFixedHeight(21)  # the first line of the sentence beside it

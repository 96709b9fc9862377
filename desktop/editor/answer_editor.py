"""The answer: plain text with an IME, marks that move with it, and the part beyond the limit in a tint."""

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QEvent, QMimeData, QObject, QPointF, QPropertyAnimation, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QMenu, QTextEdit, QWidget

from core.counting import Limit, cut_at
from core.remark import Span
from core.text import nfc
from desktop.editor.layout import AnswerLayout
from desktop.editor.marks import MarkPainter
from desktop.editor.offsets import to_points, to_units, well_formed
from desktop.editor.sheet import Sheet, SheetStack
from desktop.editor.spans import SpanMark, edit_between, mark_at, moved
from desktop.theme import Theme


class AnswerEditor(QTextEdit):
    """Edits one answer. Offsets at this interface are code points of the committed text, which is composed (NFC)
    as in storage, so that they count in the same text everywhere.

    `edited`: the committed text changed by the user's hand, undo and paste included. `live_changed`: the text as it
    is seen changed, composition included. `span_clicked`: a mark was clicked, by id. `left`: the focus went away.
    """

    edited = Signal()
    live_changed = Signal()
    span_clicked = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._limit = Limit()
        self._hint = ""
        self._text = ""
        self._pressed_at: QPointF | None = None
        # Not children of the editor itself: QTextEdit deletes a document of its own when it is given another.
        self._documents = QObject(self)
        self._sheets = SheetStack()
        self._sheet = Sheet(theme, "", self.font(), self._documents)
        self.setDocument(self._sheet.document)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setCursorWidth(2)
        # Always there, invisible when there is nothing to scroll: the column must not jump when the text grows.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._range_changed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setAccessibleName(self.tr("답변"))
        self.set_font_px(16.5)
        self._scrolling = QPropertyAnimation(self.verticalScrollBar(), b"value", self)
        self._scrolling.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._sheet.document.contentsChange.connect(self._contents_changed)
        theme.changed.connect(self._repaint)

    @property
    def _layout(self) -> AnswerLayout:
        return self._sheet.layout

    @property
    def _painter(self) -> MarkPainter:
        return self._sheet.painter

    # text

    def text(self) -> str:
        """The committed text; the syllable being composed is not in it, see `commit`."""
        return self._text

    def live_text(self) -> str:
        """The text as it is seen, composition included: what the counts count."""
        preedit, at = self._preedit()
        return self._text[:at] + preedit + self._text[at:]

    def composition(self) -> Span | None:
        """Where the syllable being composed stands in `live_text`."""
        preedit, at = self._preedit()
        return Span(at, at + len(preedit)) if preedit else None

    def set_text(self, text: str, key: str = "") -> None:
        """Show another answer, without marks. `key` names it: when it was shown before and is the same text still, its
        undo history, caret and place come back."""
        text = nfc(text)
        put_away = self._sheet
        put_away.caret, put_away.scroll = self.textCursor().position(), self.verticalScrollBar().value()
        put_away.document.contentsChange.disconnect(self._contents_changed)
        sheet = self._sheets.get(key, text)
        if sheet is None:
            sheet = Sheet(self._theme, text, self.font(), self._documents)
            self._sheets.put(key, sheet)
        self._sheet = sheet
        self._painter.marks = ()
        self._layout.gutter = self.width() - self.viewport().width()
        self.setDocument(sheet.document)
        sheet.document.contentsChange.connect(self._contents_changed)
        self._take_text()
        cursor = self.textCursor()
        cursor.setPosition(min(sheet.caret, sheet.document.characterCount() - 1))
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(sheet.scroll)

    def replace_text(self, text: str) -> None:
        """Put `text` in place of all there is, as one step that undo takes back."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()

    def replace_span(self, span: Span, text: str) -> None:
        """Put `text` in place of a passage, as one step that undo takes back. The caret stays with its words."""
        cursor = QTextCursor(self._sheet.document)
        cursor.setPosition(to_units(self._text, span.start))
        cursor.setPosition(to_units(self._text, span.end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)

    def select_span(self, span: Span) -> None:
        """Select a passage and bring it into view."""
        cursor = QTextCursor(self._sheet.document)
        cursor.setPosition(to_units(self._text, span.start))
        cursor.setPosition(to_units(self._text, span.end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def commit(self) -> str:
        """End the composition, keeping its syllable, and return the whole text."""
        preedit, _ = self._preedit()
        if preedit:
            before = self._text
            method = QGuiApplication.inputMethod()
            method.commit()
            if self._preedit()[0]:
                method.reset()  # on Windows this is what commits
            if self._text == before:
                # The input method did neither, or threw the syllable away.
                event = QInputMethodEvent()
                event.setCommitString(preedit)
                QApplication.sendEvent(self, event)
        return self._text

    def set_limit(self, limit: Limit) -> None:
        self._limit = limit
        self._mark_cut()

    def set_font_px(self, size: float) -> None:
        """Size of the answer's letters in pixels; halves are allowed."""
        font = QFont(QApplication.font())
        font.setPointSizeF(size * 72 / self.logicalDpiY())
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 99)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self.setFont(font)

    def set_hint(self, hint: str) -> None:
        """What stands in an empty editor. Not Qt's placeholder, which knows nothing of the column."""
        self._hint = hint
        self.viewport().update()

    # marks

    def set_spans(self, marks: Sequence[SpanMark]) -> None:
        """Draw these marks, in spans of the committed text as it is now, instead of those drawn before."""
        size = len(self._text)
        self._painter.marks = tuple(mark for mark in marks if mark.span.end <= size)
        self.viewport().update()

    def spans(self) -> tuple[SpanMark, ...]:
        """The marks where they are now; those whose passage was deleted are gone."""
        return self._painter.marks

    def scroll_to_span(self, mark_id: str) -> None:
        """Bring a mark into view without moving the caret; nothing moves when it is already well in view."""
        area = next((next(self._painter.rects(mark), None) for mark in self.spans() if mark.id == mark_id), None)
        if area is None:
            return
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        if bar.value() + 24 <= area.top() and area.bottom() <= bar.value() + height - 24:
            return
        self._scrolling.stop()
        target = round(max(bar.minimum(), min(bar.maximum(), area.center().y() - height / 3)))
        self._scrolling.setDuration(self._theme.motion.appear)
        self._scrolling.setStartValue(bar.value())
        self._scrolling.setEndValue(target)
        self._scrolling.start()

    # what Qt tells

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._mark_cut()
        self.live_changed.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            text = nfc(well_formed(source.text())).replace("\r\n", "\n").replace("\r", "\n")
            self.textCursor().insertText(text.replace("\0", ""))
            self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Ctrl+Enter belongs to the window (첨삭 받기); Shift+Enter would insert U+2028, which forms do not know.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
                return
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.textCursor().insertBlock()
                self.ensureCursorVisible()
                return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position() if event.button() is Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is None or self.textCursor().hasSelection():
            return
        if (event.position() - pressed).manhattanLength() < QApplication.startDragDistance():
            mark = self._mark_under(event.position())
            if mark is not None:
                self.span_clicked.emit(mark.id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        selected, editable = self.textCursor().hasSelection(), not self.isReadOnly()
        for name, slot, enabled in (
            (self.tr("되돌리기"), self.undo, editable and self.document().isUndoAvailable()),
            (self.tr("다시 실행"), self.redo, editable and self.document().isRedoAvailable()),
            (self.tr("잘라내기"), self.cut, editable and selected),
            (self.tr("복사"), self.copy, selected),
            (self.tr("붙여넣기"), self.paste, editable and self.canPaste()),
            (self.tr("모두 선택"), self.selectAll, bool(self._text)),
        ):
            menu.addAction(name, slot).setEnabled(enabled)
        keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        menu.popup(self.viewport().mapToGlobal(self.cursorRect().bottomLeft()) if keyboard else event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._layout.gutter = self.width() - self.viewport().width()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._hint and not self._text and not self._preedit()[0]:
            painter = QPainter(self.viewport())
            painter.setPen(self._theme.color("third"))
            painter.setFont(self.font())
            area = self._layout.column()
            area.setHeight(self._layout.line_height)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(area, flags, self._hint)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().event(event)

    @Slot(int, int, int)
    def _contents_changed(self, position: int, _removed: int, _added: int) -> None:
        before = self._text
        after = self.toPlainText()
        edit = edit_between(before, after, to_points(before, position))
        if edit is None:
            return
        self._painter.marks = moved(self._painter.marks, edit)
        self._take_text()
        self.edited.emit()

    @Slot(int, int)
    def _range_changed(self, _minimum: int, maximum: int) -> None:
        self.verticalScrollBar().setEnabled(maximum > 0)

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()

    def _take_text(self) -> None:
        self._text = self.toPlainText()
        self._painter.text = self._text
        self._mark_cut()
        self.live_changed.emit()

    def _mark_cut(self) -> None:
        live = self.live_text()
        cut = cut_at(live, self._limit)
        self._painter.cut = None if cut is None else (to_units(live, cut), to_units(live, len(live)))
        self.viewport().update()

    def _preedit(self) -> tuple[str, int]:
        """The syllable being composed and where, in code points; ("", 0) when there is none."""
        block = self.textCursor().block()
        layout = block.layout()
        if not layout.preeditAreaText():
            return "", 0
        return layout.preeditAreaText(), to_points(self._text, block.position() + layout.preeditAreaPosition())

    def _mark_under(self, position: QPointF) -> SpanMark | None:
        inside = position + QPointF(0, self.verticalScrollBar().value())
        hit = self._layout.hitTest(inside, Qt.HitTestAccuracy.ExactHit)
        return None if hit < 0 else mark_at(self.spans(), to_points(self._text, hit))

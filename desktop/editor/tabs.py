"""The questions of an application as tabs, each with how full its answer is."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QScrollArea, QSizePolicy, QWidget

from desktop.fonts import tabular
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton

HEIGHT = 42
_SIDE = 14
_GAP = 8


@dataclass(frozen=True, slots=True)
class TabFacts:
    """What one tab shows; `count` such as 505/700."""

    question_id: str
    title: str
    count: str
    over: bool = False


class QuestionTabs(QFrame):
    """`chosen`, `edit_asked` and `delete_asked` carry a question's id; `add_asked` asks for a new one."""

    chosen = Signal(str)
    add_asked = Signal()
    edit_asked = Signal(str)
    delete_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tabs: list[_Tab] = []
        self._read_only = False
        self._group = QButtonGroup(self)
        self._strip = QWidget(self)
        self._row = QHBoxLayout(self._strip)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addStretch()
        self._area = _Strip(self._strip, self)
        self._add = IconButton(theme, "plus", self.tr("문항 추가"), side=28, parent=self)
        self._add.clicked.connect(self.add_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._area, 0)
        row.addWidget(self._add)
        row.addStretch(1)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("문항"))
        theme.changed.connect(self._repaint)

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        self._add.setVisible(not read_only)

    def set_tabs(self, facts: Sequence[TabFacts], current: str | None) -> None:
        """Show these tabs in order, with `current` chosen."""
        if [tab.facts.question_id for tab in self._tabs] != [fact.question_id for fact in facts]:
            self._rebuild(facts)
        for tab, fact in zip(self._tabs, facts, strict=True):
            tab.show_facts(fact)
            tab.setChecked(fact.question_id == current)
        self._strip.adjustSize()
        self._area.updateGeometry()

    def update_tab(self, fact: TabFacts) -> None:
        """New facts for one tab."""
        for tab in self._tabs:
            if tab.facts.question_id == fact.question_id and tab.facts != fact:
                tab.show_facts(fact)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), self._theme.color("line"))

    def _rebuild(self, facts: Sequence[TabFacts]) -> None:
        for tab in self._tabs:
            self._group.removeButton(tab)
            self._row.removeWidget(tab)
            tab.hide()
            tab.deleteLater()
        self._tabs = [_Tab(self._theme, fact, number, self._strip) for number, fact in enumerate(facts, 1)]
        for index, tab in enumerate(self._tabs):
            self._group.addButton(tab)
            self._row.insertWidget(index, tab)
            tab.clicked.connect(self._clicked)
            tab.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            tab.customContextMenuRequested.connect(self._menu)

    @Slot()
    def _clicked(self) -> None:
        tab = self.sender()
        if isinstance(tab, _Tab):
            self._area.ensureWidgetVisible(tab, 24, 0)
            self.chosen.emit(tab.facts.question_id)

    @Slot(QPoint)
    def _menu(self, point: QPoint) -> None:
        tab = self.sender()
        if not isinstance(tab, _Tab) or self._read_only:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question_id = tab.facts.question_id
        menu.addAction(self.tr("문항 고치기"), lambda: self.edit_asked.emit(question_id))
        menu.addAction(self.tr("문항 삭제"), lambda: self.delete_asked.emit(question_id))
        menu.popup(tab.mapToGlobal(point))

    @Slot()
    def _repaint(self) -> None:
        self.update()
        for tab in self._tabs:
            tab.update()


class _Strip(QScrollArea):
    """Scrolls sideways, with the wheel and by itself, when the tabs do not fit."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        return QSize(self._content.sizeHint().width(), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, HEIGHT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - event.angleDelta().y() // 2)


class _Tab(QPushButton):
    def __init__(self, theme: Theme, facts: TabFacts, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        self.facts = facts
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_facts(self, facts: TabFacts) -> None:
        self.facts = facts
        self.setAccessibleName(f"{self._number} {facts.title} {facts.count}")
        self.setToolTip(facts.title)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        # Measured in the bold face of the chosen tab, so that choosing moves nothing.
        title = QFontMetrics(self._title_font(bold=True)).horizontalAdvance(self._title())
        return QSize(min(260, 2 * _SIDE + title + 2 + _GAP + self._pill_width()), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 2 * _SIDE + 34 + _GAP + self._pill_width()), HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, checked = self._theme, self.isChecked()
        pill = self._pill_width()
        font = self._title_font(bold=checked)
        painter.setFont(font)
        painter.setPen(theme.color("ink" if checked or self.underMouse() else "second"))
        room = self.width() - 2 * _SIDE - _GAP - pill
        title = QFontMetrics(font).elidedText(self._title(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(_SIDE, 0, room, self.height() - 1), Qt.AlignmentFlag.AlignVCenter, title)
        area = QRectF(self.width() - _SIDE - pill, (self.height() - 19) / 2, pill, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("violation_pale" if self.facts.over else "well"))
        painter.drawRoundedRect(area, 9, 9)
        painter.setPen(theme.color("violation" if self.facts.over else "second"))
        painter.setFont(self._pill_font())
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.facts.count)
        if checked:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _title(self) -> str:
        return f"{self._number} {self.facts.title}"

    def _title_font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.font_px)
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Medium)
        return font

    def _pill_font(self) -> QFont:
        font = tabular(self.font())
        font.setPixelSize(max(11, self._theme.font_px - 3))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _pill_width(self) -> int:
        # Room for the widest digits: the pill must not move the tabs beside it with each key.
        return QFontMetrics(self._pill_font()).horizontalAdvance(self.facts.count) + 16

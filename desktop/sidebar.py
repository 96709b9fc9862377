"""The left column: applications with their deadlines, the pages, and the promise that nothing leaves this computer."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core.essay import Application
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton
from desktop.widgets.labels import Label
from desktop.widgets.nav_row import NavRow
from desktop.widgets.progress import Dot
from desktop.workspace.dday import dday

WIDE, SLIM = 232, 64


class Page(StrEnum):
    """The pages of the window's middle."""

    WORKSPACE = "workspace"
    HISTORY = "history"
    LIBRARY = "library"
    INTENT = "intent"
    OVERLAP = "overlap"  # of the open answer: not in the list
    CORPUS = "corpus"
    COMPARISON = "comparison"
    MODELS = "models"
    SETTINGS = "settings"


class Sidebar(QFrame):
    """`application_chosen`, `edit_asked` and `delete_asked` carry an application's id, `page_chosen` a Page."""

    application_chosen = Signal(str)
    add_asked = Signal()
    edit_asked = Signal(str)
    delete_asked = Signal(str)
    page_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._slim = False
        self._read_only = False
        self._current: str | None = None
        self._page = Page.WORKSPACE
        self._applications: list[NavRow] = []
        self._group = QButtonGroup(self)
        self._name = Label(self.tr("첨삭실"), size="title", weight="bold")
        self._where = Label(self.tr("이 컴퓨터에서만"), tone="third", size="small")
        self._section = Label(self.tr("지원서"), tone="third", size="small", weight="medium")
        self._views = Label(self.tr("보기"), tone="third", size="small", weight="medium")
        self._add = IconButton(theme, "plus", self.tr("지원서 만들기 (Ctrl+N)"), side=24, icon_px=14)
        self._add.clicked.connect(self.add_asked)
        self._pages = {
            Page.HISTORY: NavRow(theme, self.tr("첨삭 기록"), "history"),
            Page.LIBRARY: NavRow(theme, self.tr("합격자소서 찾기"), "search"),
            Page.INTENT: NavRow(theme, self.tr("문항 의도 카드"), "target"),
            Page.CORPUS: NavRow(theme, self.tr("자료 관리"), "database"),
            Page.COMPARISON: NavRow(theme, self.tr("눈가림 비교"), "scale"),
            Page.MODELS: NavRow(theme, self.tr("모델"), "cpu"),
            Page.SETTINGS: NavRow(theme, self.tr("설정"), "settings"),
        }
        for page, row in self._pages.items():
            row.key = page.value
            row.clicked.connect(self._page_clicked)
        self.set_maintainer(False)
        self._downloading = self._collecting = False
        self._dot = Dot(theme, "good")
        self._network = Label(tone="third", size="small")
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(3, 3, 3, 3)
        self._rows.setSpacing(2)
        self._rows.addStretch()
        self._build()
        self._show_network()
        self.setFixedWidth(WIDE)
        self.setAccessibleName(self.tr("지원서와 보기"))

    def set_slim(self, slim: bool) -> None:
        """Icons only, for a narrow window."""
        if slim == self._slim:
            return
        self._slim = slim
        self.setFixedWidth(SLIM if slim else WIDE)
        self._section_row.setContentsMargins(*((12, 0, 12, 0) if slim else (12, 0, 6, 0)))
        self._network_row.setContentsMargins(0 if slim else 12, 0, 0, 0)
        for widget in (self._name, self._where, self._section, self._views, self._network):
            widget.setVisible(not slim)
        for row in (*self._applications, *self._pages.values()):
            row.set_slim(slim)

    @property
    def slim(self) -> bool:
        return self._slim

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        self._add.setVisible(not read_only)

    def set_applications(self, applications: Sequence[Application], current: str | None, today: date) -> None:
        """Show these in order; `current` is the one being worked on."""
        self._current = current
        for row in self._applications:
            self._group.removeButton(row)
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._applications = []
        for index, application in enumerate(applications):
            name = " · ".join(part for part in (application.company, application.role) if part)
            row = NavRow(self._theme, name, initial=application.company[:1])
            row.key = application.id
            near = dday(application.deadline, today)
            row.set_badge(near.text or self.tr("상시"), urgent=near.urgent)
            row.set_slim(self._slim)
            row.clicked.connect(self._application_clicked)
            row.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            row.customContextMenuRequested.connect(self._menu)
            self._group.addButton(row)
            self._rows.insertWidget(index, row)
            self._applications.append(row)
        self._area.updateGeometry()
        self._show_current()

    def set_page(self, page: Page) -> None:
        self._page = page
        self._show_current()

    def set_current(self, application_id: str | None) -> None:
        self._current = application_id
        self._show_current()

    def set_history_count(self, count: int) -> None:
        self._pages[Page.HISTORY].set_badge(f"{count:,}" if count else "")

    def set_model_badge(self, text: str) -> None:
        """The chosen model's short name, or what is missing."""
        self._pages[Page.MODELS].set_badge(text)

    @Slot(bool)
    def show_downloading(self, downloading: bool) -> None:
        """The network line: the only things that ever connect are a download and a run that were asked for."""
        self._downloading = downloading
        self._show_network()

    @Slot(bool)
    def show_collecting(self, collecting: bool) -> None:
        """A maintainer's run reads pages of the network."""
        self._collecting = collecting
        self._pages[Page.CORPUS].set_badge(self.tr("모으는 중") if collecting else "")
        self._show_network()

    def set_maintainer(self, maintainer: bool) -> None:
        """Whether 자료 관리 and 눈가림 비교 are there."""
        for page in (Page.CORPUS, Page.COMPARISON):
            self._pages[page].setVisible(maintainer)

    def _show_network(self) -> None:
        words = self.tr("네트워크 연결 0 · 모두 이 컴퓨터에")
        if self._collecting:
            words = self.tr("자료를 모으는 중 · 글은 나가지 않음")
        elif self._downloading:
            words = self.tr("모델을 받는 중 · 글은 나가지 않음")
        self._network.setText(words)
        self._dot.set_tone("accent" if self._collecting or self._downloading else "good")

    def row(self, key: str) -> NavRow | None:
        """The row of an application's id or of a page's value."""
        return next((row for row in (*self._applications, *self._pages.values()) if row.key == key), None)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 16, 8, 14)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 2, 8, 0)
        head.setSpacing(7)
        head.addWidget(self._name)
        head.addWidget(self._where, 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch()
        column.addLayout(head)
        column.addSpacing(26)
        section = self._section_row = QHBoxLayout()
        section.setContentsMargins(12, 0, 6, 0)
        section.addWidget(self._section)
        section.addStretch()
        section.addWidget(self._add)
        column.addLayout(section)
        column.addSpacing(3)
        self._area = _AsHighAsContent(self._list, self)
        column.addWidget(self._area)
        views = QHBoxLayout()
        views.setContentsMargins(12, 10, 0, 5)
        views.addWidget(self._views)
        column.addLayout(views)
        column.addLayout(self._page_rows(Page.HISTORY, Page.LIBRARY, Page.INTENT))
        column.addStretch(1)
        column.addLayout(self._page_rows(Page.CORPUS, Page.COMPARISON, Page.MODELS, Page.SETTINGS))
        column.addSpacing(8)
        network = self._network_row = QHBoxLayout()
        network.setContentsMargins(12, 0, 0, 0)
        network.setSpacing(7)
        network.addWidget(self._dot)
        network.addWidget(self._network, 1)
        column.addLayout(network)

    def _page_rows(self, *pages: Page) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setContentsMargins(3, 0, 3, 0)
        rows.setSpacing(2)
        for page in pages:
            rows.addWidget(self._pages[page])
        return rows

    def _show_current(self) -> None:
        for row in self._applications:
            row.set_current(self._page in (Page.WORKSPACE, Page.OVERLAP) and row.key == self._current)
        for page, row in self._pages.items():
            row.set_current(page is self._page)

    @Slot()
    def _application_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, NavRow):
            self.application_chosen.emit(row.key)

    @Slot()
    def _page_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, NavRow):
            self.page_chosen.emit(Page(row.key))

    @Slot(QPoint)
    def _menu(self, point: QPoint) -> None:
        row = self.sender()
        if not isinstance(row, NavRow) or self._read_only:
            return
        key = row.key
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("지원서 고치기"), lambda: self.edit_asked.emit(key))
        menu.addAction(self.tr("지원서 삭제"), lambda: self.delete_asked.emit(key))
        menu.popup(row.mapToGlobal(point))


class _AsHighAsContent(QScrollArea):
    """Takes the room its content needs and scrolls when there is less."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        return QSize(WIDE, self._content.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(SLIM - 16, min(44, self._content.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

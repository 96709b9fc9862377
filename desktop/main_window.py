"""The window: the sidebar, and beside it one page at a time. It shows and forwards; others decide."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.sidebar import Page, Sidebar
from desktop.theme import Theme
from desktop.widgets.states import Banner, Toast
from desktop.workspace.page import WorkspacePage

SLIM_BELOW = 1100
SMALLEST = (960, 600)
USUAL = (1440, 900)


class MainWindow(QMainWindow):
    """`start_asked` is Ctrl+Enter, `stop_asked` Esc, `number_asked` Ctrl+1 to 9. `closing` comes before the end."""

    start_asked = Signal()
    stop_asked = Signal()
    number_asked = Signal(int)
    activated = Signal()
    closing = Signal()

    def __init__(self, theme: Theme, sidebar: Sidebar, workspace: WorkspacePage, pages: Mapping[Page, QWidget]) -> None:
        """`pages`: those beside the work space."""
        super().__init__()
        self.setWindowTitle(self.tr("첨삭실"))
        self.setMinimumSize(*SMALLEST)
        self.sidebar = sidebar
        self.workspace = workspace
        self.notice = Banner(theme)
        self.toast = Toast(theme, self)
        self._undo: Callable[[], None] | None = None
        self._pages: dict[Page, QWidget] = {Page.WORKSPACE: workspace, **pages}
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        center = QWidget()
        row = QHBoxLayout(center)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(sidebar)
        right = QVBoxLayout()
        right.setSpacing(0)
        # Its margin is the style sheet's: that of a layout would stay while there is no notice.
        self.notice.setObjectName("notice")
        right.addWidget(self.notice)
        right.addWidget(self._stack, 1)
        row.addLayout(right, 1)
        self.setCentralWidget(center)
        sidebar.page_chosen.connect(self.show_page)
        self.toast.action.connect(self._take_back)
        self.toast.closed.connect(self._forget)
        self._make_actions()
        self.fit_screen()

    # pages

    @Slot(object)
    def show_page(self, page: Page) -> None:
        self._stack.setCurrentWidget(self._pages[page])
        self.sidebar.set_page(page)

    @property
    def page(self) -> Page:
        return next(page for page, widget in self._pages.items() if widget is self._stack.currentWidget())

    # words at the foot

    @Slot(str, object)
    def offer_undo(self, text: str, undo: Callable[[], None]) -> None:
        """Say what was done, with 되돌리기 beside it for some seconds."""
        self._undo = undo
        self.toast.show_message(text, self.tr("되돌리기"))

    def say(self, text: str) -> None:
        self._undo = None
        self.toast.show_message(text)

    # place on the screen

    def geometry_text(self) -> str:
        """Size, place and state, for the settings."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore_from(self, text: str) -> None:
        """The reverse of `geometry_text`; nonsense is ignored, a screen that is gone is not used."""
        if text:
            self.restoreGeometry(QByteArray.fromBase64(QByteArray(text.encode("ascii", "ignore"))))

    def fit_screen(self) -> None:
        """The usual size, or what the screen has room for."""
        screen = QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self.resize(min(USUAL[0], room.width()), min(USUAL[1], room.height()))

    # keys

    def _make_actions(self) -> None:
        for keys, slot in (
            (("Ctrl+Return", "Ctrl+Enter"), self.start_asked),
            (("Ctrl+N",), self.workspace.add_application_asked),
            (("Ctrl+Q",), self.close),
            (("F6",), self._next_pane),
            (("Shift+F6",), self._previous_pane),
        ):
            action = QAction(self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.triggered.connect(slot)
            self.addAction(action)
        for key, page in (
            ("Ctrl+H", Page.HISTORY),
            ("Ctrl+L", Page.LIBRARY),
            ("Ctrl+I", Page.INTENT),
            ("Ctrl+K", Page.CORPUS),
            ("Ctrl+B", Page.COMPARISON),
            ("Ctrl+M", Page.MODELS),
            ("Ctrl+,", Page.SETTINGS),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.setData(page)
            action.triggered.connect(self._page_pressed)
            self.addAction(action)
        for number in range(1, 10):
            action = QAction(self)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.setData(number)
            action.triggered.connect(self._number_pressed)
            self.addAction(action)
        stop = QAction(self)
        stop.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        stop.triggered.connect(self.stop_asked)
        self.addAction(stop)

    @Slot()
    def _page_pressed(self) -> None:
        action = self.sender()
        if not isinstance(action, QAction):
            return
        page = Page(action.data())
        row = self.sidebar.row(page.value)
        if row is not None and not row.isHidden():  # some are there for a maintainer only
            self.show_page(page)

    @Slot()
    def _number_pressed(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.show_page(Page.WORKSPACE)
            self.number_asked.emit(int(action.data()))

    @Slot()
    def _next_pane(self) -> None:
        self._go_pane(1)

    @Slot()
    def _previous_pane(self) -> None:
        self._go_pane(-1)

    def _go_pane(self, step: int) -> None:
        panes = self._panes()
        focus = QApplication.focusWidget()
        at = next((i for i, pane in enumerate(panes) if focus is not None and _holds(pane, focus)), -1)
        for offset in range(1, len(panes) + 1):
            pane = panes[(at + step * offset) % len(panes)]
            target = self.workspace.editor if _holds(pane, self.workspace.editor) else _first_reachable(pane)
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _panes(self) -> list[QWidget]:
        if self.page is Page.WORKSPACE:
            return [self.sidebar, *(pane for pane in self.workspace.panes() if pane.isVisible())]
        return [self.sidebar, self._pages[self.page]]

    # what Qt tells

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_slim(event.size().width() < SLIM_BELOW)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    @Slot()
    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    @Slot()
    def _forget(self) -> None:
        self._undo = None


def _holds(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)


def _first_reachable(pane: QWidget) -> QWidget | None:
    candidates = (child for child in pane.findChildren(QWidget) if child.isVisible() and child.isEnabled())
    return next((child for child in candidates if child.focusPolicy() & Qt.FocusPolicy.TabFocus), None)

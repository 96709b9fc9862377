"""The last net: a bug is logged, the text is saved, and the window says so calmly and goes on."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import AppError
from core.logs import install_excepthook
from core.messages import for_code, sentence
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label

log = logging.getLogger(__name__)


class TopHook(QObject):
    """Takes what escapes from a slot or an event handler, which Qt hands to `sys.excepthook`, and what escapes in a
    thread. `core.logs` writes it down without its words, which may quote what the user wrote."""

    # A signal, because an exception may escape in any thread and a dialog belongs to this object's.
    _caught = Signal(object)

    def __init__(self, logs: Path, keep_text: Callable[[], None], parent: QObject | None = None) -> None:
        """`keep_text` stores what is unsaved; it is called first."""
        super().__init__(parent)
        self._logs = logs
        self._keep_text = keep_text
        self._remove: Callable[[], None] | None = None
        self.dialog: TroubleDialog | None = None
        self._caught.connect(self._show)

    def install(self) -> None:
        self._remove = install_excepthook(self._caught.emit)

    def remove(self) -> None:
        if self._remove is not None:
            self._remove()
            self._remove = None

    @Slot(object)
    def _show(self, error: BaseException) -> None:
        try:
            self._keep_text()
        except Exception as second:  # noqa: BLE001 - the top hook must not fail itself; words may quote the essay
            log.critical("text not kept after a bug: %s", type(second).__name__)
        if self.dialog is not None and self.dialog.isVisible():
            return  # one dialog, however many errors follow
        message = sentence(error) if isinstance(error, AppError) else for_code("app", {})
        self.dialog = TroubleDialog(str(message), self._logs, QApplication.activeWindow())
        self.dialog.show()


class TroubleDialog(QDialog):
    """What happened, what to do, and the way to the log folder."""

    def __init__(self, text: str, logs: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logs = logs
        self.setWindowTitle(self.tr("문제가 생겼습니다"))
        self.setModal(False)
        self.setMinimumWidth(420)
        self._text = Label(text, tone="second", wrap=True)
        folder = Button(self.tr("로그 폴더 열기"))
        folder.clicked.connect(self._open_logs)
        go_on = Button(self.tr("계속"), "primary")
        go_on.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(folder)
        buttons.addWidget(go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(10)
        column.addWidget(Label(self.tr("문제가 생겼습니다"), size="title", weight="bold"))
        column.addWidget(self._text)
        column.addSpacing(8)
        column.addLayout(buttons)

    def text(self) -> str:
        return self._text.plain()

    @Slot()
    def _open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._logs)))

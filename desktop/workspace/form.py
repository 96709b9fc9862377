"""The frame of the small dialogs: a title, labelled fields, one primary button."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label


class FormDialog(QDialog):
    """Fields go in by `add_field`; the primary button is enabled by `set_acceptable`."""

    def __init__(self, title: str, accept_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(460)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(14)
        self._accept = Button(accept_text, "primary")
        self._accept.setDefault(True)
        self._accept.clicked.connect(self.accept)
        cancel = Button(self.tr("취소"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self._accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(18)
        column.addWidget(Label(title, size="title", weight="bold"))
        column.addLayout(self._fields)
        column.addStretch(1)
        column.addLayout(buttons)

    def add_field(self, name: str, field: QWidget, hint: QWidget | None = None) -> None:
        """`name` above the field, `hint` (a label) below it."""
        group = QVBoxLayout()
        group.setSpacing(5)
        label = Label(name, tone="second", size="small", weight="medium")
        label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(name)
        group.addWidget(label)
        group.addWidget(field)
        if hint is not None:
            group.addWidget(hint)
        self._fields.addLayout(group)

    def set_acceptable(self, acceptable: bool) -> None:
        self._accept.setEnabled(acceptable)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]  # the stub's QShowEvent; nothing of it is used
        self.activateWindow()
        first = self.focusWidget()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

"""A finding of the live checks as a card, in the look of the critique's: how grave, which rule, the quote, why, what to
do, and what the reader can answer to it."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from core.storage.ignored import IgnoreScope
from desktop.checks.finding import Finding, Group
from desktop.checks.replacing import replacements
from desktop.checks.words import kind, tag
from desktop.critique.text_block import TextBlock
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Badge, Label

_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_MOST_CHOICES = 3


class CheckCard(Card):
    """Every signal carries the key of the finding: `activated`; `ignore_asked` with an IgnoreScope; `replace_asked`
    with one of its suggestions; `word_kept`, when the passage is to go into the user's dictionary."""

    activated = Signal(str)
    ignore_asked = Signal(str, object)
    replace_asked = Signal(str, str)
    word_kept = Signal(str)

    def __init__(self, theme: Theme, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.key = finding.key
        self._finding = finding
        self._read_only = False
        self._tag = Badge(tag=True)
        self._kind = Label(tone="third", size="small")
        self._quote = TextBlock(theme, tone="second", small=True, line_height=1.5, max_lines=2, rule=True)
        self._reason = TextBlock(theme)
        self._advice = TextBlock(theme, lead="→")
        self._choices = [Button("", "text") for _ in range(_MOST_CHOICES)]
        self._choices[0].setProperty("strong", True)
        self._keep = Button(self.tr("사전에 추가"), "text")
        self._ignore = Button(self.tr("무시 ▾"), "text")
        self._ignore.setAccessibleName(self.tr("무시"))
        self._build()
        for choice in self._choices:
            choice.clicked.connect(self._choose)
        self._keep.clicked.connect(self._keep_word)
        self._ignore.clicked.connect(self._open_menu)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_finding(finding)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._tag)
        head.addStretch()
        head.addWidget(self._kind)
        self.body.addLayout(head)
        for block in (self._quote, self._reason, self._advice):
            self.body.addWidget(block)
        actions = FlowLayout(spacing=14)
        actions.setContentsMargins(0, 2, 0, 0)
        for button in (*self._choices, self._keep, self._ignore):
            actions.addWidget(button)
        self.body.addLayout(actions)

    def show_finding(self, finding: Finding) -> None:
        """The same finding as it is now."""
        self._finding = finding
        remark = finding.remark
        word, tone = tag(finding)
        self._tag.setText(word)
        self._tag.set_tone(tone)
        self._kind.setText(kind(finding))
        self._quote.set_text(remark.quote)
        self._quote.setVisible(bool(remark.quote))
        self._reason.set_text(remark.reason)
        self._advice.set_text(self._advice_words())
        self._advice.setVisible(bool(self._advice.text()))
        self._show_actions()
        parts = (word, kind(finding), remark.quote, remark.reason, self._advice.text())
        self.setAccessibleName(". ".join(part for part in parts if part))

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        self._show_actions()

    def _advice_words(self) -> str:
        if self._finding.group is Group.SPELLING:
            return self.tr(" 또는 ").join(self._finding.suggestions[:_MOST_CHOICES])
        return self._finding.remark.advice

    def _show_actions(self) -> None:
        offered = replacements(self._finding)[:_MOST_CHOICES] if not self._read_only else ()
        for number, choice in enumerate(self._choices):
            choice.setVisible(number < len(offered))
            if number < len(offered):
                words = (
                    self.tr("바꾸기") if len(offered) == 1 else self.tr("‘{words}’ 쓰기").format(words=offered[number])
                )
                choice.setText(words)
        self._keep.setVisible(self._finding.group is Group.SPELLING and not self._read_only)
        self._ignore.setVisible(not self._read_only)

    # what the reader does

    @Slot()
    def _choose(self) -> None:
        number = next((n for n, choice in enumerate(self._choices) if choice is self.sender()), 0)
        offered = replacements(self._finding)
        if number < len(offered):
            self.replace_asked.emit(self.key, offered[number])

    @Slot()
    def _keep_word(self) -> None:
        self.word_kept.emit(self.key)

    @Slot()
    def _open_menu(self) -> None:
        """무시 ▾: three verbs, from one place to the whole rule."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("이번만 무시"), self._ignore_place)
        if self._finding.remark.quote:
            menu.addAction(self.tr("이 표현 항상 무시"), self._ignore_expression)
        if self._finding.label:
            menu.addAction(self.tr("‘{rule}’ 규칙 끄기").format(rule=self._finding.label), self._ignore_rule)
        menu.popup(self._ignore.mapToGlobal(QPoint(0, self._ignore.height())))

    @Slot()
    def _ignore_place(self) -> None:
        self.ignore_asked.emit(self.key, IgnoreScope.PLACE)

    @Slot()
    def _ignore_expression(self) -> None:
        self.ignore_asked.emit(self.key, IgnoreScope.EXPRESSION)

    @Slot()
    def _ignore_rule(self) -> None:
        self.ignore_asked.emit(self.key, IgnoreScope.RULE)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.activated.emit(self.key)
        super().mouseReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _KEYBOARD:
            self.activated.emit(self.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self.activated.emit(self.key)
        elif key == Qt.Key.Key_Delete and not self._read_only:
            self._ignore_place()
        else:
            super().keyPressEvent(event)

"""점검 in the settings: blind recruitment, the own name, spelling, own words, and what is ignored; each undone here."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from core.settings import Settings
from core.storage.ignored import Ignored, IgnoreScope
from desktop.checks.assembly import Checks
from desktop.checks.words import profile_word
from desktop.preferences import Preferences
from desktop.settings.section import Section
from desktop.theme import Theme
from desktop.widgets.buttons import Button, SegmentedControl
from desktop.widgets.labels import ElidedLabel, Label


class ChecksSection(Section):
    """Each choice holds at once."""

    def __init__(
        self, theme: Theme, title: str, preferences: Preferences, checks: Checks, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, title, parent)
        self._preferences = preferences
        self._checks = checks
        self._labels: Mapping[str, str] = {}  # of rules
        self.profile = SegmentedControl([(value, profile_word(value)) for value in ("public", "private", "off")])
        self.profile.setFixedWidth(220)
        self.profile.current_changed.connect(self._choose_profile)
        self.own_name = QLineEdit()
        self.own_name.setMaxLength(40)
        self.own_name.setFixedWidth(220)
        self.own_name.setPlaceholderText(self.tr("예: 홍길동"))
        self.own_name.editingFinished.connect(self._keep_name)
        self.spelling = SegmentedControl([("on", self.tr("켬")), ("off", self.tr("끔"))])
        self.spelling.setFixedWidth(140)
        self.spelling.current_changed.connect(self._choose_spelling)
        self.add_row(
            self.tr("블라인드 채용"),
            self.tr("지원서마다 따로 정할 수 있습니다. 공공은 학교·나이·출신지까지, 민간은 법이 막는 것을 살핍니다."),
            self.profile,
        )
        self.add_row(
            self.tr("내 이름"),
            self.tr("답변에 이름이 드러나는지 살피는 데만 쓰고, 이 컴퓨터에만 둡니다."),
            self.own_name,
        )
        self.add_row(
            self.tr("맞춤법 살피기"),
            self.tr("쓰는 동안 메모리를 0.5 GB쯤 더 씁니다. 끄면 그만큼 비웁니다."),
            self.spelling,
        )
        self.words = TakeBackRows(self.tr("빼기"))
        self.words.taken_back.connect(checks.words.remove)
        self.add_row(self.tr("내 사전"), self.tr("맞춤법에서 맞는 말로 봅니다."), self.words)
        self.ignored = TakeBackRows(self.tr("다시 살피기"))
        self.ignored.taken_back.connect(self._take_back)
        self.add_row(self.tr("무시한 지적"), self.tr("항상 무시하는 표현과 끈 규칙입니다."), self.ignored)
        checks.words.changed.connect(self._show_words)
        checks.ignored.changed.connect(self._show_ignored)
        self._show_words()
        self._show_ignored()
        self.show_settings(preferences.now)

    def show_settings(self, settings: Settings) -> None:
        self.profile.set_current(settings.blind_profile)
        if not self.own_name.hasFocus():
            self.own_name.setText(settings.own_name)
        self.spelling.set_current("on" if settings.proofread else "off")

    @Slot(str)
    def _choose_profile(self, profile: str) -> None:
        self._preferences.change(blind_profile=profile)

    @Slot()
    def _keep_name(self) -> None:
        self._preferences.change(own_name=self.own_name.text().strip())

    @Slot(str)
    def _choose_spelling(self, choice: str) -> None:
        self._preferences.change(proofread=choice == "on")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._labels:
            self._checks.background.labels(self._named)

    def _named(self, labels: Mapping[str, str]) -> None:
        self._labels = labels
        self._show_ignored()

    @Slot()
    def _show_words(self) -> None:
        self.words.show_lines([(word, word) for word in self._checks.words.words])

    @Slot()
    def _show_ignored(self) -> None:
        """Places of one answer are not listed: they are undone where they are."""
        entries = (one for one in self._checks.ignored.entries if one.scope is not IgnoreScope.PLACE)
        self.ignored.show_lines([(one.id, self._words_of(one)) for one in entries])

    def _words_of(self, entry: Ignored) -> str:
        rule = self._labels.get(entry.rule, self.tr("맞춤법") if entry.rule.startswith("spelling.") else entry.rule)
        if entry.scope is IgnoreScope.RULE:
            return self.tr("규칙 ‘{rule}’").format(rule=rule)
        return self.tr("‘{quote}’ · {rule}").format(quote=" ".join(entry.quote.split()), rule=rule)

    @Slot(str)
    def _take_back(self, entry_id: str) -> None:
        self._checks.ignored.remove((entry_id,))


class TakeBackRows(QWidget):
    """What the user decided once, a line each, with the way back. `taken_back` carries the key of a line."""

    taken_back = Signal(str)

    def __init__(self, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        self.show_lines([])

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """(key, words) of each."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown: list[QWidget] = [self._line(key, words) for key, words in lines]
        for line in shown or [Label(self.tr("없음"), tone="third", parent=self)]:
            self._lines.addWidget(line)
            line.show()

    def _line(self, key: str, words: str) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        label = ElidedLabel(words, tone="second", parent=line)
        label.setFixedWidth(280)
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
        back = Button(self._action, "link", line)
        back.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        back.setAccessibleName(f"{words} {self._action}")
        back.setProperty("line", key)
        back.clicked.connect(self._clicked)
        row.addWidget(label)
        row.addWidget(back)
        return line

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.taken_back.emit(str(button.property("line")))

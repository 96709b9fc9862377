"""The segment 점검: filters, one quiet line about what is under way, and the cards."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.storage.ignored import IgnoreScope
from desktop.checks.card_stack import CheckStack
from desktop.checks.finding import Finding, Group
from desktop.checks.live import LiveChecks
from desktop.checks.spelling import SpellingState
from desktop.checks.words import group_word, profile_word
from desktop.theme import Theme
from desktop.widgets.buttons import Chip
from desktop.widgets.card import RING
from desktop.widgets.labels import Label
from desktop.widgets.states import EmptyState

_BAR = 10  # of the scroll bar, as in the critique's list


class ChecksPane(QWidget):
    """Shows LiveChecks. `finding_activated` carries the key of a finding whose passage the editor should show,
    `replace_asked` a key and the suggestion that is to take its place. `changed`: what is shown or counted changed."""

    finding_activated = Signal(str)
    replace_asked = Signal(str, str)
    changed = Signal()

    def __init__(self, theme: Theme, live: LiveChecks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._findings: tuple[Finding, ...] = ()
        self._group: Group | None = None
        self._active: str | None = None
        self._read_only = False
        self._stale = True  # changed while it was not seen
        self._filters: dict[Group | None, Chip] = {}
        self._stack = CheckStack(theme)
        self._empty = EmptyState(theme, "circle-check", "")
        self._line = Label(tone="third", size="small")
        self._build()
        live.changed.connect(self._refresh)
        self._stack.activated.connect(self._card_activated)
        self._stack.ignore_asked.connect(live.ignore)
        self._stack.replace_asked.connect(self.replace_asked)
        self._stack.word_kept.connect(live.keep_word)

    def _build(self) -> None:
        filters = QHBoxLayout()
        filters.setContentsMargins(RING, 0, RING + _BAR, 0)
        filters.setSpacing(6)
        exclusive = QButtonGroup(self)
        for group in (None, *Group):
            chip = self._filters[group] = Chip("")
            chip.setCheckable(True)
            chip.clicked.connect(self._filter_clicked)
            exclusive.addButton(chip)
            filters.addWidget(chip)
        filters.addStretch()
        self._filters[None].setChecked(True)
        self._line.setContentsMargins(RING, 0, RING + _BAR, 0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._stack)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(6)
        column.addLayout(filters)
        column.addWidget(self._pages, 1)
        column.addWidget(self._line)

    # what is shown

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them, whatever the filter."""
        return self._findings

    @property
    def ready(self) -> bool:
        """Whether the rules have looked at the open answer."""
        return self._live.ready and bool(self._live.text.strip())

    @property
    def active(self) -> str | None:
        return self._active

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        self._stack.set_read_only(read_only)

    def set_active(self, key: str | None, *, scroll: bool = True) -> None:
        """Reader and text look at this finding."""
        finding = next((one for one in self._findings if one.key == key), None)
        if finding is not None and self._group not in (None, finding.group):
            self._choose(None)
        self._active = key
        self._draw()
        if key is not None and scroll:
            self._stack.scroll_to(key)
        self.changed.emit()

    def start_over(self) -> None:
        """Another answer is looked at."""
        self._active = None
        self._choose(None)
        self._refresh()

    def go(self, step: int) -> None:
        """The next (1) or previous (-1) finding of the chosen filter, round and round."""
        keys = [finding.key for finding in self._chosen()]
        if not keys:
            return
        at = keys.index(self._active) if self._active in keys else (-1 if step > 0 else 0)
        self._card_activated(keys[(at + step) % len(keys)])

    def dismiss_active(self) -> None:
        """이번만 무시 for the finding that is looked at; the one after it is next."""
        keys = [finding.key for finding in self._chosen()]
        if self._active not in keys or self._read_only:
            return
        at = keys.index(self._active)
        following = keys[at + 1 : at + 2] or keys[:at][-1:]
        self._live.ignore(self._active, IgnoreScope.PLACE)
        if following:
            self._card_activated(following[0])

    @Slot()
    def _refresh(self) -> None:
        self._findings = self._live.findings()
        if self._active not in [finding.key for finding in self._findings]:
            self._active = None
        self._draw()
        self.changed.emit()

    def _chosen(self) -> tuple[Finding, ...]:
        return tuple(one for one in self._findings if self._group in (None, one.group))

    def _draw(self) -> None:
        """What is not seen is drawn when it is: the text changes with every key."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        for group, chip in self._filters.items():
            count = sum(group in (None, one.group) for one in self._findings)
            chip.setText(f"{group_word(group)} {count}")
            chip.set_tone("accent" if group is self._group else "neutral")
        self._filters[Group.BLIND].setVisible(self._live.profile != "off")
        self._filters[Group.SPELLING].setVisible(self._live.spelling.state is not SpellingState.OFF)
        chosen = self._chosen()
        self._stack.show_findings(chosen, self._active)
        if chosen:
            self._pages.setCurrentWidget(self._stack)
        else:
            self._empty.set_content(*self._empty_words())
            self._pages.setCurrentWidget(self._empty)
        self._line.setText(self._line_words())

    def _empty_words(self) -> tuple[str, str, str]:
        """Icon, title and sentence."""
        if not self._live.text.strip():
            return "pen-line", self.tr("쓰는 대로 점검합니다"), self.tr("모델 없이 이 컴퓨터에서 바로 살핍니다.")
        looking = self._live.spelling.state in (SpellingState.LOOKING, SpellingState.WAITING)
        if not self._live.ready or (self._group is Group.SPELLING and looking):
            return "search", self.tr("살피는 중입니다"), ""
        return (
            "circle-check",
            self.tr("걸린 곳이 없습니다"),
            self.tr("규칙으로 찾을 수 있는 것만 살폈습니다. 내기 전에 한 번 더 읽어 보세요."),
        )

    def _line_words(self) -> str:
        blind = self.tr("블라인드 {profile}").format(profile=profile_word(self._live.profile))
        if self._live.profile == "off":
            blind = self.tr("블라인드 점검 꺼짐")
        spelling = {
            SpellingState.OFF: self.tr("맞춤법 꺼짐"),
            SpellingState.LOOKING: self.tr("맞춤법을 살피는 중"),
            SpellingState.FAILED: self.tr("맞춤법을 살피지 못했습니다"),
        }.get(self._live.spelling.state, "")
        return " · ".join(part for part in (blind, spelling, self.tr("통과를 보장하지 않습니다")) if part)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._draw()

    # what the reader does

    def _choose(self, group: Group | None) -> None:
        if group is not self._group:
            self._group = group
            self._filters[group].setChecked(True)
            self._stack.fold()

    @Slot()
    def _filter_clicked(self) -> None:
        self._choose(next(group for group, chip in self._filters.items() if chip.isChecked()))
        self._draw()
        self.changed.emit()

    @Slot(str)
    def _card_activated(self, key: str) -> None:
        self.set_active(key)
        self.finding_activated.emit(key)

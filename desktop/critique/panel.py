"""The right side of the window: the critique of the open question, while it is written and after."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.remark import RemarkStatus
from desktop.checks.pane import ChecksPane
from desktop.checks.strip import ChecksStrip
from desktop.critique.card_list import BAR, CardList
from desktop.critique.controller import CritiqueController
from desktop.critique.notice import Notice
from desktop.critique.state_line import ReadingBar, StateLine
from desktop.critique.view import CritiqueView, Empty, Kind, count_open
from desktop.theme import Theme
from desktop.widgets.buttons import SegmentedControl
from desktop.widgets.card import RING
from desktop.widgets.labels import Badge, Label
from desktop.widgets.states import EmptyState

WIDTH = 404
_FRAME_MS = 33  # text is drawn 30 times a second, however fast it arrives
_SIDE = 19


class CritiquePanel(QFrame):
    """Asks the controller what to show and tells it what the reader chose.

    `remark_activated` carries the ordinal of a remark whose passage the editor should show. With `checks` the segment
    점검 shows the live checks, critique or not; `checks_turned` comes when they are shown or hidden.
    """

    remark_activated = Signal(int)
    again_requested = Signal()
    without_model_requested = Signal()
    models_requested = Signal()
    log_requested = Signal()
    essay_asked = Signal(str)
    checks_turned = Signal()

    def __init__(
        self,
        theme: Theme,
        controller: CritiqueController,
        parent: QWidget | None = None,
        *,
        checks: ChecksPane | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._controller = controller
        self._question_id: str | None = None
        self._stale = False
        self._checks = checks
        self._on_checks = False
        self._live_key: str | None = None  # of the critique whose beginning was seen
        self._strip = ChecksStrip()
        self.setProperty("ground", "background")
        self.setFixedWidth(WIDTH)
        self._number = Badge()
        self._number.setFixedHeight(20)  # Qt draws no round corners that are higher than half the badge
        self._state = StateLine(theme)
        self._bar = ReadingBar(theme)
        self._segments = SegmentedControl([(kind.value, "") for kind in Kind])
        self._list = CardList(theme, rules=checks is None)
        self._notice = Notice(theme)
        self._empty = EmptyState(theme, "message-square-text", "")
        self._foot = Label(tone="third", size="small", wrap=True)
        self._foot_wanted = False
        self._build()
        self._make_actions()
        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME_MS)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.timeout.connect(self._frame)
        controller.view_changed.connect(self._view_changed)
        self._segments.current_changed.connect(self._choose_kind)
        self._list.activated.connect(self._card_activated)
        self._list.status_chosen.connect(self._status_chosen)
        self._list.essay_asked.connect(self.essay_asked)
        self._notice.again.connect(self.again_requested)
        self._notice.without_model.connect(self.without_model_requested)
        self._notice.models.connect(self.models_requested)
        self._notice.log.connect(self.log_requested)
        self._empty.action.connect(self.models_requested)
        self.show_empty(Empty.NO_QUESTION)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(Label(self.tr("첨삭"), size="title", weight="bold"))
        head.addWidget(self._number)
        head.addStretch()
        head.addWidget(self._state)
        self._head = QWidget()
        self._head.setLayout(head)
        self._head.setFixedHeight(26)
        page = QWidget()
        cards = QVBoxLayout(page)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(8)
        cards.addWidget(self._list, 1)
        cards.addLayout(_inset(self._notice, RING, RING + BAR))
        self._stack = QStackedWidget()
        self._stack.addWidget(page)
        self._stack.addWidget(self._empty)
        self._page: QWidget = page  # what is shown where 점검 is not chosen
        self._cards_page = page
        if self._checks is not None:
            self._stack.addWidget(self._checks)
            self._checks.changed.connect(self._checks_changed)
            self._strip.opened.connect(self.show_checks)
        self._strip.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 16)
        column.setSpacing(0)
        column.addLayout(_inset(self._head, _SIDE, _SIDE))
        column.addSpacing(3)
        column.addLayout(_inset(self._bar, _SIDE, _SIDE))
        column.addSpacing(3)
        column.addLayout(_inset(self._segments, _SIDE, _SIDE))
        self._strip_room = _inset(self._strip, _SIDE, _SIDE)
        column.addLayout(self._strip_room)
        column.addSpacing(8 - RING)
        # The cards' rings reach beyond their borders, and the scroll bar has its place beside them: a list that
        # becomes long must not become narrow.
        column.addLayout(_inset(self._stack, _SIDE - RING, _SIDE - RING - BAR), 1)
        column.addSpacing(10)
        column.addLayout(_inset(self._foot, _SIDE, _SIDE))

    def _make_actions(self) -> None:
        """Keys that work from the editor too; Delete belongs to the cards alone."""
        for name, keys, slot in (
            (self.tr("다음 지적"), ("F8",), self._go_next),
            (self.tr("이전 지적"), ("Shift+F8",), self._go_previous),
            (self.tr("지적 무시"), ("Ctrl+D",), self._dismiss_active),
        ):
            action = QAction(name, self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    # what is shown

    def show_question(self, question_id: str) -> None:
        """Show the critique of a question: the one being written, else its latest."""
        self._question_id = question_id
        self._stale = True
        self._frame()
        self._frames.start()  # what is being written goes on being drawn

    def show_empty(self, why: Empty) -> None:
        """Say why there is no critique, and the one next step."""
        self._list.show_view(None)
        self._show_around(None)
        if why is Empty.READING_STORE:  # for a moment: nothing is better than a wrong sentence
            self._turn_to(self._cards_page)
            return
        size = self._controller.download_size()
        icon, title, text, action = {
            Empty.NO_QUESTION: (
                "message-square-text",
                self.tr("아직 고른 문항이 없습니다"),
                self.tr("지원서와 문항을 고르면 첨삭이 여기에 나옵니다."),
                "",
            ),
            Empty.NO_MODEL: (
                "message-square-text",
                self.tr("모델 없이도 첨삭합니다"),
                self.tr(
                    "점검은 쓰는 동안 이미 돌고 있습니다. Ctrl+Enter를 누르면 닮은 글에 달린 전문가 첨삭을 "
                    "찾아 줍니다. 모델을 받으면 글을 읽고 쓴 의견까지 이 컴퓨터에서 받습니다."
                ),
                self.tr("모델 받기 {size}").format(size=size) if size else self.tr("모델 고르기"),
            ),
            Empty.NO_ANSWER: (
                "pen-line",
                self.tr("답변을 쓰면 첨삭할 수 있습니다"),
                self.tr("가운데에 답변을 쓰거나 붙여 넣으세요."),
                "",
            ),
            Empty.TOO_SHORT: (
                "pen-line",
                self.tr("첨삭하기에는 아직 짧습니다"),
                self.tr("두세 문장을 더 쓴 뒤 첨삭을 받아 보세요."),
                "",
            ),
            Empty.NOT_YET: (
                "message-square-text",
                self.tr("이 답변은 아직 첨삭하지 않았습니다"),
                self.tr("Ctrl+Enter를 누르면 좋은 점과 아쉬운 점을 글에 표시하며 짚어 줍니다."),
                "",
            ),
        }[why]
        self._empty.set_content(icon, title, text, action)
        self._turn_to(self._empty)

    @property
    def checks_shown(self) -> bool:
        """Whether 점검 is chosen and shows the live checks."""
        return self._on_checks

    @Slot()
    def show_checks(self) -> None:
        """Choose 점검."""
        self._segments.set_current(Kind.RULE.value)
        self._choose_kind(Kind.RULE.value)

    def activate(self, ordinal: int) -> None:
        """A passage was clicked in the editor: show its card."""
        self._leave_checks()
        self._list.set_active(ordinal)
        if self._question_id is not None:
            self._controller.activate(self._question_id, ordinal)

    def _show(self, view: CritiqueView) -> None:
        if view.live and view.key != self._live_key:
            self._leave_checks()  # a critique was asked for: that is what is looked at now
            self._live_key = view.key
        self._turn_to(self._cards_page)
        self._list.show_view(view)
        self._list.set_active(self._controller.active(view.question_id), scroll=False)
        self._show_around(view)

    def _show_around(self, view: CritiqueView | None) -> None:
        """The head, the notice and the foot."""
        self._number.setVisible(view is not None)
        self._segments.setVisible(view is not None or self._has_checks)
        for kind in (Kind.IMPROVE, Kind.GOOD):
            self._segments.button(kind.value).setVisible(view is not None)
        self._show_strip()
        self._state.show_view(view)
        self._bar.show_view(view)
        self._notice.show_view(view)
        self._foot_wanted = view is not None and bool(view.model.name)
        self._show_foot()
        self._count_segments(view)
        self._segments.set_current(Kind.RULE.value if self._on_checks else self._list.kind.value)
        if view is None:
            return
        self._number.setText(self.tr("{number}번째").format(number=view.number))
        self._foot.setText(self._foot_words(view))

    def _count_segments(self, view: CritiqueView | None) -> None:
        counts = count_open(() if view is None else view.remarks)
        words = {
            Kind.ALL: self.tr("첨삭") if view is None else self.tr("모두 {count}"),
            Kind.IMPROVE: self.tr("아쉬운 점 {count}"),
            Kind.GOOD: self.tr("좋은 점 {count}"),
            Kind.RULE: self.tr("점검 {count}"),
        }
        if self._checks is not None:
            counts[Kind.RULE] = len(self._checks.findings)  # for those of the critique, which have no cards here
            counts[Kind.ALL] = counts[Kind.IMPROVE] + counts[Kind.GOOD] + counts[Kind.RULE]
        for kind, count in counts.items():
            self._segments.set_label(kind.value, words[kind].format(count=count))
        rules = view is not None and any(remark.kind is Kind.RULE for remark in view.remarks)
        self._segments.button(Kind.RULE.value).setVisible(rules or self._has_checks)

    @property
    def _has_checks(self) -> bool:
        return self._checks is not None and self._question_id is not None

    def _show_strip(self) -> None:
        shown = self._has_checks and not self._on_checks
        self._strip.setVisible(shown)
        self._strip_room.setContentsMargins(_SIDE, 8 if shown else 0, _SIDE, 0)
        if self._checks is not None:
            self._strip.show_findings(self._checks.findings, ready=self._checks.ready)

    def _turn_to(self, page: QWidget) -> None:
        """Show this where 점검 is not chosen."""
        self._page = page
        shown = self._checks if self._on_checks and self._checks is not None else page
        self._stack.setCurrentWidget(shown)

    def _leave_checks(self) -> None:
        if self._on_checks:
            self._choose_kind(Kind.ALL.value)
            self._segments.set_current(Kind.ALL.value)

    @Slot()
    def _checks_changed(self) -> None:
        self._show_strip()
        self._count_segments(None if self._question_id is None else self._controller.view(self._question_id))

    def _show_foot(self) -> None:
        """Who wrote the critique, where that is what is shown."""
        self._foot.setVisible(self._foot_wanted and not self._on_checks)

    def _foot_words(self, view: CritiqueView) -> str:
        if view.model.without:
            return self.tr("전문가 근거 첨삭 · 모델 없이 · 참고용이며 합격을 보장하지 않습니다")
        adapter = view.model.adapter or self.tr("없음")
        words = self.tr("모델 {model} · 어댑터 {adapter} · 참고용이며 합격을 보장하지 않습니다")
        # As many lines from the first moment to the last, so that nothing above them moves.
        lines = [words.format(model=view.model.name, adapter=adapter), self._speed_words(view)]
        if view.model.trial:
            lines.append(self.tr("체험용: 프로그램을 써 보기 위한 작은 범용 모델입니다."))
        return "\n".join(lines)

    def _speed_words(self, view: CritiqueView) -> str:
        rate = f"{view.tokens_per_second:.1f}" if view.tokens_per_second else "—"
        device = view.model.device.upper()
        if not device:  # still opening; or read from the history, which keeps the speed only
            return self.tr("초당 {rate}토큰").format(rate=rate)
        if view.model.device_reason.startswith("fallback"):
            device = self.tr("{device}(가속 장치를 쓰지 못함)").format(device=device)
        return self.tr("장치 {device} · 초당 {rate}토큰").format(device=device, rate=rate)

    @Slot(str)
    def _view_changed(self, question_id: str) -> None:
        if question_id == self._question_id:
            self._stale = True
            if not self._frames.isActive():
                self._frames.start()

    @Slot()
    def _frame(self) -> None:
        """Draw what changed since the last frame."""
        if self._question_id is None:
            self._frames.stop()
            return
        moved = self._list.advance()
        if self._stale:
            self._stale = False
            view = self._controller.view(self._question_id)
            if view is None:
                self.show_empty(self._controller.why_empty(self._question_id))
            else:
                self._show(view)
                moved = moved or view.live
        if not moved and not self._stale:
            self._frames.stop()

    # what the reader does

    @Slot(str)
    def _choose_kind(self, kind: str) -> None:
        chosen = Kind(kind)
        before, self._on_checks = self._on_checks, chosen is Kind.RULE and self._checks is not None
        if not self._on_checks:
            self._list.set_kind(chosen)
        self._turn_to(self._page)
        self._show_strip()
        self._show_foot()
        if before is not self._on_checks:
            self.checks_turned.emit()

    @Slot(int)
    def _card_activated(self, ordinal: int) -> None:
        self.activate(ordinal)
        self.remark_activated.emit(ordinal)

    @Slot(int, object)
    def _status_chosen(self, ordinal: int, status: RemarkStatus) -> None:
        if self._question_id is not None:
            self._controller.set_status(self._question_id, ordinal, status)

    @Slot()
    def _go_next(self) -> None:
        self._go(1)

    @Slot()
    def _go_previous(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        if self._on_checks and self._checks is not None:
            self._checks.go(step)
            return
        ordinal = self._list.next_reachable(step)
        if ordinal is not None:
            self._card_activated(ordinal)

    @Slot()
    def _dismiss_active(self) -> None:
        if self._on_checks and self._checks is not None:
            self._checks.dismiss_active()
            return
        ordinal = self._list.active
        if ordinal is not None and ordinal in self._list.reachable():
            self._status_chosen(ordinal, RemarkStatus.DISMISSED)
            self._go_next()


def _inset(widget: QWidget, left: int, right: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(left, 0, right, 0)
    row.addWidget(widget)
    return row

"""A remark as a card: what kind, where, the quote, the reason, what to do, and what the reader can answer to it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.checks.wording import rules
from core.remark import Polarity, RemarkStatus, Source
from desktop.critique.drip import Drip
from desktop.critique.evidence_block import EvidenceBlock
from desktop.critique.text_block import TextBlock
from desktop.critique.view import ModelLabel, PartialView, Place, RemarkView, place_of
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Badge, Label, Tone

_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class RemarkCard(Card):
    """Shows one remark, from its first letter to what became of it. `read_only` cards (history) have no actions."""

    activated = Signal(int)
    status_chosen = Signal(int, object)  # ordinal, RemarkStatus
    essay_asked = Signal(str)

    def __init__(
        self, theme: Theme, ordinal: int, model: ModelLabel, *, read_only: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self.ordinal = ordinal
        self._model = model
        self._read_only = read_only
        self._view: RemarkView | None = None
        self._reason_drip, self._advice_drip = Drip(), Drip()
        self._writing = False
        self._tag = Badge(tag=True)
        self._place = Label(tone="third", size="small", digits=True)
        self._quote = TextBlock(theme, tone="second", small=True, line_height=1.5, max_lines=2, rule=True)
        self._reason = TextBlock(theme)
        self._advice = TextBlock(theme, lead="→")
        self._evidence = EvidenceBlock(theme)
        self._evidence.essay_asked.connect(self.essay_asked)
        self._why = TextBlock(theme, tone="second", small=True, line_height=1.55)
        self._resolved = Label(tone="second", size="small")
        self._undo = Button(self.tr("되돌리기"), "link")
        self._fixed = Button(self.tr("고쳤음"), "text")
        self._fixed.setProperty("strong", True)
        self._dismiss = Button(self.tr("무시"), "text")
        self._why_button = Button(self.tr("왜?"), "text")
        self._why_button.setCheckable(True)
        self._build()
        self._undo.clicked.connect(self._reopen)
        self._fixed.clicked.connect(self._choose_fixed)
        self._dismiss.clicked.connect(self._choose_dismissed)
        self._why_button.toggled.connect(self._toggle_why)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._tag)
        head.addWidget(self._resolved)
        head.addStretch()
        head.addWidget(self._undo)
        head.addWidget(self._place)
        self._content = QWidget(self)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for block in (self._quote, self._reason, self._advice, self._evidence, self._why):
            column.addWidget(block)
        actions = QHBoxLayout()
        actions.setContentsMargins(0, 2, 0, 0)
        actions.setSpacing(14)
        for button in (self._fixed, self._dismiss, self._why_button):
            actions.addWidget(button)
        actions.addStretch()
        column.addLayout(actions)
        self.body.addLayout(head)
        self.body.addWidget(self._content)
        self._why.hide()
        self._resolved.hide()
        self._undo.hide()

    # what is shown

    def show_partial(self, view: PartialView) -> None:
        """The remark so far; `advance` draws it bit by bit."""
        self._writing = True
        self._set_tag(view.polarity, Source.MODEL)
        self._place.setText(str(view.ordinal + 1))
        self._quote.set_text(view.quote)
        self._reason_drip.aim(view.reason)
        self._advice_drip.aim(view.advice)
        for button in (self._fixed, self._dismiss, self._why_button):
            button.hide()
        self._draw()

    def show_remark(self, view: RemarkView, judged_text: str) -> None:
        """The whole remark. What `advance` has still to draw of it is drawn later; a new card shows it at once."""
        if view == self._view:
            return
        self._view = view
        remark = view.remark
        self._set_tag(remark.polarity, remark.source)
        self._place.setText(self._where(view, judged_text))
        self._quote.set_text(remark.quote)
        self._quote.setVisible(bool(remark.quote))
        if remark.source is Source.EXPERT:
            self._quote.set_max_lines(0)  # there is no 왜? that would show the rest
        self._reason_drip.aim(remark.reason)
        self._advice_drip.aim(remark.advice)
        self._evidence.show_evidence(remark.evidence, searching=view.searching)
        if not self._writing:
            self.flush()
        is_open = view.open
        self._content.setVisible(is_open)
        self._resolved.setVisible(not is_open)
        self._undo.setVisible(not is_open and not self._read_only)
        self._place.setVisible(is_open or self._read_only)
        fixed = remark.status is RemarkStatus.FIXED
        self._resolved.setText(self.tr("고쳤음") if fixed else self.tr("무시함"))
        self._draw()
        self.setAccessibleName(self._spoken(view))

    def advance(self) -> bool:
        """Draw the next bit of what is being written; whether there was any."""
        moved = self._reason_drip.step() if self._reason_drip.waiting else self._advice_drip.step()
        if moved:
            self._draw()
        elif self._view is not None and self._writing:
            self.flush()
        return moved

    def flush(self) -> None:
        """Draw all that has arrived and take the caret away."""
        self._writing = False
        self._reason_drip.flush()
        self._advice_drip.flush()
        self._draw()

    def writing(self) -> bool:
        return self._writing

    def _draw(self) -> None:
        reason, advice = self._reason_drip.shown, self._advice_drip.shown
        self._reason.set_text(reason)
        self._reason.set_caret(self._writing and not advice)
        self._advice.set_text(advice)
        self._advice.setVisible(bool(advice))
        self._advice.set_caret(self._writing and bool(advice))
        actions = self._view is not None and not self._writing and not self._read_only
        for button in (self._fixed, self._dismiss):
            button.setVisible(actions)
        whole = self._view is not None and not self._writing
        by_model = self._view is not None and self._view.remark.source is Source.MODEL
        self._why_button.setVisible(whole and by_model)  # experts and rules say it themselves

    def _set_tag(self, polarity: Polarity, source: Source) -> None:
        tone: Tone = "good" if polarity is Polarity.GOOD else "improve"
        word = self.tr("좋은 점") if polarity is Polarity.GOOD else self.tr("아쉬운 점")
        if source is Source.RULE:
            tone, word = "violation", self.tr("점검")
        self._tag.setText(word)
        self._tag.set_tone(tone)

    def _where(self, view: RemarkView, judged_text: str) -> str:
        if view.remark.source is Source.RULE:
            rule = rules().get(view.remark.rule)
            return view.remark.rule if rule is None else rule.label
        if view.remark.span is not None and view.span is None:
            return self.tr("{number} · 글에서 바뀜").format(number=view.number)
        match place_of(view.remark.span, judged_text):
            case Place.FIRST, _:
                return self.tr("{number} · 첫 문장").format(number=view.number)
            case Place.LAST, _:
                return self.tr("{number} · 끝 문장").format(number=view.number)
            case Place.PARAGRAPH, paragraph:
                return self.tr("{number} · {paragraph}문단").format(number=view.number, paragraph=paragraph)
            case _:
                return str(view.number)

    def _spoken(self, view: RemarkView) -> str:
        remark = view.remark
        parts = [self._tag.text(), str(view.number), remark.quote, remark.reason, remark.advice]
        if remark.evidence is not None:
            parts.append(self._evidence.text())
        if not view.open:
            parts.insert(1, self._resolved.text())
        return ". ".join(part for part in parts if part)

    # what the reader does

    @Slot()
    def _choose_fixed(self) -> None:
        self.status_chosen.emit(self.ordinal, RemarkStatus.FIXED)

    @Slot()
    def _choose_dismissed(self) -> None:
        self.status_chosen.emit(self.ordinal, RemarkStatus.DISMISSED)

    @Slot()
    def _reopen(self) -> None:
        self.status_chosen.emit(self.ordinal, RemarkStatus.OPEN)

    @Slot(bool)
    def _toggle_why(self, shown: bool) -> None:
        """What the remark rests on, with the whole quote."""
        adapter = self._model.adapter or self.tr("어댑터 없음")
        if self._model.guided:
            words = self.tr(
                "어느 문장을 짚을지, 좋은 점인지 아쉬운 점인지는 전문가 첨삭에서 배운 규칙으로 프로그램이 골랐고, "
                "그 까닭과 방향은 {model}({adapter}) 모델이 썼습니다."
            )
        else:
            words = self.tr("{model}({adapter}) 모델이 위 인용을 읽고 쓴 의견입니다.")
        words = words.format(model=self._model.name, adapter=adapter)
        if self._view is not None and self._view.remark.evidence:
            beside = self.tr("전문가 근거는 닮은 다른 글을 두고 한 말이니, 내 글에 맞지 않으면 무시하세요.")
        else:
            beside = self.tr("규칙이나 전문가 사례로 확인한 내용은 아니니, 맞지 않으면 무시하세요.")
        self._why.set_text(f"{words} {beside}")
        self._quote.set_max_lines(0 if shown else 2)
        self._why.setVisible(shown)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.activated.emit(self.ordinal)
        super().mouseReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _KEYBOARD:
            self.activated.emit(self.ordinal)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self.activated.emit(self.ordinal)
        elif key == Qt.Key.Key_Delete and self._view is not None and self._view.open and not self._read_only:
            self._choose_dismissed()
        else:
            super().keyPressEvent(event)

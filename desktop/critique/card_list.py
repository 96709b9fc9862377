"""The scrolling list of cards: nothing that is being read moves, and the end is followed only from the end."""

from collections.abc import Iterator

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.critique.evidence import ranked
from desktop.critique.card import RemarkCard
from desktop.critique.overall_card import OverallCard
from desktop.critique.view import CritiqueView, Kind, ModelLabel, RemarkView
from desktop.theme import Theme
from desktop.widgets.buttons import Button, Chip
from desktop.widgets.card import RING
from desktop.widgets.focus import chain_tabs
from desktop.widgets.labels import Label

FIRST_SHOWN = 5
BAR = 10  # width of the scroll bar in px, kept free when there is nothing to scroll
_AT_END = 24  # px from the end that still count as being there


class CardList(QScrollArea):
    """총평, then the remarks; the first five of a finished critique, and the rest on 더 보기.

    While a critique is written its remarks stand in order of arrival, and whoever watched that keeps the order until
    they turn to another segment, to 총평 or back from another question; then those without evidence come last.
    `read_only` lists (history) have cards without actions and show all of them.
    """

    activated = Signal(int)
    status_chosen = Signal(int, object)  # ordinal, RemarkStatus
    essay_asked = Signal(str)

    def __init__(
        self, theme: Theme, *, read_only: bool = False, rules: bool = True, parent: QWidget | None = None
    ) -> None:
        """Without `rules` what rules found is left to another place, where it is shown as it changes."""
        super().__init__(parent)
        self._rules = rules
        self._theme = theme
        self._read_only = read_only
        self._view: CritiqueView | None = None
        self._kind = Kind.ALL
        self._active: int | None = None
        self._all_shown = read_only
        self._follow = True
        self._order: list[int] = []  # ordinals, as they are shown
        self._cards: dict[int, RemarkCard] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(10 - 2 * RING + 2)
        self._overall = OverallCard(theme)
        self._more = Button("", "ghost")
        self._more.clicked.connect(self._show_all)
        self._hidden_note = Label(tone="third", size="small", wrap=True)
        self._hidden_note.setContentsMargins(RING + 2, 6, RING + 2, 0)
        for widget in (self._overall, self._more, self._hidden_note):
            self._column.addWidget(widget)
            widget.hide()
        self._column.addStretch()
        self.setWidget(self._content)
        # 총평 comes last and stands first: whoever read along to the end is told, and nothing moves by itself.
        self._to_overall = Chip(self.tr("총평 보기"), tone="accent", parent=self)
        self._to_overall.hide()
        self._to_overall.clicked.connect(self._show_overall)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._range_changed)
        bar.valueChanged.connect(self._value_changed)
        self._scrolling = QPropertyAnimation(bar, b"value", self)
        self._scrolling.setDuration(theme.motion.appear)
        self._scrolling.setEasingCurve(QEasingCurve.Type.OutCubic)

    # what is shown

    def show_view(self, view: CritiqueView | None) -> None:
        """Draw a critique; a later state of the same one changes only what differs."""
        if view is None or self._view is None or view.key != self._view.key:
            self._clear(live=view is not None and view.live)
            # What comes in a moment and all at once is read from the top.
            self._follow = view is None or not view.model.without
            if view is not None and not view.live:
                self._order = list(ranked([remark.remark for remark in view.remarks]))
        self._view = view
        if view is None:
            return
        self._order += [remark.ordinal for remark in view.remarks if remark.ordinal not in self._order]
        before = self._overall.sizeHint().height() if self._overall.isVisibleTo(self) else 0
        self._overall.set_overall(view.overall, live=view.live)
        for remark in sorted(view.remarks, key=lambda one: self._order.index(one.ordinal)):
            self._card(remark.ordinal, view.model).show_remark(remark, view.judged_text)
        known = {remark.ordinal for remark in view.remarks}
        if view.partial is not None:
            known.add(view.partial.ordinal)
            self._card(view.partial.ordinal, view.model).show_partial(view.partial)
        for ordinal in self._cards.keys() - known:  # begun, then found to be without ground
            self._cards.pop(ordinal).deleteLater()
        last = max(known, default=-1)
        for ordinal, card in self._cards.items():
            if card.writing() and (ordinal != last or not view.live):
                card.flush()
        self._show_hidden_note(view)
        self._apply_filter()
        self._keep_place(before)
        self._offer_overall()

    def advance(self) -> bool:
        """Draw the next bit of what is being written; whether there was any."""
        moved = [card.advance() for card in self._cards.values() if card.writing()]
        return self._overall.advance() or any(moved)

    def set_kind(self, kind: Kind) -> None:
        """Show only one kind of remark."""
        self._kind = kind
        self._rank()
        self._apply_filter()
        self.verticalScrollBar().setValue(0)

    def set_active(self, ordinal: int | None, *, scroll: bool = True) -> None:
        """Give one card the accent border and bring it into view."""
        self._active = ordinal
        for number, card in self._cards.items():
            card.set_active(number == ordinal)
        if ordinal in self._cards and scroll:
            card = self._cards[ordinal]
            if not card.isVisibleTo(self._content):
                self._kind, self._all_shown = Kind.ALL, True
                self._apply_filter()
            self._scroll_to(card)

    @property
    def active(self) -> int | None:
        return self._active

    @property
    def kind(self) -> Kind:
        return self._kind

    def card(self, ordinal: int) -> RemarkCard | None:
        return self._cards.get(ordinal)

    def shown(self) -> list[int]:
        """Ordinals of the cards that are shown, from the top."""
        cards = sorted(self._cards.values(), key=self._column.indexOf)
        return [card.ordinal for card in cards if card.isVisibleTo(self._content)]

    def reachable(self) -> list[int]:
        """Ordinals that F8 goes through: open remarks of the current segment, hidden by 더 보기 or not."""
        return [view.ordinal for view in self._matching() if view.open]

    def next_reachable(self, step: int) -> int | None:
        """The one after (1) or before (-1) the active card, or from the other end."""
        reachable = self.reachable()
        beyond = reachable
        if self._active in self._order:
            at = self._order.index(self._active)
            places = {ordinal: place for place, ordinal in enumerate(self._order)}
            beyond = [one for one in reachable if (places[one] > at if step > 0 else places[one] < at)] or reachable
        return None if not reachable else beyond[0 if step > 0 else -1]

    # parts

    def _card(self, ordinal: int, model: ModelLabel) -> RemarkCard:
        card = self._cards.get(ordinal)
        if card is None:
            card = self._cards[ordinal] = RemarkCard(self._theme, ordinal, model, read_only=self._read_only)
            card.activated.connect(self.activated)
            card.status_chosen.connect(self.status_chosen)
            card.essay_asked.connect(self.essay_asked)
            self._column.insertWidget(self._column.indexOf(self._more), card)
            card.show()
        return card

    def _matching(self) -> Iterator[RemarkView]:
        if self._view is not None:
            remarks = {view.ordinal: view for view in self._view.remarks}
            ordered = (remarks[ordinal] for ordinal in self._order if ordinal in remarks)
            for view in ordered:
                if self._kind in (Kind.ALL, view.kind) and (self._rules or view.kind is not Kind.RULE):
                    yield view

    def _rank(self) -> None:
        """What no expert bears out comes last, once all of it is there."""
        view = self._view
        if view is None or view.live:
            return
        order = list(ranked([remark.remark for remark in view.remarks]))
        if order != self._order:
            self._order = order
            for ordinal in order:  # each in turn to the end of the cards
                card = self._cards.get(ordinal)
                if card is not None:
                    self._column.removeWidget(card)
                    self._column.insertWidget(self._column.indexOf(self._more), card)
            self._order_tabs()

    def _order_tabs(self) -> None:
        """Tab goes through the cards as they are shown, and through what unfolds in one before the next."""
        cards = [self._cards[ordinal] for ordinal in self._order if ordinal in self._cards]
        chain_tabs([widget for card in cards for widget in (card, *card.findChildren(QWidget))])

    def _apply_filter(self) -> None:
        if self._view is None:
            return
        matching = [view.ordinal for view in self._matching()]
        shown = matching if self._all_shown else matching[:FIRST_SHOWN]
        if self._view.partial is not None and self._kind is Kind.ALL:
            shown = [*shown, self._view.partial.ordinal]
        for ordinal, card in self._cards.items():
            card.setVisible(ordinal in shown)
            card.set_active(ordinal == self._active)
        rest = len(matching) - len(shown)
        self._more.setVisible(rest > 0)
        self._more.setText(self.tr("{count}개 더 보기").format(count=rest))
        if self._kind is not Kind.ALL:
            self._overall.hide()

    def _show_hidden_note(self, view: CritiqueView) -> None:
        notes = []
        if view.unquoted:
            note = self.tr("{count}개의 지적은 글에서 인용을 찾지 못해 숨겼습니다.")
            notes.append(note.format(count=view.unquoted))
        if view.unfounded:
            note = self.tr("{count}개의 지적은 글에 없는 내용이거나 되풀이여서 숨겼습니다.")
            notes.append(note.format(count=view.unfounded))
        self._hidden_note.setText("\n".join(notes))
        self._hidden_note.setVisible(bool(notes) and not view.live)

    def _clear(self, *, live: bool) -> None:
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards.clear()
        self._order = []
        self._active = None
        self._kind = Kind.ALL
        self._all_shown = self._read_only or live  # what was watched coming in is not folded away afterwards
        self._follow = True
        for widget in (self._overall, self._more, self._hidden_note):
            widget.hide()
        self.verticalScrollBar().setValue(0)

    # scrolling

    def _keep_place(self, height_before: int) -> None:
        """When 총평 grows above a reader who has scrolled, move the page by as much."""
        bar = self.verticalScrollBar()
        if not self._overall.isVisibleTo(self) or not height_before or bar.value() == 0:
            return
        grown = self._overall.sizeHint().height() - height_before
        if grown > 0 and not self._follow:
            self._column.activate()
            bar.setValue(bar.value() + grown)

    def _scroll_to(self, card: QWidget) -> None:
        self._column.activate()
        bar = self.verticalScrollBar()
        top, bottom = card.y(), card.y() + card.height()
        if bar.value() <= top and bottom <= bar.value() + self.viewport().height():
            return
        target = top - 8 if top < bar.value() or card.height() > self.viewport().height() else None
        if target is None:
            target = bottom - self.viewport().height() + 8
        self._scrolling.stop()
        self._scrolling.setStartValue(bar.value())
        self._scrolling.setEndValue(max(0, target))
        self._scrolling.start()

    @Slot()
    def _show_all(self) -> None:
        self._all_shown = True
        self._apply_filter()

    @Slot(int, int)
    def _range_changed(self, _minimum: int, maximum: int) -> None:
        self.verticalScrollBar().setEnabled(maximum > 0)
        if self._follow and self._view is not None and self._view.live:
            self.verticalScrollBar().setValue(maximum)

    def _offer_overall(self) -> None:
        overall = self._overall
        finished = self._view is not None and not self._view.live and bool(overall.text())
        away = self.verticalScrollBar().value() > overall.y() + overall.height() - 24
        self._to_overall.setVisible(finished and away and overall.isVisibleTo(self._content) and not self._read_only)
        if not self._to_overall.isHidden():
            self._to_overall.adjustSize()
            self._to_overall.move((self.viewport().width() - self._to_overall.width()) // 2, 8)
            self._to_overall.raise_()

    @Slot()
    def _show_overall(self) -> None:
        self._rank()
        self._scroll_to(self._overall)

    @Slot(int)
    def _value_changed(self, value: int) -> None:
        self._offer_overall()
        self._follow = value >= self.verticalScrollBar().maximum() - _AT_END

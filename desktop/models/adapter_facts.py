"""The card of an adapter as users read it: where it comes from, what was measured, and what it cannot do."""

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from core.models.adapter_card import AdapterCard, Evaluation
from core.models.adapters import AdapterInfo
from core.models.release_gate import Line, evaluation_lines
from desktop.models.paragraph import paragraph
from desktop.models.words import size_words
from desktop.theme import Theme
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Label, Tone


class AdapterFacts(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._version, self._date, self._size, self._base, self._licence, self._sha = (
            Label(tone="second", size="small", digits=True) for _ in range(6)
        )
        facts = FlowLayout(spacing=14)
        for fact in (self._version, self._date, self._size, self._base, self._licence, self._sha):
            facts.addWidget(fact)
        self._measured = Label(tone="second", size="small", weight="medium", digits=True)
        self._figures = QWidget()
        self._grid = QGridLayout(self._figures)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(3, 1)
        self._limits = paragraph(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addLayout(facts)
        column.addWidget(self._measured)
        column.addWidget(self._figures)
        column.addWidget(self._limits)

    def show_adapter(self, info: AdapterInfo) -> None:
        """One that is on this computer."""
        if info.card is None:
            self._show_bare(info)
        else:
            self.show_card(info.card, info.evaluation, info.content.size)

    def show_card(self, card: AdapterCard, evaluation: Evaluation | None, size: int) -> None:
        """`size` in bytes. An evaluation of other weights is not shown."""
        self._version.setText(self.tr("버전 {version}").format(version=card.version))
        self._date.setText(card.created[:10])
        self._size.setText(self.tr("크기 {size}").format(size=size_words(size)))
        self._base.setText(self.tr("기반 {base}").format(base=card.base_repo.rpartition("/")[2]))
        self._base.setToolTip(f"{card.base_repo}@{card.base_revision}")
        self._licence.setText(card.licence)
        self._sha.setText(f"SHA-256 {card.weights_sha256[:8]}")
        self._sha.setToolTip(card.weights_sha256)
        for fact in (self._version, self._date, self._base, self._licence):
            fact.show()
        if evaluation is not None and evaluation.weights_sha256 == card.weights_sha256:
            words = self.tr("시험 글 {answers:,}편, 회사 {companies:,}곳으로 평가함")
            self._measured.setText(words.format(answers=evaluation.answers, companies=evaluation.companies))
            self._show_lines(evaluation_lines(evaluation))
        else:
            self._measured.setText(self.tr("아직 평가하지 않아 얼마나 나은지 모릅니다."))
            self._show_lines(())
        self._limits.set_text("\n".join(f"· {limit}" for limit in card.limits))
        self._limits.setVisible(bool(card.limits))

    def _show_bare(self, info: AdapterInfo) -> None:
        for fact in (self._version, self._date, self._base, self._licence):
            fact.hide()
        self._size.setText(self.tr("크기 {size}").format(size=size_words(info.content.size)))
        self._sha.setText(self.tr("rank {rank} · SHA-256 {sha}").format(rank=info.content.rank, sha=info.sha256[:8]))
        self._sha.setToolTip(info.sha256)
        self._measured.setText(self.tr("카드가 없는 어댑터라 무엇을 배웠고 얼마나 나은지 모릅니다."))
        self._show_lines(())
        self._limits.hide()

    def _show_lines(self, lines: tuple[Line, ...]) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, line in enumerate(lines):
            tone: Tone = {"better": "good", "worse": "improve"}.get(line.kind, "second")  # type: ignore[assignment]
            self._grid.addWidget(Label(line.title, tone="second", size="small"), row, 0)
            self._grid.addWidget(Label(line.value, size="small", digits=True), row, 1)
            self._grid.addWidget(Label(line.verdict, tone=tone, size="small"), row, 2)
        self._figures.setVisible(bool(lines))

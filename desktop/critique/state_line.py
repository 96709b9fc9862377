"""What the engine is doing, in a few words with a dot, and a quiet bar while it reads."""

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.messages import sentence
from desktop.critique.view import CritiqueView, Stage
from desktop.theme import Theme
from desktop.widgets.labels import Label
from desktop.widgets.progress import Dot

_TONES = {
    Stage.WAITING: "third",
    Stage.OPENING: "accent",
    Stage.READING: "accent",
    Stage.WRITING: "accent",
    Stage.DONE: "good",
    Stage.CANCELLED: "third",
    Stage.FAILED: "violation",
    Stage.INTERRUPTED: "third",
}
_WITHOUT = (Stage.OPENING, Stage.READING, Stage.WRITING, Stage.DONE)


class StateLine(QWidget):
    """The line at the right of the panel's head. Speed in tokens and the device are in its tooltip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = Dot(theme, "third")
        self._label = Label(tone="second", size="small", digits=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._label)
        self.show_view(None)

    def text(self) -> str:
        return self._label.text()

    def show_view(self, view: CritiqueView | None) -> None:
        self.setVisible(view is not None)
        if view is None:
            return
        self._dot.set_tone(_TONES[view.stage])
        self._label.setText(self._words(view))
        self.setToolTip(self._details(view))
        self.setAccessibleName(self.tr("첨삭 상태: {state}").format(state=self._label.text()))

    def _words(self, view: CritiqueView) -> str:
        if view.model.without and view.stage in _WITHOUT:
            return self._words_without(view)
        done, total = view.reading
        words = {
            Stage.WAITING: self.tr("앞 문항을 기다리는 중"),
            Stage.OPENING: self.tr("모델 여는 중"),
            Stage.READING: self.tr("읽는 중 {done}/{total}") if total else self.tr("읽는 중"),
            Stage.WRITING: self.tr("쓰는 중 · {rate}자/초") if view.chars_per_second >= 1 else self.tr("쓰는 중"),
            Stage.DONE: self.tr("끝 · {seconds}초 · {rate}자/초") if view.elapsed else self.tr("끝"),
            Stage.CANCELLED: self.tr("멈춤"),
            Stage.FAILED: self.tr("실패"),
            Stage.INTERRUPTED: self.tr("중단됨"),
        }[view.stage]
        return words.format(
            done=f"{done:,}", total=f"{total:,}", rate=round(view.chars_per_second), seconds=f"{view.elapsed:.1f}"
        )

    def _words_without(self, view: CritiqueView) -> str:
        """Nobody opens a model and writes: experts' remarks are looked for."""
        done, total = view.reading
        words = {
            Stage.OPENING: self.tr("전문가 첨삭을 찾는 중"),
            Stage.READING: self.tr("색인 만드는 중 {done}/{total}") if total else self.tr("색인 만드는 중"),
            Stage.WRITING: self.tr("찾는 중"),
            Stage.DONE: self.tr("끝 · {seconds}초") if view.elapsed else self.tr("끝"),
        }[view.stage]
        return words.format(done=f"{done:,}", total=f"{total:,}", seconds=f"{view.elapsed:.1f}")

    def _details(self, view: CritiqueView) -> str:
        lines = []
        if view.tokens_per_second:
            lines.append(self.tr("초당 {rate}토큰").format(rate=f"{view.tokens_per_second:.1f}"))
        if view.model.device:
            lines.append(self.tr("장치: {device}").format(device=view.model.device.upper()))
        if view.model.device_reason.startswith("fallback"):
            reason = view.model.device_reason.partition(":")[2]
            lines.append(self.tr("가속 장치를 쓰지 못해 CPU로 돌렸습니다: {reason}").format(reason=reason))
        if view.error is not None:
            lines.append(sentence(view.error).what)
        return "\n".join(lines)


class ReadingBar(QWidget):
    """Three pixels that fill while the answer is read. Its room is kept when there is nothing to show."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self.setFixedHeight(3)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._repaint)

    def show_view(self, view: CritiqueView | None) -> None:
        share = 0.0
        if view is not None and view.stage is Stage.READING and view.reading[1]:
            share = view.reading[0] / view.reading[1]
        if share != self._share:
            self._share = share
            self.update()

    @property
    def share(self) -> float:
        return self._share

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._share:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("well"))
        painter.drawRoundedRect(QRectF(self.rect()), 1.5, 1.5)
        painter.setBrush(self._theme.color("accent"))
        width = max(3.0, self.width() * min(1.0, self._share))
        painter.drawRoundedRect(QRectF(0, 0, width, self.height()), 1.5, 1.5)

    @Slot()
    def _repaint(self) -> None:
        self.update()

"""How far a download has come: a bar, bytes, speed and what is left."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.models.progress import Progress, Stage
from desktop.models.words import size_words, speed_words, time_words
from desktop.theme import Theme
from desktop.widgets.labels import Label
from desktop.widgets.progress import ProgressLine


class ProgressRow(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = ProgressLine(theme)
        self._words = Label(tone="second", size="small", digits=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._bar, 1)
        row.addWidget(self._words)

    def show_waiting(self, share: float, words: str) -> None:
        """Before anything was heard; `share` of it is here already."""
        self._bar.set_share(share)
        self._words.setText(words)

    def show_progress(self, progress: Progress) -> None:
        self._bar.set_share(progress.done / progress.total if progress.total else 0.0)
        done = self.tr("{done} / {total}").format(done=size_words(progress.done), total=size_words(progress.total))
        if progress.stage is Stage.VERIFYING:
            self._words.setText(self.tr("확인하는 중 · {done}").format(done=done))
            return
        parts = [done]
        if progress.bytes_per_second:
            parts.append(speed_words(progress.bytes_per_second))
        if progress.seconds_left is not None:
            parts.append(self.tr("{time} 남음").format(time=time_words(progress.seconds_left)))
        self._words.setText(" · ".join(parts))

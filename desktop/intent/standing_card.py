"""One measure of passed answers as a plot with 나 in it. pyqtgraph is imported when the first one is drawn."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.retrieval.percentiles import Standing
from desktop.corpus.plot_card import blank_plot
from desktop.fonts import tabular
from desktop.intent.histogram import Histogram, histogram, number
from desktop.theme import Theme
from desktop.widgets.card import Card
from desktop.widgets.labels import Label

if TYPE_CHECKING:
    from pyqtgraph import PlotWidget

HEIGHT = 132
_HEADROOM = 1.3  # above the highest bar, for the word
_SIDES = 0.08  # free at either side of the bars, for half of a label


class StandingCard(Card):
    """Title, sentence, and the bars; the pointer passes through the plot."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._shown: Histogram | None = None
        self._plot: PlotWidget | None = None
        self._title = Label(weight="bold")
        self._sentence = Label(tone="second", size="small", digits=True, wrap=True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.body.setSpacing(4)
        self.body.addWidget(self._title)
        self.body.addWidget(self._sentence)
        theme.changed.connect(self._redraw)

    def show_standing(self, standing: Standing) -> None:
        shown = histogram(standing)
        if shown == self._shown:
            return
        self._shown = shown
        self._title.setText(shown.title)
        self._sentence.setText(shown.sentence)
        self.setAccessibleName(shown.title)
        self.setAccessibleDescription(f"{shown.sentence}. {shown.described()}")
        if self._plot is None:
            self._plot = blank_plot()
            self._plot.setFixedHeight(HEIGHT)
            self.body.addWidget(self._plot)
        self._redraw()

    @Slot()
    def _redraw(self) -> None:
        if self._plot is None or self._shown is None:
            return
        import pyqtgraph as pg

        shown, plot, theme = self._shown, self._plot, self._theme
        plot.setBackground(theme.color("raised"))
        item = plot.getPlotItem()
        item.clear()
        step = shown.edges[1] - shown.edges[0]
        middles = [edge + step / 2 for edge in shown.edges[:-1]]
        ground = theme.color("third")
        ground.setAlpha(110)
        bars = pg.BarGraphItem(
            x=middles, height=list(shown.shares), width=step * 0.86, brush=ground, pen=pg.mkPen(None)
        )
        item.addItem(bars)
        top = max(shown.shares) * _HEADROOM
        self._draw_me(item, shown, top)
        self._draw_axis(item, shown)
        item.setXRange(shown.edges[0], shown.edges[-1], padding=_SIDES)
        item.setYRange(0, top, padding=0)

    def _draw_me(self, item: Any, shown: Histogram, top: float) -> None:
        import pyqtgraph as pg

        pen = pg.mkPen(self._theme.color("accent"), width=2)
        item.addItem(pg.PlotDataItem([shown.mine, shown.mine], [0, top * 0.84], pen=pen))
        share = (shown.mine - shown.edges[0]) / (shown.edges[-1] - shown.edges[0])
        word = pg.TextItem(self.tr("나"), color=self._theme.color("accent"), anchor=(min(1.0, max(0.0, share)), 1.0))
        word.setFont(self._font(QFont.Weight.Bold))
        word.setPos(shown.mine, top * 0.82)
        item.addItem(word, ignoreBounds=True)

    def _draw_axis(self, item: Any, shown: Histogram) -> None:
        left, bottom = item.getAxis("left"), item.getAxis("bottom")
        left.setVisible(False)
        bottom.setPen(self._theme.color("line"))
        bottom.setTextPen(self._theme.color("second"))
        bottom.setTickFont(self._font(QFont.Weight.Normal))
        bottom.setStyle(tickLength=0, tickTextOffset=6, hideOverlappingLabels=False)
        last = len(shown.edges) - 1
        places = sorted({0, last // 2, last})
        ticks = [(shown.edges[place], f"{number(shown.edges[place])}{shown.unit}") for place in places]
        bottom.setTicks([ticks])

    def _font(self, weight: QFont.Weight) -> QFont:
        font = tabular(self.font())
        font.setPixelSize(max(11, self._theme.font_px - 3))
        font.setWeight(weight)
        return font

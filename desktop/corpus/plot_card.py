"""A plot with its title and its sentence. pyqtgraph is imported when the first one is drawn."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.corpus.charts import Chart
from desktop.fonts import tabular
from desktop.theme import Theme
from desktop.widgets.card import Card
from desktop.widgets.labels import Label

if TYPE_CHECKING:
    from pyqtgraph import PlotWidget

HEIGHT = 168
_SIDE = 20  # px between the card's edge and the plot
_FEW = 9  # bars that have room for their number above them


class PlotCard(Card):
    """Nothing of it moves: the pointer and the wheel pass through to the page."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._chart: Chart | None = None
        self._plot: PlotWidget | None = None
        self._title = Label(weight="bold")
        self._sentence = Label(tone="second", size="small", digits=True, wrap=True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.addWidget(self._title)
        self.body.setSpacing(4)
        self.body.addLayout(head)
        self.body.addWidget(self._sentence)
        theme.changed.connect(self._redraw)

    def show_chart(self, chart: Chart) -> None:
        if chart == self._chart:
            return
        self._chart = chart
        self._title.setText(chart.title)
        self._sentence.setText(chart.sentence)
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(f"{chart.sentence}. {chart.described()}")
        if self._plot is None:
            self._plot = blank_plot()
            self._plot.setFixedHeight(HEIGHT)
            self.body.addWidget(self._plot)
        self._redraw()

    @Slot()
    def _redraw(self) -> None:
        if self._plot is None or self._chart is None:
            return
        import pyqtgraph as pg

        chart, plot, theme = self._chart, self._plot, self._theme
        plot.setBackground(theme.color("raised"))
        item = plot.getPlotItem()
        item.clear()
        places = list(range(len(chart.values)))
        top = max(chart.values, default=0) or 1
        if chart.line:
            pen = pg.mkPen(theme.color("accent"), width=2)
            filled = theme.color("accent_pale")
            item.addItem(
                pg.PlotDataItem(
                    places,
                    list(chart.values),
                    pen=pen,
                    symbol="o",
                    symbolSize=7,
                    symbolBrush=theme.color("accent"),
                    symbolPen=None,
                    fillLevel=0,
                    brush=filled,
                )
            )
        else:
            item.addItem(
                pg.BarGraphItem(
                    x=places, height=list(chart.values), width=0.62, brush=theme.color("accent"), pen=pg.mkPen(None)
                )
            )
        if len(places) <= _FEW:
            self._draw_numbers(item, chart)
        self._draw_axes(item, chart, top)
        item.setXRange(-0.7, max(0, len(places) - 1) + 0.7, padding=0)
        item.setYRange(0, top * 1.18, padding=0)

    def _draw_numbers(self, item: Any, chart: Chart) -> None:
        import pyqtgraph as pg

        for place, value in enumerate(chart.values):
            number = pg.TextItem(f"{value:,}", color=self._theme.color("ink"), anchor=(0.5, 1.0))
            number.setFont(self._font(QFont.Weight.DemiBold))
            number.setPos(place, value)
            item.addItem(number, ignoreBounds=True)

    def _draw_axes(self, item: Any, chart: Chart, top: int) -> None:
        few = len(chart.values) <= _FEW
        left, bottom = item.getAxis("left"), item.getAxis("bottom")
        left.setVisible(not few)
        for axis in (left, bottom):
            axis.setPen(self._theme.color("line"))
            axis.setTextPen(self._theme.color("second"))
            axis.setTickFont(self._font(QFont.Weight.Normal))
            axis.setStyle(tickLength=0, tickTextOffset=7, hideOverlappingLabels=False)
        bottom.setTicks([[(place, chart.labels[place]) for place in self._labelled(chart)]])
        left.setTicks([[(mark, f"{mark:,}") for mark in _marks(top)]])

    def _labelled(self, chart: Chart) -> range:
        """The bars that have room for their label: every one, or every second, third ... of them."""
        metrics = QFontMetrics(self._font())
        widths = [metrics.horizontalAdvance(label) + 6 for label in chart.labels]
        axis = 0 if len(widths) <= _FEW else 44
        slot = (self.width() - 2 * _SIDE - axis) / (len(widths) + 0.4)
        for step in range(1, len(widths)):
            shown = range(0, len(widths), step)
            if all(widths[one] + widths[one + step] <= 2 * step * slot for one in shown[:-1]):
                return shown
        return range(min(1, len(widths)))

    def _font(self, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        font = tabular(self.font())
        font.setPixelSize(max(11, self._theme.font_px - 3))
        font.setWeight(weight)
        return font

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._redraw()


def blank_plot() -> "PlotWidget":
    """A plot that stands still: the pointer and the wheel pass through it."""
    import pyqtgraph as pg

    pg.setConfigOptions(antialias=True)
    plot = pg.PlotWidget()
    # QGraphicsView paints an opaque ground and takes the wheel; a page that scrolls wants neither.
    plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    item = plot.getPlotItem()
    item.setMenuEnabled(False)
    item.setMouseEnabled(x=False, y=False)
    item.hideButtons()
    item.setContentsMargins(0, 6, 0, 0)
    return plot


def _marks(top: int) -> list[int]:
    """About three round numbers from 0 to `top`."""
    steps = (factor * 10**power for power in range(9) for factor in (1, 2, 5))
    step = next((step for step in steps if step * 3 >= top), top)
    return list(range(0, top + 1, step))

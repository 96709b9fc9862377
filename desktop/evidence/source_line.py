"""Where a quotation comes from: company, season, and the ways to the whole of it."""

from dataclasses import dataclass

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from core.corpus import Origin
from desktop.widgets.buttons import Button
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Label


@dataclass(frozen=True, slots=True)
class Place:
    """`essay_id` is empty for what is not in the corpus, `url` for what has no page."""

    words: str
    essay_id: str = ""
    url: str = ""

    @property
    def written(self) -> bool:
        """Whether it is an example that was written for this program."""
        return self.essay_id.startswith(f"{Origin.SAMPLE.value}:")


def place(company: str, season: str, essay_id: str = "", url: str = "") -> Place:
    return Place(" · ".join(part for part in (company, season) if part), essay_id, url)


class SourceLine(QWidget):
    """`essay_asked` carries the id of an essay that the reader wants to see whole. A page is opened only by a click."""

    essay_asked = Signal(str)

    def __init__(self, shown: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = shown
        row = FlowLayout(self, spacing=8)
        if shown.words:
            row.addWidget(_high(Label(shown.words, tone="second", size="small")))
        if shown.written:
            row.addWidget(_high(Label(self.tr("보기 글(지어낸 것)"), tone="third", size="small")))
        if shown.essay_id:
            whole = Button(self.tr("글 보기"), "link")
            whole.clicked.connect(self._ask_essay)
            row.addWidget(whole)
        if shown.url.startswith(("https://", "http://")):
            page = Button(self.tr("원문 링크"), "link")
            page.setToolTip(self.tr("브라우저에서 열기: {url}").format(url=shown.url))
            page.clicked.connect(self._open_page)
            row.addWidget(page)

    @Slot()
    def _ask_essay(self) -> None:
        self.essay_asked.emit(self._place.essay_id)

    @Slot()
    def _open_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._place.url))


def _high(label: Label) -> Label:
    label.setMinimumHeight(22)  # as high as the links beside it
    return label

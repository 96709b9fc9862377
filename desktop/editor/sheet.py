"""One answer's document with all that belongs to it, so that undo survives a change of question."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QTextDocument

from desktop.editor.layout import AnswerLayout
from desktop.editor.marks import MarkPainter
from desktop.theme import Theme


class Sheet:
    """`caret` and `scroll` are where they were when the sheet was last put away."""

    def __init__(self, theme: Theme, text: str, font: QFont, parent: QObject) -> None:
        self.document = QTextDocument(parent)
        self.document.setDefaultFont(font)
        self.layout = AnswerLayout(self.document)
        self.document.setDocumentLayout(self.layout)
        self.document.setPlainText(text)
        self.painter = MarkPainter(theme, self.layout)
        self.caret = len(text.encode("utf-16-le", "surrogatepass")) // 2
        self.scroll = 0


class SheetStack:
    """The sheets used last, by key; the one used longest ago is dropped when there are too many."""

    def __init__(self, most: int = 16) -> None:
        self._most = most
        self._sheets: dict[str, Sheet] = {}

    def get(self, key: str, text: str) -> Sheet | None:
        """The sheet of `key`, unless it shows another text than `text`: then its history is of no use."""
        sheet = self._sheets.pop(key, None)
        if sheet is None:
            return None
        if sheet.document.toPlainText() != text:
            sheet.document.deleteLater()
            return None
        self._sheets[key] = sheet
        return sheet

    def put(self, key: str, sheet: Sheet) -> None:
        self._sheets[key] = sheet
        while len(self._sheets) > self._most:
            self._sheets.pop(next(iter(self._sheets))).document.deleteLater()

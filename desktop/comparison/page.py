"""눈가림 비교: the list, one pair after the other, and the result. It asks for files and names; others work."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.comparison.packet import wording
from core.errors import AppError
from core.messages import sentence
from desktop.comparison.desk import ComparisonDesk
from desktop.comparison.list_pane import ListPane
from desktop.comparison.rating_view import RatingView
from desktop.comparison.result_view import ResultView
from desktop.comparison.session import RatingSession
from desktop.confirm_dialog import ConfirmDialog
from desktop.jobs import StorageJobs
from desktop.theme import Theme
from desktop.widgets.labels import Label
from desktop.workspace.form import FormDialog

if TYPE_CHECKING:
    from core.comparison.report import Report
    from core.storage.comparisons import Comparison

_LONGEST_NAME = 60


class ComparisonPage(QFrame):
    """`said` carries a sentence for the foot of the window. `read` comes after each look at the list."""

    said = Signal(str)
    read = Signal()

    def __init__(self, theme: Theme, jobs: StorageJobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "background")
        self._rater = ""
        self._came = False  # just now, so that the focus is still where one came from
        self._opened: Comparison | None = None
        self._desk = ComparisonDesk(jobs, self)
        self.session = RatingSession(jobs, self)
        self.list = ListPane(theme)
        self.rating = RatingView(theme, self.session)
        self.result = ResultView(theme)
        self._stack = QStackedWidget()
        for pane in (self.list, self.rating, self.result):
            self._stack.addWidget(pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()

    def _connect(self) -> None:
        panes = self.list
        panes.add_asked.connect(self._pick_pairs)
        panes.rate_asked.connect(self._ask_rater)
        panes.packet_asked.connect(self._pick_packet)
        panes.take_asked.connect(self._pick_ratings)
        panes.outcome_asked.connect(self.ask_outcome)
        panes.delete_asked.connect(self._ask_delete)
        self.session.moved.connect(self._show_rating)
        self.session.failed.connect(self._failed)
        self.rating.back.connect(self._leave_rating)
        self.rating.outcome_asked.connect(self._outcome_of_rated)
        self.result.back.connect(self.show_list)
        self.result.copy_asked.connect(self._copy_report)
        self.result.save_asked.connect(self._pick_report)

    # the list

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._came = True
            current = self._stack.currentWidget()
            if current is not None:
                current.setFocus()  # until the list is there: a key must not press a button of where one came from
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the list again."""
        self._desk.comparisons(self._listed, self._failed)

    @Slot()
    def show_list(self) -> None:
        """Whatever is open is left."""
        self._opened = None
        self._stack.setCurrentWidget(self.list)
        self._came = True
        self.refresh()

    def set_read_only(self, read_only: bool) -> None:
        """Another window writes."""
        self.list.set_read_only(read_only)

    def forget(self) -> None:
        """Another database is behind the window."""
        self.session.close()
        self.show_list()

    def close_desk(self) -> None:
        """At quit: store what a rater has said, and finish what is under way."""
        self.session.flush()
        self._desk.close()

    def _listed(self, comparisons: "tuple[Comparison, ...]") -> None:
        self.list.show_comparisons(comparisons)
        if self._came and self.list.isVisible():
            self._came = False
            self.list.focus_first()
        self.read.emit()

    def _failed(self, error: AppError) -> None:
        self._stack.setCurrentWidget(self.list)
        self.list.show_failure(error)
        self.read.emit()

    # files

    @Slot()
    def _pick_pairs(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("비교할 쌍 고르기"), "", self.tr("쌍 (*.json)"))
        if name:
            self.add(Path(name))

    def add(self, path: Path) -> None:
        """Take planned pairs in."""
        self.list.banner.hide()
        self._desk.add(path, self._added, self._failed)

    def _added(self, _comparison_id: str) -> None:
        self.said.emit(self.tr("비교를 들였습니다."))
        self.refresh()

    @Slot(object)
    def _pick_packet(self, comparison: "Comparison") -> None:
        suggestion = self.tr("{title} 평가지.html").format(title=_for_a_file(comparison.title))
        name, _ = QFileDialog.getSaveFileName(self, self.tr("평가지 내보내기"), suggestion, self.tr("평가지 (*.html)"))
        if name:
            self.write_packet(comparison, Path(name))

    def write_packet(self, comparison: "Comparison", path: Path) -> None:
        """Write the page for a rater elsewhere."""
        self.list.banner.hide()
        self._desk.write_packet(comparison, path, self._packet_written, self._failed)

    def _packet_written(self, path: Path) -> None:
        words = self.tr("{name}을(를) 만들었습니다. 평가자에게 보내고, 돌려받은 파일을 가져오세요.")
        self.said.emit(words.format(name=path.name))

    @Slot(object)
    def _pick_ratings(self, comparison: "Comparison") -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("평가자에게서 받은 파일 고르기"), "", self.tr("평가 (*.json)")
        )
        for name in names:
            self.take(comparison, Path(name))

    def take(self, comparison: "Comparison", path: Path) -> None:
        """Take in what a rater handed back."""
        self.list.banner.hide()
        self._desk.take(comparison, path, partial(self._taken, path), self._failed)

    def _taken(self, path: Path, count: int) -> None:
        words = self.tr("{name}: 새 평가 {count}건을 가져왔습니다.")
        if not count:
            words = self.tr("{name}: 새로운 평가가 없습니다. 이미 가져온 파일입니다.")
        self.said.emit(words.format(name=path.name, count=count))
        self.refresh()

    # rating

    @Slot(object)
    def _ask_rater(self, comparison: "Comparison") -> None:
        dialog = FormDialog(self.tr("누가 평가하나요?"), wording()["start"], self.window())
        field = QLineEdit(self._usual_rater(comparison))
        field.setMaxLength(_LONGEST_NAME)
        hint = self.tr("같은 이름으로 시작하면 하던 곳에서 이어집니다. 이름은 평가를 구별하는 데만 씁니다.")
        dialog.add_field(wording()["rater"], field, Label(hint, tone="third", size="small", wrap=True))
        dialog.set_acceptable(bool(field.text().strip()))
        field.textChanged.connect(lambda text: dialog.set_acceptable(bool(text.strip())))
        # Not deleted on close: the name is read after it.
        dialog.accepted.connect(lambda: self.rate(comparison, field.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _usual_rater(self, comparison: "Comparison") -> str:
        """Who rated last and has not finished, else who rated last in this window."""
        unfinished = (one.rater for one in comparison.raters if one.rated < comparison.pairs)
        return next(unfinished, self._rater)

    def rate(self, comparison: "Comparison", rater: str) -> None:
        """Go on where this rater stopped."""
        self._rater = rater.strip()
        self._opened = comparison
        self.list.banner.hide()
        self.rating.show_title(comparison.title, self._rater)
        self.session.open(comparison.id, self._rater)

    @Slot()
    def _show_rating(self) -> None:
        if self._opened is not None:
            self._stack.setCurrentWidget(self.rating)
            self.rating.setFocus()

    @Slot()
    def _leave_rating(self) -> None:
        self.session.leave(self.show_list)

    # the result

    @Slot()
    def _outcome_of_rated(self) -> None:
        """What was opened is complete now, or other raters are at it still."""
        opened = self._opened

        def ask(comparisons: "tuple[Comparison, ...]") -> None:
            now = next((one for one in comparisons if opened is not None and one.id == opened.id), None)
            if now is not None:
                self.ask_outcome(now)

        self._desk.comparisons(ask, self._failed)

    @Slot(object)
    def ask_outcome(self, comparison: "Comparison") -> None:
        """Show the result; while ratings are missing only after a yes."""
        if comparison.complete:
            self.show_outcome(comparison)
            return
        dialog = ConfirmDialog(
            self.tr("아직 다 평가하지 않았습니다"),
            self.tr("지금 보면 눈가림이 깨집니다. 결과를 알고 나면 남은 평가가 그쪽으로 기울 수 있습니다."),
            self.tr("그래도 보기"),
            parent=self.window(),
        )
        dialog.accepted.connect(partial(self.show_outcome, comparison))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_outcome(self, comparison: "Comparison") -> None:
        """Reckon and show what the ratings say so far."""
        self._opened = comparison
        self.result.show_waiting(comparison.title)
        self._stack.setCurrentWidget(self.result)
        self._desk.report(comparison, partial(self._reckoned, comparison), self.result.show_failure)

    def _reckoned(self, comparison: "Comparison", report: "Report") -> None:
        if self._opened is comparison:
            self.result.show_report(report)

    def _report_text(self) -> str:
        report = self.result.report
        return "" if report is None else report.as_text(self.result.title)

    @Slot()
    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report_text())
        self.said.emit(self.tr("결과를 글로 복사했습니다."))

    @Slot()
    def _pick_report(self) -> None:
        suggestion = self.tr("{title} 결과.txt").format(title=_for_a_file(self.result.title))
        name, _ = QFileDialog.getSaveFileName(self, self.tr("결과 저장"), suggestion, self.tr("글 (*.txt)"))
        if name:
            self.save_report(Path(name))

    def save_report(self, path: Path) -> None:
        """Write the result that is shown."""
        self._desk.write_text(path, self._report_text(), self._report_saved, self._report_failed)

    def _report_saved(self, path: Path) -> None:
        self.said.emit(self.tr("{name} 파일로 저장했습니다.").format(name=path.name))

    def _report_failed(self, error: AppError) -> None:
        self.said.emit(str(sentence(error)))

    # deleting

    @Slot(object)
    def _ask_delete(self, comparison: "Comparison") -> None:
        words = self.tr("‘{title}’의 쌍과 평가를 모두 지웁니다. 되돌릴 수 없습니다.")
        dialog = ConfirmDialog(
            self.tr("이 비교를 지울까요?"),
            words.format(title=comparison.title),
            self.tr("지우기"),
            typed=self.tr("지우기") if comparison.raters else "",
            parent=self.window(),
        )
        dialog.accepted.connect(partial(self.delete, comparison))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def delete(self, comparison: "Comparison") -> None:
        """For good."""
        self._desk.delete(comparison.id, self._deleted, self._failed)

    def _deleted(self, _: None) -> None:
        self.said.emit(self.tr("비교를 지웠습니다."))
        self.refresh()


def _for_a_file(title: str) -> str:
    return title.replace("/", " ").replace("\\", " ").strip() or "비교"

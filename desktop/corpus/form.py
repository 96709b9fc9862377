"""What a run is to collect, and the explicit yes to the right to do so."""

import json
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.corpus import GROUP_LABELS, CompanyGroup
from desktop.settings.section import Section
from desktop.settings.stepper import Stepper
from desktop.theme import Theme
from desktop.widgets.buttons import SegmentedControl
from desktop.widgets.card import Card
from desktop.widgets.labels import Label

_FIRST_YEAR = 2010
_CAREERS = ("신입", "인턴")
_PAGE_STEP, _MOST_PAGES, _USUAL_PAGES = 100, 20_000, 5000


@dataclass(frozen=True, slots=True)
class Wish:
    """A filled form. `budget` is the most pages that are read. `retry`: only what failed before."""

    groups: tuple[CompanyGroup, ...]
    analysed_only: bool
    jobs: tuple[str, ...]
    career: str
    since: str
    until: str
    budget: int
    visible: bool
    dry_run: bool
    retry: bool

    def arguments(self) -> list[str]:
        """For `python -m scraper`; the right was confirmed."""
        words = ["crawl", "--confirm-right"]
        if self.retry:
            words.append("--retry")
        else:
            for group in self.groups:
                words += ["--group", GROUP_LABELS[group]]
            for job in self.jobs:
                words += ["--job", job]
            for name, value in (("--career", self.career), ("--since", self.since), ("--until", self.until)):
                if value:
                    words += [name, value]
            if not self.analysed_only:
                words.append("--all-essays")
            if self.dry_run:
                words.append("--dry-run")
        words += ["--budget", str(self.budget)]
        if self.visible:
            words.append("--visible")
        return words


class CollectForm(QWidget):
    """`changed` when it may have become complete, or is so no longer."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scope = SegmentedControl([("all", self.tr("새로 고침")), ("retry", self.tr("받지 못한 글만"))])
        self.scope.setFixedWidth(240)
        self.groups = {group: QCheckBox(words) for group, words in GROUP_LABELS.items()}
        for check in self.groups.values():
            check.setChecked(True)
            check.toggled.connect(self._changed)
        self.analysed = QCheckBox(self.tr("전문가 첨삭이 있는 글만"))
        self.analysed.setChecked(True)
        self.jobs = QLineEdit()
        self.jobs.setPlaceholderText(self.tr("비우면 모든 직무"))
        self.jobs.setFixedWidth(240)
        self.career = SegmentedControl([("", self.tr("모두")), *((word, word) for word in _CAREERS)])
        self.career.setFixedWidth(240)
        self.since, self.until = self._seasons(self.tr("처음부터")), self._seasons(self.tr("지금까지"))
        self.budget = Stepper(self.tr("한 번에 받을 쪽수"), (_PAGE_STEP, _MOST_PAGES), _PAGE_STEP, self._budget_words)
        self.budget.set_value(_USUAL_PAGES)
        self.visible = QCheckBox(self.tr("창을 보면서 수집"))
        self.dry_run = QCheckBox(self.tr("세어 보기만"))
        self.right = QCheckBox(self.tr("수집할 권리가 있음을 확인합니다"))
        for check in (self.analysed, self.visible, self.dry_run):
            check.setAccessibleName(check.text())  # the row's name says less
        self._what = Section(theme, self.tr("무엇을 모을까요"))
        self._how = Section(theme, self.tr("어떻게 모을까요"))
        self._build(theme)
        self.scope.current_changed.connect(self._show_scope)
        self.right.toggled.connect(self._changed)
        self._show_scope()

    def _build(self, theme: Theme) -> None:
        groups = QWidget()
        row = QHBoxLayout(groups)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for check in self.groups.values():
            row.addWidget(check)
        groups.setAccessibleName(self.tr("기업"))
        self.since.setAccessibleName(self.tr("시기, 여기부터"))
        self.until.setAccessibleName(self.tr("시기, 여기까지"))
        what = self._what
        what.add_row(self.tr("할 일"), "", self.scope)
        self._narrowing = [
            what.add_row(self.tr("기업"), self.tr("겹치는 글은 한 번만 받습니다."), groups),
            what.add_row(self.tr("첨삭"), "", self.analysed),
            what.add_row(self.tr("직무 코드"), self.tr("사이트 주소의 schPart 값. 쉼표로 여럿."), self.jobs),
            what.add_row(self.tr("신입·인턴"), "", self.career),
            what.add_row(self.tr("시기"), "", self.since, Label("~", tone="second"), self.until),
        ]
        how = self._how
        pages = self.tr("다 받지 못하면 다음에 이어서 받습니다.")
        how.add_row(self.tr("한 번에 받을 쪽수"), pages, self.budget)
        how.add_row(self.tr("브라우저"), self.tr("로그인이 필요하면 보이는 창에서 직접 합니다."), self.visible)
        self._narrowing.append(
            how.add_row(self.tr("시험 삼아"), self.tr("몇 편인지 세기만 하고 받지 않습니다."), self.dry_run)
        )
        right = Card(theme)
        right.body.addWidget(self.right)
        right.body.addWidget(
            Label(
                self.tr(
                    "사이트의 약관과 저작권에 따라 이 글들을 모을 권리가 있는 사람만 시작할 수 있습니다. robots.txt를 "
                    "따르고, 한 번에 한 쪽씩 2초 넘게 쉬며 받고, 막히면 멈춥니다. 모은 글은 이 컴퓨터에만 있습니다."
                ),
                tone="second",
                size="small",
                wrap=True,
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(what)
        column.addWidget(how)
        column.addWidget(right)

    # what it says

    def wish(self) -> Wish:
        return Wish(
            groups=tuple(group for group, check in self.groups.items() if check.isChecked()),
            analysed_only=self.analysed.isChecked(),
            jobs=tuple(word for word in self.jobs.text().replace(",", " ").split() if word),
            career=self.career.current(),
            since=self.since.currentData(),
            until=self.until.currentData(),
            budget=round(self.budget.value),
            visible=self.visible.isChecked(),
            dry_run=self.dry_run.isChecked(),
            retry=self.scope.current() == "retry",
        )

    def complete(self) -> bool:
        """Whether a run may begin: never without the right to it, nor without any group."""
        return self.right.isChecked() and bool(self.wish().groups or self.wish().retry)

    def confirmed(self) -> bool:
        return self.right.isChecked()

    def take_back_right(self) -> None:
        """Asked for anew for each run."""
        self.right.setChecked(False)

    def show_retry(self) -> None:
        self.scope.set_current("retry")
        self._show_scope()

    def show_filters(self, filters: str) -> None:
        """Fill in what an earlier run was asked for (its JSON); what is not understood stays as it is."""
        try:
            row = json.loads(filters)
            if row.get("retry"):
                self.show_retry()
                return
            groups = {CompanyGroup(code) for code in row["groups"]}
            since, until = str(row["since"]), str(row["until"])
            jobs, career = ", ".join(row["jobs"]), str(row["career"])
            analysed = bool(row["analysed_only"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        self.scope.set_current("all")
        for group, check in self.groups.items():
            check.setChecked(group in groups)
        self.analysed.setChecked(analysed)
        self.jobs.setText(jobs)
        self.career.set_current(career if career in _CAREERS else "")
        self.since.setCurrentIndex(max(0, self.since.findData(since)))
        self.until.setCurrentIndex(max(0, self.until.findData(until)))
        self.dry_run.setChecked(False)
        self._show_scope()

    @Slot()
    def _show_scope(self) -> None:
        for row in self._narrowing:
            row.setVisible(self.scope.current() == "all")
        self.changed.emit()

    @Slot()
    def _changed(self) -> None:
        self.changed.emit()

    def _budget_words(self, pages: float) -> str:
        return self.tr("{count}쪽").format(count=f"{round(pages):,}")

    def _seasons(self, nothing: str) -> QComboBox:
        box = QComboBox()
        box.addItem(nothing, "")
        for year in range(date.today().year, _FIRST_YEAR - 1, -1):
            for half in ("하반기", "상반기"):
                season = f"{year}년 {half}"
                box.addItem(season, season)
        box.setFixedWidth(150)
        return box

"""Asks for an application: company, role, season, deadline, and whose rules of blind recruitment it follows."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, Slot
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QLineEdit, QWidget

from core.essay import Application
from core.text import nfc
from desktop.checks.words import profile_word
from desktop.widgets.buttons import SegmentedControl
from desktop.widgets.labels import Label
from desktop.workspace.form import FormDialog


@dataclass(frozen=True, slots=True)
class ApplicationDraft:
    """What the user filled in."""

    company: str
    role: str
    season: str
    deadline: date | None
    blind_profile: str = ""


class ApplicationDialog(FormDialog):
    """For a new application, or to change `application`."""

    def __init__(self, application: Application | None = None, parent: QWidget | None = None) -> None:
        title = self.tr("지원서 만들기") if application is None else self.tr("지원서 고치기")
        accept = self.tr("만들기") if application is None else self.tr("저장")
        super().__init__(title, accept, parent)
        self._company = QLineEdit()
        self._company.setMaxLength(80)
        self._company.setPlaceholderText(self.tr("예: 가람유통"))
        self._role = QLineEdit()
        self._role.setMaxLength(80)
        self._role.setPlaceholderText(self.tr("예: 영업관리"))
        self._season = QLineEdit()
        self._season.setMaxLength(80)
        self._season.setPlaceholderText(self.tr("예: 2026 하반기 신입"))
        self._deadline = QDateEdit()
        self._deadline.setCalendarPopup(True)
        self._deadline.setDisplayFormat("yyyy. M. d.")
        self._deadline.setDate(QDate.currentDate().addDays(14))
        self._deadline.setAccessibleName(self.tr("마감일"))
        self._open_end = QCheckBox(self.tr("상시 채용 (마감일 없음)"))
        self._open_end.toggled.connect(self._deadline.setDisabled)
        dates = QWidget()
        row = QHBoxLayout(dates)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._deadline, 1)
        row.addWidget(self._open_end)
        self.add_field(self.tr("회사"), self._company)
        self.add_field(self.tr("직무"), self._role)
        self.add_field(self.tr("시기"), self._season)
        self.add_field(self.tr("마감일"), dates)
        self._blind = SegmentedControl([(value, profile_word(value)) for value in ("", "public", "private", "off")])
        self._blind.setAccessibleName(self.tr("블라인드 채용"))
        hint = Label(self.tr("기본값은 설정에서 정합니다."), tone="third", size="small")
        self.add_field(self.tr("블라인드 채용"), self._blind, hint)
        self._company.textChanged.connect(self._judge)
        if application is not None:
            self._fill(application)
        self._judge()
        self._company.setFocus()

    def draft(self) -> ApplicationDraft:
        chosen = self._deadline.date()
        deadline = None if self._open_end.isChecked() else date(chosen.year(), chosen.month(), chosen.day())
        company, role, season = (nfc(field.text()).strip() for field in (self._company, self._role, self._season))
        return ApplicationDraft(company, role, season, deadline, self._blind.current())

    def _fill(self, application: Application) -> None:
        self._company.setText(application.company)
        self._role.setText(application.role)
        self._season.setText(application.season)
        known = application.blind_profile in ("public", "private", "off")
        self._blind.set_current(application.blind_profile if known else "")
        self._open_end.setChecked(application.deadline is None)
        if application.deadline is not None:
            deadline = application.deadline
            self._deadline.setDate(QDate(deadline.year, deadline.month, deadline.day))

    @Slot()
    def _judge(self) -> None:
        self.set_acceptable(bool(self._company.text().strip()))

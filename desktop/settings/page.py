"""설정: each choice holds at once and is kept; what cannot be taken back asks twice."""

import platform
from datetime import date
from importlib import metadata
from pathlib import Path

import PySide6
from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from core import paths
from core.counting import CountRule
from core.errors import AppError
from core.messages import sentence
from core.settings import Settings
from desktop.checks.assembly import Checks
from desktop.confirm_dialog import ConfirmDialog
from desktop.editor.profiles import PROFILES, profile_name
from desktop.jobs import StorageJobs
from desktop.preferences import Preferences
from desktop.settings.checks_section import ChecksSection
from desktop.settings.section import Section
from desktop.settings.stepper import Stepper
from desktop.theme import Theme, ThemeMode
from desktop.widgets.buttons import Button, SegmentedControl
from desktop.widgets.column import Column
from desktop.widgets.labels import Label


class SettingsPage(QFrame):
    """`said` carries a sentence for the foot of the window; `data_replaced` says that everything in the database is
    other than before, after a restore or an erasure; `models_asked` wants the model page."""

    said = Signal(str)
    data_replaced = Signal()
    models_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        preferences: Preferences,
        jobs: StorageJobs,
        checks: Checks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._preferences = preferences
        self._jobs = jobs
        self._own_words = checks.words
        self.setProperty("ground", "background")
        column = Column(top=24, bottom=40)
        column.body.addWidget(Label(self.tr("설정"), size="display", weight="bold"))
        self.checks = ChecksSection(theme, self.tr("점검"), preferences, checks)
        sections = (self._looks(), self._counting(), self.checks, self._writing())
        for section in (*sections, self._data(), self._upkeep(), self._about()):
            column.body.addSpacing(18)
            column.body.addWidget(section)
        column.body.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(column)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(area)
        self._show(preferences.now)
        preferences.changed.connect(self._show)

    # the sections

    def _looks(self) -> Section:
        section = Section(self._theme, self.tr("화면"))
        self.theme_choice = SegmentedControl(
            [
                (ThemeMode.SYSTEM.value, self.tr("시스템")),
                (ThemeMode.LIGHT.value, self.tr("밝게")),
                (ThemeMode.DARK.value, self.tr("어둡게")),
            ]
        )
        self.theme_choice.setFixedWidth(220)
        self.theme_choice.current_changed.connect(self._choose_theme)
        pixels = self.tr("{size} px").replace("{size}", "{:g}")
        self.font_size = Stepper(self.tr("화면 글자 크기"), (12, 20), 1, pixels.format)
        self.font_size.value_changed.connect(self._choose_font)
        self.editor_size = Stepper(self.tr("답변 글자 크기"), (13, 28), 0.5, pixels.format)
        self.editor_size.value_changed.connect(self._choose_editor_font)
        section.add_row(self.tr("테마"), "", self.theme_choice)
        section.add_row(self.tr("화면 글자 크기"), "", self.font_size)
        section.add_row(self.tr("답변 글자 크기"), "", self.editor_size)
        return section

    def _counting(self) -> Section:
        section = Section(self._theme, self.tr("글자 수"))
        self.rule = QComboBox()
        for profile in PROFILES:
            self.rule.addItem(profile_name(profile), profile.rule.value)
        self.rule.activated.connect(self._choose_rule)
        self.newline = SegmentedControl([("0", self.tr("세지 않음")), ("1", self.tr("1자")), ("2", self.tr("2자"))])
        self.newline.setFixedWidth(220)
        self.newline.current_changed.connect(self._choose_newline)
        section.add_row(self.tr("새 문항의 기준"), self.tr("문항마다 따로 바꿀 수 있습니다."), self.rule)
        section.add_row(self.tr("줄바꿈"), "", self.newline)
        return section

    def _writing(self) -> QWidget:
        """Folded until it is asked for: the defaults are right for almost everyone."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.fold = Button("", "link")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._unfold)
        section = self._advanced = Section(self._theme, self.tr("첨삭 고급"))
        models = Button(self.tr("모델 화면 열기"))
        models.clicked.connect(self.models_asked)
        section.add_row(self.tr("모델과 어댑터"), self.tr("받기, 고르기, 지우기는 모델 화면에서 합니다."), models)
        self.threads = Stepper(self.tr("스레드"), (0, 64), 1, self._threads_words)
        self.threads.value_changed.connect(self._choose_threads)
        tokens = self.tr("{size}토큰").replace("{size}", "{:g}")
        self.length = Stepper(self.tr("첨삭 길이"), (200, 2000), 100, tokens.format)
        self.length.value_changed.connect(self._choose_length)
        self.temperature = Stepper(self.tr("온도"), (0, 1), 0.1, "{:.1f}".format)
        self.temperature.value_changed.connect(self._choose_temperature)
        self.read_ahead = SegmentedControl([("on", self.tr("켬")), ("off", self.tr("끔"))])
        self.read_ahead.setFixedWidth(140)
        self.read_ahead.current_changed.connect(self._choose_read_ahead)
        reset = Button(self.tr("기본값으로"))
        reset.clicked.connect(self._reset_writing)
        section.add_row(self.tr("스레드"), self.tr("자동이면 창이 쓸 코어 하나를 남깁니다."), self.threads)
        section.add_row(self.tr("첨삭 길이"), self.tr("길수록 오래 걸립니다. 보통 700이면 됩니다."), self.length)
        section.add_row(self.tr("온도"), self.tr("높을수록 다시 받을 때마다 다르게 씁니다."), self.temperature)
        faster = self.tr("첫 글자가 빨라집니다. 끄면 키를 누를 때부터 읽습니다.")
        section.add_row(self.tr("쓰는 동안 미리 읽기"), faster, self.read_ahead)
        section.add_row(self.tr("되돌리기"), "", reset)
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(section)
        self._unfold(False)
        return whole

    def _data(self) -> Section:
        section = Section(self._theme, self.tr("내 자료"))
        rows = (
            (self.tr("자료 폴더"), str(paths.home()), self.tr("열기"), "quiet", self._open_data),
            (
                self.tr("로그 폴더"),
                self.tr("문제가 생겼을 때 봅니다. 쓴 글은 기록하지 않습니다."),
                self.tr("열기"),
                "quiet",
                self._open_logs,
            ),
            (
                self.tr("백업"),
                self.tr("지원서, 답변, 버전, 첨삭 기록을 파일 하나에 담습니다. 내 사전은 따로 있습니다."),
                self.tr("백업 만들기"),
                "quiet",
                self._pick_backup,
            ),
            (
                self.tr("백업에서 되돌리기"),
                self.tr("지금 자료는 따로 보관한 뒤 바꿉니다."),
                self.tr("파일 고르기"),
                "quiet",
                self._pick_restore,
            ),
            (
                self.tr("모두 지우기"),
                self.tr("지원서, 답변, 첨삭 기록, 내 사전과 그 백업을 이 컴퓨터에서 지웁니다. 되돌릴 수 없습니다."),
                self.tr("모두 지우기"),
                "danger",
                self.ask_erase,
            ),
        )
        for name, hint, action, kind, slot in rows:
            button = Button(action, "danger" if kind == "danger" else "quiet")
            button.clicked.connect(slot)
            section.add_row(name, hint, button)
        return section

    def _upkeep(self) -> Section:
        section = Section(self._theme, self.tr("관리자"))
        self.maintainer = SegmentedControl([("on", self.tr("켬")), ("off", self.tr("끔"))])
        self.maintainer.setFixedWidth(140)
        self.maintainer.current_changed.connect(self._choose_maintainer)
        hint = self.tr(
            "합격자소서를 모으는 자료 관리, 첨삭을 견주는 눈가림 비교, 어댑터를 받고 추천하는 칸이 나옵니다. "
            "모을 권리가 있는 사람만 자료를 모읍니다."
        )
        section.add_row(self.tr("관리자 화면"), hint, self.maintainer)
        return section

    def _about(self) -> Section:
        section = Section(self._theme, self.tr("정보"))
        version = Label(_version(), tone="second", digits=True)
        section.add_row(self.tr("첨삭실"), self.tr("Apache-2.0. 쓴 글은 이 컴퓨터를 떠나지 않습니다."), version)
        parts = Label(f"Python {platform.python_version()} · Qt {PySide6.__version__}", tone="second", digits=True)
        hint = self.tr("Qt와 PySide6(LGPL-3.0), OpenVINO(Apache-2.0), llama.cpp(MIT), Pretendard(OFL-1.1), Lucide(ISC)")
        section.add_row(self.tr("함께 쓰는 것"), hint, parts)
        return section

    # what is shown

    @Slot(object)
    def _show(self, settings: Settings) -> None:
        self.theme_choice.set_current(settings.theme)
        self.font_size.set_value(settings.font_px)
        self.editor_size.set_value(settings.editor_font_px)
        self.rule.setCurrentIndex(max(0, self.rule.findData(settings.count_rule)))
        self.newline.set_current(str(settings.count_newline))
        self.threads.set_value(settings.threads)
        self.length.set_value(settings.max_tokens)
        self.temperature.set_value(settings.temperature)
        self.read_ahead.set_current("on" if settings.read_ahead else "off")
        self.maintainer.set_current("on" if settings.maintainer else "off")
        self.checks.show_settings(settings)

    def _threads_words(self, value: float) -> str:
        return self.tr("자동") if value == 0 else self.tr("{count}개").format(count=round(value))

    @Slot(bool)
    def _unfold(self, shown: bool) -> None:
        self._advanced.setVisible(shown)
        self.fold.setText(self.tr("첨삭 고급 설정 접기") if shown else self.tr("첨삭 고급 설정 펼치기"))

    # what is chosen

    @Slot(str)
    def _choose_theme(self, mode: str) -> None:
        self._preferences.change(theme=mode)

    @Slot(float)
    def _choose_font(self, size: float) -> None:
        self._preferences.change(font_px=size)

    @Slot(float)
    def _choose_editor_font(self, size: float) -> None:
        self._preferences.change(editor_font_px=size)

    @Slot(int)
    def _choose_rule(self, index: int) -> None:
        self._preferences.change(count_rule=CountRule(self.rule.itemData(index)).value)

    @Slot(str)
    def _choose_newline(self, weight: str) -> None:
        self._preferences.change(count_newline=int(weight))

    @Slot(float)
    def _choose_threads(self, threads: float) -> None:
        self._preferences.change(threads=round(threads))

    @Slot(float)
    def _choose_length(self, tokens: float) -> None:
        self._preferences.change(max_tokens=round(tokens))

    @Slot(float)
    def _choose_temperature(self, temperature: float) -> None:
        self._preferences.change(temperature=round(temperature, 1))

    @Slot(str)
    def _choose_read_ahead(self, choice: str) -> None:
        self._preferences.change(read_ahead=choice == "on")

    @Slot(str)
    def _choose_maintainer(self, choice: str) -> None:
        self._preferences.change(maintainer=choice == "on")

    @Slot()
    def _reset_writing(self) -> None:
        usual = Settings()
        self._preferences.change(
            threads=usual.threads,
            max_tokens=usual.max_tokens,
            temperature=usual.temperature,
            read_ahead=usual.read_ahead,
        )

    # the user's data

    @Slot()
    def _open_data(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.home())))

    @Slot()
    def _open_logs(self) -> None:
        paths.logs_dir().mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.logs_dir())))

    @Slot()
    def _pick_backup(self) -> None:
        suggestion = self.tr("첨삭실 백업 {day}.db").format(day=date.today().isoformat())
        name, _ = QFileDialog.getSaveFileName(self, self.tr("백업 만들기"), suggestion, self.tr("백업 (*.db)"))
        if name:
            self.backup(Path(name))

    def backup(self, target: Path) -> None:
        """Write everything into one file."""

        def told(_: None) -> None:
            self.said.emit(self.tr("{name}에 백업했습니다.").format(name=target.name))

        self._jobs.submit(lambda database: database.backup(target), told, self._failed)

    @Slot()
    def _pick_restore(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("백업 파일 고르기"), "", self.tr("백업 (*.db)"))
        if not name:
            return
        dialog = ConfirmDialog(
            self.tr("이 백업으로 바꿀까요?"),
            self.tr("지금 있는 지원서와 첨삭 기록은 백업 폴더에 따로 보관하고, 고른 백업의 내용으로 바꿉니다."),
            self.tr("바꾸기"),
            parent=self.window(),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.restore(Path(name)))
        dialog.open()

    def restore(self, source: Path) -> None:
        """Replace everything by a backup; what was there is kept beside."""

        def told(kept: Path) -> None:
            self.data_replaced.emit()
            self.said.emit(self.tr("되돌렸습니다. 그 전 자료는 {name}에 있습니다.").format(name=kept.name))

        self._jobs.submit(lambda database: database.restore(source), told, self._failed)

    @Slot()
    def ask_erase(self) -> ConfirmDialog:
        """The word has to be typed: there is no way back."""
        dialog = ConfirmDialog(
            self.tr("모두 지울까요?"),
            self.tr(
                "지원서, 답변, 버전, 첨삭 기록, 내 사전과 그 백업이 이 컴퓨터에서 지워지고 되돌릴 수 없습니다. "
                "모델은 남습니다."
            ),
            self.tr("모두 지우기"),
            typed=self.tr("모두 지우기"),
            parent=self.window(),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._erase)
        dialog.open()
        return dialog

    @Slot()
    def _erase(self) -> None:
        def told(_: None) -> None:
            self._own_words.erase()
            self.data_replaced.emit()
            self.said.emit(self.tr("모두 지웠습니다."))

        self._jobs.submit(lambda database: database.erase_everything(), told, self._failed)

    def _failed(self, error: AppError) -> None:
        self.said.emit(str(sentence(error)))


def _version() -> str:
    try:
        return metadata.version("cheomsak")
    except metadata.PackageNotFoundError:
        return "0.1.0"  # run from the sources

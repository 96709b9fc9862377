"""From the command line to the window and back."""

import logging
import sys

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from core import paths, settings
from core.errors import SettingsError
from core.logs import ProcessLog
from desktop import fonts
from desktop.app import Cheomsak
from desktop.garbage import GarbageCollector
from desktop.icons import application_icon
from desktop.preferences import Preferences

log = logging.getLogger(__name__)


def run(argv: list[str]) -> int:
    """Show the window until it is closed; the exit code."""
    process_log = _open_log()
    app = prepare_application(argv)
    chosen, problems = settings.load()
    window = Cheomsak(app, Preferences(chosen))
    window.hook.install()
    if problems:
        window.say_failure(SettingsError("defaulted"))
    window.start()
    GarbageCollector(app)
    try:
        return app.exec()
    finally:
        window.close()
        window.hook.remove()
        if process_log is not None:
            process_log.close()


def prepare_application(argv: list[str]) -> QApplication:
    """The QApplication with its font, its style and Qt's own words in Korean."""
    app = QApplication(argv)
    app.setApplicationName("Cheomsak")
    app.setApplicationDisplayName("첨삭실")
    app.setWindowIcon(application_icon())
    app.setStyle("Fusion")
    app.setFont(QFont(fonts.load()))
    QLocale.setDefault(QLocale(QLocale.Language.Korean, QLocale.Country.SouthKorea))
    translator = QTranslator(app)
    if translator.load("qtbase_ko", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app


def _open_log() -> ProcessLog | None:
    try:
        paths.ensure_home()
        return ProcessLog("window")
    except OSError as error:
        # Without a log the program works all the same; what cannot be saved is said when it is tried.
        print(f"no log: {error.strerror}", file=sys.stderr)  # there is no log to say it in
        return None

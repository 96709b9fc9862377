"""Pretendard, bundled, so that the window looks the same on every system."""

from PySide6.QtGui import QFont, QFontDatabase

from core.paths import resources_dir

FAMILY = "Pretendard"
FILES = ("Pretendard-Regular.otf", "Pretendard-Medium.otf", "Pretendard-SemiBold.otf", "Pretendard-Bold.otf")


def load() -> str:
    """Register the bundled files and return the family to use: the system's own when they are missing."""
    folder = resources_dir() / "fonts"
    loaded = [QFontDatabase.addApplicationFont(str(folder / name)) for name in FILES if (folder / name).is_file()]
    return FAMILY if any(number >= 0 for number in loaded) else QFont().family()


def tabular(font: QFont) -> QFont:
    """A copy whose digits all have one width, for numbers that change in place."""
    copy = QFont(font)
    copy.setFeature(QFont.Tag("tnum"), 1)
    return copy

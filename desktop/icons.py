"""Lucide icons from `resources/icons`, drawn in the colour of a token."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from core.paths import resources_dir


def icon(name: str, color: str, size: int = 16, active_color: str | None = None) -> QIcon:
    """The icon `name` (file name without .svg) in `color` (#RRGGBB), sharp at 1, 1.5 and 2 times `size` pixels.

    `active_color` is used while a button is checked.
    """
    result = QIcon()
    for scale in (1.0, 1.5, 2.0):
        result.addPixmap(pixmap(name, color, size, scale))
        if active_color is not None:
            result.addPixmap(pixmap(name, active_color, size, scale), QIcon.Mode.Normal, QIcon.State.On)
    return result


def pixmap(name: str, color: str, size: int = 16, scale: float = 2.0) -> QPixmap:
    """One rendering; `size` in device-independent pixels, `scale` the device pixel ratio."""
    # Read first: an exception while a painter is at work on the image would take the process down.
    svg = _source(name).replace("currentColor", color).replace('stroke-width="2"', 'stroke-width="1.85"')
    image = QPixmap(QSize(round(size * scale), round(size * scale)))
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def application_icon() -> QIcon:
    """The window's icon: a sheet with a correction mark, drawn for the usual sizes."""
    path = resources_dir() / "icons" / "app.svg"
    result = QIcon()
    renderer = QSvgRenderer(str(path))
    for side in (16, 24, 32, 48, 64, 128, 256):
        image = QPixmap(side, side)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        result.addPixmap(image)
    return result


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")

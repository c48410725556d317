"""Icons: the Lucide files in resources/icons, tinted when they are loaded, kept per look and size."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop import paths
from desktop.ui.theme import theme


def icon(name: str, ink: str = "ink.primary", px: int = 20) -> QPixmap:
    """The icon `name` in the colour of the token `ink`, px logical pixels square at 100 % text size."""
    return _tinted(name, theme().hex(ink), theme().px(px), _ratio())


def qicon(name: str, ink: str = "ink.primary", px: int = 20) -> QIcon:
    return QIcon(icon(name, ink, px))


def app_icon() -> QIcon:
    """The K of the window and of the task bar."""
    return QIcon(str(paths.resources() / "icons" / "kolli.svg"))


def logo(px: int) -> QPixmap:
    """The K of the rail, px logical pixels square."""
    return _logo(theme().hex("go.solid"), theme().hex("go.on"), px, _ratio())


def draw(painter: QPainter, name: str, ink: str, x: float, y: float, px: int = 20) -> None:
    """Paint the icon with its upper left corner at x, y."""
    painter.drawPixmap(round(x), round(y), icon(name, ink, px))


@lru_cache(maxsize=512)
def _tinted(name: str, colour: str, px: int, ratio: float) -> QPixmap:
    source = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return _render(source.replace("currentColor", QColor(colour[:7]).name()), px, ratio)


@lru_cache(maxsize=16)
def _logo(solid: str, on: str, px: int, ratio: float) -> QPixmap:
    source = (paths.resources() / "icons" / "kolli.svg").read_text(encoding="utf-8")
    return _render(source.replace("#0B5FA5", solid).replace("#FFFFFF", on), px, ratio)


def _render(source: str, px: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(px * ratio), round(px * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(ratio)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, px, px))
    painter.end()
    return pixmap


def _ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0

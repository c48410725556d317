"""An article's picture: cut to a rounded square once, then kept. Scaling in paint costs a tenth of a second."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImageReader, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import paths
from desktop.ui import icons
from desktop.ui.theme import theme

_LARGEST = 64 * 1024 * 1024  # bytes of a decoded picture; more is a bomb, not a photo


def photo(source: str, px: int, radius: int = 6, *, dim: bool = False) -> QPixmap:
    """The picture `source` (a file, or a name in resources/sample/art), px physical pixels square; cached.

    A picture that is missing or cannot be read becomes the placeholder: a parcel on the sunken colour.
    """
    return _rounded(source, px, radius, dim, theme().mode, _stamp(source))


def paint_photo(
    painter: QPainter, source: str, x: float, y: float, px: int, radius: int = 6, *, dim: bool = False
) -> None:
    painter.drawPixmap(round(x), round(y), photo(source, px, radius, dim=dim))


class Photo(QWidget):
    """A square picture of px logical pixels at 100 % text size."""

    def __init__(
        self, px: int = 40, *, radius: int = 6, source: str = "", spoken: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._px, self._radius, self._source, self._dim = px, radius, source, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(spoken)

    def show_photo(self, source: str, spoken: str = "", *, dim: bool = False) -> None:
        self._source, self._dim = source, dim
        self.setAccessibleName(spoken)
        self.update()

    def set_px(self, px: int) -> None:
        self._px = px
        self.updateGeometry()
        self.update()

    def retheme(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().px(self._px)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = min(self.width(), self.height())
        paint_photo(
            painter,
            self._source,
            (self.width() - side) / 2,
            (self.height() - side) / 2,
            side,
            self._radius,
            dim=self._dim,
        )


def _file(source: str) -> Path:
    given = Path(source)
    return given if given.is_absolute() else paths.resources() / "sample" / "art" / source


def _stamp(source: str) -> int:
    """Changes when the picture does, so that a new one is seen."""
    if not source or not Path(source).is_absolute():
        return 0
    try:
        return Path(source).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=512)
def _rounded(source: str, px: int, radius: int, dim: bool, mode: str, stamp: int) -> QPixmap:
    result = QPixmap(px, px)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, px, px), radius, radius)
    painter.setClipPath(path)
    painter.fillRect(0, 0, px, px, theme().colour("done.fill"))
    if dim:
        painter.setOpacity(0.55)
    if not (source and _paint_file(painter, _file(source), px)):
        size = max(16, min(64, px // 2))
        painter.setOpacity(1.0)
        painter.drawPixmap(
            (px - size) // 2, (px - size) // 2, icons.icon("package", "ink.muted", size).scaled(size, size)
        )
    painter.end()
    return result


def _paint_file(painter: QPainter, file: Path, px: int) -> bool:
    if not file.is_file():
        return False
    if file.suffix == ".svg":
        drawing = QSvgRenderer(str(file))
        drawing.render(painter, QRectF(0, 0, px, px))
        return drawing.isValid()
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isEmpty() or size.width() * size.height() * 4 > _LARGEST:
        return False
    reader.setScaledSize(size.scaled(px, px, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    if image.isNull():
        return False
    painter.drawImage((px - image.width()) // 2, (px - image.height()) // 2, image)
    return True

"""The photos of a case in a row, and the ways to add one: a file, what was copied, the bench's camera."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.returns import Case
from desktop.ui.dialogs import choose_file
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.photo import Photo

_SHOWN = 5


class PhotoRow(QWidget):
    """`added(bytes)` with a picture's file; `from_camera()` where the bench has one."""

    added = Signal(bytes)
    from_camera = Signal()

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self._photos = [Photo(44) for _turn in range(_SHOWN)]
        self.add = KeyButton("", "image", "F6", name="returns-photo-file")
        self.paste = KeyButton("", "copy", "Ctrl+V", name="returns-photo-paste")
        self.camera = KeyButton("", "target", "F7", name="returns-photo-camera")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        for photo in self._photos:
            row.addWidget(photo)
        row.addWidget(self.add)
        row.addWidget(self.paste)
        row.addWidget(self.camera)
        row.addStretch(1)
        self.add.clicked.connect(self._file)
        self.paste.clicked.connect(self._paste)
        self.camera.clicked.connect(self.from_camera)
        self.retranslate()

    def show_case(self, case: Case, *, has_camera: bool) -> None:
        newest = case.photos[-_SHOWN:]
        for turn, photo in enumerate(self._photos):
            photo.setVisible(turn < len(newest))
            if turn < len(newest):
                photo.show_photo(str(newest[turn].file), _("Photo {number}").format(number=turn + 1))
        self.camera.setVisible(has_camera)

    def retranslate(self) -> None:
        self.add.setText(_("Photo"))
        self.paste.setText(_("Paste"))
        self.camera.setText(_("Camera"))

    def _file(self) -> None:
        file = choose_file(self, _("Photo"), [(_("Pictures"), "*.jpg *.jpeg *.png *.webp *.bmp")])
        if file is not None:
            self.take_file(file)

    def take_file(self, file: Path) -> None:
        try:
            self.added.emit(file.read_bytes())
        except OSError:
            self.added.emit(b"")  # it is refused as no picture, in words

    def _paste(self) -> None:
        clipboard = QGuiApplication.clipboard()
        urls = clipboard.mimeData().urls() if clipboard.mimeData() is not None else []
        local = next((Path(url.toLocalFile()) for url in urls if url.isLocalFile()), None)
        if local is not None:
            self.take_file(local)
            return
        self.added.emit(_bytes(clipboard.image()))


def _bytes(image: QImage) -> bytes:
    if image.isNull():
        return b""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, b"PNG")
    return bytes(data.data())

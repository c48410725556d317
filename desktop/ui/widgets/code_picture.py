"""Square codes on the screen, one at a time, to be scanned at another bench: black on white in every look."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.documents import bars
from desktop.i18n import _
from desktop.ui.theme import theme

_QUIET = 4  # modules of white around it; source: ISO/IEC 18004
_runs = re.compile(r"(\d+) (\d+) (\d+) (\d+) re").finditer


class CodePicture(QWidget):
    """`show_codes(texts)`; `step()` goes on to the next one. `turn` is from 0."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._codes: Sequence[str] = ()
        self.turn = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def count(self) -> int:
        return len(self._codes)

    def show_codes(self, codes: Sequence[str]) -> None:
        self._codes, self.turn = codes, 0
        self.setVisible(bool(codes))
        self._say()

    def step(self) -> None:
        if self._codes:
            self.turn = (self.turn + 1) % len(self._codes)
            self._say()

    def _say(self) -> None:
        self.setAccessibleName(_("Square code {number} of {count}").format(number=self.turn + 1, count=self.count))
        self.update()

    def retheme(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(320), theme().px(320))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if not self._codes:
            return
        symbol = bars.qr(self._codes[self.turn])
        whole = symbol.width + 2 * _QUIET
        dots = max(1, min(self.width(), self.height()) // whole)  # whole dots, so that every module is as wide
        left, top = (self.width() - symbol.width * dots) // 2, (self.height() - symbol.width * dots) // 2
        for run in _runs(symbol.path):
            x, y, wide, high = (int(number) for number in run.groups())
            painter.fillRect(QRect(left + x * dots, top + y * dots, wide * dots, high * dots), Qt.GlobalColor.black)

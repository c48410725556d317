"""A button that carries its key: icon, text, key. F-keys and Ctrl keys act always; the window plays the single keys."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.i18n import N_, _
from desktop.ui import icons
from desktop.ui.theme import theme

ROLES = ("default", "primary", "danger", "quiet", "chosen")
_SHOWN = {"Return": "Enter", "Ctrl+Return": "Ctrl ↵", "Escape": "Esc", "Space": N_("Space")}
_SINGLE = {"Space", "Return", "Enter", "Escape", "Esc", "/"}


class KeyButton(QPushButton):
    """A push button with an icon and a key hint.

    `key` is one of "F5", "Ctrl+P", "Ctrl+Return" (these act wherever the focus is while the button is visible), or a
    single letter, "/", "Space", "Return", "Escape" (these act when no field takes them: the window looks them up).
    `role` is one of ROLES; `bench=True` gives 56 px and larger type for standing work.
    """

    def __init__(
        self,
        text: str,
        icon: str = "",
        key: str = "",
        *,
        role: str = "default",
        bench: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = {"Enter": "Return", "Esc": "Escape"}.get(key, key)
        self._icon, self._role, self._bench = icon, role, bench
        self._hint = ""
        self._shortcut: QShortcut | None = None
        self._hover = False
        self._spoken = ""
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_key(self.key)
        self.setText(text)
        self.retheme()

    @property
    def single(self) -> bool:
        """Whether the key is one that a field would take, so that the window has to look it up."""
        return len(self.key) == 1 or self.key in _SINGLE

    @property
    def icon_name(self) -> str:
        return self._icon

    @property
    def role(self) -> str:
        return self._role

    def set_role(self, role: str) -> None:
        self._role = role
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        self.key = key
        if self._shortcut is not None:
            self._shortcut.setEnabled(False)  # at once: another button may want the key before this one is deleted
            self._shortcut.deleteLater()
            self._shortcut = None
        if key and not self.single:
            self._shortcut = QShortcut(QKeySequence(key), self)
            self._shortcut.activated.connect(self._act)
        self._name()

    def setText(self, text: str) -> None:
        super().setText(text.replace("&", "&&"))
        self._name()
        self.updateGeometry()

    def label(self) -> str:
        """The text as people read it."""
        return self.text().replace("&&", "&")

    def set_accessible(self, name: str) -> None:
        """What a screen reader says, for a button that has only an icon."""
        self._spoken = name
        self.setToolTip(name)
        self._name()

    def retheme(self) -> None:
        self.setFont(self._text_font())
        self.updateGeometry()
        self.update()

    def _act(self) -> None:
        if self.isEnabled() and self.isVisible():
            self.click()

    def _name(self) -> None:
        self._hint = _(_SHOWN[self.key]) if self.key in _SHOWN else self.key.replace("+", " ")
        self.setAccessibleName(self._spoken or self.label())
        self.setAccessibleDescription(self._hint)

    def _text_font(self) -> QFont:
        strong = self._role in ("primary", "chosen")
        kind = "benchBody" if self._bench else "body"
        return theme().font(kind, weight=600 if strong else 500)

    def _metrics(self) -> tuple[int, int, int]:
        """Padding, icon size and gap."""
        look = theme()
        return look.px(20 if self._bench else 16), look.px(20), look.px(8)

    def sizeHint(self) -> QSize:
        pad, icon, gap = self._metrics()
        label, hint = self.label(), self._hint
        parts = []
        if self._icon:
            parts.append(icon)
        if label:
            parts.append(self.fontMetrics().horizontalAdvance(label) + 1)
        if hint and label:
            parts.append(QFontMetrics(theme().font("caption")).horizontalAdvance(hint) + 1)
        width = sum(parts) + gap * (len(parts) - 1) + 2 * pad
        height = theme().size("controlBench" if self._bench else "control")
        if not label:
            width = height
        return QSize(max(width, height), height)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(
            min(hint.width(), theme().px(56))
            if self.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored
            else hint.width(),
            hint.height(),
        )

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        self.update()
        super().leaveEvent(event)

    def _fill(self) -> tuple[QColor | None, QColor | None, str, str]:
        """Fill, border, ink of the text, ink of the key."""
        look = theme()
        down = self.isDown()
        if not self.isEnabled():
            return look.colour("bg.hover"), None, "ink.muted", "ink.muted"
        if self._role == "primary":
            name = "go.press" if down else "go.hover" if self._hover else "go.solid"
            return look.colour(name), None, "go.on", "go.on"
        hover = look.colour("bg.hover") if self._hover or down else None
        if self._role == "chosen":
            return look.colour("bg.selected"), look.colour("line.focus"), "go.ink", "go.ink"
        if self._role == "danger":
            return hover or look.colour("bg.surface"), look.colour("stop.line"), "stop.ink", "stop.ink"
        if self._role == "quiet":
            return hover, None, "ink.primary", "ink.primary"
        return hover or look.colour("bg.surface"), look.colour("line.strong"), "ink.primary", "ink.primary"

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, border, ink, key_ink = self._fill()
        focus = self.hasFocus()
        radius = look.radius("control")
        if focus:
            border = look.colour("line.focus")
        width = 2 if focus or self._role == "chosen" else 1
        box = QRectF(self.rect())
        if border is not None:
            box = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
        painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, radius, radius)
        if focus and self._role in ("primary", "chosen"):
            # The ring has the colour of the fill or of the border: a second one inside keeps it visible.
            painter.setPen(QPen(look.colour("go.on" if self._role == "primary" else "line.focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), radius - 2, radius - 2)
        self._paint_content(painter, ink, key_ink)

    def _paint_content(self, painter: QPainter, ink: str, key_ink: str) -> None:
        look = theme()
        _pad, size, gap = self._metrics()
        label, hint = self.label(), self._hint
        text_font, key_font = self._text_font(), look.font("caption")
        painter.setFont(key_font)
        key_width = painter.fontMetrics().horizontalAdvance(hint) + 1 if hint and label else 0
        painter.setFont(text_font)
        room = self.width() - 2 * look.px(8) - (size + gap if self._icon else 0) - (key_width + gap if key_width else 0)
        label = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, max(0, room))
        text_width = painter.fontMetrics().horizontalAdvance(label) if label else 0
        widths = [w for w in (size if self._icon else 0, text_width, key_width) if w]
        x = (self.width() - sum(widths) - gap * (len(widths) - 1)) / 2
        if self._icon:
            icons.draw(painter, self._icon, ink, x, (self.height() - size) / 2)
            x += size + gap
        if label:
            painter.setPen(look.colour(ink))
            painter.drawText(QRectF(x, 0, text_width + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), label)
            x += text_width + gap
        if key_width:
            painter.setFont(key_font)
            painter.setPen(look.colour(key_ink))
            painter.drawText(QRectF(x, 0, key_width + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), hint)

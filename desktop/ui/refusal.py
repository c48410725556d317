"""The page that is shown instead of the window when the shop cannot be opened: what, why, what next."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import paths
from desktop.domain.errors import KolliError
from desktop.i18n import _
from desktop.ui import icons
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton


class Refusal(QWidget):
    """One sentence and one button. Nothing was changed; the log has what a developer needs."""

    def __init__(self, error: Exception, data: Path) -> None:
        super().__init__()
        self.setObjectName("refusal")
        self.setProperty("class", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Kolli")
        self.setWindowIcon(icons.app_icon())
        self.resize(900, 520)
        self.button = KeyButton(_("Close"), "x", "Escape", role="primary", name="refusal-close")
        self.button.clicked.connect(self.close)
        if isinstance(error, KolliError):
            detail = error.say()
        else:
            detail = _("Something unexpected happened. Nothing was changed; the log {file} says what it was.").format(
                file=paths.log_file(data)
            )
        self.sentence = EmptyState("triangle-alert", _("This shop cannot be opened"), detail, self.button)
        column = QVBoxLayout(self)
        column.addWidget(self.sentence)

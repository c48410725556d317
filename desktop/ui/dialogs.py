"""The few windows on top of the window: a report of a fault, the choice of a file. Qt has no Indonesian: our words."""

import platform
import traceback
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label


class Ask(QDialog):
    """One question, one line why, and named answers: `Ask(parent, title, detail, [("Delete", "danger"), ...]).ask()`.

    Use it for what cannot be undone, and for nothing else: normal states live in the lane, the strip or the panel.
    """

    def __init__(
        self, parent: QWidget | None, title: str, detail: str = "", answers: list[tuple[str, str]] | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ask")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addWidget(Label(title, "heading", wrap=True))
        self.words = Label(detail, "body", "ink.secondary", wrap=True)
        column.addWidget(self.words)
        self.middle = QVBoxLayout()
        column.addLayout(self.middle)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.buttons: list[KeyButton] = []
        for at, (text, role) in enumerate([*(answers or []), (_("Cancel") if answers else _("Close"), "default")]):
            button = KeyButton(text, role=role, name=f"answer-{at}")
            button.setProperty("answer", at + 1 if answers and at < len(answers) else 0)
            button.clicked.connect(self._answer)
            self.buttons.append(button)
            row.addWidget(button)
        column.addLayout(row)
        self.setMinimumWidth(theme().px(480))

    def ask(self) -> int:
        """Show it and wait: the place of the answer in the list from 0, or -1 when there was none."""
        return self.exec() - 1

    def _answer(self) -> None:
        button = self.sender()
        if isinstance(button, KeyButton):
            self.done(int(button.property("answer")))


class FaultReport(Ask):
    """A fault of the program: what happened in words, the report to copy, and that the work goes on."""

    def __init__(self, parent: QWidget | None, error: BaseException) -> None:
        super().__init__(
            parent,
            _("Something went wrong in Kolli"),
            _("The last step was undone and nothing half-done was kept. Work can go on; please send this report."),
        )
        self.report = QPlainTextEdit(describe(error))
        self.report.setObjectName("fault-report")
        self.report.setAccessibleName(_("Report"))
        self.report.setReadOnly(True)
        self.report.setFont(theme().font("caption", codes=True))
        self.report.setMinimumSize(theme().px(640), theme().px(240))
        self.middle.addWidget(self.report)
        copy = KeyButton(_("Copy the report"), "copy", name="fault-copy")
        copy.clicked.connect(self._copy)
        self.middle.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())


def describe(error: BaseException) -> str:
    """The report: where in the program, on what; the frames' values, which may hold customers' data, are left out."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    system = f"Python {platform.python_version()}, {platform.system()} {platform.release()}"
    return "\n".join([system, *lines, f"{type(error).__name__}: {error}"])


def choose_file(parent: QWidget | None, title: str, patterns: list[tuple[str, str]], folder: str = "") -> Path | None:
    """Let the person choose a file to read; patterns are (words, "*.csv *.xlsx"). None: they changed their mind."""
    kinds = ";;".join(f"{words} ({pattern})" for words, pattern in patterns)
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _run(dialog, _("Open"))


def choose_folder(parent: QWidget | None, title: str, folder: str = "") -> Path | None:
    dialog = QFileDialog(parent, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _run(dialog, _("Choose"))


def choose_target(parent: QWidget | None, title: str, name: str, folder: str = "") -> Path | None:
    """Where to save a file; `name` is proposed."""
    dialog = QFileDialog(parent, title, folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(name)
    return _run(dialog, _("Save"))


def _run(dialog: QFileDialog, accept: str) -> Path | None:
    # The system's own dialog speaks the system's language. Where Qt draws it, the words are ours.
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, accept)
    dialog.setLabelText(QFileDialog.DialogLabel.Reject, _("Cancel"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, _("File name"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Files of type"))
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Look in"))
    if dialog.exec() != QDialog.DialogCode.Accepted or not dialog.selectedFiles():
        return None
    return Path(dialog.selectedFiles()[0])

"""A window with a field and a button under the wedge filter, for test_wedge_x11.py: says on stdout what it heard."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.ui.wedge import Wedge


def main() -> None:
    app = QApplication(sys.argv)
    window = QWidget()
    window.setWindowTitle("x11-bench")
    field, button = QLineEdit(), QPushButton("Press")
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(button)

    def say(*words: object) -> None:
        print(*words, flush=True)

    wedge = Wedge()
    wedge.scanned.connect(lambda text: say("scan", text))
    field.textChanged.connect(lambda text: say("field", text))
    button.clicked.connect(lambda: say("click"))
    field.returnPressed.connect(lambda: (say("entered", field.text()), field.clear(), button.setFocus()))
    window.resize(300, 120)
    window.show()
    wedge.watch()
    (button if "button" in sys.argv else field).setFocus()
    QTimer.singleShot(0, lambda: say("window", int(window.winId())))
    app.exec()


if __name__ == "__main__":
    main()

"""A window in a process of its own, for the figures of start and memory: says P when it is painted, then waits.

python -m benchmarks.shown bare|rich|heavy|kolli [--data FOLDER]
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

WINDOWS = ("bare", "rich", "heavy", "kolli")


def _painted() -> None:
    os.write(1, b"P")
    sys.stdin.readline()  # whoever started us looks at our memory, then lets us go
    os._exit(0)


def _plain(rich: bool) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    qt = QApplication([])
    window = QMainWindow()
    if rich:
        _fill(window)
    window.resize(1024, 700)
    window.show()
    QTimer.singleShot(0, _painted)
    qt.exec()


def _fill(window: object) -> None:
    """What PERFORMANCE.md calls rich: menus, a tool bar, a table of 40 by 8, a search field."""
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QLineEdit, QMainWindow, QTableView, QVBoxLayout, QWidget

    assert isinstance(window, QMainWindow)
    bar = window.addToolBar("t")
    for turn in range(8):
        bar.addAction(f"Action {turn}")
    for name in ("File", "Orders", "Pack", "Ship", "Help"):
        menu = window.menuBar().addMenu(name)
        for turn in range(6):
            menu.addAction(f"{name} {turn}")
    window.statusBar().showMessage("ready")
    model = QStandardItemModel(40, 8, window)
    for row in range(40):
        for column in range(8):
            model.setItem(row, column, QStandardItem(f"{row}/{column}"))
    table, inside = QTableView(), QWidget()
    table.setModel(model)
    column_of = QVBoxLayout(inside)
    column_of.addWidget(QLineEdit())
    column_of.addWidget(table)
    window.setCentralWidget(inside)


def _kolli(data: Path) -> None:
    """The real program up to its painted queue with its real first page."""
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QTableView

    from desktop.ui.start import Session
    from desktop.ui.theme import theme
    from desktop.ui.widgets.paged_table import PagedTable

    def paint_and_tell(table: PagedTable, event: QPaintEvent) -> None:
        QTableView.paintEvent(table, event)
        if table.count() and table.current() is not None:
            _painted()

    PagedTable.paintEvent = paint_and_tell  # type: ignore[method-assign]
    qt = QApplication(["kolli"])
    theme().apply()
    session = Session(data)
    session.begin()
    qt.exec()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("window", choices=WINDOWS)
    asked.add_argument("--data", type=Path, default=Path())
    given = asked.parse_args()
    if given.window == "heavy":  # what it would cost to import at start what Kolli imports when it is first used
        import barcode
        import httpx
        import keyring
        import psycopg
        import reportlab.platypus

        assert all((barcode, httpx, keyring, psycopg, reportlab))
    show: dict[str, Callable[[], None]] = {
        "bare": lambda: _plain(rich=False),
        "rich": lambda: _plain(rich=True),
        "heavy": lambda: _kolli(given.data),
        "kolli": lambda: _kolli(given.data),
    }
    show[given.window]()


if __name__ == "__main__":
    main()

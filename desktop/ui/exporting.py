"""Any list as a file: `offer` asks where, writes beside the window's work, tells how far it is and where it lies."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, money, ngettext, number
from desktop.services import export_lists, exporting
from desktop.services.changes import now
from desktop.services.exporting import Table, Written
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_target
from desktop.ui.going import Going, Stop, Told
from desktop.ui.widgets.command_bar import Found
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome

MakeTable = Callable[[], Table]
KEY = "Ctrl+E"


def button(desk: Desk, make_table: MakeTable, name: str, key: str = KEY, *, bare: bool = False) -> KeyButton:
    """A button that offers this list; `make_table` is called off the window's thread, when the file is known.

    Its text is set by the screen: `button.setText(_("Export"))` in retranslate(); a `bare` one has its icon alone.
    """
    made = KeyButton("" if bare else _("Export"), "file-down", key, role="quiet", name=name)
    if bare:
        made.set_accessible(_("Export"))
    made.clicked.connect(partial(_offer_from, desk, made, make_table))
    return made


def offer(desk: Desk, parent: QWidget, make_table: MakeTable, name: str = "") -> Going | None:
    """Ask for a file (.xlsx or .csv by its name) and write the list there; None where the person thought better of it.

    The window goes on meanwhile. `name` is proposed for the file, without its ending.
    """
    file = choose_target(parent, _("Export the list"), f"{name or _usual_name(parent)}.xlsx")
    if file is None:
        return None
    if not file.suffix:
        file = file.with_suffix(".xlsx")
    going = Going(desk, parent.window(), partial(_say, file))
    going.start(partial(_write, make_table, file), partial(_written, desk, file), desk.lane.show_refused)
    return going


def commands(desk: Desk, parent: QWidget, typed: str) -> list[Found]:
    """Every list of the shop in the command bar, also those that have no page of their own."""
    group, found = _("Export"), []
    for name, listed in export_lists.LISTS.items():
        title = f"{group}: {_(listed.title)}"
        if typed and typed.casefold() in title.casefold():
            ask = partial(_offer_named, desk, parent, name)
            found.append(Found(group, title, ask, icon="file-down"))
    return found


def _offer_named(desk: Desk, parent: QWidget, name: str) -> None:
    offer(desk, parent, export_lists.maker(name), name)


def _offer_from(desk: Desk, parent: QWidget, make_table: MakeTable, _checked: bool = False) -> None:
    offer(desk, parent, make_table)


def _usual_name(parent: QWidget) -> str:
    page: QWidget | None = parent
    while page is not None and not page.objectName().startswith("screen-"):
        page = page.parentWidget()
    kind = page.objectName().removeprefix("screen-") if page is not None else "kolli"
    return f"{kind}-{now():%Y-%m-%d}"


def _say(file: Path, rows: int, _of: int) -> str:
    words = ngettext("{file}: {count} row written", "{file}: {count} rows written", rows)
    return words.format(file=file.name, count=number(rows))


def _write(make_table: MakeTable, file: Path, told: Told, stop: Stop) -> Written:
    return exporting.to_file(make_table(), file, lambda rows: told(rows, 0), stop)


def _written(desk: Desk, file: Path, done: Written) -> None:
    if done.stopped:
        desk.lane.show_result(Outcome.ATTENTION, _("Stopped"), _("No file was written."))
        return
    said = [ngettext("{count} row", "{count} rows", done.rows).format(count=number(done.rows))]
    said += [money(minor, currency) for currency, minor in done.totals.items()]
    desk.lane.show_result(
        Outcome.SAVED, _("{file} is written.").format(file=file.name), " · ".join([*said, str(file.parent)])
    )

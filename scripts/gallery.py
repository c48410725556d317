# ruff: noqa: E501 - the rows of the picture are one a line
"""Save pictures of the window's parts in light and dark, to hold beside the design.

usage: .venv/bin/python scripts/gallery.py [--out DIR] [--size 1366x768] [--lang en]
"""

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop import i18n
from desktop.ui import icons
from desktop.ui.hub import Hub
from desktop.ui.marks import INKS, mark_pixmap
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.screen import Screen
from desktop.ui.sounds import Silence, Sounds
from desktop.ui.tables import Source
from desktop.ui.tasks import AtOnce
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.batch_bar import BatchBar
from desktop.ui.widgets.command_bar import Found
from desktop.ui.widgets.compare_cards import CompareCards, Compared
from desktop.ui.widgets.count_tile import CountTile
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import Choice, LabelledField, TextArea, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome, ScanLane
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.photo import Photo
from desktop.ui.widgets.pips import Bar, Pips
from desktop.ui.widgets.stage_tabs import Segments, StageTabs
from desktop.ui.widgets.stepper import Stepper
from desktop.ui.widgets.switch import Switch
from desktop.ui.widgets.tick import Tick
from desktop.ui.window import Window

ORDERS = [
    ("#10471", "Tokopedia", "Bagus Prakoso", "Surabaya", "", "1 unit", "1 line", "GoSend", "Instant", "Rp98.000", "Paid", ("stop", "wrong", "18 m late"), "13:30"),
    ("#10476", "WooCommerce", "Maria Simanjuntak", "Medan", "", "2 units", "2 lines", "JNE", "YES", "Rp210.000", "Paid", ("warn", "clock-alert", "42 m"), "14:30"),
    ("#10482", "WooCommerce", "Ayu Larasati Wirawan", "Kota Bandung", "Note", "9 units", "4 lines", "JNE", "REG", "Rp1.245.482", "Paid", ("warn", "clock-alert", "1 h 12 m"), "15:00"),
    ("#10483", "WooCommerce", "PT Mitra Boga Sentosa", "Jakarta Selatan", "", "148 units", "6 lines", "JNE", "Trucking", "Rp12.345.678", "Paid", ("warn", "clock-alert", "1 h 12 m"), "15:00"),
    ("#10485", "Tokopedia", "Rizky Ramadhan", "Depok", "", "1 unit", "1 line", "J&T", "EZ", "Rp79.000", "Paid", None, "16:00"),
    ("#10486", "WooCommerce", "Ni Luh Putu Sukerti", "Denpasar", "Note", "3 units", "2 lines", "J&T", "EZ", "Rp298.000", "Pay on delivery", None, "16:00"),
    ("#10488", "WooCommerce", "Yohana Tambunan", "Balikpapan", "", "4 units", "4 lines", "SiCepat", "REG", "Rp287.000", "Paid", None, "17:00"),
    ("#10489", "Counter", "Hendra Wijaya Kusumo", "Kab. Sleman", "", "2 units", "1 line", "JNE", "REG", "Rp236.000", "Paid", None, "tomorrow"),
    ("#10490", "WooCommerce", "Siti Khadijah Nasution", "Kab. Deli Serdang", "", "6 units", "2 lines", "J&T", "EZ", "Rp576.000", "Paid", None, "tomorrow"),
]  # fmt: skip
QUEUE = (
    Column("Order", 96), Column("Customer", 183, stretch=1), Column("Contents", 80), Column("Courier", 94),
    Column("Total", 126, RIGHT), Column("Ship by", 116, RIGHT),
)  # fmt: skip


def row_of(order: tuple) -> Row:
    number, source, buyer, place, note, units, lines, courier, service, total, paid, pill, when = order
    until = {"16:00": "2 h 12 m", "17:00": "3 h 12 m", "tomorrow": "Fri 15:00"}
    promise = Cell(sub=when, badge=pill, inset=10) if pill else Cell(until[when], when, inset=10)
    return Row(
        (
            Cell(number, source, strong=True),
            Cell(buyer, place, flag=note),
            Cell(units, lines),
            Cell(courier, service),
            Cell(total, paid),
            promise,
        )
    )


def source_of(orders: list[tuple]) -> Source:
    def page(after: tuple | None, limit: int) -> list[tuple]:
        begin = orders.index(after) + 1 if after else 0
        return orders[begin : begin + limit]

    return Source(page=page, show=row_of, id=orders.index, size=lambda: len(orders))


class Queue(Screen):
    """The queue's frame, with rows from the picture: shows the shell, tabs, batch bar and table."""

    name, title, icon, letter = "orders", "Orders", "inbox", "O"

    def __init__(self, desk) -> None:
        super().__init__(desk)
        head = PageHead("Orders")
        self.tabs = StageTabs("tabs")
        self.tabs.set_tabs(
            [
                ("a", "To confirm"),
                ("b", "To pick"),
                ("c", "To pack"),
                ("d", "To ship"),
                ("e", "Shipped"),
                ("f", "On hold"),
                ("g", "Returns"),
            ]
        )
        for key, count in zip("abcdefg", (6, 12, 7, 14, 0, 2, 1), strict=True):
            self.tabs.set_count(key, count)
        self.tabs.choose("b")
        head.add_middle(self.tabs)
        head.add_action(KeyButton("2 new", "bell", "N", role="quiet"))
        head.add_action(KeyButton("New order", "plus"))
        self.table = PagedTable(desk.tasks, QUEUE, ticks=True)
        bar = BatchBar()
        for button in (
            KeyButton("Pick list", "list-checks", "P", role="primary"),
            KeyButton("Packing slips", "printer", "S"),
            KeyButton("Hold", "pause"),
            KeyButton("", "ellipsis"),
        ):
            bar.add(button)
        bar.show_count(3)
        panel = Panel(flush=True)
        panel.body.setSpacing(0)
        panel.body.addWidget(bar)
        panel.body.addWidget(TableHead(self.table))
        panel.body.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(panel, 1)
        row.addWidget(self._side())
        column = page_column(self)
        column.addWidget(head)
        column.addLayout(row, 1)
        self.table.show_source(source_of(ORDERS))
        self.table.select_row(2)
        self.table.set_ticked({1, 2, 3})
        self.table.setFocus()

    def _side(self) -> QWidget:
        side = Panel()
        side.setFixedWidth(392)
        top = QHBoxLayout()
        top.addWidget(Label("#10482", "heading"))
        top.addWidget(Badge("To pick", "go", "hand"))
        top.addStretch(1)
        top.addWidget(Badge("1 h 12 m", "warn", "clock-alert"))
        side.body.addLayout(top)
        side.body.addWidget(Label("Ayu Larasati Wirawan · Kota Bandung", ink="ink.secondary"))
        for name, photo in (
            ("Cangkir Sagara 300 ml", "cup-blue.svg"),
            ("Kopi Gayo Arabika 250 g", "kopi.svg"),
            ("Sambal roa 150 g", "sambal.svg"),
            ("No picture", ""),
        ):
            line = QHBoxLayout()
            line.addWidget(Photo(40, source=photo))
            line.addWidget(Label(name, weight=500), 1)
            side.body.addLayout(line)
        side.body.addWidget(NoteBar("Bungkus kado, jangan sertakan harga"))
        side.body.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(KeyButton("Pack now", "package-check", "F5"), 1)
        buttons.addWidget(KeyButton("Open order", "", "Enter"))
        side.body.addLayout(buttons)
        return side


class Pack(Screen):
    """The packing page's parts in a frame like 03."""

    name, title, icon, letter, bench = "pack", "Pack", "package-check", "K", True

    def __init__(self, desk) -> None:
        super().__init__(desk)
        main = Panel(bench=True)
        main.body.setSpacing(16)
        self.middle = QHBoxLayout()
        self.middle.setSpacing(16)
        photo = Photo(256, radius=10, source="cup-blue.svg")
        self.tile = CountTile()
        self.tile.show_count(2, 4)
        self.tile.setFixedHeight(256)
        self.middle.addWidget(photo)
        self.middle.addWidget(self.tile, 1)
        self.cards = CompareCards()
        self.cards.setFixedHeight(378)
        self.cards.compare(
            Compared(
                "go",
                "Expected",
                "Cangkir Sagara 300 ml",
                "Biru laut",
                "B-01-4",
                "CUP-300-BL",
                "cup-blue.svg",
                "2",
                "left",
            ),
            Compared(
                "stop", "You scanned", "Cangkir Sagara 300 ml", "Hijau lumut", "B-01-5", "CUP-300-HL", "cup-green.svg"
            ),
        )
        self.cards.hide()
        main.body.addLayout(self.middle)
        main.body.addWidget(self.cards)
        main.body.addWidget(Label("Cangkir Sagara 300 ml", "benchName"))
        main.body.addWidget(Label("Biru laut", "benchName", "go.ink", px=30))
        note = NoteBar("Bungkus kado, jangan sertakan harga", bench=True)
        note.add_button(KeyButton("Seen", "check", "F10"))
        main.body.addStretch(1)
        main.body.addWidget(note)
        side = Panel("Checklist", flush=True)
        side.setFixedWidth(400)
        side.body.addWidget(
            EmptyState(
                "package-check",
                "Everything is packed",
                "46 orders today, none waiting.",
                KeyButton("Go to Ship", "truck"),
                ink="go.ink",
            )
        )
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(main, 1)
        body.addWidget(side)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        for text, icon, key in (
            ("Quantity", "hash", "F2"),
            ("Can't scan", "scan-line", "F3"),
            ("Next parcel", "package-plus", "F4"),
            ("Undo", "undo-2", "F8"),
            ("", "ellipsis", ""),
        ):
            actions.addWidget(KeyButton(text, icon, key, bench=True))
        actions.addStretch(1)
        last = KeyButton("Closes by itself at 0 left", bench=True)
        last.setEnabled(False)
        last.setFixedWidth(400)
        actions.addWidget(last)
        column = page_column(self, bench=True)
        column.addLayout(body, 1)
        column.addLayout(actions)

    def refuse(self) -> None:
        for at in range(self.middle.count()):
            self.middle.itemAt(at).widget().hide()
        self.cards.show()


def place(name: str, title: str, icon: str, letter: str, foot: bool = False) -> type[Screen]:
    return type(
        name,
        (Screen,),
        {"name": name, "title": title, "icon": icon, "letter": letter, "rail": "foot" if foot else "work"},
    )


PLACES = [
    Queue, Pack, place("ship", "Ship", "truck", "S"), place("counter", "Counter", "scan-barcode", "C"), place("payments", "Payments", "wallet", "P"),
    place("stock", "Stock", "boxes", "T"), place("returns", "Returns", "undo-2", "R"), place("reports", "Reports", "chart-column", "E"),
    place("sync", "Sync", "refresh-cw", "Y"), place("settings", "Settings", "settings", ",", foot=True),
]  # fmt: skip


def row(*widgets: QWidget, stretch: bool = True, gap: int = 8) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(gap)
    for widget in widgets:
        line.addWidget(widget)
    if stretch:
        line.addStretch(1)
    return line


def picture(pixmap: QPixmap) -> QLabel:
    label = QLabel()
    label.setPixmap(pixmap)
    return label


def lane_of(kind: Outcome, headline: str, detail: str) -> ScanLane:
    lane = ScanLane()
    lane.show_result(kind, headline, detail, hold_ms=0)
    return lane


def lanes() -> Panel:
    panel = Panel()
    panel.body.addWidget(Label("Scan lane", "benchBody", weight=600))
    idle = ScanLane()
    panel.body.addWidget(idle)
    for kind, headline, detail in (
        (Outcome.RIGHT, "Right item", "Cangkir Sagara 300 ml, Biru laut"),
        (Outcome.WRONG, "Wrong item", "Nothing was counted."),
        (Outcome.TOO_MANY, "Too many", "Kopi Gayo is complete. Put this one back in A-03-2."),
        (Outcome.UNKNOWN, "Unknown code", "2900010099416 is on no product. Nothing was counted."),
        (Outcome.ATTENTION, "Order changed", "Take out 1, add 1. Everything else stays."),
    ):
        panel.body.addWidget(lane_of(kind, headline, detail))
    return panel


def buttons() -> Panel:
    panel = Panel()
    panel.body.addWidget(Label("Buttons", "benchBody", weight=600))
    panel.body.setSpacing(12)
    disabled = KeyButton("Disabled")
    disabled.setEnabled(False)
    panel.body.addLayout(row(KeyButton("Primary", "check", "Return", role="primary"), KeyButton("Default", "printer")))
    panel.body.addLayout(
        row(KeyButton("Chosen", role="chosen"), disabled, KeyButton("Quiet", "x", "Escape", role="quiet"))
    )
    panel.body.addLayout(
        row(
            KeyButton("Discard", "trash-2", role="danger"),
            KeyButton("Bench 56", "package-check", "F5", role="primary", bench=True),
        )
    )
    panel.body.addStretch(1)
    return panel


def fields() -> Panel:
    panel = Panel()
    panel.body.addWidget(Label("Fields", "benchBody", weight=600))
    panel.body.addStretch(0)
    panel.body.setSpacing(8)
    panel.body.addWidget(TextField(hint="Empty", icon="search", key="/"))
    wrong = LabelledField("Tracking number", TextField(codes=True))
    wrong.field.setText("0104 8005 7142 875 PNJNG")
    wrong.say_wrong("Says what is wrong and what fits")
    panel.body.addWidget(wrong)
    unit = TextField(unit="mm")
    unit.setText("+0.8")
    choice = Choice()
    choice.set_choices([(1, "Completed"), (2, "Other")])
    panel.body.addLayout(row(unit, choice, stretch=False))
    off = TextField()
    off.setText("Disabled")
    off.setEnabled(False)
    panel.body.addWidget(off)
    area = TextArea(lines=2)
    area.setPlainText("Pesanan Kakak sedang kami siapkan dan berangkat hari ini.")
    panel.body.addWidget(area)
    on, some = Tick(text="On"), Tick(text="Some")
    on.setChecked(True)
    some.setTristate(True)
    some.setCheckState(Qt.CheckState.PartiallyChecked)
    panel.body.addLayout(row(on, Tick(text="Off"), some, Switch(on=True), Switch(), gap=16))
    return panel


def badges() -> Panel:
    panel = Panel()
    panel.body.addWidget(Label("Badges and marks", "benchBody", weight=600))
    panel.body.addLayout(
        row(
            Badge("In work", "go", "in-work"), Badge("42 m", "warn", "clock-alert"), Badge("18 m late", "stop", "wrong")
        )
    )
    panel.body.addLayout(
        row(
            Badge("Done", "done", "done"),
            Badge("1 out", "warn-solid", "attention"),
            Badge("Parked", "warn", "attention"),
        )
    )
    grid = QGridLayout()
    for at, kind in enumerate(INKS):
        grid.addLayout(
            row(picture(mark_pixmap(kind, 26)), Label(kind, "benchBody", weight=400), gap=12), at // 2, at % 2
        )
    panel.body.addLayout(grid)
    tabs = StageTabs("t")
    tabs.set_tabs([("a", "To pick"), ("b", "To pack"), ("c", "On hold")])
    for key, count in (("a", 12), ("b", 7), ("c", 2)):
        tabs.set_count(key, count)
    panel.body.addLayout(row(tabs))
    segments = Segments()
    segments.set_choices([("1", "Parcel 1"), ("2", "Parcel 2")])
    panel.body.addWidget(segments)
    panel.body.addWidget(Pips(2, 4))
    panel.body.addWidget(Pips(20, 48))
    panel.body.addWidget(Bar(9, 14))
    panel.body.addWidget(NoteBar("Note, amber soft"))
    panel.body.addWidget(NoteBar("Quiet hint on sunken", "hint"))
    panel.body.addWidget(
        NoteBar("The store does not accept the tracking number", "attention", detail="It allows 20 characters.")
    )
    panel.body.addStretch(1)
    return panel


def sheet() -> QWidget:
    page = QWidget()
    page.setProperty("class", "canvas")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    page.resize(1366, 1500)
    column = QVBoxLayout(page)
    column.setContentsMargins(32, 32, 32, 32)
    column.setSpacing(16)
    column.addLayout(row(picture(icons.logo(44)), Label(f"Kolli components, {theme().mode}", "title"), gap=16))
    column.addWidget(lanes())
    line = QHBoxLayout()
    line.setSpacing(16)
    for panel in (buttons(), fields(), badges()):
        line.addWidget(panel, 1)
    column.addLayout(line)
    stepper = Stepper()
    stepper.show_steps(["Confirmed", "To pick", "To pack", "To ship", "Complete"], 1)
    upright = Stepper(upright=True)
    upright.show_steps(["Language", "What you do first", "Your store"], 1)
    column.addLayout(row(stepper, upright, gap=32))
    grid = QGridLayout()
    names = sorted(
        file.stem
        for file in (Path(icons.__file__).parents[2] / "resources/icons").glob("*.svg")
        if file.stem != "kolli"
    )
    for at, name in enumerate(names):
        grid.addWidget(picture(icons.icon(name, px=24)), at // 28, at % 28)
    column.addLayout(grid)
    column.addStretch(1)
    return page


def window(size: tuple[int, int]) -> Window:
    shown = Window(None, AtOnce(), Hub(), Sounds(Silence(), on=False), PLACES, search=search)
    shown.resize(*size)
    for name, count, attention in (("orders", 4, False), ("pack", 7, False), ("payments", 6, False), ("sync", 1, True)):
        shown.rail.set_badge(name, count, attention)
    strip = shown.strip
    strip.show_item("bench", strong="Bench 2", icon="monitor", page="settings")
    strip.show_item("person", strong="Dewi Anggraini", text="Packer", icon="circle-user-round", page="settings")
    strip.show_item("line", text="Online · synced 12 s ago", icon="wifi", page="sync")
    strip.show_item("outbox", text="Outbox 3", icon="send", page="sync")
    strip.show_item("printers", text="Labels", icon="printer", end="check", page="settings")
    strip.show_item("printers-2", text="A4", end="check", page="settings")
    strip.show_item("notice", text="Receipt: paper low", icon="attention", ink="warn.ink", page="settings")
    shown.show()
    return shown


def search(typed: str) -> list[Found]:
    if typed != "laras":
        return []
    return [
        Found("Orders", "Ayu Larasati Wirawan", print, "inbox", "#10482", "To pick · Rp1.245.482"),
        Found("Orders", "Laras Puspitasari", print, "inbox", "#10211", "Shipped · Rp340.000"),
        Found("Products", "Selaras teh rempah 100 g", print, "boxes", "", "A-05-3 · 14 available"),
    ]


def save(widget: QWidget, file: Path) -> None:
    QApplication.processEvents()
    picture = QPixmap(widget.size())
    picture.fill(theme().colour("bg.canvas"))
    painter = QPainter(picture)
    widget.render(painter, QPoint(), QRect(QPoint(), widget.size()))
    painter.end()
    picture.save(str(file))
    print(file)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, default=Path("out/gallery"))
    asked.add_argument("--size", default="1366x768")
    asked.add_argument("--lang", default="en")
    asked.add_argument("--scale", type=int, default=100)
    given = asked.parse_args()
    width, height = (int(part) for part in given.size.split("x"))
    given.out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    i18n.use(given.lang)
    for mode in ("light", "dark"):
        theme().apply(mode=mode, scale=given.scale)
        page = sheet()
        page.show()
        save(page, given.out / f"components_{mode}.png")
        page.close()
        shown = window((width, height))
        shown.open("orders")
        save(shown, given.out / f"queue_{mode}.png")
        shown.command_bar.open("laras")
        shown.command_bar._ask()
        save(shown, given.out / f"command_bar_{mode}.png")
        shown.command_bar.close_bar()
        shown.open("pack")
        shown.lane.show_result(Outcome.RIGHT, "Right item", "Cangkir Sagara 300 ml, Biru laut", hold_ms=0)
        save(shown, given.out / f"pack_right_{mode}.png")
        shown.lane.show_result(Outcome.WRONG, "", "Nothing was counted.")
        shown.page.refuse()
        save(shown, given.out / f"pack_wrong_{mode}.png")
        for kind, detail in (
            (Outcome.TOO_MANY, "Kopi Gayo is complete. Put this one back in A-03-2."),
            (Outcome.UNKNOWN, "2900010099416 is on no product. Nothing was counted."),
            (Outcome.ATTENTION, "Take out 1, add 1."),
            (Outcome.IDLE, ""),
        ):
            shown.lane.show_result(kind, "", detail, hold_ms=0)
            save(shown.lane, given.out / f"lane_{kind.value}_{mode}.png")
        shown.close()
        shown.shut()
    app.quit()


if __name__ == "__main__":
    main()

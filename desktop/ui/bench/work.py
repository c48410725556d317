"""The middle of the packing screen while an order is open: what to take next, and what the last scan was."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.orders import OrderView
from desktop.services.packing import Article
from desktop.ui import icons
from desktop.ui.bench.lines import Row
from desktop.ui.bench.order_bar import OrderBar
from desktop.ui.theme import theme
from desktop.ui.widgets.compare_cards import CompareCards, Compared
from desktop.ui.widgets.count_tile import CountTile
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.photo import Photo

_LONG_NAME = 30  # letters from which a name is set smaller


class Work(Panel):
    """`show_order`, then `show_line` or `show_wrong` after each answer."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.bar = OrderBar()
        self.body.setSpacing(0)
        self.body.addWidget(self.bar)
        self.body.addWidget(Hairline())
        self._pages = QStackedWidget()
        self.body.addWidget(self._pages, 1)
        self.line = LinePage()
        self.wrong = WrongPage()
        self._pages.addWidget(self.line)
        self._pages.addWidget(self.wrong)

    def show_order(self, order: OrderView, zone: str) -> None:
        self.bar.show_order(order, zone)
        self.line.show_note(order.note, seen=order.note_seen_at is not None)

    def show_line(self, row: Row | None, *, calm: bool = False) -> None:
        """What is to be scanned next; `calm` after a refusal, when nothing was counted."""
        self.line.show_line(row, calm=calm)
        self._pages.setCurrentWidget(self.line)

    def show_wrong(self, expected: Row | None, got: Article) -> None:
        """Both articles side by side, what tells them apart largest."""
        self.wrong.compare(expected, got)
        self._pages.setCurrentWidget(self.wrong)

    def ask_quantity(self, text: str) -> None:
        self._pages.setCurrentWidget(self.line)
        self.line.tile.ask(text)

    def use_height(self, height: int, width: int) -> None:
        self.line.use_size(height, width)


class LinePage(QWidget):
    """Photo, count, name, variant, bin and the buyer's note: readable from two metres."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self.setObjectName("packing-line")
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(16))
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(look.px(16))
        self.photo = Photo(256, radius=10)
        self.tile = CountTile()
        top.addWidget(self.photo)
        top.addWidget(self.tile, 1)
        self.name = ElideLabel("", "benchName")
        self.long_name = ElideLabel("", "benchNameLong")
        under = QHBoxLayout()
        under.setSpacing(look.px(24))
        self.variant = ElideLabel("", "title", "go.ink", px=28)
        self._pin = QLabel()
        self.bin = Label("", "heading")
        self.sku = ElideLabel("", "benchBody", "ink.muted", codes=True)
        place = QHBoxLayout()
        place.setSpacing(look.px(8))
        place.addWidget(self._pin)
        place.addWidget(self.bin)
        for part in (self.variant, place, self.sku):
            under.addLayout(part) if isinstance(part, QHBoxLayout) else under.addWidget(part)
        under.addStretch(1)
        self.note = NoteBar("", bench=True)
        self.seen = KeyButton("", "check", "F10", name="packing-seen")
        self.seen.setMinimumHeight(look.px(44))
        self.note.add_button(self.seen)
        column.addLayout(top)
        column.addSpacing(look.px(16))
        column.addWidget(self.name)
        column.addWidget(self.long_name)
        column.addSpacing(look.px(4))
        column.addLayout(under)
        column.addStretch(1)
        column.addWidget(self.note)
        self.retranslate()
        self.retheme()

    def show_line(self, row: Row | None, *, calm: bool) -> None:
        if row is None:
            return
        long = len(row.name) > _LONG_NAME
        self.name.setVisible(not long)
        self.long_name.setVisible(long)
        (self.long_name if long else self.name).setText(row.name)
        self.photo.show_photo(row.photo, row.name)
        self.tile.show_count(row.left, row.wanted, calm=calm)
        self.variant.setText(row.variant)
        self.variant.setVisible(bool(row.variant))
        self.bin.setText(_("Bin {bin}").format(bin=row.bin) if row.bin else _("No bin"))
        self.sku.setText(row.sku)

    def show_note(self, note: str, *, seen: bool) -> None:
        self.note.setVisible(bool(note.strip()))
        self.note.say(" ".join(note.split()))
        self.seen.setEnabled(not seen)
        self.seen.setVisible(not seen)

    def use_size(self, height: int, width: int) -> None:
        """Photo, count and name follow the window: 256, 208 and 44 px; less when it is low, more on a large screen."""
        low, wide = height < theme().px(600), width > theme().px(1200)
        photo, count = (200, 176) if low else (440, 400) if wide else (256, 208)
        self._column.setContentsMargins(*(theme().px(size) for size in (24, 16 if low else 20, 24, 12 if low else 16)))
        self.name.set_type("benchName", px=56 if wide else None)
        self.long_name.set_type("benchNameLong", px=44 if wide else None)
        self.variant.set_type("title", px=36 if wide else 28)
        self.photo.set_px(photo)
        self.tile.set_px(count)
        self.tile.setFixedHeight(theme().px(photo))

    def retranslate(self) -> None:
        self.seen.setText(_("Seen"))

    def retheme(self) -> None:
        self._pin.setPixmap(icons.icon("map-pin", "ink.primary", 20))


class WrongPage(QWidget):
    """Expected beside scanned, and what to do about it."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(16))
        column.setSpacing(look.px(4))
        self.cards = CompareCards()
        self.fix = Label("", "title", wrap=True)
        self.clears = Label("", "benchBody", "ink.secondary", wrap=True)
        column.addWidget(self.cards, 1)
        column.addSpacing(look.px(8))
        column.addWidget(self.fix)
        column.addWidget(self.clears)

    def compare(self, expected: Row | None, got: Article) -> None:
        scanned = Compared(
            "stop", _("You scanned"), got.name or got.sku, got.variant or got.sku, got.bin, got.sku, got.photo
        )
        if expected is None:
            self.cards.compare(scanned)
        else:
            self.cards.compare(
                Compared(
                    "go", _("Expected"), expected.name, expected.variant or expected.sku, expected.bin, expected.sku,
                    expected.photo, str(expected.left), _("left"),
                ),
                scanned,
            )  # fmt: skip
        self.fix.setText(_fix(expected, got))
        self.clears.setText(_("The next right item clears this. Nothing to press."))


def _fix(expected: Row | None, got: Article) -> str:
    back = _("Put it back in {bin}.").format(bin=got.bin) if got.bin else _("Put it back.")
    if expected is None:
        return back
    what = expected.variant if expected.variant and expected.name == got.name else expected.name
    if not expected.bin:
        return f"{back} " + _("Take {what}.").format(what=what)
    return f"{back} " + _("Take {what} from {bin}.").format(what=what, bin=expected.bin)

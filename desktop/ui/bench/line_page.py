"""Photo, count, name, variant, bin and note: readable from two metres. A question stands where the name was."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.bench import Ask
from desktop.ui import icons
from desktop.ui.bench.ask_panel import AskPanel
from desktop.ui.bench.lines import Row
from desktop.ui.theme import theme
from desktop.ui.widgets.count_tile import CountTile
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.photo import Photo

COMPACT = 440  # px of the page's height, at 100 %, below which it is shown without all that stands beside the count
_LONG_NAME = 30  # letters from which a name is set smaller
_LONG_NOTE = 110  # and a note


class LinePage(QWidget):
    """`show_line(row)`, `show_note`, `show_ask(ask)` and `end_ask`: photo and count stay where they are."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self.setObjectName("packing-line")
        self._column = column = QVBoxLayout(self)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(look.px(16))
        self.photo = Photo(256, radius=10)
        self.tile = CountTile()
        top.addWidget(self.photo)
        top.addWidget(self.tile, 1)
        self.facts, self.ask = LineFacts(), AskPanel()
        self._below = QStackedWidget()
        # What stands below never pushes at what stands above: nothing moves under the hand.
        self._below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._below.setMinimumSize(1, 1)
        self._below.addWidget(self.facts)
        self._below.addWidget(self.ask)
        self.note, self.seen = self.facts.note, self.facts.seen
        column.addLayout(top)
        column.addSpacing(look.px(16))
        column.addWidget(self._below, 1)
        self.use_size(look.px(640), look.px(800))

    @property
    def asking(self) -> bool:
        return self._below.currentWidget() is self.ask

    def show_line(self, row: Row | None, *, calm: bool) -> None:
        if row is None:
            return
        self.photo.show_photo(row.photo, row.name)
        self.tile.show_count(row.left, row.wanted, calm=calm)
        self.facts.show_line(row)

    def show_note(self, note: str, others: str, *, seen: bool) -> None:
        self.facts.show_note(note, others, seen=seen)

    def show_ask(self, ask: Ask) -> None:
        self._below.setCurrentWidget(self.ask)
        self.ask.show_ask(ask)

    def end_ask(self) -> None:
        self._below.setCurrentWidget(self.facts)

    def use_size(self, height: int, width: int) -> None:
        """Photo, count and name follow the window: 256, 208 and 44 px; less when it is low, more on a large screen."""
        look = theme()
        low, wide = height < look.px(600), width > look.px(1200)
        photo, count = (200, 176) if low else (440, 400) if wide else (256, 208)
        compact = height < look.px(COMPACT)
        if compact:  # large text in a small window: the count and the name, and nothing beside them
            photo = max(48, round((height - look.px(232)) * 100 / look.scale))
            count = max(40, photo - 12)
        self.tile.show_pips(not compact)
        self._column.setContentsMargins(*(look.px(size) for size in (24, 16 if low else 20, 24, 12 if low else 16)))
        self.photo.set_px(photo)
        self.photo.setVisible(not compact and width > look.px(560))
        self.tile.set_px(count)
        self.tile.setFixedHeight(look.px(photo))
        self.facts.use_width(wide, compact=compact)


class LineFacts(QWidget):
    """What it is, where it lies, and what the buyer asked for."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
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
        self.note.hide()
        self._noted, self._compact = ("", ""), False
        self.seen = KeyButton("", "check", "F10", name="packing-seen")
        self.note.add_button(self.seen)
        column.addWidget(self.name)
        column.addWidget(self.long_name)
        column.addSpacing(look.px(4))
        column.addLayout(under)
        column.addStretch(1)
        column.addWidget(self.note)
        self.retranslate()
        self.retheme()

    def show_line(self, row: Row) -> None:
        long = len(row.name) > _LONG_NAME
        self.name.setVisible(not long)
        self.long_name.setVisible(long)
        (self.long_name if long else self.name).setText(row.name)
        self.variant.setText(row.variant)
        self.variant.setVisible(bool(row.variant))
        self.bin.setText(_("Bin {bin}").format(bin=row.bin) if row.bin else _("No bin"))
        self.sku.setText(row.sku)

    def show_note(self, note: str, others: str, *, seen: bool) -> None:
        """`note` in large type where it is short enough, `others` below it."""
        if (note, others) != self._noted:
            self._noted = (note, others)
            long = len(note) > _LONG_NOTE
            self.note.say("" if long else note, f"{note} {others}".strip() if long else others)
            self.note.setVisible(bool(note or others) and not self._compact)
        self.seen.setEnabled(not seen)
        self.seen.setVisible(not seen)

    def use_width(self, wide: bool, *, compact: bool) -> None:
        """`compact`: there is no room for a note; the lane says it before closing, and F10 acknowledges it."""
        self._compact = compact
        self.note.setVisible(any(self._noted) and not compact)
        self.name.set_type("benchName", px=56 if wide else None)
        self.long_name.set_type("benchNameLong", px=44 if wide else None)
        self.variant.set_type("title", px=36 if wide else 28)

    def retranslate(self) -> None:
        self.seen.setText(_("Seen"))

    def retheme(self) -> None:
        self.seen.setMinimumHeight(theme().px(44))
        self._pin.setPixmap(icons.icon("map-pin", "ink.primary", 20))

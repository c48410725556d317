"""The walk, to be read at arm's length: which bin, what, how many, into which tote."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _, number
from desktop.services.bench import Ask
from desktop.services.picking import Told, destination
from desktop.services.waves import Stop, WaveView
from desktop.ui.bench.ask_panel import AskPanel
from desktop.ui.picking.words import size_text, tote_of
from desktop.ui.theme import theme
from desktop.ui.widgets.count_tile import CountTile
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.photo import Photo


class Walk(Panel):
    """`show_told(told)` after each answer; `ask(ask)` and `end_ask()` for questions; `tile` asks for quantities."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.body.setSpacing(0)
        head = QWidget()
        head.setFixedHeight(look.px(55))
        row = QHBoxLayout(head)
        row.setContentsMargins(look.px(24), 0, look.px(16), 0)
        row.setSpacing(look.px(12))
        self._name = Label("", "title", weight=700)
        self._facts = ElideLabel("", "benchBody", "ink.secondary")
        row.addWidget(self._name)
        row.addWidget(self._facts, 1)
        self.hand = Label("", "heading", "go.ink", weight=600)
        row.addWidget(self.hand)
        self.body.addWidget(head)
        self.body.addWidget(Hairline())
        self.bin = BinTile()
        self.tile = CountTile(pips=False)
        self._top = QHBoxLayout()
        self._top.setSpacing(look.px(16))
        self._top.addWidget(self.bin, 1)
        self._top.addWidget(self.tile, 1)
        self.photo = Photo(112, radius=10)
        self.item = ElideLabel("", "benchName")
        self.variant = ElideLabel("", "title", "go.ink", px=28)
        self.sku = ElideLabel("", "benchBody", "ink.muted", codes=True)
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        under = QHBoxLayout()
        under.setSpacing(look.px(20))
        under.addWidget(self.variant)
        under.addWidget(self.sku)
        under.addStretch(1)
        words.addStretch(1)
        words.addWidget(self.item)
        words.addLayout(under)
        words.addStretch(1)
        what = QHBoxLayout()
        what.setSpacing(look.px(20))
        what.addWidget(self.photo)
        what.addLayout(words, 1)
        self.shares = Shares()
        facts = QWidget()
        below = QVBoxLayout(facts)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(look.px(12))
        below.addLayout(what)
        below.addWidget(self.shares)
        below.addStretch(1)
        self.question = AskPanel()
        self._below = QStackedWidget()
        self._below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._below.setMinimumSize(1, 1)
        self._below.addWidget(facts)
        self._below.addWidget(self.question)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(12))
        inner.setSpacing(look.px(14))
        inner.addLayout(self._top)
        inner.addWidget(self._below, 1)
        self.body.addLayout(inner, 1)
        self.use_size(look.px(640), look.px(800))

    @property
    def asking(self) -> bool:
        return self._below.currentWidget() is self.question

    def show_told(self, told: Told) -> None:
        wave, stop = told.wave, told.current
        self._name.setText(wave.name)
        self._facts.setText(size_text(len(wave.orders), wave.units))
        self.end_ask()
        held = told.step.hand_units if told.step.hand else 0
        self.hand.setText(_("In your hand: {units}").format(units=number(held)) if held else "")
        if stop is None:  # the walk is done: what is left is of all of it
            self.tile.show_count(wave.left, wave.units, words=_("left to pick"))
            return
        self.bin.show_bin(stop.bin, there=stop.bin == told.step.at_bin and bool(stop.bin))
        self.photo.show_photo(stop.photo, stop.name)
        self.item.set_type("benchNameLong" if len(stop.name) > 26 else "benchName")
        self.item.setText(stop.name)
        self.variant.setText(stop.variant)
        self.variant.setVisible(bool(stop.variant))
        self.sku.setText(stop.sku)
        self.tile.show_count(stop.left, stop.left + stop.picked, calm=told.said.refused, words=_("left to pick"))
        self.shares.show_stop(wave, stop)

    def ask(self, ask: Ask) -> None:
        """A question where the item stood: its answers have digits."""
        self.question.show_ask(ask)
        self._below.setCurrentWidget(self.question)

    def end_ask(self) -> None:
        self._below.setCurrentIndex(0)

    def use_size(self, height: int, width: int) -> None:
        look = theme()
        low, wide = height < look.px(600), width > look.px(1200)
        tile, digits = (150, 128) if low else (320, 300) if wide else (190, 160)
        room = height - look.px(330)
        if tile > room * 100 / look.scale:
            tile = max(96, round(room * 100 / look.scale))
            digits = round(tile * 0.8)
        self.bin.setFixedHeight(look.px(tile))
        self.tile.setFixedHeight(look.px(tile))
        self.tile.set_px(digits)
        self.photo.setVisible(height > look.px(520) and width > look.px(560))


class BinTile(QWidget):
    """The next bin, as large as its name lets it be. It turns blue when its code was scanned."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._there = "", False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bin(self, name: str, *, there: bool) -> None:
        self._name, self._there = name, there
        self.setAccessibleName(_("Bin {bin}").format(bin=name) if name else _("No bin"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(440), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(90))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("go.soft" if self._there else "bg.sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), look.radius("panel"), look.radius("panel"))
        pad = look.px(24)
        painter.setFont(look.font("heading", weight=500))
        painter.setPen(look.colour("go.ink" if self._there else "ink.secondary"))
        caption = _("You are here") if self._there else _("Go to")
        painter.drawText(pad, look.px(16) + painter.fontMetrics().ascent(), caption)
        top = look.px(16) + painter.fontMetrics().height()
        text, px = self._name or _("No bin"), 112
        room = self.width() - 2 * pad
        font = look.font("count", px=px)
        painter.setFont(font)
        while px > 28 and (painter.fontMetrics().horizontalAdvance(text) > room
                           or painter.fontMetrics().capHeight() > self.height() - top - pad):  # fmt: skip
            px -= 4
            painter.setFont(look.font("count", px=px))
        painter.setPen(look.colour("ink.primary"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        middle = (top + self.height() - pad / 2) / 2
        painter.drawText(pad, round(middle + painter.fontMetrics().capHeight() / 2), shown)


class Shares(QWidget):
    """Who gets how many at this stop: a box a tote, the one that comes next filled."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: list[tuple[str, str, str, bool]] = []  # letter, tote, units, next
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retheme()

    def show_stop(self, wave: WaveView, stop: Stop) -> None:
        following = destination(stop)
        orders = {order.id: order for order in wave.orders}
        sums: dict[int, int] = {}
        for part in stop.parts:
            sums[part.order_id] = sums.get(part.order_id, 0) + part.left
        self._boxes = []
        if len(wave.orders) > 1:
            for order_id, left in sums.items():
                order = orders[order_id]
                totes = ", ".join(tote_of(code) for code in order.totes) or (_("no tote yet") if left else "")
                at = following is not None and following.order_id == order_id
                self._boxes.append((order.letter, totes, number(left), at))
        spoken = [f"{letter} {totes}: {units}" for letter, totes, units, _at in self._boxes]
        self.setAccessibleName(", ".join(spoken))
        self.setVisible(bool(self._boxes))
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(theme().px(64))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(400), theme().px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, high, gap = 0, self.height(), look.px(8)
        for turn, (letter, tote, units, following) in enumerate(self._boxes):
            width = self._width(painter, letter, tote, units)
            if x + width > self.width():
                self._more(painter, x, len(self._boxes) - turn)
                break
            painter.setPen(look.colour("go.solid" if following else "line.strong"))
            painter.setBrush(look.colour("go.solid" if following else "bg.surface"))
            painter.drawRoundedRect(QRectF(x + 0.5, 0.5, width - 1, high - 1), 8, 8)
            inks = ("go.on", "go.on") if following else ("ink.primary", "ink.secondary")
            at = x + look.px(14)
            for text, kind, ink, weight in ((letter, "figure", inks[0], 700), (tote, "body", inks[1], 500),
                                            (f"x {units}", "heading", inks[0], 600)):  # fmt: skip
                painter.setFont(look.font(kind, weight=weight))
                painter.setPen(look.colour(ink))
                wide = painter.fontMetrics().horizontalAdvance(text)
                painter.drawText(QRectF(at, 0, wide + 2, high), int(Qt.AlignmentFlag.AlignVCenter), text)
                at += wide + (look.px(12) if text else 0)
            x += width + gap

    def _width(self, painter: QPainter, letter: str, tote: str, units: str) -> int:
        look, wide = theme(), 0
        for text, kind, weight in ((letter, "figure", 700), (tote, "body", 500), (f"x {units}", "heading", 600)):
            painter.setFont(look.font(kind, weight=weight))
            wide += painter.fontMetrics().horizontalAdvance(text) + (look.px(12) if text else 0)
        return wide + look.px(16)

    def _more(self, painter: QPainter, x: int, rest: int) -> None:
        look = theme()
        painter.setFont(look.font("benchBody"))
        painter.setPen(look.colour("ink.secondary"))
        box = QRectF(x, 0, max(0, self.width() - x), self.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), f"+{number(rest)}")

"""The middle of the packing screen when the order has changed: what comes out and goes in, or both sides to choose."""

import json
from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from desktop.i18n import _, clock, number
from desktop.services.bench import Move
from desktop.services.orders import OrderView
from desktop.services.remote import DecisionRow
from desktop.ui import icons
from desktop.ui.bench.move_cards import MoveCard, MoveCards
from desktop.ui.bench.order_bar import OrderBar
from desktop.ui.theme import theme
from desktop.ui.widgets.compare_cards import CompareCards, Compared
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.words import field_name, side_words


class Changed(Panel):
    """`show_decision(order, row, moves)`: what comes out and goes in, or the two sides of any other difference.

    `show_moves(order, cards, ...)`: it is decided; the units are scanned as they come out and go in.
    """

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.bar = OrderBar()
        self.body.setSpacing(0)
        self.body.addWidget(self.bar)
        self.body.addWidget(Hairline())
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(16))
        inner.setSpacing(look.px(14))
        self.cards, self.moves = CompareCards(), MoveCards()
        self.sentence = Label("", "bodyStrong", wrap=True)
        self.told = ElideLabel("", "caption", "ink.secondary")
        self._who = QLabel()
        self._who_icon = "store"
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addWidget(self.sentence)
        words.addWidget(self.told)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(12))
        foot.addWidget(self._who)
        foot.addLayout(words, 1)
        inner.addWidget(self.cards, 1)
        inner.addWidget(self.moves, 1)
        inner.addLayout(foot)
        self.body.addLayout(inner, 1)
        self.retheme()

    def show_decision(self, order: OrderView, row: DecisionRow, moves: Sequence[Move], zone: str) -> None:
        self.bar.show_order(order, zone)
        self._who_icon = "store"
        self.retheme()
        self.moves.setVisible(bool(moves))
        self.cards.setVisible(not moves)
        self.moves.show_cards([_card(move) for move in moves])
        name = field_name(row.field)
        self.cards.compare(
            Compared("go", _("Here"), name, _said(row.field, row.ours)),
            Compared(
                "warn",
                _("At the other bench") if row.field == "slip" else _("In the store"),
                name,
                _said(row.field, row.theirs),
            ),
        )
        self.sentence.setText(_in_words(row, moves))
        self.told.setText(
            _("{store} said so at {time}").format(store=row.store, time=clock(row.at, zone=zone)) if row.store else ""
        )

    def show_moves(
        self, order: OrderView, cards: Sequence[MoveCard], told: str, why: str, zone: str, *, by_store: bool = False
    ) -> None:
        """`told` says who changed the order and when, `why` in their words."""
        self.bar.show_order(order, zone)
        self._who_icon = "store" if by_store else "circle-user-round"
        self.retheme()
        self.moves.setVisible(True)
        self.cards.setVisible(False)
        self.moves.show_cards(cards)
        self.sentence.setText(told)
        self.told.setText(why)

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "_who"):
            self._who.setPixmap(icons.icon(self._who_icon, "ink.secondary", 28))


def _said(field: str, value: str) -> str:
    """One side of a difference in a few words."""
    if field == "lines":
        kept = json.loads(value) or []
        return ", ".join(f"{int(line[2]) - int(line[3])} x {line[1]}" for line in kept)
    if field == "address":
        return ", ".join(part for part in json.loads(value) or [] if part)
    return side_words(value)


def _in_words(row: DecisionRow, moves: Sequence[Move]) -> str:
    if row.field == "fulfilment" and row.theirs == "cancelled":
        return _("The order was cancelled in the store. If you take it over, put everything back.")
    if moves:
        out = ", ".join(f"{number(-move.units)} x {_name(move)}" for move in moves if move.units < 0)
        into = ", ".join(f"{number(move.units)} x {_name(move)}" for move in moves if move.units > 0)
        if not into:
            return _("Take out: {out}. Everything else stays.").format(out=out)
        if not out:
            return _("Add: {into}. Everything else stays.").format(into=into)
        return _("Take out: {out}. Add: {into}. Everything else stays.").format(out=out, into=into)
    if row.field == "slip":
        return _("Another bench packed it by its slip. Take it over where that parcel goes; else keep what is here.")
    if row.field == "payment":
        return _("The money went back. If you take it over, do not send the parcel.")
    return _("{store} has other words for this order. Nothing closes before you have decided.").format(store=row.store)


def _name(move: Move) -> str:
    return ", ".join(text for text in (move.article.name or move.article.sku, move.article.variant) if text)


def _card(move: Move) -> MoveCard:
    place = _("Bin {bin}").format(bin=move.article.bin) if move.article.bin else _("No bin")
    about = " · ".join(text for text in (move.article.variant, place) if text)
    return MoveCard(move.units, move.article.name or move.article.sku, about, move.article.photo, sku=move.article.sku)

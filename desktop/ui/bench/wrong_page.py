"""Both articles side by side, what tells them apart largest; or the two labels that were swapped."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.bench import Label as Seal
from desktop.services.packing import Article
from desktop.ui.bench.lines import Row
from desktop.ui.theme import theme
from desktop.ui.widgets.compare_cards import CompareCards, Compared
from desktop.ui.widgets.label import Label


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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.cards.setVisible(self.height() > theme().px(300))  # else there is room for what to do, and no more

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
        self.fix.setVisible(True)
        self.clears.setText(_("The next right item clears this. Nothing to press."))

    def compare_labels(self, seal: Seal, number: str) -> None:
        """The label that this parcel of order `number` needs beside the one that was scanned on it."""
        wanted = _("Parcel {place} of {all}").format(place=seal.position, all=seal.of)
        other = _("Another parcel")
        if seal.got_order and seal.got_order != number:
            other = _("Order {number}").format(number=seal.got_order)
        self.cards.compare(
            Compared("go", _("Expected"), wanted, seal.expected),
            Compared("stop", _("You scanned"), other, seal.got),
        )
        self.fix.setText(_("Take it off. This parcel gets {code}.").format(code=seal.expected))
        self.clears.setText(_("The right label clears this. Nothing to press."))


def _fix(expected: Row | None, got: Article) -> str:
    back = _("Put it back in {bin}.").format(bin=got.bin) if got.bin else _("Put it back.")
    if expected is None:
        return back
    what = expected.variant if expected.variant and expected.name == got.name else expected.name
    if not expected.bin:
        return f"{back} " + _("Take {what}.").format(what=what)
    return f"{back} " + _("Take {what} from {bin}.").format(what=what, bin=expected.bin)

"""What must go back into its bin: scan the item, then the bin."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, number
from desktop.services.put_backs import PutBack
from desktop.ui.bench.checklist import Checklist
from desktop.ui.bench.lines import Row
from desktop.ui.picking.walk import BinTile
from desktop.ui.picking.words import joined
from desktop.ui.theme import theme
from desktop.ui.widgets.count_tile import CountTile
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.photo import Photo


class PutBackWork(Panel):
    """`show_task(task, held)`: `held` units are in the hand, 0 before its item was scanned."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.body.setSpacing(0)
        head = QWidget()
        head.setFixedHeight(look.px(55))
        row = QHBoxLayout(head)
        row.setContentsMargins(look.px(24), 0, look.px(16), 0)
        row.setSpacing(look.px(12))
        self._title = Label("", "title", weight=700)
        self._why = ElideLabel("", "benchBody", "ink.secondary")
        self.hand = Label("", "heading", "go.ink", weight=600)
        row.addWidget(self._title)
        row.addWidget(self._why, 1)
        row.addWidget(self.hand)
        self.bin, self.tile = BinTile(), CountTile(pips=False, px=160)
        self.photo = Photo(112, radius=10)
        self.item = ElideLabel("", "benchName")
        self.variant = ElideLabel("", "title", "go.ink", px=28)
        self.sku = ElideLabel("", "benchBody", "ink.muted", codes=True)
        top = QHBoxLayout()
        top.setSpacing(look.px(16))
        top.addWidget(self.bin, 3)
        top.addWidget(self.tile, 2)
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        for part in (self.item, self.variant, self.sku):
            words.addWidget(part)
        words.addStretch(1)
        what = QHBoxLayout()
        what.setSpacing(look.px(20))
        what.addWidget(self.photo)
        what.addLayout(words, 1)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(12))
        inner.setSpacing(look.px(14))
        inner.addLayout(top)
        inner.addLayout(what)
        inner.addStretch(1)
        self.body.addWidget(head)
        self.body.addWidget(Hairline())
        self.body.addLayout(inner, 1)
        self.retranslate()
        self.use_height(look.px(640))

    def show_task(self, task: PutBack | None, held: int) -> None:
        if task is None:
            return
        self._why.setText(joined(f"#{task.number}" if task.number else "", _(task.reason) if task.reason else ""))
        self.hand.setText(_("In your hand: {units}").format(units=number(held)) if held else "")
        self.bin.show_bin(task.bin, there=False)
        self.photo.show_photo(task.photo, task.name)
        self.item.set_type("benchNameLong" if len(task.name) > 26 else "benchName")
        self.item.setText(task.name)
        self.variant.setText(task.variant)
        self.variant.setVisible(bool(task.variant))
        self.sku.setText(task.sku)
        self.tile.show_count(task.left, task.units, words=_("to put back"))

    def use_height(self, height: int) -> None:
        look = theme()
        tile = look.px(150 if height < look.px(600) else 190)
        self.bin.setFixedHeight(tile)
        self.tile.setFixedHeight(tile)

    def retranslate(self) -> None:
        self._title.setText(_("Put back"))


class PutBackList(Panel):
    """The tasks, by their bin's turn in the walk."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.body.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(14))
        self._title = Label("", "benchBody", weight=600)
        head.addWidget(self._title)
        head.addStretch(1)
        self.checklist = Checklist()
        self.checklist.setObjectName("put-back-list")
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.checklist, 1)
        self.retranslate()

    def show_tasks(self, tasks: Sequence[PutBack], current: int | None) -> None:
        rows = [
            Row(task.id, task.id, task.name, task.variant, joined(task.bin or _("No bin"), task.variant or task.sku),
                task.sku, task.bin, task.photo, task.units, task.left, "")
            for task in tasks
        ]  # fmt: skip
        self.checklist.show_rows(rows, current)

    def retranslate(self) -> None:
        self._title.setText(_("What goes back"))

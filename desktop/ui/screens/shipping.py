"""Shipping: parcels by courier, scanned onto the manifest with their tracking numbers, and what becomes of them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from desktop.domain import codes
from desktop.domain.codes import Command, Kind
from desktop.domain.errors import KolliError
from desktop.i18n import N_, _
from desktop.services import export_lists, handover, manifests, parcels, shipping
from desktop.services.changes import Change, new_op_id
from desktop.services.handover import QUESTIONS, Answer, Said
from desktop.services.parcels import Of, ParcelRow
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.screen import Screen
from desktop.ui.shipping.actions import Actions
from desktop.ui.shipping.answers import Spoken, refused, spoken
from desktop.ui.shipping.layout import lay_out
from desktop.ui.shipping.listing import Listing
from desktop.ui.shipping.tracking_file import TrackingFile
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead

_MOST_UNDO = 50


class ShippingScreen(Screen):
    name, title, icon, letter = "shipping", N_("Ship"), "truck", "S"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._hand: ParcelRow | None = None  # the parcel that was scanned last: the next number is its own
        self._asked = ""  # a number that is kept when it comes again
        self._undo: list[Callable[[], object]] = []
        self.listing = Listing(desk, self._chosen)
        self.head, self.tabs, self.table = PageHead(), self.listing.tabs, self.listing.lists.table
        self.couriers, self.manifest, self.panel = self.listing.couriers, self.listing.manifest, self.listing.panel
        self.search, self.pages = self.listing.lists.search, QStackedWidget()
        self.read_file = KeyButton("", "file-up", "I", name="ship-import")
        self.head.add_action(exporting.button(desk, export_lists.maker("parcels"), "ship-export", bare=True))
        self.file, self.doing = TrackingFile(desk), Actions(desk, self.listing.read)
        self._minute = QTimer(self)
        lay_out(self, self.head, self.read_file, self.listing, self.pages, self.file)
        self._connect()
        desk.hub.watch(self, {"order", "parcel", "manifest", "courier", "settings"}, self._changed)
        self.retranslate()

    def entered(self) -> None:
        self.listing.reopen()
        self.table.setFocus()

    def left(self) -> None:
        self._drop()

    def open(self, id: int | None) -> None:
        """Show a parcel."""
        if id is not None:
            self.desk.tasks.run(partial(parcels.get, id), self.listing.go_to)

    def scanned(self, text: str) -> None:
        read = codes.read(text)
        if read.kind is Kind.COMMAND:
            self._command(Command(read.value))
            return
        hand = self._hand.id if self._hand else None
        courier = self.listing.courier if self.listing.of is Of.HAND_OVER else None
        work = partial(handover.hear, text, courier, hand, self._asked, new_op_id())
        self.desk.tasks.run(work, self._answer, self._refused)

    def back(self) -> bool:
        if self.pages.currentWidget() is self.file:
            self._leave_file()
        elif self._asked or self._hand is not None:
            self._drop()
            self.desk.lane.clear()
        elif self.search.text():
            self.search.clear()
        elif self.listing.of is Of.HAND_OVER and self.listing.side.currentWidget() is self.panel:
            self.listing.show_side()
        else:
            return False
        return True

    def undo(self) -> bool:
        if not self._undo:
            return False
        self.desk.tasks.run(self._undo.pop(), self._undone, self._refused)
        return True

    def search_focus(self) -> bool:
        self.search.setFocus()
        self.search.selectAll()
        return True

    def _changed(self, heard: frozenset[Change]) -> None:
        if self.isVisible():
            self.listing.read()

    def _chosen(self, row: ParcelRow) -> None:
        """Another parcel was made current by hand: the next scan says whose number it is."""
        if self._hand is not None and self._hand.id != row.id:
            self._drop()

    # Scans and numbers

    def _answer(self, answer: Answer) -> None:
        self._asked = answer.number if answer.said in QUESTIONS else ""
        row = answer.parcel
        self._say(spoken(answer, self.listing.facts.numberless))
        if answer.said in (Said.LOADED, Said.AGAIN, Said.IN_HAND, Said.MANY) and row is not None:
            self._hand = None if answer.said is Said.MANY else row
            self.listing.just = row.id if answer.said is Said.LOADED else self.listing.just
            if answer.said is Said.LOADED:
                self._keep_undo(partial(manifests.take_off, row.id))
            courier = answer.manifest.courier if answer.manifest else None
            self.listing.go_to(row, courier, panel=answer.said is not Said.LOADED)
        elif answer.said is Said.SAVED and row is not None and answer.was is not None:
            self.listing.just = row.id
            was = answer.was
            self._keep_undo(partial(shipping.untrack, row.order_id, row.id, was.courier, was.tracking))
            self._hand = None
            self.listing.go_to(row, panel=row.manifest_id is None)
        elif answer.said is Said.MANIFEST and answer.manifest is not None and answer.manifest.state != "closed":
            self.listing.choose_courier(answer.manifest.courier)

    def _say(self, said: Spoken) -> None:
        self.desk.lane.show_result(said.outcome, said.headline, said.detail, said.hold_ms)

    def _drop(self, _which: str = "") -> None:
        """What is in hand and what is asked about is forgotten."""
        self._hand, self._asked = None, ""

    def _give(self, row: ParcelRow, courier: str, typed: str) -> None:
        """A number typed or scanned into the field."""
        work = partial(handover.give, row, courier, typed, sure=bool(self._asked) and self._asked == typed)
        self.desk.tasks.run(work, self._show_given, self._wrong_number)

    def _show_given(self, answer: Answer) -> None:
        self._answer(answer)
        if answer.said is Said.SAVED:
            self.table.setFocus()
        else:
            self.panel.say_wrong(self.desk.lane.headline)

    def _type_number(self) -> None:
        """The number of the current parcel, by hand."""
        row = self.table.current()
        if row is not None:
            self.panel.show_parcel(row)
            self.listing.show_side(parcel=True)
            self.panel.focus_number()

    def _keep_undo(self, undo: Callable[[], object]) -> None:
        self._undo.append(undo)
        del self._undo[:-_MOST_UNDO]

    def _undone(self, _result: object) -> None:
        self.listing.just = None
        self._drop()
        self.desk.lane.show_result(Outcome.SAVED, _("Undone"))
        self.listing.show_list()
        self.listing.read()

    def _wrong_number(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self.panel.say_wrong(error.say())

    def _refused(self, error: Exception) -> None:
        self._say(refused(error))

    def _command(self, command: Command) -> None:
        """The command card: the next courier, closing, taking back, and the answers to what is asked."""
        if command is Command.NEXT:
            self.desk.tasks.run(partial(handover.next_courier, self.listing.courier), self._next, self._refused)
        elif command is Command.DONE:
            self.manifest.close_it.click()
        elif command is Command.UNDO:
            self.undo()
        elif command is Command.YES and self._asked:
            self.scanned(self._asked)
        elif command in (Command.NO, Command.CANCEL):
            self.back()
        else:
            self.desk.lane.show_result(Outcome.ATTENTION, _("Not done"), _("That command is for the packing bench."))

    def _next(self, name: str | None) -> None:
        self._drop()
        self.listing.choose_courier(name)

    def _open_order(self, row: Any = None) -> None:
        chosen = row if isinstance(row, ParcelRow) else self.panel.parcel
        if chosen is not None:
            self.desk.open("order", chosen.order_id)

    def _open_file(self) -> None:
        self.pages.setCurrentWidget(self.file)
        self.file.choose()

    def _leave_file(self) -> None:
        self.pages.setCurrentIndex(0)
        self.listing.read()

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._drop)
        self.couriers.chosen.connect(self._drop)
        self.table.opened.connect(self._open_order)
        self.doing.manifest_of = self._manifest_id
        self.manifest.closing.connect(self.doing.close)
        self.panel.number_given.connect(self._give)
        self.panel.happened.connect(self.doing.happened)
        self.panel.one.clicked.connect(self._ship_one)
        self.panel.order.clicked.connect(self._open_order)
        self.listing.lists.type_number.clicked.connect(self._type_number)
        self.listing.lists.waybills.clicked.connect(self._waybills)
        self.read_file.clicked.connect(self._open_file)
        self.file.left.connect(self._leave_file)
        self._minute.setInterval(30_000)
        self._minute.timeout.connect(self._tick)
        self._minute.start()

    def _manifest_id(self) -> int | None:
        return self.manifest.manifest.id if self.manifest.manifest else None

    def _ship_one(self) -> None:
        self.doing.ship(self.panel.parcel)

    def _waybills(self) -> None:
        row = self.listing.row()
        if row is not None:
            self.doing.waybills(row.name)

    def _tick(self) -> None:
        """The time that is left grows shorter by itself."""
        if self.isVisible():
            self.listing.read()

    def retranslate(self) -> None:
        self.head.set_title(_("Ship"))
        self.read_file.setText(_("Import tracking CSV"))
        self.listing.retranslate()
        self.file.retranslate()

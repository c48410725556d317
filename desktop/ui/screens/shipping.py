"""Shipping: parcels by courier, their tracking numbers by scan or by hand, and handing them over."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.errors import KolliError, NotFound
from desktop.i18n import N_, _, clock, language, ngettext, number
from desktop.services import carriers, parcels, settings, shipping
from desktop.services.batch import Batch
from desktop.services.changes import Change, now
from desktop.services.orders import OrderView
from desktop.services.parcels import Counts, CourierRow, Of, ParcelRow
from desktop.ui.desk import Desk
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.screen import Screen
from desktop.ui.settings.page import both_ways
from desktop.ui.ship_by import ship_by
from desktop.ui.shipping.couriers import Couriers, courier_name
from desktop.ui.shipping.hand_over import HandOver
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.stage_tabs import StageTabs
from desktop.ui.words import order_name

COLUMNS = (
    Column(N_("Parcel"), 150),
    Column(N_("Tracking number"), 180, stretch=1),
    Column(N_("Weight"), 70, RIGHT),
    Column(N_("State"), 130),
)
_TYPING_MS = 60
_SLICE = 10  # orders handed over in one piece of work, so that a scan never waits behind all of them
_MOST_UNDO = 50


@dataclass(frozen=True, slots=True)
class _Facts:
    couriers: list[CourierRow]
    counts: Counts
    zone: str
    country: str


@dataclass(frozen=True, slots=True)
class _Scanned:
    """What a scan came to: a parcel of ours (`found`), or a number that was given to one (`given`, before it `was`)."""

    found: ParcelRow | None = None
    given: ParcelRow | None = None
    was: ParcelRow | None = None
    taken: ParcelRow | None = None  # the number is on this other parcel already
    article: bool = False


class ShippingScreen(Screen):
    name, title, icon, letter = "shipping", N_("Ship"), "truck", "S"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._facts = _Facts([], Counts(0, 0, 0), "UTC", "")
        self._of = Of.HAND_OVER
        self._courier: str | None = None
        self._asking: ParcelRow | None = None  # the next number that is scanned is this parcel's
        self._just: int | None = None
        self._wanted: int | None = None
        self._first = True
        self._undo: list[Callable[[], object]] = []
        self._leaving: list[int] = []
        self._left_with = Batch(0)
        self.head, self.tabs = PageHead(), StageTabs("ship-tabs")
        self.couriers, self.panel = Couriers(), HandOver()
        self.search = TextField("ship-search", icon="search", key="/")
        self.table = PagedTable(desk.tasks, COLUMNS, name="ship-parcels", row_px=55)
        self._title, self._sub = ElideLabel("", "benchBody", weight=600), ElideLabel("", "body", "ink.secondary")
        self.empty = EmptyState("truck")
        self._lists = QStackedWidget()
        self._soon, self._minute = QTimer(self), QTimer(self)
        self._lay_out()
        self._connect()
        desk.hub.watch(self, {"order", "parcel", "settings"}, self._changed)
        self.retranslate()

    def entered(self) -> None:
        self._read()
        self.table.setFocus()

    def left(self) -> None:
        self._asking = None

    def open(self, id: int | None) -> None:
        """Show a parcel."""
        if id is not None:
            self.desk.tasks.run(partial(parcels.get, id), self._go_to)

    def scanned(self, text: str) -> None:
        self.desk.tasks.run(partial(_scan, text, self._asking, self._facts.country), self._show_scan, self._refused)

    def back(self) -> bool:
        if self._asking is not None:
            self._ask(None)
            self.desk.lane.clear()
            return True
        if self.search.text():
            self.search.clear()
            return True
        return False

    def undo(self) -> bool:
        if not self._undo:
            return False
        self.desk.tasks.run(self._undo.pop(), self._undone, self._refused)
        return True

    def search_focus(self) -> bool:
        self.search.setFocus()
        self.search.selectAll()
        return True

    # What is shown

    def _read(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def _show(self, facts: _Facts) -> None:
        again = self._facts.zone != facts.zone
        self._facts = facts
        counts = facts.counts
        self.tabs.set_count(Of.HAND_OVER, counts.hand_over)
        self.tabs.set_count(Of.NEEDS_TRACKING, counts.needs_tracking)
        self.tabs.set_count(Of.ON_THE_WAY, counts.on_the_way)
        names = [row.name for row in facts.couriers]
        if self._of is Of.HAND_OVER and self._courier not in names:
            self._courier = next(iter(names), None)
            again = True
        self.couriers.show_couriers(facts.couriers, facts.zone)
        self._show_courier()
        if again or self._first:
            self._show_list()
        else:
            self.table.reload()

    def _show_tab(self, key: str) -> None:
        self._of = Of(key)
        if self._of is Of.HAND_OVER:
            self._courier = self._courier or next((row.name for row in self._facts.couriers), None)
        self._show_courier()
        self._show_list()

    def _show_courier(self) -> None:
        handing = self._of is Of.HAND_OVER
        self.couriers.setVisible(handing)
        row = next((row for row in self._facts.couriers if row.name == self._courier), None) if handing else None
        self.couriers.set_current(row.name if row else None)
        self.panel.show_courier(row)
        if row is not None:
            self.desk.tasks.run(partial(parcels.ready_orders, row.name), self._know_ready)
            self._title.setText(_("{courier} parcels").format(courier=courier_name(row.name)))
            due = ship_by(row.ship_by, now(), self._facts.zone)
            self._sub.setText(_("first promise {time}").format(time=due.sub) if due.sub else "")
        else:
            words = {Of.HAND_OVER: _("Parcels"), Of.NEEDS_TRACKING: _("Packed, without a number"),
                     Of.ON_THE_WAY: _("On the way")}  # fmt: skip
            self._title.setText(words[self._of])
            self._sub.setText("")

    def _know_ready(self, orders: list[int]) -> None:
        self.panel.show_ready(len(orders))

    def _show_list(self) -> None:
        self._first = False
        courier = self._courier if self._of is Of.HAND_OVER else None
        page = partial(_page, self._of, courier, self.search.text())
        show = partial(_row, self._facts.zone, self._just, self._asking.id if self._asking else None)
        self.table.show_source(Source(page=page, show=show, id=_id))

    def _settled(self, count: int) -> None:
        self._lists.setCurrentIndex(0 if count else 1)
        if not count:
            self.panel.show_parcel(None)
            self._say_empty()
        elif self._wanted is not None:
            self.table.select_id(self._wanted)
            self._wanted = None

    def _say_empty(self) -> None:
        if self.search.text().strip():
            text = _("No parcel has “{text}” in it.").format(text=self.search.text().strip())
            self.empty.say(_("Nothing found"), text, "search-x")
        elif self._of is Of.HAND_OVER:
            self.empty.say(_("No parcel waits"), _("Packed orders appear here by themselves."), "truck")
        elif self._of is Of.NEEDS_TRACKING:
            self.empty.say(_("Every parcel has its number"), _("Nothing is missing."), "circle-check")
        else:
            self.empty.say(_("Nothing is on its way"), _("What is handed over is listed here."), "truck")

    def _show_current(self, record: Any = None) -> None:
        row = self.table.current()
        if row is None:
            return
        if self._wanted is not None:
            return  # the list is being read again; its first row is nobody's choice
        self.panel.show_parcel(row, keep=True)
        if self._asking is not None and self._asking.id != row.id:
            self._ask(None)  # another parcel was chosen by hand: the next scan says whose number it is

    def _changed(self, heard: frozenset[Change]) -> None:
        if self.isVisible():
            self._read()

    # Scans and numbers

    def _show_scan(self, result: _Scanned) -> None:
        if result.article:
            self.desk.lane.show_result(Outcome.ATTENTION, _("That is an article"), _("No number was saved."))
        elif result.taken is not None:
            other = f"{result.taken.code} · {order_name(result.taken.number)}"
            self.desk.lane.show_result(Outcome.ATTENTION, _("This number is on another parcel"), other)
        elif result.given is not None:
            self._given(result.was, result.given)
        elif result.found is not None:
            self._go_to(result.found)
            self._ask(result.found)
        else:
            self.desk.lane.show_result(Outcome.UNKNOWN, "", _("Scan the parcel first, then the courier's number."))

    def _ask(self, row: ParcelRow | None) -> None:
        """The next number is this parcel's; None: nobody's."""
        self._asking = row
        if row is None:
            return
        self.panel.show_parcel(row)
        detail = row.tracking or _("Now scan the courier's number")
        self.desk.lane.show_result(Outcome.SAVED, f"{row.code} · {order_name(row.number)}", detail, hold_ms=60_000)

    def _go_to(self, row: ParcelRow) -> None:
        self._of = Of.ON_THE_WAY if row.state == "shipped" else Of.HAND_OVER
        self._courier = row.courier if self._of is Of.HAND_OVER else self._courier
        self._wanted = row.id
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.tabs.blockSignals(True)
        self.tabs.choose(self._of)
        self.tabs.blockSignals(False)
        self._show_courier()
        self._show_list()
        self.panel.show_parcel(row)

    def _give(self, row: ParcelRow, courier: str, tracking: str) -> None:
        """A number typed or scanned into the field."""
        work = partial(_give, row, courier, tracking)
        self.desk.tasks.run(work, self._show_given, self._wrong_number)

    def _show_given(self, result: _Scanned) -> None:
        if result.given is None:
            self._show_scan(result)
            taken = result.taken
            self.panel.say_wrong(_("It is on {parcel}").format(parcel=taken.code) if taken else _("That is an article"))
        else:
            self._given(result.was, result.given)

    def _given(self, was: ParcelRow | None, row: ParcelRow) -> None:
        self._asking = None
        self._just = row.id
        self._wanted = row.id
        detail = " · ".join(part for part in (row.code, f"{row.courier} {row.tracking}".strip()) if part)
        likely = carriers.suggest(row.tracking, self._facts.country)
        if row.courier and likely and not any(carriers.same(row.courier, name) for name in likely):
            detail += " · " + _("looks like {courier}").format(courier=likely[0])
        if was is not None:
            self._undo.append(partial(shipping.untrack, row.order_id, row.id, was.courier, was.tracking))
            del self._undo[:-_MOST_UNDO]
        self.panel.show_parcel(row)
        self.desk.lane.show_result(Outcome.SAVED, _("Tracking number saved"), detail)
        self.table.setFocus()
        self._courier = row.courier if self._of is Of.HAND_OVER else self._courier
        self._show_list()
        self._read()

    def _undone(self, _order: object) -> None:
        self._just = None
        self.desk.lane.show_result(Outcome.SAVED, _("Undone"))
        self._read()

    def _wrong_number(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self.panel.say_wrong(error.say())

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        outcome = Outcome.UNKNOWN if isinstance(error, NotFound) else Outcome.ATTENTION
        self.desk.lane.show_result(outcome, "" if outcome is Outcome.UNKNOWN else _("Not done"), error.say())

    # Handing over

    def _ship_one(self) -> None:
        row = self.panel.parcel
        if row is not None:
            self.desk.tasks.run(partial(shipping.ship, row.order_id), self._shipped_one, self._refused)

    def _shipped_one(self, order: OrderView) -> None:
        given = [parcel.tracking for parcel in order.parcels if parcel.tracking]
        detail = " · ".join([order_name(order.number), *given[:2]])
        self.desk.lane.show_result(Outcome.SAVED, _("Shipped"), detail)
        self._read()

    def _ship_all(self) -> None:
        if self._courier is not None and not self._leaving:
            self.panel.all.setEnabled(False)
            self.desk.tasks.run(partial(parcels.ready_orders, self._courier), self._begin_leaving, self._refused)

    def _begin_leaving(self, orders: list[int]) -> None:
        self._leaving, self._left_with = orders, Batch(0)
        self._ship_slice(Batch(0))

    def _ship_slice(self, result: Batch) -> None:
        """One piece after the other: what is scanned meanwhile comes in between."""
        self._left_with = Batch(self._left_with.done + result.done, (*self._left_with.refused, *result.refused))
        if self._leaving:
            slice_, self._leaving = self._leaving[:_SLICE], self._leaving[_SLICE:]
            self.desk.tasks.run(partial(shipping.ship_each, slice_), self._ship_slice, self._stopped)
            return
        done, refused = self._left_with.done, self._left_with.refused
        if refused:
            words = _("{done} shipped, {refused} refused").format(done=number(done), refused=number(len(refused)))
            self.desk.lane.show_result(Outcome.ATTENTION, words, refused[0].say())
        elif done:
            words = ngettext("{count} order shipped", "{count} orders shipped", done).format(count=number(done))
            self.desk.lane.show_result(Outcome.SAVED, words, courier_name(self._courier or ""))
        self._read()

    def _stopped(self, error: Exception) -> None:
        self._leaving = []
        self._refused(error)
        self._read()

    def _open_order(self, row: Any = None) -> None:
        chosen = row if isinstance(row, ParcelRow) else self.panel.parcel
        if chosen is not None:
            self.desk.open("order", chosen.order_id)

    def _choose_courier(self, name: str) -> None:
        self._courier = name
        self._ask(None)
        self._show_courier()
        self._show_list()

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        self.head.add_middle(self.tabs)
        top = QHBoxLayout()
        top.setContentsMargins(look.px(16), look.px(4), look.px(16), look.px(4))
        top.setSpacing(look.px(12))
        top.addWidget(self._title)
        top.addWidget(self._sub, 1)
        self.search.setFixedWidth(look.px(216))
        top.addWidget(self.search)
        rows = QWidget()
        listed = QVBoxLayout(rows)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(0)
        listed.addWidget(TableHead(self.table))
        listed.addWidget(self.table, 1)
        self._lists.addWidget(rows)
        self._lists.addWidget(self.empty)
        box = Panel(flush=True)
        box.body.setSpacing(0)
        box.body.addLayout(top)
        box.body.addWidget(Hairline())
        box.body.addWidget(self._lists, 1)
        self.panel.setFixedWidth(look.px(304))
        columns = QHBoxLayout()
        columns.setSpacing(look.px(16))
        columns.addWidget(self.couriers)
        columns.addWidget(box, 1)
        columns.addWidget(self.panel)
        body = QWidget()
        body.setLayout(columns)
        columns.setContentsMargins(0, 0, 0, 0)
        box.setMinimumWidth(look.px(360))  # with very large text the page scrolls rather than to cut
        column = page_column(self)
        column.addWidget(self.head)
        column.addWidget(both_ways(body), 1)
        self.panel.show_parcel(None)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.couriers.chosen.connect(self._choose_courier)
        self.table.current_changed.connect(self._show_current)
        self.table.opened.connect(self._open_order)
        self.table.settled.connect(self._settled)
        self.panel.number_given.connect(self._give)
        self.panel.one.clicked.connect(self._ship_one)
        self.panel.all.clicked.connect(self._ship_all)
        self.panel.order.clicked.connect(self._open_order)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self._show_list)
        self.search.textChanged.connect(self._soon.start)
        self._minute.setInterval(30_000)
        self._minute.timeout.connect(self._tick)
        self._minute.start()

    def _tick(self) -> None:
        """The time that is left grows shorter by itself."""
        if self.isVisible():
            self._read()

    def retranslate(self) -> None:
        self.head.set_title(_("Ship"))
        self.tabs.set_tabs([
            (Of.HAND_OVER, _("Hand over")), (Of.NEEDS_TRACKING, _("Needs tracking")), (Of.ON_THE_WAY, _("On the way")),
        ])  # fmt: skip
        self.search.setPlaceholderText(_("Parcel, order, name"))
        self.search.setAccessibleName(_("Search in the list"))
        self.table.setAccessibleName(_("Parcels"))
        self.couriers.retranslate()
        self.panel.retranslate()
        if not self._first:
            self._show(self._facts)
            self._show_list()


def _id(row: ParcelRow) -> int:
    return row.id


def _page(of: Of, courier: str | None, typed: str, after: ParcelRow | None, limit: int) -> list[ParcelRow]:
    return parcels.page(of, courier, typed, after, limit)


def _row(zone: str, just: int | None, asking: int | None, row: ParcelRow) -> Row:
    number_ = Cell(row.tracking, codes=True) if row.tracking else Cell(_("Scan the courier's number"), ink="ink.muted")
    if row.id == just:
        state = Cell(_("Just scanned"), mark="right", ink="go.ink", strong=True)
    elif row.state == "shipped":
        when = clock(row.shipped_at, zone=zone) if row.shipped_at else ""
        state = Cell(_("Shipped"), " · ".join(part for part in (row.courier, when) if part), mark="truck",
                     ink="ink.secondary")  # fmt: skip
    elif row.tracking:
        state = Cell(_("Ready"), mark="circle-check", mark_ink="ink.muted", ink="ink.secondary")
    else:
        state = Cell(_("No tracking"), mark="attention", ink="warn.ink", strong=True)
    place = " · ".join(part for part in (f"{row.position}/{row.of}", row.place or row.buyer) if part)
    return Row((Cell(row.code, place, strong=True, codes=True), number_, Cell(_weight(row.weight_g)), state))


def _weight(grams: int | None) -> str:
    if grams is None:
        return ""
    kilograms, tenths = divmod(max(1, round(grams / 100)), 10)
    return f"{number(kilograms)}{'.' if language() == 'en' else ','}{tenths}\u00a0kg"


def _scan(text: str, asking: ParcelRow | None, country: str) -> _Scanned:
    """A parcel by its papers; else the number of the parcel that was scanned before it."""
    kind = codes.read(text).kind
    if kind is Kind.COMMAND or kind is Kind.PICK_LIST:
        return _Scanned()
    found = parcels.meant(text)
    ours = kind in (Kind.PARCEL, Kind.ORDER)
    if ours or (found is not None and asking is None):
        return _Scanned(found=found)
    if asking is None:
        return _Scanned(article=parcels.is_article(text))
    number_ = codes.without_symbology(text).strip()
    courier = asking.courier or carriers.surely(number_)
    return _give(asking, courier, number_)


def _give(row: ParcelRow, courier: str, tracking: str) -> _Scanned:
    """Keep a number, unless it is an article's or another parcel's."""
    number_ = shipping.check_tracking(tracking)
    if parcels.is_article(number_):
        return _Scanned(article=True)
    other = parcels.with_number(number_)
    if other is not None and other.id != row.id:
        return _Scanned(taken=other)
    was = parcels.get(row.id)
    shipping.track(row.order_id, courier, number_, row.id)
    return _Scanned(given=parcels.get(row.id), was=was)


def _read() -> _Facts:
    shop = settings.shop()
    return _Facts(parcels.couriers(), parcels.counts(), shop.zone, shop.country)

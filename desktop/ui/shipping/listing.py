"""The lists of the shipping page: which tab, which courier, what is current, and the panel that goes with it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QStackedWidget

from desktop.i18n import _, clock, number
from desktop.services import deliveries
from desktop.services.changes import now
from desktop.services.parcels import CourierRow, Of, ParcelRow
from desktop.ui.desk import Desk
from desktop.ui.shipping import facts
from desktop.ui.shipping.couriers import Couriers, courier_name
from desktop.ui.shipping.facts import Door, Facts
from desktop.ui.shipping.lists import Lists
from desktop.ui.shipping.manifest_panel import ManifestPanel
from desktop.ui.shipping.parcel_panel import ParcelPanel
from desktop.ui.shipping.rows import Seen, source
from desktop.ui.widgets.stage_tabs import StageTabs

_TYPING_MS = 60


class Listing(QObject):
    """`read()` brings everything up to date, `go_to(row)` shows a parcel where it stands, `choose_courier(name)`.

    `chosen` is called with a row that a person made current.
    """

    def __init__(self, desk: Desk, chosen: Callable[[ParcelRow], None]) -> None:
        super().__init__()
        self.desk, self._chosen = desk, chosen
        self.facts = Facts()
        self.of = Of.HAND_OVER
        self.courier: str | None = None
        self.just: int | None = None
        self._wanted: int | None = None
        self._since: datetime | None = None  # when the list was opened: what was scanned since stays in its place
        self._first = True
        self.tabs = StageTabs("ship-tabs")
        self.couriers, self.manifest, self.panel = Couriers(), ManifestPanel(), ParcelPanel()
        self.lists = Lists(desk.tasks)
        self.side = QStackedWidget()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self.show_list)
        self.lists.search.textChanged.connect(self._soon.start)
        self.tabs.chosen.connect(self._show_tab)
        self.couriers.chosen.connect(self.choose_courier)
        self.lists.table.current_changed.connect(self._show_current)
        self.lists.table.settled.connect(self._settled)

    def reopen(self) -> None:
        """The page has become visible: what was scanned before sinks."""
        self._first, self._since = True, now()
        self.read()

    def read(self) -> None:
        self.desk.tasks.run(partial(facts.read, self.facts), self._show)

    def row(self) -> CourierRow | None:
        """The courier whose parcels are handed over."""
        found = (row for row in self.facts.couriers if row.name == self.courier)
        return next(found, None) if self.of is Of.HAND_OVER else None

    def go_to(self, row: ParcelRow, courier: str | None = None, *, panel: bool = True) -> None:
        """Show a parcel in its list; nothing moves where it stands there already."""
        of = _place(row, self.of)
        named = next((each.name for each in self.facts.couriers if row.courier in each.called), row.courier)
        moved = of is not self.of or (of is Of.HAND_OVER and self.courier != (courier or named))
        self.of, self._wanted = of, row.id
        self.courier = (courier or named) if of is Of.HAND_OVER else self.courier
        search = self.lists.search
        for part in (search, self.tabs):
            part.blockSignals(True)
        search.clear()
        self.tabs.choose(of)
        for part in (search, self.tabs):
            part.blockSignals(False)
        if moved:
            self._since = now()
        self.show_side(parcel=panel)
        self.panel.show_parcel(row)
        self.show_list()
        self.read()

    def choose_courier(self, name: str | None) -> None:
        if name is None:
            return
        self.of, self.courier, self._since = Of.HAND_OVER, name, now()
        self.tabs.blockSignals(True)
        self.tabs.choose(Of.HAND_OVER)
        self.tabs.blockSignals(False)
        self._show_courier()
        self.show_list()
        self.show_side()

    def show_list(self) -> None:
        self._first = False
        row = self.row()
        called = row.called if row else ((self.courier or "",) if self.of is Of.HAND_OVER else None)
        seen = Seen(self.of, self.facts.zone, self.just, self.facts.numberless)
        self.lists.table.show_source(source(seen, called, self.lists.search.text(), self._since))

    def show_side(self, *, parcel: bool = False) -> None:
        self.side.setCurrentWidget(self.panel if parcel or self.of is not Of.HAND_OVER else self.manifest)

    def retranslate(self) -> None:
        self.tabs.set_tabs([
            (Of.HAND_OVER, _("Hand over")), (Of.NEEDS_TRACKING, _("Needs tracking")), (Of.ON_THE_WAY, _("On the way")),
            (Of.DELIVERED, _("Delivered")),
        ])  # fmt: skip
        for part in (self.lists, self.couriers, self.manifest, self.panel):
            part.retranslate()
        if not self._first:
            self._show(self.facts)
            self.show_list()

    def _show(self, read: Facts) -> None:
        again = (self.facts.zone, self.facts.numberless) != (read.zone, read.numberless)
        self.facts, self.panel.zone = read, read.zone
        self.tabs.set_count(Of.HAND_OVER, read.counts.hand_over)
        self.tabs.set_count(Of.NEEDS_TRACKING, read.counts.needs_tracking)
        self.tabs.set_count(Of.ON_THE_WAY, read.counts.on_the_way)
        names = [row.name for row in read.couriers]
        if self.of is Of.HAND_OVER and self.courier not in names:
            self.courier = next(iter(names), None)
            again = True
        self.couriers.show_couriers(read.couriers, read.zone, {name: len(risks) for name, risks in read.risks.items()})
        self._show_courier()
        if again or self._first:
            self.show_list()
        else:
            self.lists.table.reload()

    def _show_tab(self, key: str) -> None:
        self.of, self._since = Of(key), now()
        self._show_courier()
        self.show_list()
        self.show_side()

    def _show_courier(self) -> None:
        row = self.row()
        self.couriers.setVisible(self.of is Of.HAND_OVER)
        self.lists.waybills.setVisible(row is not None)
        self.couriers.set_current(row.name if row else None)
        self.lists.say(*self._titles(row))
        if row is not None:
            self.desk.tasks.run(partial(facts.door, row), self._show_door)
        else:
            self.manifest.show_courier(None, None, [], [], frozenset())

    def _titles(self, row: CourierRow | None) -> tuple[str, str]:
        if row is not None:
            due = row.pick_up or (clock(row.cut_off, zone=self.facts.zone) if row.cut_off else "")
            sub = _("pick-up {time}").format(time=due) if due else ""
            return _("{courier} parcels").format(courier=courier_name(row.name)), sub
        share = self.facts.kept.share
        words = _("Told days kept: {percent} %")
        kept = "" if share is None else words.format(percent=number(round(share * 100)))
        titles = {
            Of.HAND_OVER: (_("Parcels"), ""), Of.NEEDS_TRACKING: (_("Packed, without a number"), ""),
            Of.ON_THE_WAY: (_("On the way"), ""), Of.DELIVERED: (_("Delivered"), kept),
        }  # fmt: skip
        return titles[self.of]

    def _show_door(self, door: Door) -> None:
        risks = self.facts.risks.get(self.courier or "", [])
        self.manifest.show_courier(self.row(), door.manifest, door.missing, risks, self.facts.numberless)

    def _settled(self, count: int) -> None:
        self.lists.settle(count, self.of, self.lists.search.text().strip())
        if not count:
            self.panel.show_parcel(None)
        elif self._wanted is not None:
            self.lists.table.select_id(self._wanted)
            self._wanted = None

    def _show_current(self, record: Any = None) -> None:
        row = self.lists.table.current()
        if row is None or self._wanted is not None:
            return  # the list is being read again; its first row is nobody's choice
        self._chosen(row)
        self.panel.show_parcel(row, keep=True)
        if row.state == "shipped":
            self.desk.tasks.run(partial(facts.parcel, row.id), self._show_heard)

    def _show_heard(self, heard: tuple[ParcelRow, list[deliveries.EventRow]]) -> None:
        if self.panel.parcel is not None and self.panel.parcel.id == heard[0].id:
            self.panel.show_parcel(*heard, keep=True)


def _place(row: ParcelRow, now_at: Of) -> Of:
    """The list in which a parcel stands; the one that is open where it is in both."""
    if row.road in ("delivered", "returned"):
        return Of.DELIVERED
    if row.state == "shipped":
        return Of.ON_THE_WAY
    return now_at if now_at is Of.NEEDS_TRACKING and not row.tracking else Of.HAND_OVER

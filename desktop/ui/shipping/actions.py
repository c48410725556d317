"""What is done on the shipping page beside scanning: closing a manifest, one order, an event, the waybill file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop.i18n import _
from desktop.services import deliveries, manifests, shipping, waybills
from desktop.services.deliveries import Event
from desktop.services.manifests import Closed
from desktop.services.orders import OrderView
from desktop.services.parcels import ParcelRow
from desktop.ui.desk import Desk
from desktop.ui.shipping.answers import Spoken, closed, refused
from desktop.ui.widgets.lane import Outcome
from desktop.ui.words import order_name


class Actions(QObject):
    """`reread` brings the page up to date after something was done."""

    def __init__(self, desk: Desk, reread: Callable[[], None]) -> None:
        super().__init__()
        self._desk, self._reread = desk, reread
        self.manifest_of: Callable[[], int | None] = lambda: None
        self._closing = False

    def close(self, driver: str) -> None:
        """Hand the open manifest over."""
        manifest_id = self.manifest_of()
        if manifest_id is not None and not self._closing:
            self._closing = True
            self._desk.tasks.run(partial(manifests.close, manifest_id, driver), self._closed, self._not_closed)

    def ship(self, row: ParcelRow | None) -> None:
        """Hand one whole order over without a manifest."""
        if row is not None:
            self._desk.tasks.run(partial(shipping.ship, row.order_id), self._shipped, self._refused)

    def happened(self, row: ParcelRow, kind: Event) -> None:
        self._desk.tasks.run(partial(deliveries.note, row.id, kind), partial(self._noted, row), self._refused)

    def waybills(self, courier: str) -> None:
        """Write the courier's file for what has no number yet."""
        name = f"{courier}-waybills.csv"
        chosen, _filter = QFileDialog.getSaveFileName(None, _("Waybill file"), name, "CSV (*.csv)")
        if chosen:
            work = partial(waybills.write, courier, Path(chosen))
            self._desk.tasks.run(work, partial(self._written, Path(chosen).name), self._refused)

    def _closed(self, result: Closed) -> None:
        self._closing = False
        self._say(closed(result))
        self._reread()

    def _not_closed(self, error: Exception) -> None:
        self._closing = False
        self._refused(error)

    def _shipped(self, order: OrderView) -> None:
        given = [parcel.tracking for parcel in order.parcels if parcel.tracking]
        self._say(Spoken(Outcome.SAVED, _("Shipped"), " · ".join([order_name(order.number), *given[:2]])))
        self._reread()

    def _noted(self, row: ParcelRow, new: bool) -> None:
        words = _("Noted") if new else _("That was noted before")
        self._say(Spoken(Outcome.SAVED, words, f"{row.code} · {order_name(row.number)}"))
        self._reread()

    def _written(self, name: str, count: int) -> None:
        self._say(Spoken(Outcome.SAVED, _("{file} is written.").format(file=name), str(count)))

    def _refused(self, error: Exception) -> None:
        self._say(refused(error))
        self._reread()

    def _say(self, said: Spoken) -> None:
        self._desk.lane.show_result(said.outcome, said.headline, said.detail, said.hold_ms)

"""Until when an order must be packed: its promise, and the courier's pick-up that it takes to keep it."""

from datetime import datetime

from desktop.domain import cutoff
from desktop.services import couriers, settings


class Deadlines:
    """Read once for a page of orders; `of` is quick. Times are UTC, days and hours those of the shop's zone."""

    def __init__(self) -> None:
        self._zone = settings.shop().zone
        self._known = couriers.every()
        self._tables: dict[tuple[str, str], cutoff.Timetable | None] = {}

    def of(
        self, courier: str, service: str, ship_by: datetime | None, placed_at: datetime, at: datetime
    ) -> datetime | None:
        """The last pick-up before the promise; without one the next pick-up after `at`. None: no promise was made and
        nobody knows when the courier comes.
        """
        table = self._table(courier, service)
        if table is None:
            return ship_by
        if ship_by is None:
            return cutoff.look(table, at, self._zone).next
        # A pick-up from before the order came cannot have been meant.
        last = cutoff.last_by(table, ship_by, self._zone)
        return last if last is not None and last > placed_at else ship_by

    def _table(self, courier: str, service: str) -> cutoff.Timetable | None:
        if (courier, service) not in self._tables:
            found = couriers.meant(courier, self._known) if courier else None
            table = couriers.timetable(found, service) if found else None
            self._tables[courier, service] = None if table is None or table.empty else table
        return self._tables[courier, service]

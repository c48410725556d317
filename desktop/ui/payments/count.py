"""The number at "Payments" on the rail, from the start on: what one key settles, and what buyers say."""

from PySide6.QtCore import QObject

from desktop.domain.rights import Right
from desktop.services import payments, permits
from desktop.services.changes import Change
from desktop.services.payments import Waiting
from desktop.ui.desk import Desk

_A_LOOK_S = 0.04  # a scan waits behind one look at most


class Count(QObject):
    """Counts at the start and after each import or claim, a little at a time; the open page counts by itself."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk, self._looking = desk, False
        desk.hub.watch(self, {"bank", "payment-claim"}, self._changed)
        self._look()

    def _changed(self, _heard: frozenset[Change]) -> None:
        self._look()

    def _look(self) -> None:
        if not self._looking:
            self._looking = True
            self.desk.tasks.run(_step, self._looked, self._failed)

    def _looked(self, waiting: Waiting | None) -> None:
        if waiting is None:
            self.desk.tasks.run(_step, self._looked, self._failed)
            return
        self._looking = False
        self.desk.badge("payments", waiting.certain + waiting.claims, False)

    def _failed(self, error: Exception) -> None:
        self._looking = False
        raise error


def _step() -> Waiting | None:
    if not permits.may(Right.ORDERS):
        return Waiting()
    return None if payments.look(_A_LOOK_S) else payments.waiting()

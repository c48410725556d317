"""The scan-back seal: each parcel's own label is scanned onto it. A label on the wrong box is refused."""

from dataclasses import dataclass

from desktop.domain.errors import KolliError, NotAllowed
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import history, settings
from desktop.services.changes import actor, now, now_ms, unit


class NotSealed(KolliError):
    text = N_("Parcel {parcel} does not have its label yet. Scan the label onto it before it is handed over.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parcel whose label comes next: the `position`-th of `of` that go together; `label` is its code."""

    parcel_id: int
    label: str
    position: int
    of: int


def rule() -> str:
    """off, asked or required; nothing is asked where the bench prints no labels by itself."""
    chosen = settings.rules().seal
    return "off" if chosen == "asked" and "parcel-label" not in settings.bench().print_on_close else chosen


def wanted(order_id: int) -> Wanted | None:
    """The first closed parcel of the order, in the sequence of its boxes, that has no label yet."""
    rows = run(
        "SELECT id, code, consignment, state, sealed_at FROM parcel WHERE order_id = ? ORDER BY position", (order_id,)
    ).fetchall()
    for parcel_id, code, consignment, state, sealed_at in rows:
        if state == "closed" and sealed_at is None:
            together = [row[0] for row in rows if row[2] == consignment]
            return Wanted(int(parcel_id), str(code), together.index(parcel_id) + 1, len(together))
    return None


def seal(order_id: int, label: str, op_id: str) -> bool:
    """A label was scanned onto the parcel that waits for one; False, and nothing sealed, where it is another's.

    Either is kept in the log of scans.

    Raises:
        NotAllowed: no parcel of the order waits for a label.
    """
    with unit() as work:
        history.state_of(order_id, lock=True)
        expected = wanted(order_id)
        if expected is None:
            raise NotAllowed(ref=label, reason=N_("no parcel waits for a label."), action="seal")
        fits = label == expected.label
        if fits:
            run("UPDATE parcel SET sealed_at = ? WHERE id = ?", (ms(now()), expected.parcel_id))
            work.changed("parcel", expected.parcel_id)
        session = run("SELECT max(id) FROM packing_session WHERE order_id = ?", (order_id,)).fetchone()[0]
        run(
            "INSERT INTO packing_scan (op_id, session_id, order_id, parcel_id, at, code, verdict, method, units,"
            " reason, who) VALUES (?, ?, ?, ?, ?, ?, ?, 'seal', 0, '', ?)",
            (op_id, session, order_id, expected.parcel_id, now_ms(), label, "right" if fits else "wrong", actor().who),
        )
        work.changed("order", order_id)
    return fits


def refuse_unsealed(order_id: int, parcel_ids: list[int]) -> None:
    """
    Raises:
        NotSealed: the shop wants every label scanned onto its parcel, and one is not.
    """
    if settings.rules().seal != "required":
        return
    for parcel_id, code, sealed_at in run(
        "SELECT id, code, sealed_at FROM parcel WHERE order_id = ? AND state = 'closed' ORDER BY position", (order_id,)
    ).fetchall():
        if parcel_id in parcel_ids and sealed_at is None:
            raise NotSealed(parcel=code)

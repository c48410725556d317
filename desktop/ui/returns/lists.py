"""The lists of the page as they are exported."""

from collections.abc import Iterator

from desktop.domain.returns import CONDITIONS, PLACES, REASONS, STATES, Condition
from desktop.i18n import _
from desktop.services import returns
from desktop.services.exporting import Amount, Column, Kind, Table, Value
from desktop.services.returns import Tab, quarantine

_STEP = 500


def cases(tab: Tab, text: str = "") -> Table:
    """The cases of a tab, as they are found by `text`."""
    columns = (
        Column(_("Return")), Column(_("Order")), Column(_("Buyer")), Column(_("State")), Column(_("Reason")),
        Column(_("Article")), Column(_("Units"), Kind.NUMBER, total=True), Column(_("Opened"), Kind.TIME),
        Column(_("Closed"), Kind.TIME), Column(_("Given back"), Kind.MONEY), Column(_("Tracking")),
    )  # fmt: skip
    return Table(_("Returns"), columns, _cases(tab, text))


def apart() -> Table:
    """What is kept apart."""
    columns = (
        Column(_("SKU")), Column(_("Article")), Column(_("Where")), Column(_("Condition")), Column(_("Return")),
        Column(_("Since"), Kind.TIME), Column(_("Units"), Kind.NUMBER, total=True),
    )  # fmt: skip
    return Table(_("Kept apart"), columns, _apart())


def _cases(tab: Tab, text: str) -> Iterator[tuple[Value, ...]]:
    after: int | None = None
    while rows := returns.listed(tab, after, _STEP, text):
        for row in rows:
            yield (
                row.number, row.order, row.buyer, _(STATES[row.state]), _(REASONS[row.reason]) if row.reason else "",
                row.name, row.units, row.opened_at, row.settled_at, Amount(row.refund_minor, row.currency),
                row.tracking,
            )  # fmt: skip
        after = rows[-1].id


def _apart() -> Iterator[tuple[Value, ...]]:
    after, known = 0, {state.value for state in Condition}
    while rows := quarantine.listed(after, _STEP):
        for row in rows:
            state = _(CONDITIONS[Condition(row.reason)]) if row.reason in known else row.reason
            yield row.sku, row.name, _(PLACES[row.place]), state, row.case, row.at, row.left
        after = rows[-1].id

"""The file that an OpenCart shop's owner gets under System, Maintenance, Backup, as orders.

The tables of the backup are put together first; then one row here is one order, whole, so that such a file is
previewed, imported and gone on with like any other.
"""

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from desktop.domain.remote import RemoteOrder
from desktop.formats.dates import DateOrder
from desktop.formats.detect import Shape, look
from desktop.formats.errors import LinesMissing, UnknownStatus
from desktop.formats.layout import BuildOrder, OrderFormat, Sheet
from desktop.formats.opencart.dump import Dump, load
from desktop.formats.opencart.profile import Profile, stage_of
from desktop.formats.opencart.read import is_abandoned, remote_order
from desktop.formats.tables import Row
from desktop.i18n import N_, decimals

NUMBER, WHOLE = "OpenCart order", "OpenCart tables"  # headings that no table of a shop's own has
_TOGETHER = 200  # orders put together at a time


def rows(shape: Shape) -> Generator[Row, None, None]:
    """A header, and a row for each order that was placed; abandoned checkouts are no orders.

    Raises:
        FileRefused: it ends in the middle, or holds no orders.
    """
    dump = load(shape)
    yield 1, [NUMBER, WHOLE]
    number, ids = 1, dump.order_ids()
    for start in range(0, len(ids), _TOGETHER):
        for raw in dump.tables.orders(ids[start : start + _TOGETHER]):
            number += 1
            if not is_abandoned(raw):
                codes = {str(row.get("product_id")): None for row in raw.get("products", ())}
                kept = {**raw, "codes": {ref: raw["codes"][ref] for ref in codes if ref in raw["codes"]}}
                yield number, [str(raw["order"]["order_id"]), msgspec.json.encode(kept).decode()]


def _open(sheet: Sheet) -> BuildOrder:
    profile = _profile(load(look(sheet.path)), sheet)
    needs_packing = sheet.needs_packing()
    place = sheet.places["whole"]

    def build(rows: Sequence[Row]) -> RemoteOrder:
        row, cells = rows[-1]
        raw: dict[str, Any] = msgspec.json.decode(cells[place])
        code = str(raw["order"].get("currency_code") or profile.currency)
        known = profile if code in profile.decimals else replace(profile, decimals={code: decimals(code)})
        order = remote_order(raw, known, {})
        if not order.lines:
            raise LinesMissing(order=order.number)
        if stage_of(order.status, {}) is None:
            sheet.notice(row, UnknownStatus(order=order.number, status=profile.name_of(order.status)))
        lines = (replace(line, needs_packing=line.needs_packing and needs_packing(line.sku)) for line in order.lines)
        return replace(order, lines=tuple(lines))

    return build


def _profile(dump: Dump, sheet: Sheet) -> Profile:
    """What the backup says of its shop; the rest as this shop has it."""
    found = dump.tables.profile(zone=sheet.zone)
    return replace(found, currency=found.currency or sheet.currency)


FORMAT = OrderFormat(
    name="opencart-backup",
    title=N_("OpenCart, the backup of its database (.sql)"),
    columns={"number": (NUMBER,), "whole": (WHOLE,)},
    needs=frozenset({"number", "whole"}),
    key="number",
    open=_open,
    dates=DateOrder.YEAR_FIRST,
    mark=".",
    no_packing=(),  # postage and fees stand in the totals, not among the lines
)

"""H5: what a scan on the Returns page means: a case, an order whose goods are here, or a unit of the open case."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.errors import KolliError, NotFound
from desktop.domain.returns import HERE, OPEN, WAITING
from desktop.i18n import N_
from desktop.models.base import run, storable
from desktop.services import history, orders, sscc
from desktop.services.packing.articles import article_of
from desktop.services.returns import cases, opening, returnable
from desktop.services.returns.cases import Case
from desktop.services.returns.opening import Said
from desktop.services.slips.meant import order_of


class NotOfOrder(KolliError):
    text = N_("{name} was not sold in order {ref}. If it came in this parcel, say that another article came.")


class NotSold(KolliError):
    text = N_("Unit {serial} was not sold in order {ref}. Put it aside, and say that another article came.")


class Unknown(KolliError):
    text = N_("{code} is no order, parcel, return or article known here. Search for the order by its buyer.")


class Heard(StrEnum):
    OPENED = "opened"  # a new case
    FOUND = "found"  # one that was there
    RECEIVED = "received"  # one that waited for this parcel
    LINE = "line"  # a unit was counted
    CHOSEN = "chosen"  # the line of the unit is shown; no more of it can come


@dataclass(frozen=True, slots=True)
class Answer:
    """What was done. `line_id` is the order's line that was meant, None for none."""

    said: Heard
    case: Case
    line_id: int | None = None


def hear(text: str, case_id: int | None = None, override: str = "", op_id: str | None = None) -> Answer:
    """Do what a scan means; `case_id` is the case that is shown.

    A slip, a parcel's label, a receipt, a return label or a courier's number says that its goods are here: its case
    is found and received, or made. An article's code counts one unit of the case that is shown.

    Raises:
        Unknown, NotOfOrder, NotSold: it means nothing here.
        KolliError: what `open_case` refuses.
    """
    text = sscc.meant(text)
    code = codes.read(text)
    known = cases.find(code.value if code.kind is Kind.RETURN else text)
    if known is not None:
        return _arrived(cases.get(known), op_id)
    if code.kind is Kind.RETURN:
        raise NotFound(what=N_("return"), ref=code.value)
    if code.kind is Kind.MESSAGE:
        return of_order(order_of(code.value), override, op_id)
    if code.kind in (Kind.ORDER, Kind.PARCEL):
        return of_order(orders.find(code.value), override, op_id)
    shown = cases.get(case_id) if case_id is not None else None
    article = article_of(code.text or text) or (article_of(code.value) if code.kind is Kind.PRODUCT else None)
    if article is not None and shown is not None and shown.state in OPEN:
        return _unit(shown, article.sku, article.name, code, op_id)
    order_id = _order(text)
    if order_id is not None:
        return of_order(order_id, override, op_id)
    if article is not None:
        raise NotFound(what=N_("return"), ref=article.sku)
    serial = _by_serial(shown, text) if shown is not None else None
    if shown is None or serial is None:
        raise Unknown(code=codes.without_symbology(text)[:40])
    return _count(shown, serial, codes.without_symbology(text), op_id)


def of_order(order_id: int, override: str = "", op_id: str | None = None) -> Answer:
    """The goods of this order are here: its case that waits is received, else one is made and received.

    A line is set where there is only one unit that it could be.
    """
    order_id = returnable.first_sold_in(order_id)
    open_ones = [row for row in cases.of_order(order_id) if row.state in OPEN]
    waiting = [row for row in open_ones if row.state in WAITING]
    if waiting or open_ones:
        return _arrived(cases.get((waiting or open_ones)[-1].id), op_id)
    only = returnable.only_unit(order_id)
    case = opening.open_case(order_id, only, source="scan", override=override, op_id=op_id)
    return Answer(Heard.OPENED, opening.receive(case.id), next(iter(only), None))


def _arrived(case: Case, op_id: str | None) -> Answer:
    if case.state in WAITING:
        return Answer(Heard.RECEIVED, opening.receive(case.id, op_id), _first(case))
    return Answer(Heard.FOUND, case, _first(case))


def _first(case: Case) -> int | None:
    return next((line.line_id for line in case.lines if line.came or line.units), None)


def _order(text: str) -> int | None:
    """The order that a text names: its number, a tracking number, or the number of a receipt or invoice."""
    try:
        return orders.find(text)
    except NotFound:
        plain = storable(codes.without_symbology(text))
        row = run("SELECT order_id FROM document WHERE number = ? AND kind IN ('invoice', 'receipt')", (plain,))
        found = row.fetchone()
        return int(found[0]) if found else None


def _unit(case: Case, sku: str, name: str, code: codes.Code, op_id: str | None) -> Answer:
    """A unit of an article: the line that can still take it, else the one that has it."""
    lines = [row for row in orders.lines(case.order_id) if row.sku == sku or sku in {part.sku for part in row.parts}]
    if not lines:
        by_article = run(
            "SELECT l.id FROM order_line l JOIN article a ON a.id = l.article_id WHERE l.order_id = ? AND a.sku = ?"
            " ORDER BY l.position, l.id",
            (case.order_id, sku),
        ).fetchall()
        lines = [row for row in orders.lines(case.order_id) if row.id in {int(found[0]) for found in by_article}]
    if not lines:
        raise NotOfOrder(name=name or sku, ref=history.called(case.order_id))
    if code.serial and not _sold(case.order_id, code.serial):
        raise NotSold(serial=code.serial, ref=history.called(case.order_id))
    left = returnable.left(case.order_id, case.id)
    kept = {line.line_id: _here(case, line.line_id or 0) for line in case.lines}
    free = [row for row in lines if kept.get(row.id, 0) < left.get(row.id, 0)]
    if not free or any(row.parts for row in lines):  # a kit comes back whole: its parts only show the line
        return Answer(Heard.CHOSEN, case, lines[0].id)
    return _count(case, free[0].id, code.serial, op_id)


def _count(case: Case, line_id: int, serial: str, op_id: str | None) -> Answer:
    line = next((row for row in case.lines if row.line_id == line_id), None)
    if serial and line is not None and serial in line.serials:
        return Answer(Heard.CHOSEN, case, line_id)
    serials = (*(line.serials if line else ()), serial) if serial else None
    said = Said(units=_here(case, line_id) + 1, serials=serials)
    return Answer(Heard.LINE, opening.say(case.id, line_id, said, op_id), line_id)


def _here(case: Case, line_id: int) -> int:
    line = next((row for row in case.lines if row.line_id == line_id), None)
    if line is None:
        return 0
    return line.came if case.state in HERE else line.units


def _sold(order_id: int, serial: str) -> bool:
    """Whether this unit left with the order; True where nothing is known of its units."""
    rows = run("SELECT serial FROM packed_unit WHERE order_id = ? AND serial <> ''", (order_id,)).fetchall()
    return not rows or serial in {row[0] for row in rows}


def _by_serial(case: Case, text: str) -> int | None:
    row = run(
        "SELECT line_id FROM packed_unit WHERE order_id = ? AND serial = ? AND line_id IS NOT NULL"
        " AND freed_at IS NULL",
        (case.order_id, storable(codes.without_symbology(text))),
    ).fetchone()
    return int(row[0]) if row else None

"""A slip comes to a bench: its order is known here, or becomes an order here that is packed as any other."""

import base64
from collections.abc import Sequence
from decimal import Decimal

from desktop.domain.codes import parcel_code
from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import RemoteAddress, RemoteLine, RemoteOrder
from desktop.domain.slips import Article, Line, Slip
from desktop.domain.tasks import What
from desktop.i18n import _
from desktop.models.base import insert, ms, run, utc
from desktop.services import history, intake, orders, printing, settings, stock
from desktop.services.changes import Work, now, unit
from desktop.services.slips import carried, envelope
from desktop.services.slips.envelope import Letter

SOURCE = "slip"  # the order's source here is "slip:" and its shop's id


def find(slip: Slip) -> int | None:
    """The order of a slip, where it is known here: it is ours, or came by a slip before."""
    if slip.shop_id == carried.shop_id():
        own = intake.find(slip.source, slip.ref)
        if own is not None:
            return own
    return intake.find(_source(slip), _ref(slip))


def differs(order_id: int, slip: Slip) -> bool:
    """Whether the slip is older than what is known here: other units, another address, another wish."""
    row = run("SELECT tag, message FROM slip_order WHERE order_id = ?", (order_id,)).fetchone()
    if row is not None:
        kept = read(str(row[1])).slip()
        return _says(kept) != _says(slip)
    here = carried.of(orders.show(order_id))
    return here is not None and _says(here) != _says(slip)


def take(letter: Letter, slip: Slip) -> int:
    """Make the slip's order here, to be packed; its id. Known already: that one."""
    found = find(slip)
    if found is not None:
        return found
    with unit() as work:
        articles = [_article(article) for article in slip.articles]
        order_id = intake.save_new(work, _source(slip), None, _order(slip), intake.Known(kits=False),
                                   _("From the slip of {shop}").format(shop=slip.shop), vouched=True)  # fmt: skip
        _link_lines(order_id, slip, articles)
        _take_code(order_id, slip.code)
        for number in range(1, slip.gone + 1):
            _gone(order_id, number, slip)
        _tasks_and_checks(work, order_id, slip)
        message = base64.b64encode(letter.message).decode()
        run("INSERT INTO slip_order (order_id, tag, message, at) VALUES (?, ?, ?, ?)",
            (order_id, letter.tag, message, ms(now())))  # fmt: skip
        _settle(work, order_id)
    return order_id


def kept(order_id: int) -> tuple[str, Slip] | None:
    """The slip that an order came by, with its tag; None for an order of our own."""
    row = run("SELECT tag, message FROM slip_order WHERE order_id = ?", (order_id,)).fetchone()
    return None if row is None else (str(row[0]), read(str(row[1])).slip())


def read(text: str) -> Letter:
    """A message as it is kept. Its signature was checked when it came."""
    return envelope.opened(base64.b64decode(text))


def _says(slip: Slip) -> tuple[object, ...]:
    units: dict[str, int] = {}
    for line in slip.lines:
        sku = _sku(line, slip.articles)
        units[sku] = units.get(sku, 0) + line.units
    return units, slip.ship_to, slip.note


def _source(slip: Slip) -> str:
    return f"{SOURCE}:{slip.shop_id.hex()}"


def _ref(slip: Slip) -> str:
    # What is left of an order after a part went ahead is another parcel, with a slip of its own.
    return f"{slip.source}/{slip.ref}" + (f"/{slip.consignment}" if slip.consignment > 1 else "")


def _sku(line: Line, articles: Sequence[Article]) -> str:
    if line.sku is not None:
        return line.sku
    return articles[line.article].sku if line.article is not None else ""


def _order(slip: Slip) -> RemoteOrder:
    to = RemoteAddress(**dict(zip(carried.ADDRESS, slip.ship_to, strict=False)))
    return RemoteOrder(
        remote_id=_ref(slip), number=slip.number, status="", payment=Payment(slip.paid),
        fulfilment=Fulfilment.PICKING, currency=settings.shop().currency,
        placed_at=utc(slip.placed_ms), lines=tuple(_line(line, slip.articles) for line in slip.lines),
        total=Decimal(0), pay_later=slip.pay_later, buyer=RemoteAddress(name=slip.buyer), ship_to=to,
        phone=slip.phone, language=slip.language, note=slip.note, courier=slip.courier, service=slip.service,
        ship_by=None if slip.ship_by_ms is None else utc(slip.ship_by_ms),
    )  # fmt: skip


def _line(line: Line, articles: Sequence[Article]) -> RemoteLine:
    of = articles[line.article] if line.article is not None else Article("")
    return RemoteLine(
        remote_id=str(line.id), sku=_sku(line, articles), name=of.name if line.name is None else line.name,
        quantity=line.units, unit_price=Decimal(0), total=Decimal(0),
        options=tuple((name, value) for name, value in line.options), note=line.note,
        variant=of.variant if line.variant is None else line.variant, barcodes=tuple(line.barcodes),
    )  # fmt: skip


def _article(article: Article) -> int:
    """The article here, made if it is new; codes that its shop knows are learned, what is known here stays."""
    row = run("SELECT id FROM article WHERE sku = ?", (article.sku,)).fetchone()
    if row is None:
        article_id = insert(
            "INSERT INTO article (sku, sku_folded, name, variant, price, currency, bin, photo, counted, needs_packing,"
            " on_hand, reserved, weight_g, tracks, scan_each, kit_whole, fragile)"
            " VALUES (?, ?, ?, ?, '', '', ?, '', ?, ?, 0, 0, ?, ?, ?, ?, ?)",
            (article.sku, article.sku.casefold(), article.name, article.variant, article.bin, False, True,
             article.weight_g, article.tracks, article.scan_each, article.kit_whole, article.fragile),
        )  # fmt: skip
    else:
        article_id = int(row[0])
    for code in article.codes:
        intake.add_barcode(article_id, code)
    for code, units in article.cases.items():
        intake.add_barcode(article_id, code, units)
    return article_id


def _link_lines(order_id: int, slip: Slip, articles: Sequence[int]) -> None:
    """Lines mean the articles that the slip says, and kits are of the parts that they were sold with."""
    rows = run("SELECT id FROM order_line WHERE order_id = ? ORDER BY position, id", (order_id,)).fetchall()
    for (line_id,), line in zip(rows, slip.lines, strict=True):
        if line.article is not None:
            run("UPDATE order_line SET article_id = ? WHERE id = ?", (articles[line.article], line_id))
        for part, units in line.parts:
            run("INSERT INTO line_part (line_id, article_id, units, packed) VALUES (?, ?, ?, 0)",
                (line_id, articles[part], units))  # fmt: skip


def _take_code(order_id: int, code: str) -> None:
    """The code on the slip finds the order, unless another order here has it."""
    if not run("SELECT 1 FROM orders WHERE code = ? AND id <> ?", (code, order_id)).fetchone():
        run("UPDATE orders SET code = ? WHERE id = ?", (code, order_id))


def _gone(order_id: int, number: int, slip: Slip) -> None:
    """A parcel that left before: the next one is numbered after it, and has a label of its own."""
    code = str(run("SELECT code FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
    insert(
        "INSERT INTO parcel (order_id, position, code, state, carrier, service, tracking, part, consignment)"
        " VALUES (?, ?, ?, 'shipped', '', '', '', ?, ?)",
        (order_id, number, parcel_code(code, number), True, max(1, slip.consignment - 1)),
    )


def _tasks_and_checks(work: Work, order_id: int, slip: Slip) -> None:
    for what, text in slip.tasks:
        run(
            "INSERT INTO pack_task (order_id, rule_id, what, text, made_at, done_by, bench) VALUES (?, NULL, ?, ?, ?,"
            " '', '') ON CONFLICT (order_id, what, text) DO NOTHING",
            (order_id, what, text, ms(now())),
        )
        if what == What.CARD:
            printing.queue_automatic(work, "thank-you-card", order_id, None, version=1)
    for check in slip.checks:
        values = (check.articles, check.question, check.kind, check.unit, check.low, check.high, check.per)
        there = run(
            "SELECT 1 FROM check_rule WHERE articles = ? AND question = ? AND kind = ? AND unit = ? AND low = ?"
            " AND high = ? AND per = ?",
            values,
        ).fetchone()
        if not there:
            run("INSERT INTO check_rule (active, articles, question, kind, unit, low, high, per)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (True, *values))  # fmt: skip


def _settle(work: Work, order_id: int) -> None:
    """Kits promise their parts, which were not known when the order was made."""
    state = history.state_of(order_id)
    stock.settle(work, order_id, state, f"slip:{order_id}")
    work.changed("order", order_id)

"""A shop that has sent things, in a few words a test of returns: what left, what is on hand, what came of it."""

from collections.abc import Mapping
from decimal import Decimal

from desktop.domain.remote import RemoteAddress, RemoteArticle, RemoteLine
from desktop.domain.returns import Condition, Outcome, Reason
from desktop.models.base import run
from desktop.services import bins, changes, packing, remote, returns, settings, shipping, stock
from desktop.services.changes import unit
from desktop.services.returns import Case, Said
from tests.services import shop

MUG, CLOTH, BLUE = "MUG-35-GR", "CLOTH-01", "MUG-35-BL"
CODES = {MUG: "8991234000017", CLOTH: "8991234000024", BLUE: "8991234000031"}
PRICES = {MUG: Decimal(149), CLOTH: Decimal(80), BLUE: Decimal(149)}
START = 20
MARTA = RemoteAddress(name="Märta af Ekenhielm", line1="Storgatan 4", city="Lund", postcode="222 22", country="SE")


def open_shop() -> None:
    """A Swedish shop with three articles in their bins, twenty of each."""
    settings.change_shop(name="Lingonviken", currency="SEK", country="SE", zone="Europe/Stockholm", language="sv",
                         tax_percent="25", address=("Hamngatan 2", "471 30 Rönnäng"))  # fmt: skip
    for turn, (sku, code) in enumerate(CODES.items(), 3):
        with unit():
            remote.intake_article(RemoteArticle("", sku, f"The {sku}", "", PRICES[sku], "SEK", (code,), stock=START))
        bins.put(sku, [f"B-01-{turn}"])
    changes.work_at("Packbord 2", "")


def sold(rows: Mapping[str, int], *, freight: int = 49, store_id: int | None = None, **more: object) -> int:
    """A paid order that a store has sold; its id."""
    lines = tuple(
        RemoteLine(f"r-{sku}", sku, f"The {sku}", units, PRICES[sku], PRICES[sku] * units)
        for sku, units in rows.items()
    )
    total = sum((line.total for line in lines), Decimal(0)) + freight
    order = shop.remote(
        lines=lines, total=total, shipping=Decimal(freight), currency="SEK", language="sv", buyer=MARTA, ship_to=MARTA,
        **more,
    )  # fmt: skip
    return shop.sold(store_id or shop.store(changes.new_op_id()), order)


def sent(rows: Mapping[str, int], **more: object) -> int:
    """The same, packed unit by unit and handed over."""
    order_id = sold(rows, **more)  # type: ignore[arg-type]
    packing.open_order(order_id)
    for sku, units in rows.items():
        for _unit in range(units):
            packing.scan(order_id, sku)
    shipping.ship(order_id, "PostNord", f"RR{order_id:08d}SE")
    return order_id


def line_of(order_id: int, sku: str) -> int:
    row = run("SELECT id FROM order_line WHERE order_id = ? AND sku = ?", (order_id, sku)).fetchone()
    return int(row[0])


def came(
    order_id: int, sku: str, units: int, outcome: Outcome = Outcome.REFUND,
    condition: Condition = Condition.SELLABLE, reason: Reason = Reason.REGRET, **more: object,
) -> Case:  # fmt: skip
    """A case of so many units whose parcel is here and of which everything is said."""
    case = returns.open_case(order_id, {line_of(order_id, sku): units}, reason=reason)
    case = returns.receive(case.id)
    said = Said(condition=condition, outcome=outcome, **more)  # type: ignore[arg-type]
    return returns.say(case.id, line_of(order_id, sku), said)


def level(sku: str = MUG) -> tuple[int, int]:
    """On hand and promised, which must be what the moves add up to."""
    found = stock.level(sku)
    moved = run("SELECT coalesce(sum(m.on_hand), 0), coalesce(sum(m.reserved), 0) FROM stock_move m JOIN article a"
                " ON a.id = m.article_id WHERE a.sku = ?", (sku,)).fetchone()  # fmt: skip
    assert (int(moved[0]), int(moved[1])) == (found.on_hand, found.reserved)
    return found.on_hand, found.reserved

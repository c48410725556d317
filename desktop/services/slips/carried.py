"""What the slip of an order carries: collected from the database as it is now, and the codes that say it."""

import hashlib
from collections.abc import Sequence

from desktop.domain import long_codes
from desktop.domain.order import Fulfilment
from desktop.domain.remote import RemoteAddress
from desktop.domain.slips import Article, Check, Line, Slip, What
from desktop.domain.tasks import matches
from desktop.models.base import ms, run
from desktop.services import checks, packing, settings, tasks
from desktop.services.orders import LineView, OrderView
from desktop.services.slips import envelope

ADDRESS = ("name", "company", "line1", "line2", "village", "district", "city", "region", "postcode", "country",
           "phone", "instruction")  # fmt: skip
_WAITS = (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING)
_MANY_LINES = 60  # from so many on, long names are cut: the paper says them in full
_LONG_NAME = 48


def codes(view: OrderView) -> list[str]:
    """The texts of the square codes on an order's slip; none where nothing of it is left to pack, or it is held.

    Raises:
        SecretsLocked ...: see `keys.own`.
        TooLong: no paper could carry it.
    """
    slip = of(view)
    return [] if slip is None else long_codes.parts(envelope.sealed(What.SLIP, slip))


def of(view: OrderView) -> Slip | None:
    """The order as its slip carries it: what is still to be packed. The same order gives the same slip."""
    if view.stage is None or view.state.fulfilment not in _WAITS or view.state.held or view.conflict:
        return None
    gone_units = away(view)
    left = [(line, line.wanted - gone_units.get(line.id, 0)) for line in view.lines if line.needs_packing]
    left = [(line, units) for line, units in left if units > 0]
    if not left or (gone_units and any(line.parts for line, _units in left)):
        return None  # of a kit that has left in part no slip can say what is missing
    short = len(left) >= _MANY_LINES
    articles = _articles([line for line, _units in left], short=short)
    place = {article_id: at for at, article_id in enumerate(articles)}
    known = list(articles.values())
    gone = [parcel for parcel in view.parcels if _has_left(parcel.part, parcel.state)]
    return Slip(
        source=view.source, ref=view.remote_id, number=view.number, code=view.code, shop=settings.shop().name,
        store=view.store, placed_ms=ms(view.placed_at),
        lines=tuple(_line(line, units, place, known, short=short) for line, units in left), articles=tuple(known),
        ship_by_ms=ms(view.ship_by) if view.ship_by else None, buyer=view.buyer,
        ship_to=address(view.ship_to), phone=view.phone if view.phone != view.ship_to.phone else "",
        language=view.language, courier=view.courier, service=view.service,
        note=view.note, pay_later=view.state.pay_later, paid=view.state.payment.value,
        tasks=tuple((what.value, text) for what, text in tasks.planned(view)), checks=_checks(left),
        gone=len(gone), consignment=max((parcel.consignment for parcel in gone), default=0) + 1,
        shop_id=shop_id(),
    )  # fmt: skip


def shop_id() -> bytes:
    """What names this shop's database on slips."""
    return bytes.fromhex(settings.shop_id())[:8]


def address(to: RemoteAddress) -> tuple[str, ...]:
    """The fields of an address in their sequence, without the empty ones at the end."""
    fields = [str(getattr(to, name)) for name in ADDRESS]
    while fields and not fields[-1]:
        fields.pop()
    return tuple(fields)


def digest(to: tuple[str, ...]) -> bytes:
    """Enough of an address to see that it is another one."""
    return hashlib.sha256("\0".join(to).encode()).digest()[:4]


def away(view: OrderView) -> dict[int, int]:
    """Units by line that have left, or go ahead in a parcel that is closed for good."""
    left = {parcel.id for parcel in view.parcels if _has_left(parcel.part, parcel.state)}
    found: dict[int, int] = {}
    if left:
        for content in packing.contents(view.id):
            if content.parcel_id in left:
                found[content.line_id] = found.get(content.line_id, 0) + content.units
    return found


def _has_left(part: bool, state: str) -> bool:
    return state == "shipped" or (part and state == "closed")


def _line(line: LineView, units: int, place: dict[int, int], known: list[Article], *, short: bool) -> Line:
    at = place.get(line.article_id or 0)
    article = known[at] if at is not None else Article("")
    printed = {*article.codes, *article.cases, article.sku}
    name = _cut(line.name) if short else line.name.strip()
    return Line(
        id=line.id, units=units, article=at,
        sku=None if line.sku.strip() == article.sku else line.sku.strip(),
        name=None if name == article.name else name,
        variant=None if line.variant == article.variant else line.variant,
        options=line.options, note=line.note, barcodes=tuple(code for code in line.barcodes if code not in printed),
        parts=tuple((place[part.article_id], part.units) for part in line.parts),
    )  # fmt: skip


def _articles(lines: Sequence[LineView], *, short: bool) -> dict[int, Article]:
    """The articles of the lines and of their kits, with every code that is printed on them, in the lines' sequence."""
    ids = dict.fromkeys(
        article_id
        for line in lines
        for article_id in (line.article_id, *(part.article_id for part in line.parts))
        if article_id is not None
    )
    if not ids:
        return {}
    marks = ", ".join("?" for _each in ids)
    codes: dict[int, list[str]] = {}
    cases: dict[int, dict[str, int]] = {}
    for article_id, code, units in run(
        f"SELECT article_id, code, units FROM barcode WHERE article_id IN ({marks}) ORDER BY id", tuple(ids)
    ).fetchall():
        if units > 1:
            cases.setdefault(article_id, {})[code] = int(units)
        else:
            codes.setdefault(article_id, []).append(code)
    rows = run(
        "SELECT id, sku, name, variant, bin, weight_g, tracks, scan_each, kit_whole, fragile FROM article"
        f" WHERE id IN ({marks})",
        tuple(ids),
    ).fetchall()
    made = {
        int(row[0]): Article(
            sku=row[1], name=_cut(row[2]) if short else row[2].strip(), variant=row[3], bin=row[4], weight_g=row[5],
            tracks=row[6], scan_each=bool(row[7]), kit_whole=bool(row[8]), fragile=bool(row[9]),
            codes=tuple(code for code in codes.get(row[0], ()) if code != row[1]), cases=cases.get(row[0], {}),
        )
        for row in rows
    }  # fmt: skip
    return {article_id: made[article_id] for article_id in ids}


def _cut(name: str) -> str:
    plain = name.strip()
    return plain if len(plain) <= _LONG_NAME else plain[: _LONG_NAME - 1].rstrip() + "…"


def _checks(left: Sequence[tuple[LineView, int]]) -> tuple[Check, ...]:
    """The questions that units of these lines will ask."""
    skus = [line.sku.strip() for line, _units in left]
    return tuple(
        Check(
            articles=rule.articles, question=rule.question, kind=rule.kind.value, unit=rule.unit,
            low="" if rule.low is None else f"{rule.low:f}", high="" if rule.high is None else f"{rule.high:f}",
            per=rule.per.value,
        )
        for rule in checks.rules()
        if rule.active and any(matches(sku, rule.articles) for sku in skus)
    )  # fmt: skip

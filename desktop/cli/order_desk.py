"""kolli orders edit | split | merge | copy | expedite | terms | coupon | undo."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections import Counter
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from desktop.cli import shop, tell
from desktop.cli.console import Console
from desktop.cli.words import add_everywhere, one_of
from desktop.domain.errors import BadInput
from desktop.domain.tax import Case
from desktop.i18n import LANGUAGES, N_, _, date
from desktop.services import expediting, orders, return_terms, settings, taxes, unique_codes
from desktop.services.changes import unit
from desktop.services.editing import combining, copying, fields, prices, splitting, undoing
from desktop.services.order_views import LineView

WORDS = ("edit", "split", "merge", "copy", "expedite", "terms", "coupon", "undo")


def declare(doing: "_SubParsersAction[ArgumentParser]") -> None:
    """Changing one order at the desk."""
    editing = _one(doing, "edit", _("courier, note, contact, shipping, day or way of paying of an order"), _edit)
    for name, words in (
        ("--courier", _("who takes it")), ("--service", _("its service")), ("--note", _("the wish for all of it")),
        ("--email", _("where the buyer reads mail")), ("--phone", _("where the buyer is called")),
        ("--shipping", _("what the buyer pays for it")), ("--method", _("how it is paid")),
        ("--ship-by", _("2026-12-24, or with its hour; an empty one promises none")),
    ):  # fmt: skip
        editing.add_argument(name, metavar="TEXT", help=words)
    editing.add_argument("--language", type=one_of(N_("The language"), LANGUAGES), metavar="en|id|sv",
                         help=_("of the buyer"))  # fmt: skip
    editing.add_argument("--tax", type=one_of(N_("The tax"), ("domestic", "eu", "export")), metavar="CASE",
                         help="domestic, eu, export")  # fmt: skip
    editing.add_argument("--vat", metavar="NUMBER", help=_("the buyer's tax number"))
    editing.add_argument("--code", choices=("on", "off"), help=_("the unique transfer code"))
    splitting_ = _one(doing, "split", _("some units become an order of their own"), _split)
    splitting_.add_argument("--take", action="append", default=[], metavar="SKU*2",
                            help=_("units that go; else what is not in stock now"))  # fmt: skip
    merging = _one(doing, "merge", _("other orders are packed and paid with this one"), _merge)
    merging.add_argument("others", nargs="*", metavar="OTHER", help=_("none: those that could be are listed"))
    copying_ = _one(doing, "copy", _("the same order once more"), _copy)
    copying_.add_argument("--today", action="store_true", help=_("at today's prices"))
    first = _one(doing, "expedite", _("let an order go first"), _expedite)
    first.add_argument("--off", action="store_true", help=_("let it wait in its turn"))
    terms = _one(doing, "terms", _("whether an order may come back, and until when"), _terms)
    terms.add_argument("--returns", choices=("yes", "no", "usual"), help=_("usual: as the shop has set"))
    terms.add_argument("--until", metavar="DAY", help=_("2026-12-24; without --returns: yes, until then"))
    coupon = _one(doing, "coupon", _("take something off for a coupon or a reason"), _coupon)
    coupon.add_argument("code", metavar="CODE")
    coupon.add_argument("off", nargs="?", default="", metavar="OFF", help=_("5000 or 10%%; none takes it off again"))
    _one(doing, "undo", _("take the last change of an order back"), _undo)


def _one(doing: "_SubParsersAction[ArgumentParser]", name: str, words: str, run: object) -> ArgumentParser:
    parser: ArgumentParser = doing.add_parser(name, help=words)
    parser.add_argument("ref", metavar="REF")
    parser.set_defaults(run=run)
    add_everywhere(parser)
    return parser


def _edit(given: Namespace, console: Console) -> int:
    with shop.opened(given), unit():
        view = orders.show(orders.find(given.ref))
        if given.courier is not None or given.service is not None:
            courier = view.courier if given.courier is None else given.courier
            fields.change_courier(view.id, courier, view.service if given.service is None else given.service)
        if given.note is not None:
            fields.change_note(view.id, given.note)
        if any(each is not None for each in (given.email, given.phone, given.language)):
            fields.change_contact(view.id, email=given.email, phone=given.phone, language=given.language)
        if given.shipping is not None:
            prices.change_shipping(view.id, orders.amount(given.shipping, view.currency))
        if given.method is not None:
            fields.change_method(view.id, given.method)
        if given.ship_by is not None:
            fields.change_ship_by(view.id, _moment(given.ship_by) if given.ship_by.strip() else None)
        if given.tax is not None or given.vat is not None:
            before = taxes.of_order(view.id)
            case = before.case if given.tax is None else Case("" if given.tax == "domestic" else given.tax)
            taxes.change_order(view.id, case, before.buyer_vat if given.vat is None else given.vat)
        if given.code is not None:
            (unique_codes.give if given.code == "on" else unique_codes.take)(view.id)
        return _told(view.id, console)


def _split(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        view = orders.show(orders.find(given.ref))
        wanted: Counter[int] = Counter()
        for text in given.take:  # the same article named twice adds up
            line_id, units = _units(view.lines, text)
            wanted[line_id] += units
        return _told(splitting.split(view.id, dict(wanted) or splitting.missing(view.id)).id, console)


def _merge(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        order_id = orders.find(given.ref)
        if given.others:
            return _told(combining.merge(order_id, [orders.find(ref) for ref in given.others]).id, console)
        found = combining.candidates(order_id)
        rows = [each.why_not or f"#{each.number}" for each in found]  # why not begins with the number
        console.answer(
            {"candidates": [{"number": each.number, "why_not": each.why_not} for each in found]},
            rows or [_("No other open order goes to this buyer or address.")],
        )
    return 0


def _copy(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        return _told(copying.copy(orders.find(given.ref), todays_prices=given.today).id, console)


def _expedite(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        order_id = orders.find(given.ref)
        (expediting.ease if given.off else expediting.expedite)(order_id)
        return _told(order_id, console)


def _terms(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        order_id = orders.find(given.ref)
        if given.returns is not None or given.until:
            allowed = {"yes": True, "no": False, "usual": None}[given.returns or "yes"]
            return_terms.switch(order_id, allowed, _moment(given.until) if given.until else None)
        terms = return_terms.terms(order_id)
        zone = settings.shop().zone
        until = date(terms.until, zone=zone) if terms.until else ""
        said = _("Returns allowed") if terms.allowed else _("No returns")
        document = {"allowed": terms.allowed, "until": terms.until.isoformat() if terms.until else None,
                    "policy": terms.policy, "own": terms.own, "flag": terms.flag}  # fmt: skip
        console.answer(document, [" · ".join(part for part in (said, until, terms.policy) if part)])
    return 0


def _coupon(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        view = orders.show(orders.find(given.ref))
        if given.off:
            percent = Decimal(orders.price(given.off[:-1])) if given.off.endswith("%") else None
            minor = None if percent is not None else orders.amount(given.off, view.currency)
            prices.add_coupon(view.id, given.code, percent=percent, amount_minor=minor)
        else:
            code = given.code.strip().upper()
            known = next((each for each in view.discounts if each.code == code), None)
            if known is None:
                raise BadInput(what=N_("The coupon's code"), value=given.code, next=N_("It is not on this order."))
            prices.remove_discount(view.id, known.id)
        return _told(view.id, console)


def _undo(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        order_id = orders.find(given.ref)
        last = next((each for each in undoing.edits(order_id) if not each.undone), None)
        if last is None:
            raise BadInput(what=N_("The change"), value="", next=N_("Nothing was changed of this order here."))
        undoing.undo(last.id)
        return _told(order_id, console)


def _units(lines: tuple[LineView, ...], text: str) -> tuple[int, int]:
    sku, _star, units = text.rpartition("*")
    line = next((each for each in lines if each.sku == sku), None)
    if line is None or not (units.isascii() and units.isdigit()):
        raise BadInput(what=N_("The quantity"), value=text, next=N_("Write SKU*2, with a SKU of this order."))
    return line.id, int(units)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(what=N_("The day"), value=text, next=N_("Type it as 2026-12-24.")) from None
    if len(text.strip()) <= 10:
        found = datetime.combine(found.date(), time(23, 59))
    return found.replace(tzinfo=ZoneInfo(settings.shop().zone)) if found.tzinfo is None else found


def _told(order_id: int, console: Console) -> int:
    view = orders.show(order_id)
    console.answer(tell.order(view), tell.lines(view))
    return 0

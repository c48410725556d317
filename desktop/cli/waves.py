"""kolli waves: lists of orders that are fetched in one walk; kolli bins: places, totes and their labels."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console, safe, table
from desktop.cli.papers import write
from desktop.cli.words import add_everywhere, one_of, whole
from desktop.domain.errors import BadInput
from desktop.domain.picking import Outcome
from desktop.i18n import N_, _, number
from desktop.services import batch, bins, orders, picking, totes, waves
from desktop.services.waves import WaveView, Wish

_STATES = ("open", "done", "cancelled")


def declare(parser: ArgumentParser) -> None:
    """Make pick lists, look at them, print them, end them."""
    doing = parser.add_subparsers(required=True, metavar="make|list|show|print|tick|finish|cancel|rules")
    making = doing.add_parser("make", help=_("a new list, of the orders named or of the most urgent that fit"))
    making.add_argument("refs", nargs="*", metavar="REF")
    making.add_argument("--most", type=whole(N_("The number of orders"), 1, 500), default=0, metavar="N")
    making.add_argument("--courier", metavar="NAME")
    making.add_argument("--zone", default="", metavar="ZONE", help=_("orders that lie wholly in this zone"))
    making.add_argument("--single", action="store_true", help=_("orders of one unit"))
    making.set_defaults(run=_make)
    listing = doing.add_parser("list", help=_("the lists of a state"))
    listing.add_argument("--state", type=one_of(N_("The state"), _STATES), default="open", metavar="STATE")
    listing.set_defaults(run=_list)
    showing = doing.add_parser("show", help=_("one list: its walk, its orders and their totes"))
    printing = doing.add_parser("print", help=_("the list on paper; its orders go to To pack"))
    printing.add_argument("--out", type=Path, metavar="FILE.pdf", help=_("write one PDF"))
    finishing = doing.add_parser("finish", help=_("end the walk: what is whole goes to the bench"))
    ticking = doing.add_parser("tick", help=_("ticked rows of a wave sheet, by their codes; CODE*N for fewer units"))
    ticking.add_argument("ticks", nargs="+", metavar="CODE[*N]")
    ticking.set_defaults(run=_tick)
    cancelling = doing.add_parser("cancel", help=_("give the list up; its orders wait again"))
    for each, act in ((showing, _show), (printing, _print), (finishing, _finish), (cancelling, _cancel)):
        each.add_argument("wave", metavar="LIST", help=_("its code or its name, such as W-0412"))
        each.set_defaults(run=act)
    ruling = doing.add_parser("rules", help=_("how this shop picks"))
    ruling.add_argument("--most-orders", type=whole(N_("The number of orders"), 1, 500), metavar="N")
    ruling.add_argument("--totes", type=one_of(N_("The answer"), ("yes", "no")), metavar="yes|no")
    ruling.add_argument("--tick-codes", type=one_of(N_("The answer"), ("yes", "no")), metavar="yes|no",
                        help=_("print lists as wave sheets, for hours without power"))  # fmt: skip
    ruling.add_argument("--short", type=one_of(N_("The rule"), ("ask", *_outcomes())), metavar="RULE",
                        help=", ".join(("ask", *_outcomes())))  # fmt: skip
    ruling.set_defaults(run=_rules)
    for each in (making, listing, showing, printing, finishing, ticking, cancelling, ruling):
        add_everywhere(each)


def declare_bins(parser: ArgumentParser) -> None:
    """Places and totes; their labels are printed by `kolli print bin-label` and `kolli print tote-label`."""
    doing = parser.add_subparsers(required=True, metavar="list|add|put|staging|totes")
    listing = doing.add_parser("list", help=_("all bins in walking order"))
    listing.set_defaults(run=_bins)
    adding = doing.add_parser("add", help=_("make bins"))
    adding.add_argument("names", nargs="+", metavar="NAME")
    adding.set_defaults(run=_add)
    putting = doing.add_parser("put", help=_("say where an article lies; the first bin is where it is fetched"))
    putting.add_argument("sku", metavar="SKU")
    putting.add_argument("names", nargs="+", metavar="BIN")
    putting.set_defaults(run=_put)
    staging = doing.add_parser("staging", help=_("the bin for what waits to be put away"))
    staging.add_argument("name", metavar="NAME")
    staging.set_defaults(run=_staging)
    boxes = doing.add_parser("totes", help=_("all totes; with --make that many new ones"))
    boxes.add_argument("--make", type=whole(N_("The number of totes"), 1, 500), default=0, metavar="N")
    boxes.set_defaults(run=_totes)
    for each in (listing, adding, putting, staging, boxes):
        add_everywhere(each)


def _outcomes() -> tuple[str, ...]:
    return tuple(outcome.value for outcome in Outcome if outcome is not Outcome.OPEN)


def _make(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        chosen = [orders.find(ref) for ref in given.refs]
        if not chosen:
            chosen = waves.choose(Wish(given.most, given.courier, given.zone, given.single))
        if not chosen:
            raise BadInput(what=N_("The choice"), value="", next=N_("No order that waits fits it."))
        made = waves.make(chosen)
        refused = [error.say() for error in made.refused]
        console.answer({**_told(made.wave), "refused": refused}, _lines(made.wave))
        for reason in refused:
            console.say(reason)
        return 1 if refused else 0


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        rows = waves.page(given.state, limit=500)
        document = [
            {"list": row.name, "code": row.code, "state": row.state, "orders": row.orders, "left": row.left,
             "units": row.units, "walked_by": list(row.walkers), "made_at": row.made_at}
            for row in rows
        ]  # fmt: skip
        lines = [
            (row.name, row.code, str(row.orders), f"{row.left}/{row.units}", ", ".join(row.walkers)) for row in rows
        ]
        console.answer({"lists": document}, table((_("List"), _("Code"), _("Orders"), _("Left"), _("Bench")), lines))
    return 0


def _show(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        wave = waves.show(waves.find(given.wave))
        console.answer(_told(wave), _lines(wave))
    return 0


def _print(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        wave = waves.show(waves.find(given.wave))
        if given.out is None:
            batch.pick([order.id for order in wave.orders if order.here])
            said = _("{list} is in the print queue.").format(list=wave.name)
            console.answer({"list": wave.name, "queued": True}, [said])
            return 0
        from desktop.services import papers  # with it comes ReportLab
        from desktop.services.changes import unit

        pdf = papers.draw_own(waves.rules().paper, wave.name, language=given.lang or "")
        write(given.out, pdf)
        with unit() as work:
            waves.printed(work, wave.id)
        console.answer({"file": str(given.out), "bytes": len(pdf)}, [_("{file} is written.").format(file=given.out)])
    return 0


def _finish(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        wave = waves.finish(waves.find(given.wave))
        console.answer(_told(wave), _lines(wave))
    return 0


def _cancel(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        wave = waves.cancel(waves.find(given.wave))
        console.answer(_told(wave), _lines(wave))
    return 0


def _rules(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        asked = {"most_orders": given.most_orders, "short": given.short,
                 "totes": None if given.totes is None else given.totes == "yes",
                 "tick_codes": None if given.tick_codes is None else given.tick_codes == "yes"}  # fmt: skip
        rules = waves.change_rules(**{name: value for name, value in asked.items() if value is not None})
        document = {"most_orders": rules.most_orders, "totes": rules.totes, "short": rules.short,
                    "tick_codes": rules.tick_codes}  # fmt: skip
        console.answer(document, [f"{name}: {value}" for name, value in document.items()])
    return 0


def _tick(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        told = []
        for each in given.ticks:
            code, _star, units = each.partition("*")
            if units and not units.isdecimal():
                raise BadInput(what=N_("The quantity"), value=units, next=N_("Type a number above zero."))
            told.append(picking.tick(code, int(units) if units else None))
        wave = told[-1].wave
        document = {"list": wave.name, "left": wave.left, "state": wave.state,
                    "rows": [{"code": each.code, "said": each.said.value, "units": each.units} for each in told],
                    }  # fmt: skip
        rows = [(each.code, each.said.value, number(each.units)) for each in told]
        console.answer(document, table((_("Code"), _("Said"), _("Units")), rows))
    return 0


def _bins(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        places = bins.every()
        document = [{"name": place.name, "code": place.code, "parts": place.parts} for place in places]
        lines = [(place.name, place.code) for place in places]
        console.answer({"bins": document, "staging": bins.staging()}, table((_("Bin"), _("Code")), lines))
    return 0


def _add(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        made = [bins.add(name) for name in given.names]
        console.answer({"bins": [{"name": each.name, "code": each.code} for each in made]},
                       [safe(f"{each.name} {each.code}") for each in made])  # fmt: skip
    return 0


def _put(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        places = bins.put(given.sku, given.names)
        console.answer({"sku": given.sku, "bins": places}, [safe(", ".join(places))])
    return 0


def _staging(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        bins.stage_at(given.name)
        console.answer({"staging": bins.staging()}, [safe(bins.staging())])
    return 0


def _totes(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = totes.make(given.make) if given.make else totes.every()
        document = [{"code": each.code, "order": each.number or None} for each in found]
        console.answer(
            {"totes": document}, table((_("Tote"), _("Order")), [(each.code, each.number) for each in found])
        )
    return 0


def _told(wave: WaveView) -> dict[str, object]:
    return {
        "list": wave.name, "code": wave.code, "state": wave.state, "left": wave.left, "units": wave.units,
        "orders": [
            {"number": order.number, "letter": order.letter, "totes": list(order.totes), "left": order.left,
             "picked": order.picked, "short": order.short}
            for order in wave.orders
        ],
        "walk": [
            {"bin": stop.bin, "sku": stop.sku, "name": stop.name, "variant": stop.variant, "left": stop.left,
             "picked": stop.picked, "short": stop.short,
             "for": {part.letter: part.left for part in stop.parts if part.left}}
            for stop in wave.stops
        ],
    }  # fmt: skip


def _lines(wave: WaveView) -> list[str]:
    head = _("{list} {code} {state}: {left} of {all} left").format(
        list=wave.name, code=wave.code, state=wave.state, left=wave.left, all=wave.units
    )
    rows = [
        (stop.bin or "-", stop.sku, stop.name, f"{stop.left}",
         " ".join(f"{part.letter}:{part.left}" for part in stop.parts if part.left))
        for stop in wave.stops
    ]  # fmt: skip
    return [safe(head), *table((_("Bin"), _("SKU"), _("Item"), _("Pick"), _("For basket")), rows)]

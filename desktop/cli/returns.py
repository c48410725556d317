"""kolli returns list | show | open | receive | settle | reject | label | undo: what comes back, and what is done."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.papers import must_be_a_file, write
from desktop.cli.words import add_everywhere, one_of, whole
from desktop.domain.errors import BadInput, NotFound
from desktop.domain.returns import HERE, REASONS, STATES, WAITING, Condition, Outcome, Reason, Tab
from desktop.i18n import N_, _, date, money, number
from desktop.services import orders, papers

if TYPE_CHECKING:  # with returns come the letters of papers, which no other command waits for
    from desktop.services.returns import Case, CaseRow

_MOST = 10_000


def declare(parser: ArgumentParser) -> None:
    """Returns: open one, receive its parcel, settle it."""
    doing = parser.add_subparsers(required=True, metavar="list|show|open|receive|settle|reject|label|undo")
    listing = doing.add_parser("list", help=_("returns by where they stand"))
    listing.add_argument("--tab", type=one_of(N_("The list"), (tab.value for tab in Tab)), metavar="TAB",
                         help=", ".join(tab.value for tab in Tab))  # fmt: skip
    listing.set_defaults(run=_list)
    showing = doing.add_parser("show", help=_("one return with its lines and what settling it does"))
    opening = doing.add_parser("open", help=_("begin a return of an order"))
    opening.add_argument("order", metavar="ORDER")
    opening.add_argument("lines", nargs="*", metavar="SKU[=UNITS]")
    opening.add_argument("--reason", type=one_of(N_("The reason"), Reason), metavar="REASON", help=", ".join(Reason))
    opening.add_argument("--message", default="", metavar="TEXT", help=_("what the buyer wrote"))
    opening.add_argument("--override", default="", metavar="WHY", help=_("why it is taken against its terms"))
    opening.set_defaults(run=_open)
    receiving = doing.add_parser("receive", help=_("its parcel is here"))
    settling = doing.add_parser("settle", help=_("give money back, exchange or repair: all of it happens, or nothing"))
    settling.add_argument("--outcome", type=one_of(N_("The outcome"), ("refund", "exchange", "repair")),
                          metavar="OUTCOME", help="refund, exchange, repair")  # fmt: skip
    settling.add_argument("--swap", default="", metavar="SKU", help=_("what goes out in exchange; else the same again"))
    settling.add_argument("--freight", metavar="AMOUNT", help=_("freight that goes back"))
    settling.add_argument("--deduction", default="", metavar="AMOUNT", help=_("what is kept of what the goods cost"))
    settling.add_argument("--why", default="", metavar="TEXT", help=_("why less goes back"))
    settling.add_argument("--method", default="", metavar="WORD", help=_("how the money goes back"))
    rejecting = doing.add_parser("reject", help=_("it is not taken back"))
    rejecting.add_argument("--keep", action="store_true", help=_("the goods stay here"))
    rejecting.add_argument("--why", required=True, metavar="TEXT", help=_("why; the buyer reads it"))
    for each in (settling, rejecting):
        each.add_argument("--condition", type=one_of(N_("The condition"), Condition), metavar="CONDITION",
                          help=", ".join(Condition))  # fmt: skip
        each.add_argument("--reason", type=one_of(N_("The reason"), Reason), metavar="REASON", help=", ".join(Reason))
        each.add_argument("--quiet", action="store_true", help=_("the buyer gets no mail"))
    labelling = doing.add_parser("label", help=_("the return label as a PDF; it carries the return's code"))
    labelling.add_argument("--out", type=Path, required=True, metavar="FILE")
    undoing = doing.add_parser("undo", help=_("take its last step back"))
    for each, work in ((showing, _show), (receiving, _receive), (settling, _settle), (rejecting, _reject),
                       (labelling, _label), (undoing, _undo)):  # fmt: skip
        each.add_argument("case", metavar="RETURN")
        each.set_defaults(run=work)
    for each in (listing, showing, opening, receiving, settling, rejecting, labelling, undoing):
        add_everywhere(each)
    listing.add_argument("--limit", type=whole(N_("The limit"), 1, _MOST), default=200, metavar="N")


def _list(given: Namespace, console: Console) -> int:
    from desktop.services import returns

    with shop.opened(given):
        tabs = [Tab(given.tab)] if given.tab else list(Tab)
        found = [row for tab in tabs for row in returns.listed(tab, limit=given.limit)]
        heads = [_("Return"), _("Order"), _("Buyer"), _("State"), _("Reason"), _("Units"), _("Back")]
        lines = table(heads, [_row(row) for row in found])
        console.answer(
            {"returns": [asdict(row) for row in found]}, lines if found else [_("There are no returns here.")]
        )
    return 0


def _row(row: "CaseRow") -> tuple[str, ...]:
    return (
        row.number, f"#{row.order}", row.buyer, _(STATES[row.state]), _(REASONS[row.reason]) if row.reason else "",
        number(row.units), money(row.refund_minor, row.currency) if row.refund_minor else "",
    )  # fmt: skip


def _show(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _answer(console, _case(given.case))
    return 0


def _open(given: Namespace, console: Console) -> int:
    from desktop.services import returns

    with shop.opened(given):
        order_id = orders.find(given.order)
        reason = Reason(given.reason) if given.reason else None
        case = returns.open_case(
            order_id, _wanted(order_id, given.lines), source="message" if given.message else "order",
            text=given.message, reason=reason, override=given.override,
        )  # fmt: skip
        _answer(console, case)
    return 0


def _receive(given: Namespace, console: Console) -> int:
    from desktop.services import returns

    with shop.opened(given):
        _answer(console, returns.receive(_case(given.case).id))
    return 0


def _settle(given: Namespace, console: Console) -> int:
    from desktop.services import returns
    from desktop.services.returns import Decision

    with shop.opened(given):
        case = _said(_case(given.case), given, Outcome(given.outcome) if given.outcome else None, given.swap)
        how = Decision(
            orders.amount(given.freight, case.currency) if given.freight is not None else None,
            orders.amount(given.deduction, case.currency) if given.deduction else 0, given.why, given.method,
            notify=not given.quiet,
        )  # fmt: skip
        _answer(console, returns.settle(case.id, how))
    return 0


def _reject(given: Namespace, console: Console) -> int:
    from desktop.services import returns
    from desktop.services.returns import Decision

    with shop.opened(given):
        case = _said(_case(given.case), given, Outcome.KEEP if given.keep else Outcome.SEND_BACK)
        _answer(console, returns.settle(case.id, Decision(rejected=given.why, notify=not given.quiet)))
    return 0


def _undo(given: Namespace, console: Console) -> int:
    from desktop.services import returns

    with shop.opened(given):
        _answer(console, returns.undo(_case(given.case).id))
    return 0


def _label(given: Namespace, console: Console) -> int:
    must_be_a_file(given.out)
    with shop.opened(given):
        case = _case(given.case)
        pdf = papers.draw("return-label", [case.order_id], media="A4")
        write(given.out, pdf)
        console.answer({"case": case.number, "file": str(given.out)}, [_("Written: {file}").format(file=given.out)])
    return 0


def _said(case: "Case", given: Namespace, outcome: Outcome | None, swap: str = "") -> "Case":
    from desktop.services import returns
    from desktop.services.returns import Said

    """What was typed holds for every line of the case."""
    for line in case.lines:
        if line.line_id is None or not (line.came or line.units):
            continue
        again = "" if outcome is Outcome.EXCHANGE and line.swap else None  # the same, whatever was chosen before
        said = Said(
            condition=Condition(given.condition) if given.condition else None,
            reason=Reason(given.reason) if given.reason else None, outcome=outcome, swap=swap or again,
        )  # fmt: skip
        if said != Said():
            case = returns.say(case.id, line.line_id, said)
    return case


def _case(text: str) -> "Case":
    from desktop.services import returns

    found = returns.find(text)
    if found is None:
        raise NotFound(what=N_("return"), ref=text)
    return returns.get(found)


def _wanted(order_id: int, typed: list[str]) -> dict[int, int]:
    from desktop.services import returns

    """SKU[=UNITS] each; nothing typed: everything that can still come back."""
    left = returns.left(order_id)
    if not typed:
        return {line: units for line, units in left.items() if units}
    lines, wanted = orders.lines(order_id), {}
    for text in typed:
        sku, mark, units = text.rpartition("=") if "=" in text else (text, "", "1")
        found = next((line.id for line in lines if line.sku == sku), None)
        if found is None:
            raise NotFound(what=N_("article"), ref=sku)
        if not units.isdecimal() or not int(units):
            raise BadInput(what=N_("The quantity"), value=units if mark else text, next=N_("Type a number above zero."))
        wanted[found] = int(units)
    return wanted


def _answer(console: Console, case: "Case") -> None:
    from desktop.services import returns

    lines = [f"{case.number}  {_(STATES[case.state])}  #{case.order}  {case.buyer}"]
    lines += [
        f"  {line.came or line.units} × {line.sku}  {line.name}  "
        + " · ".join(part for part in (line.reason, line.condition, line.outcome, line.goes) if part)
        for line in case.lines
    ]
    document: dict[str, Any] = {"case": asdict(case)}
    if case.state in (*HERE, *WAITING):
        offer = returns.offer(case)
        document["offer"] = {"cash": offer.cash_minor, "freight": offer.shipping_minor, "due": offer.due_minor,
                             "credit": offer.credit_minor}  # fmt: skip
        lines.append("  " + _("Goes back: {amount}").format(amount=money(offer.cash_minor, case.currency)))
    elif case.refund_minor:
        lines.append("  " + _("Went back: {amount}").format(amount=money(case.refund_minor, case.currency)))
    if case.document:
        lines.append(f"  {case.document}")
    for what in (case.exchange, case.back):
        if what:
            lines.append("  " + _("New order {number}").format(number=f"#{what}"))
    if case.refund_by is not None and case.state in (*HERE, *WAITING):
        lines.append("  " + _("Money back by {day}").format(day=date(case.refund_by)))
    console.answer(document, lines)

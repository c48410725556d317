"""kolli payments import | list | show | confirm | undo | aside | payout: what the bank says has come in."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import WrongUsage, add_everywhere, whole
from desktop.domain.bank_book import Part, Proposal
from desktop.i18n import N_, _, date, day_time, money, ngettext
from desktop.services import bank, orders, payments
from desktop.services.bank import Imported, LineView, State, Which
from desktop.services.order_views import OrderView

_STATES = {
    State.OPEN: N_("open"), State.MATCHED: N_("paid"), State.PAYOUT: N_("payout"), State.ASIDE: N_("set aside"),
    State.OUT: N_("went out"),
}  # fmt: skip
_CERTAINTIES = {
    bank.Certainty.CERTAIN: N_("certain"), bank.Certainty.PROBABLE: N_("to look at"),
    bank.Certainty.NONE: N_("nothing fits"),
}  # fmt: skip


def declare(parser: ArgumentParser) -> None:
    """Files of the bank: bring them in, see which orders their lines pay, confirm, take back."""
    doing = parser.add_subparsers(required=True, metavar="import|list|show|confirm|undo|aside|payout")
    importing = doing.add_parser("import", help=_("bring in a bank's file; the same again changes nothing"))
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    importing.set_defaults(run=_import)
    listing = doing.add_parser("list", help=_("the newest lines first, with the orders that they pay"))
    which = listing.add_mutually_exclusive_group()
    for word, about in (
        (Which.CERTAIN, N_("what can be confirmed unseen")), (Which.OPEN, N_("whatever waits")),
        (Which.PROBABLE, N_("what somebody must look at")), (Which.NOTHING, N_("what waits and fits no order")),
        (Which.MATCHED, N_("what has paid orders")), (Which.ASIDE, N_("what was set aside")),
        (Which.PAYOUT, N_("what marketplaces have paid out")), (Which.OUT, N_("what went out")),
    ):  # fmt: skip
        which.add_argument(f"--{word.value}", dest="which", action="store_const", const=word, help=_(about))
    listing.set_defaults(which=Which.ALL)
    listing.add_argument("--limit", type=whole(N_("The limit"), 1, 100_000), default=50, metavar="N")
    listing.set_defaults(run=_list)
    showing = doing.add_parser("show", help=_("a line: each order that it may pay, and what speaks for it"))
    showing.set_defaults(run=_show)
    confirming = doing.add_parser("confirm", help=_("a line pays these orders; without one, its best proposal"))
    confirming.add_argument("--certain", action="store_true", help=_("every line that is certain"))
    confirming.add_argument("line", nargs="?", type=whole(N_("The line"), 1, 999_999_999), metavar="LINE")
    confirming.add_argument("orders", nargs="*", metavar="ORDER[=AMOUNT]")
    confirming.set_defaults(run=_confirm)
    undoing = doing.add_parser("undo", help=_("a line waits again, and its money is taken from its orders"))
    undoing.set_defaults(run=_undo)
    aside = doing.add_parser("aside", help=_("a line pays for no order; say why"))
    aside.set_defaults(run=_aside)
    payout = doing.add_parser("payout", help=_("a line is what a marketplace has paid out"))
    payout.set_defaults(run=_payout)
    for each in (showing, undoing, aside, payout):
        each.add_argument("line", type=whole(N_("The line"), 1, 999_999_999), metavar="LINE")
    aside.add_argument("reason", metavar="REASON")
    payout.add_argument("channel", nargs="?", default="", metavar="CHANNEL")
    for each in (importing, listing, showing, confirming, undoing, aside, payout):
        add_everywhere(each)


def _import(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        done: list[Imported] = []
        for file in given.files:
            one = bank.import_file(file)
            done.append(one)
            console.say(_imported(one))
            for refusal in one.refused[:20]:
                console.say(_("  line {row}: {reason}").format(row=refusal.row, reason=refusal.reason))
        counts = bank.counts()
        waits = _("{open} lines wait; {certain} of them are certain.").format(
            open=counts[Which.OPEN], certain=counts[Which.CERTAIN]
        )
        console.answer({"imported": [_import_document(one) for one in done], "open": counts[Which.OPEN],
                        "certain": counts[Which.CERTAIN]}, [waits])  # fmt: skip
    return 0


def _imported(one: Imported) -> str:
    new = ngettext("{count} new line", "{count} new lines", one.new).format(count=one.new)
    known = ngettext("{count} known before", "{count} known before", one.known).format(count=one.known)
    return _("{file}: {new}, {known}.").format(file=one.file, new=new, known=known)


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = bank.lines(given.which, given.limit)
        numbers = _Numbers()
        heads = [_("Line"), _("Date"), _("Amount"), _("From"), _("What it is"), _("Orders")]
        rows = [[str(each.id), date(each.booked_on), money(each.arrived_minor, each.currency),
                 (each.payer or each.text)[:32], _what(each), numbers.of(each)] for each in found]  # fmt: skip
        console.answer({"lines": [_document(each, numbers) for each in found]},
                       table(heads, rows) if rows else [_("There are no such lines.")])  # fmt: skip
    return 0


def _show(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        line = bank.line(given.line)
        found = bank.proposals(given.line)
        numbers = _Numbers()
        said = [_("Line {line}, {date}: {amount} from {payer}").format(
            line=line.id, date=date(line.booked_on), amount=money(line.arrived_minor, line.currency),
            payer=line.payer or "-"), line.text]  # fmt: skip
        said += [_settled(line, numbers)] if line.state is not State.OPEN else []
        for place, each in enumerate(found, 1):
            title = _("{place}. {orders} ({certainty})")
            said.append(
                title.format(place=place, orders=numbers.named(each), certainty=_(_CERTAINTIES[each.certainty]))
            )
            said += [f"   {'!' if one.against else '+'} {one.say()}" for one in each.evidence]
        if line.state is State.OPEN and not found:
            said.append(_("No order fits it."))
        document = _document(line, numbers) | {"proposals": [_proposal(each, numbers) for each in found]}
        console.answer(document, said)
    return 0


def _confirm(given: Namespace, console: Console) -> int:
    if given.certain == (given.line is not None):
        raise WrongUsage(what=_("Give either a line or --certain."), help="kolli payments confirm --help")
    with shop.opened(given):
        if given.certain:
            done = bank.confirm_certain()
            said = ngettext("{count} line is confirmed.", "{count} lines are confirmed.", len(done))
            console.answer({"confirmed": done}, [said.format(count=len(done))])
            return 0
        parts = _parts(given.orders, bank.line(given.line)) if given.orders else None
        _tell(bank.confirm(given.line, parts), console)
    return 0


def _parts(refs: list[str], line: LineView) -> list[Part]:
    """The orders that were typed. One without an amount gets what it has to pay, the last one what is left."""
    left, parts = line.arrived_minor, []
    for place, ref in enumerate(refs, 1):
        name, _sign, typed = ref.partition("=")
        order_id = orders.find(name)
        if typed:
            share = orders.amount(typed, line.currency)
        else:
            share = left if place == len(refs) else min(left, orders.show(order_id).due_minor)
        parts.append(Part(order_id, share))
        left -= share
    return parts


def _undo(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _tell(payments.undo(given.line), console)
    return 0


def _aside(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _tell(bank.set_aside(given.line, given.reason), console)
    return 0


def _payout(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _tell(payments.as_payout(given.line, given.channel), console)
    return 0


def _tell(line: LineView, console: Console) -> None:
    numbers = _Numbers()
    console.answer(_document(line, numbers), [_settled(line, numbers)])


def _settled(line: LineView, numbers: "_Numbers") -> str:
    if line.state is State.OPEN:
        return _("Line {line} waits.").format(line=line.id)
    if line.state is State.MATCHED:
        views = [orders.show(each.order_id) for each in line.matched]
        due = any(view.due_minor for view in views)
        text = _("Line {line} has paid a part of {orders}.") if due else _("Line {line} has paid {orders}.")
        said = " ".join([text.format(line=line.id, orders=numbers.of(line)), *_rest(views)])
    elif line.state is State.PAYOUT:
        said = _("Line {line} is a payout of {channel}.").format(line=line.id, channel=line.reason)
    elif line.state is State.ASIDE:
        said = _("Line {line} is set aside: {reason}").format(line=line.id, reason=line.reason)
    else:
        said = _("Line {line} is money that went out.").format(line=line.id)
    if line.settled_by and line.settled_at:
        said += " " + _("({who}, {when})").format(who=line.settled_by, when=day_time(line.settled_at))
    return said


def _rest(views: list[OrderView]) -> Iterator[str]:
    """What is still missing of each order, or is too much."""
    for view in views:
        if view.due_minor:
            due = money(view.due_minor, view.currency)
            yield _("#{order}: {amount} still to pay.").format(order=view.number, amount=due)
        elif view.surplus_minor:
            much = money(view.surplus_minor, view.currency)
            yield _("#{order}: {amount} too much.").format(order=view.number, amount=much)


def _what(line: LineView) -> str:
    return _(_CERTAINTIES[line.certainty] if line.state is State.OPEN else _STATES[line.state])


class _Numbers:
    """What people call orders, looked up once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def called(self, order_id: int) -> str:
        if order_id not in self._known:
            self._known[order_id] = orders.show(order_id).number
        return self._known[order_id]

    def of(self, line: LineView) -> str:
        if line.matched:
            return ", ".join(f"#{each.number}" for each in line.matched)
        return self.named(line.proposal) if line.proposal else line.reason

    def named(self, proposal: Proposal) -> str:
        return ", ".join(f"#{self.called(order_id)}" for order_id in proposal.order_ids) or proposal.channel


def _import_document(one: Imported) -> dict[str, object]:
    return {
        "file": one.file, "format": one.format, "account": one.account, "new": one.new, "known": one.known,
        "left_out": one.refused_count, "from": str(one.first_on or ""), "to": str(one.last_on or ""),
        "refused": [{"row": each.row, "reason": each.reason} for each in one.refused],
    }  # fmt: skip


def _document(line: LineView, numbers: _Numbers) -> dict[str, object]:
    """A line for programs: these keys are stable."""
    return {
        "line": line.id, "date": str(line.booked_on), "amount_minor": line.amount_minor,
        "arrived_minor": line.arrived_minor, "currency": line.currency, "payer": line.payer, "text": line.text,
        "references": list(line.references), "account": line.account, "state": line.state.value,
        "reason": line.reason, "settled_by": line.settled_by,
        "orders": [{"order": each.number, "amount_minor": each.amount_minor} for each in line.matched],
        "proposal": _proposal(line.proposal, numbers) if line.proposal else None,
    }  # fmt: skip


def _proposal(each: Proposal, numbers: _Numbers) -> dict[str, object]:
    return {
        "kind": each.kind.value, "certainty": each.certainty.value, "channel": each.channel,
        "orders": [{"order": numbers.called(part.order_id), "amount_minor": part.amount_minor} for part in each.parts],
        "evidence": [one.say() for one in each.evidence],
    }  # fmt: skip

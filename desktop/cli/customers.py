"""kolli customers find | show | merge | export | erase | points | voucher | affiliates."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.papers import must_be_a_file
from desktop.cli.words import add_everywhere, whole
from desktop.domain.errors import BadInput
from desktop.i18n import N_, _, money
from desktop.services import complaints, customer_file, orders, settings
from desktop.services.loyalty import affiliates, points, vouchers
from desktop.services.loyalty.vouchers import written
from desktop.services.privacy import erasing, exporting


def declare(parser: ArgumentParser) -> None:
    """Who buys: find and show them, join two, export or erase one; points, vouchers, affiliates."""
    doing = parser.add_subparsers(required=True, metavar="find|show|merge|export|erase|points|voucher|affiliates")
    finding = doing.add_parser("find", help=_("people by name, phone, e-mail or order number"))
    finding.add_argument("text", nargs="?", default="", metavar="TEXT")
    finding.add_argument("--limit", type=whole(N_("The limit"), 1, 100_000), default=50, metavar="N")
    finding.set_defaults(run=_find)
    showing = doing.add_parser("show", help=_("one person's file"))
    showing.add_argument("id", type=int, metavar="ID")
    showing.set_defaults(run=_show)
    joining = doing.add_parser("merge", help=_("let two be one; --undo takes a merge back, --preview only looks"))
    joining.add_argument("goes", type=int, metavar="ID", help=_("who becomes a part of the other; with --undo a merge"))
    joining.add_argument("stays", type=int, nargs="?", metavar="ID")
    joining.add_argument("--preview", action="store_true", help=_("say what moves, and move nothing"))
    joining.add_argument("--undo", action="store_true", help=_("take the merge with this number back"))
    joining.set_defaults(run=_merge)
    saving = doing.add_parser("export", help=_("all that is known of one person, as a ZIP"))
    saving.add_argument("id", type=int, metavar="ID")
    saving.add_argument("file", type=Path, metavar="FILE.zip")
    saving.set_defaults(run=_export)
    erasing_ = doing.add_parser("erase", help=_("take one person out of everything that no law keeps"))
    erasing_.add_argument("id", type=int, metavar="ID")
    erasing_.add_argument("--yes", action="store_true", help=_("really; without it, says what stands against it"))
    erasing_.set_defaults(run=_erase)
    giving = doing.add_parser("points", help=_("a person's points; with a number, give or take some"))
    giving.add_argument("id", type=int, metavar="ID")
    giving.add_argument("amount", type=int, nargs="?", metavar="N")
    giving.add_argument("--why", default="", metavar="TEXT", help=_("the reason"))
    giving.add_argument("--voucher", action="store_true", help=_("turn so many points into a voucher"))
    giving.set_defaults(run=_points)
    paying = doing.add_parser("voucher", help=_("vouchers; with --value a new one, with --order pay by one"))
    paying.add_argument("code", nargs="?", default="", metavar="CODE")
    paying.add_argument("--value", default="", metavar="AMOUNT")
    paying.add_argument("--order", default="", metavar="NUMBER", help=_("the order that it pays"))
    paying.add_argument("--undo", action="store_true", help=_("take it off the order again"))
    paying.set_defaults(run=_voucher)
    sending = doing.add_parser(
        "affiliates", help=_("who sends buyers; --order NUMBER --code CODE credits one, --pay ID makes a payout list")
    )
    sending.add_argument("--order", default="", metavar="NUMBER", help=_("an order whose buyer somebody sent"))
    sending.add_argument("--code", default="", metavar="CODE", help=_("who sent the order's buyer; none: nobody"))
    sending.add_argument("--pay", type=int, metavar="ID")
    sending.add_argument("--paid", type=int, metavar="LIST")
    sending.add_argument("--undo", type=int, metavar="LIST", help=_("take a payout list apart"))
    sending.set_defaults(run=_affiliates)
    for each in (finding, showing, joining, saving, erasing_, giving, paying, sending):
        add_everywhere(each)


def _find(said: Namespace, console: Console) -> int:
    with shop.opened(said):
        rows = customer_file.find(said.text, said.limit)
        console.answer(
            [asdict(row) for row in rows],
            table([_("Number"), _("Name"), _("E-mail"), _("Phone"), _("Orders")],
                  [[str(row.id), row.name or row.company, row.email, row.phone, str(row.orders)] for row in rows]),
        )  # fmt: skip
    return 0


def _show(said: Namespace, console: Console) -> int:
    with shop.opened(said):
        view = customer_file.show(said.id)
        has = points.standing(said.id)
        waiting = complaints.of_customer(said.id)
        lines = [view.contact.name or view.contact.company, view.contact.email, view.contact.phone, view.note]
        lines += [f"{each.orders} · {money(each.total_minor, each.currency)}" for each in view.sums]
        lines += [_("{count} points").format(count=has.points.points)]
        lines += [f"C{row.id} {row.state} {row.subject}" for row in waiting]
        lines += [f"#{each.number} {each.stage}" for each in view.orders]
        document = {**asdict(view), "points": has.points.points, "complaints": [asdict(row) for row in waiting]}
        console.answer(document, [line for line in lines if line])
    return 0


def _merge(said: Namespace, console: Console) -> int:
    with shop.opened(said):
        if said.undo:
            customer_file.undo_merge(said.goes)
            console.answer({"undone": said.goes}, [_("They are two again")])
            return 0
        if said.stays is None:
            raise BadInput(what=N_("The one who stays"), value="", next=N_("Give both numbers."))
        shown = customer_file.preview(said.goes, said.stays)
        moves = [customer_file.moved(table_, count) for table_, count in shown.moves]
        if said.preview:
            console.answer(asdict(shown), moves)
            return 0
        merge_id = customer_file.merge(said.goes, said.stays)
        console.answer({"merge": merge_id, **asdict(shown)}, [_("Merge {number}").format(number=merge_id), *moves])
    return 0


def _export(said: Namespace, console: Console) -> int:
    must_be_a_file(said.file)
    with shop.opened(said):
        file = exporting.export(said.id, said.file)
        console.answer({"file": str(file)}, [_("{file} is written.").format(file=file)])
    return 0


def _erase(said: Namespace, console: Console) -> int:
    with shop.opened(said):
        if not said.yes:
            found = erasing.prevents(said.id)
            console.answer({"prevents": found}, found or [_("Nothing stands against it. Say --yes to erase.")])
            return 0
        stays = erasing.erase(said.id)
        erasing.clean_file()
        console.answer(
            [asdict(each) for each in stays],
            [" · ".join(text for text in (each.say(), each.names, each.until) if text) for each in stays],
        )
    return 0


def _points(said: Namespace, console: Console) -> int:
    with shop.opened(said):
        if said.amount is not None and said.voucher:
            made = points.redeem(said.id, said.amount)
            console.answer({"code": made.code, "left_minor": made.left_minor}, [written(made.code)])
            return 0
        if said.amount is not None:
            points.add(said.id, said.amount, said.why)
        has = points.standing(said.id)
        document = {"points": has.points.points, "worth_minor": has.worth_minor, "stamps": has.stamps,
                    "tier": has.tier.name if has.tier else ""}  # fmt: skip
        console.answer(document, [_("{count} points").format(count=has.points.points)])
    return 0


def _voucher(said: Namespace, console: Console) -> int:
    with shop.opened(said):
        if said.value:
            currency = settings.shop().currency
            made = vouchers.issue(orders.amount(said.value, currency), currency, code=said.code)
            console.answer({"code": made.code, "left_minor": made.left_minor}, [written(made.code)])
        elif said.order:
            if not said.code.strip():
                raise BadInput(what=N_("The voucher's code"), value="", next=N_("Give the code that the buyer has."))
            order_id = orders.find(said.order)
            if said.undo:
                undone = vouchers.take_back(order_id, said.code)
                words = _("It is off the order again.") if undone else _("It does not pay this order.")
                console.answer({"undone": undone}, [words])
            else:
                paid = vouchers.redeem(said.code, order_id)
                left = orders.show(order_id)
                words = _("Paid: {paid}; still to pay: {due}")
                console.answer({"paid_minor": paid}, [words.format(
                    paid=money(paid, left.currency), due=money(left.due_minor, left.currency),
                )])  # fmt: skip
        else:
            found = [vouchers.find(said.code)] if said.code else vouchers.every()
            lines = [f"{written(each.code)} {money(each.left_minor, each.currency)}" for each in found]
            console.answer([asdict(each) for each in found], lines or [_("There are no vouchers.")])
    return 0


def _affiliates(said: Namespace, console: Console) -> int:
    with shop.opened(said):
        if said.order:
            affiliates.credit(orders.find(said.order), said.code)
        if said.pay is not None:
            affiliates.pay_out(said.pay)
        if said.paid is not None:
            affiliates.mark_paid(said.paid)
        if said.undo is not None:
            affiliates.undo_payout(said.undo)
        people, lists = affiliates.every(), affiliates.payouts()
        lines = [
            f"{each.id} {each.name} {each.code} "
            + " + ".join(money(minor, currency) for currency, minor in each.open_minor)
            for each in people
        ]
        lines += [
            f"{each.id} {each.name} {money(each.amount_minor, each.currency)} "
            + (_("undone") if each.undone_at else _("paid") if each.paid_at else _("waits"))
            for each in lists
        ]
        console.answer({"affiliates": [asdict(each) for each in people], "payouts": [asdict(each) for each in lists]},
                       lines)  # fmt: skip
    return 0

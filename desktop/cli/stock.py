"""kolli stock drift | oversold | apart: where stores say another number than we do, what is promised and not there, and
what came back and is not sold as new."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, one_of
from desktop.domain.returns import PLACES
from desktop.i18n import N_, _, day_time, number
from desktop.services import drift, oversold, stores
from desktop.services.drift import Drift
from desktop.services.oversold import Alarm, Loses

_RULES = {
    Loses.NEWEST: N_("the newest order loses"),
    Loses.CHEAPEST: N_("the order with the lowest total loses"),
    Loses.LATEST: N_("the order with the latest promised day loses"),
}


def declare(parser: ArgumentParser) -> None:
    """Stock, as the stores say it and as it is here."""
    doing = parser.add_subparsers(required=True, metavar="drift|oversold|apart")
    drifting = doing.add_parser("drift", help=_("articles of which a store says another number than we do"))
    drifting.add_argument("--store", metavar="NAME", help=_("this store only"))
    drifting.add_argument("--all", action="store_true", help=_("those that agree, too"))
    drifting.set_defaults(run=_drift)
    overselling = doing.add_parser("oversold", help=_("what is promised and not there, and which orders lose"))
    overselling.add_argument("--rule", type=one_of(N_("The rule"), tuple(each.value for each in Loses)), metavar="RULE",
                             help=", ".join(Loses))  # fmt: skip
    overselling.set_defaults(run=_oversold)
    keeping = doing.add_parser("apart", help=_("what came back and is not sold as new, by article and place"))
    keeping.set_defaults(run=_apart)
    for each in (drifting, overselling, keeping):
        add_everywhere(each)


def _apart(given: Namespace, console: Console) -> int:
    from desktop.services.returns import quarantine  # with returns come the letters of papers

    with shop.opened(given):
        found = quarantine.by_article()
        heads = [_("SKU"), _("Name"), _("Where"), _("Units"), _("On hand"), _("Available")]
        rows = [
            (each.sku, each.name, " ".join(part for part in (_(PLACES[each.place]), each.bin) if part),
             number(each.units), number(each.on_hand), number(each.available))
            for each in found
        ]  # fmt: skip
        console.answer({"apart": [asdict(each) for each in found]},
                       table(heads, rows) if found else [_("Nothing is kept apart.")])  # fmt: skip
    return 0


def _drift(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        store_id = stores.named(given.store).id if given.store else None
        found = drift.report(store_id, only_differing=not given.all)
        heads = [_("SKU"), _("Store"), _("Here"), _("There"), _("Difference"), _("Since"), _("Read")]
        lines = table(heads, [_row(each) for each in found])
        console.answer(
            {"drift": [{**asdict(each), "difference": each.difference} for each in found]},
            lines if found else [_("No store says another number than we do.")],
        )
    return 0


def _row(each: Drift) -> tuple[str, ...]:
    return (
        each.sku, each.store, "" if each.ours is None else number(each.ours), number(each.theirs),
        f"{each.difference:+d}" if each.difference else "", day_time(each.since) if each.since else "",
        day_time(each.read_at),
    )  # fmt: skip


def _oversold(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        rule = oversold.choose_rule(given.rule) if given.rule else oversold.rule()
        found = oversold.alarms()
        heads = [_("SKU"), _("Missing"), _("Order"), _("Units"), _("Buyer"), _("Store")]
        lines = table(heads, [row for alarm in found for row in _rows(alarm)]) if found else [_("Nothing is oversold.")]
        said = _("Rule: {rule}.").format(rule=_(_RULES[rule]))
        console.answer({"rule": rule.value, "oversold": [asdict(each) for each in found]}, [*lines, said])
    return 0


def _rows(alarm: Alarm) -> list[tuple[str, ...]]:
    missing = number(alarm.missing)
    return [
        (alarm.sku, missing, f"#{loser.number}", number(loser.units), loser.buyer, loser.store)
        for loser in alarm.losers
    ] or [(alarm.sku, missing, "", "", "", "")]

"""What the page shows of a case, read and put into words on the store thread."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.errors import KolliError
from desktop.domain.returns import CONDITIONS, HERE, OPEN, REASONS, WAITING, Condition, Goes, Outcome, goes
from desktop.domain.rights import Right
from desktop.i18n import _, date, money, ngettext
from desktop.services import bench_devices, orders, permits, returns, settings
from desktop.services.returns import Allowed, Case, CaseLine, Offer, PackRecord
from desktop.services.returns.places import places
from desktop.ui.returns.choices import Answer
from desktop.ui.returns.record_words import record_rows, taken_words


@dataclass(frozen=True, slots=True)
class Sold:
    """A line of the order: `sent` units left, `most` of them can be in this case, `units` are."""

    line_id: int
    sku: str
    name: str
    variant: str
    photo: str
    bin: str
    sent: int
    most: int
    units: int
    said: CaseLine | None


@dataclass(frozen=True, slots=True)
class Facts:
    """One case whole. `offer` is None while nothing can be reckoned; `wrong` says why then."""

    case: Case
    lines: tuple[Sold, ...]
    record: PackRecord
    allowed: Allowed
    offer: Offer | None
    wrong: str
    places: Mapping[Goes, str]  # the shop's bins for what is not sold as new
    headline: str
    packed: tuple[tuple[str, str], ...]  # what the pack record says: a caption and its words
    taken: str  # of the photo
    sees_prices: bool
    gives_money: bool
    changes_stock: bool
    has_camera: bool

    def line(self, line_id: int | None) -> Sold | None:
        return next((line for line in self.lines if line.line_id == line_id), None)


def load(case_id: int, shipping_minor: int | None = None, deduction_minor: int = 0) -> Facts:
    """Everything that the page shows of a case; the amounts as they would be with this freight and deduction."""
    case = returns.get(case_id)
    sent, most = returns.shipped(case.order_id), returns.left(case.order_id, case.id)
    said = {line.line_id: line for line in case.lines}
    offer, wrong = None, ""
    if case.state in (*HERE, *WAITING):
        try:
            offer = returns.offer(case, shipping_minor, deduction_minor)
        except KolliError as error:
            wrong = error.say()
    lines = tuple(
        Sold(row.id, row.sku, row.name.strip() or row.sku, row.variant, row.photo, row.bin, sent.get(row.id, 0),
             most.get(row.id, 0), _units(case, said.get(row.id)), said.get(row.id))
        for row in orders.lines(case.order_id) if sent.get(row.id, 0)
    )  # fmt: skip
    record, allowed, zone = returns.pack_record(case.order_id), returns.allowed(case.order_id), settings.shop().zone
    return Facts(
        case, lines, record, allowed, offer, wrong, places(), headline(case, allowed, zone),
        tuple(record_rows(record, zone)), taken_words(record, zone), permits.may(Right.PRICES),
        permits.may(Right.ORDERS), permits.may(Right.STOCK),
        bool(bench_devices.read().camera),
    )  # fmt: skip


def reasons() -> list[Answer]:
    return [Answer(reason.value, _(text)) for reason, text in REASONS.items()]


def conditions(facts: Facts, line: Sold | None) -> list[Answer]:
    """The conditions, each with where its units go."""
    said = line.said if line is not None else None
    scrapped = said.condition if said is not None and said.goes is Goes.SCRAP else None
    return [
        Answer(state.value, _(text),
               goes_words(Goes.SCRAP if state is scrapped else goes(state), line, facts.places))
        for state, text in CONDITIONS.items()
    ]  # fmt: skip


def goes_words(where: Goes, line: Sold | None, places: Mapping[Goes, str]) -> str:
    """Where units go: the article's own place, or the shop's places for what is not sold as new."""
    own, named = line.bin if line is not None else "", places.get(where, "")
    if where is Goes.SHELF:
        return _("to {bin}").format(bin=own) if own else _("to the shelf")
    if where is Goes.OUTLET:
        return _("outlet {bin}").format(bin=named) if named else _("outlet shelf")
    if where is Goes.SCRAP:
        return _("thrown away")
    return _("quarantine {bin}").format(bin=named) if named else _("quarantine")


def outcomes() -> list[Answer]:
    return [  # who rejects chooses whether the buyer gets the goods again
        Answer(Outcome.REFUND.value, _("Refund")),
        Answer(Outcome.EXCHANGE.value, _("Exchange")),
        Answer(Outcome.REPAIR.value, _("Repair")),
        Answer(Outcome.SEND_BACK.value, _("Send back")),
        Answer(Outcome.KEEP.value, _("Reject")),
    ]


def headline(case: Case, allowed: Allowed, zone: str) -> str:
    """Beside the case's number: how it stands with its window, and by when the money must be back."""
    words = []
    if case.override:
        words.append(_("outside of the terms: {reason}").format(reason=case.override))
    elif allowed.until is not None:
        said = _("open until {day}") if allowed.yes else _("was open until {day}")
        words.append(said.format(day=date(allowed.until, None, zone)))
    if case.refund_by is not None and case.state in OPEN:
        words.append(_("money back by {day}").format(day=date(case.refund_by, None, zone)))
    return " · ".join(words)


def order_words(case: Case) -> str:
    """Whose it is, in the lane."""
    return _("Order {number}, {buyer}").format(number=f"#{case.order}", buyer=case.buyer)


def record_note(facts: Facts, line: Sold | None) -> str:
    """What the pack record says against or for the buyer's word, "" for nothing."""
    if line is None:
        return ""
    by_hand = [way for way in facts.record.of_line(line.line_id) if way.method == "manual"]
    if by_hand:
        return _("The line that was packed by hand is the one that now comes back.")
    if line.said is not None and line.said.condition is Condition.WRONG_ARTICLE and facts.record.of_line(line.line_id):
        return _("Every unit of this line was confirmed by its code.")
    return ""


def money_words(facts: Facts) -> list[tuple[str, str]]:
    """What approving does, in words, each with its amount; no amounts for who does not see prices."""
    offer = facts.offer
    if offer is None:
        return []
    rows: list[tuple[str, str]] = []
    show = _amounts(facts, offer.currency)
    even = offer.traded_minor == offer.total_minor  # the goods that come back pay for it whole
    for swap in offer.swaps:
        free = _("{count} available").format(count=swap.available) if swap.counted else _("stock not counted")
        place = _("Place {bin}").format(bin=swap.bin) if swap.bin else ""
        name = " ".join(part for part in (swap.name, swap.variant) if part)
        detail = " · ".join(part for part in (place, free) if part)
        rows.append((_("New order: {count} × {name}").format(count=swap.units, name=name) + f"\n{detail}",
                     show(0 if even else swap.price_minor)))  # fmt: skip
    if offer.traded_minor and not even:
        rows.append((_("Paid with what comes back"), show(-offer.traded_minor)))
    if offer.due_minor:
        rows.append((_("The buyer pays the rest before it is packed"), show(offer.due_minor)))
    if offer.shipping_minor:
        rows.append((_("Freight goes back, too"), show(offer.shipping_minor)))
    if offer.deduction_minor:
        rows.append((_("Deduction"), show(-offer.deduction_minor)))
    if offer.cash_minor:
        rows.append((_("Goes back to the buyer"), show(offer.cash_minor)))
    if offer.short_minor:
        rows.append((_("Was never paid, or has gone back before"), show(offer.short_minor)))
    return rows + _papers(facts, offer, show)


def _papers(facts: Facts, offer: Offer, show: "_Show") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    outcomes_said = facts.case.outcomes
    if Outcome.REPAIR in outcomes_said:
        rows.append((_("Waits for its repair, then goes out by an order without a price"), ""))
    if Outcome.SEND_BACK in outcomes_said:
        rows.append((_("Goes back to the buyer by an order without a price"), ""))
    if Outcome.KEEP in outcomes_said:
        rows.append((_("Stays here, and nothing is paid back"), ""))
    if not offer.credit_minor:
        return rows
    if offer.invoice is None:
        rows.append((_("No credit note: no invoice was issued"), ""))
    elif not offer.positions and not offer.freight_minor:
        rows.append((_("No credit note: {number} is credited already").format(number=offer.invoice[1]), ""))
    else:
        rows.append((_("Credit note for {number}").format(number=offer.invoice[1]), show(offer.credit_minor)))
    return rows


class _Show:
    def __init__(self, currency: str, *, hidden: bool) -> None:
        self._currency, self._hidden = currency, hidden

    def __call__(self, amount_minor: int) -> str:
        return "" if self._hidden else money(amount_minor, self._currency)


def _amounts(facts: Facts, currency: str) -> _Show:
    return _Show(currency, hidden=not facts.sees_prices)


def approve_words(facts: Facts) -> str:
    """What the one large button does now."""
    outcomes_said = facts.case.outcomes
    if len(outcomes_said) == 1:
        one = {
            Outcome.REFUND: _("Approve the refund"), Outcome.EXCHANGE: _("Approve the exchange"),
            Outcome.REPAIR: _("Take in for repair"), Outcome.SEND_BACK: _("Reject and send back"),
            Outcome.KEEP: _("Reject"),
        }  # fmt: skip
        chosen = next(iter(outcomes_said))
        return one[chosen] if chosen is not None else _("Approve")
    return _("Approve")


def units_words(line: Sold) -> str:
    sent = ngettext("{count} unit sent", "{count} units sent", line.sent).format(count=line.sent)
    return " · ".join(part for part in (line.sku, line.variant, sent) if part)


def _units(case: Case, line: CaseLine | None) -> int:
    if line is None:
        return 0
    return line.units if case.state in WAITING else line.came

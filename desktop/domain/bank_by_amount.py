"""Lines whose payer has given no number: the amount and the name must tell whose they are."""

from collections.abc import Iterator
from itertools import combinations

from desktop.domain import bank_names
from desktop.domain.bank_book import Asked, Book, Certainty, Kind, Line, Part, Proposal
from desktop.domain.bank_by_number import Named
from desktop.domain.bank_names import Alike
from desktop.domain.bank_words import Amount, Said, about_name
from desktop.i18n import N_

_WITH_CODE = N_("Amount {amount} is what order {order} has to pay, with its code {code}.")
_WHOLE = N_("Amount {amount} is what order {order} has to pay.")
_TOO = N_("Order {order} has to pay the same amount.")
_PAID_ONE = N_("Order {order} of this buyer had the same amount and is paid: this may be its payment once more.")
_WITHOUT_CODE = N_("The code of the amount was left out: {difference} is missing from the {due} of order {order}.")
_FEE = N_("{difference} is missing from the {due} of order {order}: banks take as much for a transfer.")
_SHORT = N_("{difference} is missing from the {due} of order {order}.")
_OVER = N_("It is {difference} more than the {due} that order {order} has to pay.")
_OTHER_HALF = N_("With the payment of {other} on {date} it is what order {order} has to pay: {due}.")
_TOGETHER = N_("Amount {amount} is what orders of this buyer have to pay together: {orders}.")
_MAY_BE_TOO = N_("It may be for another order of this buyer as well: {order}.")
_NO_NAME = N_("The bank does not say who has paid.")

# What Indonesian banks take for a transfer to another bank (by SKN, online, BI-FAST), in rupiah; it is sometimes taken
# from the amount. Source: the published price lists name these sums; data/bank has 6,500.
_FEES = {"IDR": frozenset({2_500, 2_900, 3_500, 5_000, 6_500, 7_500})}
_HIGHEST_CODE = 999
_MOST_TOGETHER = 8  # orders of one buyer that are added up in every way
_SLACK_PERCENT = 2


def explain(line: Line, named: Named, book: Book) -> list[Proposal]:
    """What the amount and the payer's name say. `named` has no order that its number decides; at most nearly one."""
    exact = _exact(line, named, book)
    near = list(_near(line, named, book))
    nearly = [_by_wrong_number(line, order, said, named) for order, said in named.nearly]
    ids = {proposal.order_ids for proposal in nearly}
    return nearly + [proposal for proposal in (*exact, *near) if proposal.order_ids not in ids]


def _exact(line: Line, named: Named, book: Book) -> list[Proposal]:
    """Orders that have to pay this amount. Certain: only one has, and its buyer has paid, or it has a code and nobody
    else is named."""
    orders = book.asking(line.currency, line.arrived_minor)
    before = [order for order in book.settled(line.currency, line.arrived_minor)
              if bank_names.best(line.payer, order.buyers) >= Alike.LIKE]  # fmt: skip
    if not orders:
        return [_again(line, order, named) for order in before]
    rivals = [order for order in _rivals(line, book) if order not in orders]
    found = []
    for order in orders[:_MOST_TOGETHER]:
        alike = bank_names.best(line.payer, order.buyers)
        others = [Said(_TOO, {"order": f"#{each.number}"}, against=True) for each in orders[:4] if each is not order]
        paid = [Said(_PAID_ONE, {"order": f"#{each.number}"}, against=True) for each in before[:1]]
        maybe = [Said(_MAY_BE_TOO, {"order": f"#{each.number}"}, against=True) for each in rivals[:1]]
        against = (*others, *paid, *maybe, *named.against)
        sure = alike is Alike.SAME or (order.code_minor > 0 and alike is not Alike.DIFFERENT)
        certain = sure and not against and not named.nearly and not line.deducted_minor
        text = _WITH_CODE if order.code_minor else _WHOLE
        evidence = [Said(text, _values(line, order)), *_name(line, order), *against]
        certainty = Certainty.CERTAIN if certain else Certainty.PROBABLE
        found.append((alike, _proposal(line, order, Kind.EXACT, certainty, evidence)))
    found.sort(key=lambda each: (-each[0], each[1].order_ids))
    return [proposal for _alike, proposal in found]


def _rivals(line: Line, book: Book) -> list[Asked]:
    """Other orders of this payer that the amount fits, too: without their codes, or several of them together."""
    own = [order for order, alike in book.of_payer(line.payer) if alike is Alike.SAME]
    found = [order for order in own if _without_code(line, order)]
    for orders in _together(line, own):
        found += orders
    return found


def _near(line: Line, named: Named, book: Book) -> Iterator[Proposal]:
    """Orders of this payer that the amount nearly fits."""
    known = [(order, alike) for order, alike in book.of_payer(line.payer)
             if order.currency == line.currency and order.due_minor != line.arrived_minor]  # fmt: skip
    own = [order for order, alike in known if alike is Alike.SAME]
    for orders in _together(line, own):
        said = Said(_TOGETHER, {"amount": _arrived(line), "orders": ", ".join(f"#{each.number}" for each in orders)})
        parts = tuple(Part(order.id, order.due_minor) for order in orders)
        evidence = (said, *_name(line, orders[0]), *named.against)
        yield Proposal(Kind.SEVERAL, Certainty.PROBABLE, parts, evidence)
    ranked: list[tuple[int, int, Proposal]] = []
    for order, alike in known:
        near = _nearness(line, order, book, alone=len(own) == 1 and alike is Alike.SAME)
        if near is not None:
            kind, why = near
            proposal = _proposal(line, order, kind, Certainty.PROBABLE, [why, *_name(line, order), *named.against])
            ranked.append((abs(order.due_minor - line.arrived_minor), -alike, proposal))
    ranked.sort(key=lambda each: (each[2].kind not in _PLAIN, each[0], each[1], each[2].order_ids))
    yield from (proposal for _difference, _alike, proposal in ranked)


_PLAIN = (Kind.WITHOUT_CODE, Kind.TWO_PARTS)


def _nearness(line: Line, order: Asked, book: Book, *, alone: bool) -> tuple[Kind, Said] | None:
    """What the amount is to an order of the payer; `alone`: it is the only one that the payer has."""
    values = _values(line, order)
    missing = order.due_minor - line.arrived_minor
    if _without_code(line, order):
        return Kind.WITHOUT_CODE, Said(_WITHOUT_CODE, values, against=True)
    other = _other_half(line, missing, book) if missing > 0 else None
    if other is not None:
        half = {**values, "other": Amount(other.arrived_minor, other.currency), "date": other.booked_on}
        return Kind.TWO_PARTS, Said(_OTHER_HALF, half)
    if missing in _FEES.get(line.currency, ()):
        return Kind.PART, Said(_FEE, values, against=True)
    slight = abs(missing) * 100 <= order.due_minor * _SLACK_PERCENT
    if missing > 0 and (slight or alone):
        return Kind.PART, Said(_SHORT, values, against=True)
    if missing < 0 and slight:
        return Kind.OVER, Said(_OVER, values, against=True)
    return None


def _without_code(line: Line, order: Asked) -> bool:
    """Whether the order's code is all that is missing; where it is not known, whether the last digits are."""
    missing = order.due_minor - line.arrived_minor
    if order.code_minor:
        return missing == order.code_minor
    return line.currency == "IDR" and 0 < missing <= _HIGHEST_CODE and line.arrived_minor % 100 == 0


def _other_half(line: Line, missing: int, book: Book) -> Line | None:
    return next(
        (each for each in book.lines_of(line.payer)
         if each.id != line.id and each.arrived_minor == missing and each.currency == line.currency),
        None,
    )  # fmt: skip


def _together(line: Line, own: list[Asked]) -> Iterator[tuple[Asked, ...]]:
    """Several orders of one buyer that make the amount, the fewest first."""
    few = [order for order in own if order.currency == line.currency and order.due_minor < line.arrived_minor]
    for size in (2, 3, 4) if len(few) <= _MOST_TOGETHER else ():
        for orders in combinations(few, size):
            if sum(order.due_minor for order in orders) == line.arrived_minor:
                yield orders


def _by_wrong_number(line: Line, order: Asked, said: Said, named: Named) -> Proposal:
    """An order whose reference was mistyped; never certain."""
    if order.due_minor <= 0:
        return _again(line, order, named, said)
    missing = order.due_minor - line.arrived_minor
    kind = Kind.EXACT if not missing else Kind.PART if missing > 0 else Kind.OVER
    text = _WHOLE if not missing else _SHORT if missing > 0 else _OVER
    amount = Said(text, _values(line, order), against=missing != 0)
    return _proposal(line, order, kind, Certainty.PROBABLE, [said, amount, *_name(line, order), *named.against])


def _again(line: Line, order: Asked, named: Named, *more: Said) -> Proposal:
    paid = Said(_PAID_ONE, {"order": f"#{order.number}"}, against=True)
    evidence = [*more, paid, *_name(line, order), *named.against]
    return _proposal(line, order, Kind.AGAIN, Certainty.PROBABLE, evidence)


def _proposal(line: Line, order: Asked, kind: Kind, certainty: Certainty, evidence: list[Said]) -> Proposal:
    return Proposal(kind, certainty, (Part(order.id, line.arrived_minor),), tuple(evidence))


def _name(line: Line, order: Asked) -> list[Said]:
    found = about_name(line.payer, order.buyers)
    if found is not None:
        return [found]
    return [] if line.payer.strip() else [Said(_NO_NAME, against=True)]


def _values(line: Line, order: Asked) -> dict[str, str | int | Amount]:
    return {
        "order": f"#{order.number}", "amount": _arrived(line), "code": order.code_minor,
        "due": Amount(order.due_minor, line.currency),
        "difference": Amount(abs(order.due_minor - line.arrived_minor), line.currency),
    }  # fmt: skip


def _arrived(line: Line) -> Amount:
    return Amount(line.arrived_minor, line.currency)

"""Lines whose payer has given a number: an OCR reference, or an order's or invoice's number in the message."""

from dataclasses import dataclass, field

from desktop.domain import bank_names, bank_refs
from desktop.domain.bank_book import Asked, Book, Certainty, Kind, Line, Part, Proposal
from desktop.domain.bank_names import Alike
from desktop.domain.bank_words import Amount, Said, about_name
from desktop.i18n import N_

_BY_OCR = N_("Reference {reference} is the one of order {order}; its check digit is right.")
_BY_NUMBER = N_("The payment names {number}, which is order {order}.")
_NEARLY = N_("Reference {reference} has a wrong check digit; it resembles the one of order {order}.")
_UNKNOWN = N_("Reference {reference} belongs to no order that is known here.")
_WRONG = N_("Reference {reference} has a wrong check digit.")
_WHOLE = N_("Amount {amount} is what order {order} has to pay.")
_SUM = N_("Amount {amount} is what these orders have to pay together: {orders}.")
_NOT_SUM = N_("The orders {orders} have to pay {sum}, and {amount} has come.")
_SHORT = N_("{difference} is missing from the {due} that order {order} has to pay.")
_OVER = N_("It is {difference} more than the {due} that order {order} has to pay.")
_PAID = N_("Order {order} is paid already: this may have to go back.")
_HELD_BACK = N_("{deducted} of {amount} was held back for a credit note, so {arrived} has come.")
_CREDITED = N_("Order {order} has a credit note of {amount}.")
_NOT_CREDITED = N_("No credit note of {amount} was issued for order {order}.")
_AMBIGUOUS = N_("The number may mean several orders: {orders}.")
_OWN_ORDER = N_("The payer has an open order of the same amount, {order}.")
_CURRENCY = N_("Order {order} is in {currency}.")


@dataclass(slots=True)
class Named:
    """The orders that a line's references name. Each group is what one reference may mean."""

    groups: list[tuple[list[Asked], Said]] = field(default_factory=list)
    nearly: list[tuple[Asked, Said]] = field(default_factory=list)  # by a reference whose check digit is wrong
    against: list[Said] = field(default_factory=list)
    weak: bool = False  # only by a number so short that it may be anything
    by_reference: bool = False  # at least one of them by a reference, and not by words alone


def look_up(line: Line, book: Book) -> Named:
    """The orders that the line's references and words name."""
    named = Named()
    for reference in line.references:
        _by_reference(named, reference, line, book)
    named.by_reference = bool(named.groups)
    for number in sorted(bank_refs.numbers_in(line.said), key=lambda each: (-len(each), each)):
        _by_words(named, number, line, book)
    digits = [len(bank_refs.only_digits(str(said.values.get("number", "")))) for _orders, said in named.groups]
    named.weak = not named.by_reference and bool(digits) and max(digits) < bank_refs.SHORTEST
    return named


def explain(line: Line, named: Named, book: Book) -> list[Proposal]:
    """What the named orders say to the line; `named` has at least one group."""
    if len(named.groups) > 1:
        return _several(line, named)
    orders, said = named.groups[0]
    if len(orders) == 1:
        return [_one(line, orders[0], said, named, book)]
    amongst = Said(_AMBIGUOUS, {"orders": _listed(orders)}, against=True)
    found = [_one(line, order, said, named, book, (amongst,)) for order in orders]
    return sorted(found, key=lambda each: each.kind is not Kind.EXACT)


def _one(
    line: Line, order: Asked, said: Said, named: Named, book: Book, more: tuple[Said, ...] = ()
) -> Proposal:  # fmt: skip
    name = about_name(line.payer, order.buyers)
    alike = bank_names.best(line.payer, order.buyers)
    evidence = [said, *_amount(line, order), *([name] if name else []), *more, *named.against]
    part = (Part(order.id, line.arrived_minor),)
    if order.due_minor <= 0:
        return Proposal(Kind.AGAIN, Certainty.PROBABLE, part, tuple(evidence))
    if line.deducted_minor:
        return Proposal(Kind.DEDUCTED, Certainty.PROBABLE, part, tuple(evidence))
    if line.arrived_minor != order.due_minor:
        kind = Kind.PART if line.arrived_minor < order.due_minor else Kind.OVER
        return Proposal(kind, Certainty.PROBABLE, part, tuple(evidence))
    own = _own_order(line, order, book) if alike is not Alike.SAME else None
    if own is not None:
        evidence.append(Said(_OWN_ORDER, {"order": f"#{own.number}"}, against=True))
    doubted = more or named.against or own is not None or (named.weak and alike is not Alike.SAME)
    return Proposal(Kind.EXACT, Certainty.PROBABLE if doubted else Certainty.CERTAIN, part, tuple(evidence))


def _several(line: Line, named: Named) -> list[Proposal]:
    """One payment for several orders, each named."""
    orders: list[Asked] = []
    doubted = bool(named.against or line.deducted_minor or named.weak)
    for group, _said in named.groups:
        doubted = doubted or len(group) > 1
        orders += [order for order in group if order not in orders]
    evidence = [said for _group, said in named.groups] + named.against
    due = sum(order.due_minor for order in orders)
    listed, amount = _listed(orders), Amount(line.arrived_minor, line.currency)
    fits = due == line.arrived_minor and all(order.due_minor > 0 for order in orders)
    if fits:
        parts = tuple(Part(order.id, order.due_minor) for order in orders)
        evidence.append(Said(_SUM, {"amount": amount, "orders": listed}))
        alone = len({order.id for order in orders}) == 1
        kind = Kind.EXACT if alone else Kind.SEVERAL
        return [Proposal(kind, Certainty.PROBABLE if doubted else Certainty.CERTAIN, parts, tuple(evidence))]
    values: dict[str, str | Amount] = {"orders": listed, "sum": Amount(due, line.currency), "amount": amount}
    evidence.append(Said(_NOT_SUM, values, against=True))
    whole = [order for order in orders if order.due_minor == line.arrived_minor]
    if len(whole) == 1:
        evidence.insert(0, Said(_WHOLE, {"amount": amount, "order": f"#{whole[0].number}"}))
        return [Proposal(Kind.EXACT, Certainty.PROBABLE, (Part(whole[0].id, line.arrived_minor),), tuple(evidence))]
    return [Proposal(Kind.SEVERAL, Certainty.PROBABLE, _spread(line, orders), tuple(evidence))]


def _spread(line: Line, orders: list[Asked]) -> tuple[Part, ...]:
    """The money over the orders in their sequence; the last one gets what is too much."""
    left, parts = line.arrived_minor, []
    for order in orders:
        share = min(left, max(0, order.due_minor))
        if share:
            parts.append(Part(order.id, share))
            left -= share
    if left and parts:
        parts[-1] = Part(parts[-1].order_id, parts[-1].amount_minor + left)
    return tuple(parts) or (Part(orders[0].id, line.arrived_minor),)


def _amount(line: Line, order: Asked) -> list[Said]:
    """What the amount says to an order."""
    due = order.due_minor
    values: dict[str, str | Amount] = {
        "order": f"#{order.number}", "amount": Amount(line.arrived_minor, line.currency),
        "due": Amount(due, line.currency), "difference": Amount(abs(due - line.arrived_minor), line.currency),
    }  # fmt: skip
    found = []
    if line.deducted_minor:
        back = Amount(line.deducted_minor, line.currency)
        found.append(
            Said(_HELD_BACK, {"deducted": back, "amount": Amount(line.amount_minor, line.currency),
                              "arrived": Amount(line.arrived_minor, line.currency)}, against=True)
        )  # fmt: skip
        known = line.deducted_minor in order.credited
        found.append(Said(_CREDITED if known else _NOT_CREDITED, {"order": values["order"], "amount": back},
                          against=not known))  # fmt: skip
    if due <= 0:
        return [*found, Said(_PAID, {"order": values["order"]}, against=True)]
    if due == line.arrived_minor:
        return [*found, Said(_WHOLE, {"amount": values["amount"], "order": values["order"]})]
    return [*found, Said(_SHORT if due > line.arrived_minor else _OVER, values, against=True)]


def _by_reference(named: Named, reference: str, line: Line, book: Book) -> None:
    bare = bank_refs.folded(bank_refs.without_rf(reference))
    if not bare.strip("0"):
        return
    by_ocr = book.of_ocr(bare.lstrip("0"))
    orders = _distinct([*by_ocr, *book.numbered(bare)], line)
    if orders:
        text = _BY_OCR if by_ocr else _BY_NUMBER
        said = Said(text, {"reference": reference, "number": reference, "order": _listed(orders)})
        _name(named, orders, said)
        return
    numbers = bank_refs.numbers_in(reference)
    if any(_distinct(book.numbered(number), line) for number in numbers):
        for number in sorted(numbers, key=lambda each: (-len(each), each)):
            _by_words(named, number, line, book)
        return
    if not bare.isdigit() or len(bare) < bank_refs.SHORTEST:
        return  # a word, or a number that says nothing
    if bank_refs.is_checked(bare):
        named.against.append(Said(_UNKNOWN, {"reference": reference}, against=True))
        return
    nearly = _distinct(book.of_ocr_body(bare[:-1].lstrip("0")), line)
    for order in nearly:
        said = Said(_NEARLY, {"reference": reference, "order": f"#{order.number}"}, against=True)
        named.nearly.append((order, said))
    if not nearly:
        named.against.append(Said(_WRONG, {"reference": reference}, against=True))


def _by_words(named: Named, number: str, line: Line, book: Book) -> None:
    """An order that a number of the message means, unless a longer number has said so before."""
    by_ocr = book.of_ocr(number.lstrip("0")) if len(number) > bank_refs.SHORTEST else []
    orders = _distinct([*by_ocr, *book.numbered(number)], line)
    if not orders:
        return
    text = _BY_OCR if by_ocr else _BY_NUMBER
    _name(named, orders, Said(text, {"number": number, "reference": number, "order": _listed(orders)}))


def _name(named: Named, orders: list[Asked], said: Said) -> None:
    ids = {order.id for order in orders}
    if not any(ids & {order.id for order in group} for group, _said in named.groups):
        named.groups.append((orders, said))


def _distinct(orders: list[Asked], line: Line) -> list[Asked]:
    return list({order.id: order for order in orders if order.currency == line.currency}.values())


def _own_order(line: Line, order: Asked, book: Book) -> Asked | None:
    """Another open order of this amount whose buyer the payer is."""
    for other in book.asking(line.currency, line.arrived_minor):
        if other.id != order.id and bank_names.best(line.payer, other.buyers) is Alike.SAME:
            return other
    return None


def _listed(orders: list[Asked]) -> str:
    return ", ".join(f"#{order.number}" for order in orders)

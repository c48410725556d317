"""A deduction from what is given back: for wear, or for the shop's work. It stays invoiced."""

from dataclasses import replace

from desktop.domain.crediting import Bill, Rate, TooMuch
from desktop.domain.money import portion_left, share


def deduct(given: Bill, amount_minor: int) -> Bill:
    """What is given back less a deduction from its goods, such as for wear: total and tax shrink together.

    Raises:
        TooMuch: more than the goods are worth.
    """
    goods: dict[Rate, int] = {}
    for line in given.lines:
        goods[line.percent] = goods.get(line.percent, 0) + line.worth_minor
    whole = given.by_rate()
    tax = {rate: portion_left(own, goods.get(rate, 0), whole.get(rate, 0)) for rate, own in given.taxes_minor.items()}
    room = {rate: max(0, worth + (tax.get(rate, 0) if given.on_top else 0)) for rate, worth in goods.items()}
    if not 0 <= amount_minor <= sum(room.values()):
        raise TooMuch(None, sum(room.values()))
    parts = dict(zip(room, share(amount_minor, list(room.values())), strict=True)) if amount_minor else {}
    less = {rate: portion_left(tax.get(rate, 0), part, room[rate]) for rate, part in parts.items() if part}
    lines = list(given.lines)
    for rate, part in parts.items():
        own = [place for place, line in enumerate(lines) if line.percent == rate]
        net = part - (less.get(rate, 0) if given.on_top else 0)
        for place, taken in zip(own, share(net, [max(0, lines[place].worth_minor) for place in own]), strict=True):
            lines[place] = replace(lines[place], amount_minor=lines[place].amount_minor - taken)
    taxes = {rate: own - less.get(rate, 0) for rate, own in given.taxes_minor.items()}
    return replace(given, lines=tuple(lines), taxes_minor=taxes)

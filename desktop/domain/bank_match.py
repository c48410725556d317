"""Which order a line of a bank's statement pays, how sure that is, and what speaks for it and against it.

CERTAIN only where exactly one explanation fits and nothing contradicts it: such a line may be confirmed unseen. What a
person must look at is PROBABLE. A number that the payer gave decides before an amount, and an amount before a name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from desktop.domain import bank_by_amount, bank_by_number, bank_payouts
from desktop.domain.bank_book import Asked, Book, Certainty, Kind, Line, Part, Proposal, sequence
from desktop.domain.bank_words import Amount, Said
from desktop.i18n import N_

__all__ = ["Asked", "Book", "Certainty", "Kind", "Line", "Part", "Proposal", "propose", "propose_all"]

MOST_PROPOSED = 5
_COMES_SECOND = N_(
    "The payment of {amount} on {date} fits the same order and comes first: this one may have to go back."
)
_FITS = (Kind.EXACT, Kind.AGAIN, Kind.DEDUCTED)
_PAYS_OUT = N_("{payer} pays out what was sold on {channel}; it belongs to the payouts and to no order.")


def propose(line: Line, book: Book) -> list[Proposal]:
    """Every explanation of one line, the best first; [] where nothing fits, or no money came in."""
    if line.arrived_minor <= 0:
        return []
    named = bank_by_number.look_up(line, book)
    if not named.groups and (channel := bank_payouts.channel(line.payer)):
        said = Said(_PAYS_OUT, {"payer": line.payer, "channel": channel})
        return [Proposal(Kind.PAYOUT, Certainty.PROBABLE, (), (said,), channel)]
    by_number = bank_by_number.explain(line, named, book) if named.groups else []
    if by_number and by_number[0].kind in _FITS:
        return by_number[:MOST_PROPOSED]
    by_amount = bank_by_amount.explain(line, named, book)
    if not by_number:
        return by_amount[:MOST_PROPOSED]
    return _both(by_number, by_amount, firm=named.by_reference)[:MOST_PROPOSED]


def _both(by_number: list[Proposal], by_amount: list[Proposal], *, firm: bool) -> list[Proposal]:
    """A number that does not go with the amount may be about something else; nothing is certain then. A payer's own
    words are doubted before the amount is, a reference (`firm`) is not."""
    named = {proposal.order_ids for proposal in by_number}
    others = [replace(each, certainty=Certainty.PROBABLE) for each in by_amount
              if each.kind is Kind.EXACT and each.order_ids not in named]  # fmt: skip
    return [*by_number, *others] if firm else [*others, *by_number]


def propose_all(lines: Sequence[Line], book: Book) -> dict[int, list[Proposal]]:
    """The same for all lines that wait. Of several that would settle one order only the first is certain: it does not
    matter in what sequence they are given."""
    return one_each(sorted(lines, key=sequence), {line.id: propose(line, book) for line in lines})


def one_each(lines: Iterable[Line], alone: Mapping[int, list[Proposal]]) -> dict[int, list[Proposal]]:
    """What each line is for when it does not stand alone; `lines` as they were booked, of those in `alone`."""
    found = dict(alone)
    taken: dict[int, Line] = {}
    for line in lines:
        explained = found.get(line.id)
        if not explained or explained[0].certainty is not Certainty.CERTAIN:
            continue
        best = explained[0]
        earlier = next((taken[part.order_id] for part in best.parts if part.order_id in taken), None)
        if earlier is None:
            for part in best.parts:
                taken[part.order_id] = line
            continue
        amount = Amount(earlier.arrived_minor, earlier.currency)
        said = Said(_COMES_SECOND, {"date": earlier.booked_on, "amount": amount}, against=True)
        again = replace(best, kind=Kind.AGAIN, certainty=Certainty.PROBABLE, evidence=(*best.evidence, said))
        found[line.id] = [again, *explained[1:]]
    return found

"""Which order a bank's line pays: nothing certain is wrong, and what can be told is told."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from desktop.domain import bank_names, bank_refs
from desktop.domain.bank_match import Asked, Book, Certainty, Kind, Line, Proposal, propose, propose_all
from desktop.domain.bank_names import Alike
from desktop.formats.bank import Entry, recognise
from tests import bank_world
from tests.bank_world import World, world
from tests.shared import shared

DAY = date(2026, 5, 4)
SEEDS = st.integers(0, 10**6)
CURRENCIES = st.sampled_from(["SEK", "IDR"])


def certain(found: dict[int, list[Proposal]]) -> dict[int, tuple[int, ...]]:
    return {line_id: tuple(sorted(each[0].order_ids)) for line_id, each in found.items()
            if each and each[0].certainty is Certainty.CERTAIN}  # fmt: skip


def explained(made: World) -> dict[int, list[Proposal]]:
    return propose_all(made.lines, Book(made.orders, made.lines))


def ayu(**changes: object) -> Asked:
    return replace(Asked(1, "1048", "IDR", 250213, 250213, (), ("Ayu Lestari",)), **changes)  # type: ignore[arg-type]


def paid(amount: int, payer: str = "AYU LESTARI", said: str = "", *references: str) -> Line:
    return Line(1, DAY, amount, "IDR", payer, said or payer, references)


@tries(max_examples=25)
@given(SEEDS, CURRENCIES)
def test_nothing_certain_is_wrong_and_what_is_plain_is_found(seed: int, currency: str) -> None:
    made = world(seed, currency)
    found = certain(explained(made))
    for line_id, orders in found.items():
        assert orders == tuple(sorted(made.truth[line_id])), made.kinds[line_id]
        assert made.kinds[line_id] in bank_world.CERTAIN | {"twice"}
    paid_twice = [orders for line_id, orders in found.items() if made.kinds[line_id] == "twice"]
    assert len(paid_twice) == len(set(paid_twice)) == 3
    missed = [kind for line_id, kind in made.kinds.items() if kind in bank_world.CERTAIN and line_id not in found]
    assert missed == []


@tries(max_examples=10)
@given(SEEDS)
def test_the_sequence_of_lines_and_orders_changes_nothing_that_is_certain(seed: int) -> None:
    made = world(seed, "IDR", each=2)
    before = certain(explained(made))
    Random(seed).shuffle(made.lines)
    Random(seed + 1).shuffle(made.orders)
    assert certain(explained(made)) == before


@tries(max_examples=10)
@given(SEEDS, CURRENCIES)
def test_a_second_order_of_the_same_amount_leaves_only_what_a_number_decides(seed: int, currency: str) -> None:
    made = world(seed, currency, each=2)
    many = len(made.orders)
    doubles = [replace(order, id=order.id + many, number=f"X{order.id}A", numbers=(), buyers=order.buyers)
               for order in made.orders]  # fmt: skip
    made.orders += doubles
    found = certain(explained(made))
    assert {made.kinds[line_id] for line_id in found} <= {"ocr", "number", "several"}
    assert all(orders == tuple(sorted(made.truth[line_id])) for line_id, orders in found.items())


@pytest.mark.parametrize(
    ("file", "country"),
    [("bca_personal_id.csv", "id"), ("bca_personal_en.csv", "id"), ("bca_bisnis.csv", "id"), ("mandiri_mcm.csv", "id"),
     ("bgmax_latin1.txt", "se"), ("camt053_001_02.xml", "se")],
)  # fmt: skip
def test_the_shared_statements_are_matched_as_expected(file: str, country: str) -> None:
    folder = shared("data/bank")
    orders, truth = bank_world.shared_orders(folder, country), bank_world.shared_truth(folder)[country]
    reading = recognise(folder / file, "IDR" if country == "id" else "SEK")
    entries = [each for each in reading.entries() if isinstance(each, Entry) and each.amount_minor > 0]
    lines = [Line(place, each.booked_on, each.amount_minor, each.currency, each.payer, each.said, each.references,
                  each.deducted_minor) for place, each in enumerate(entries)]  # fmt: skip
    found = propose_all(lines, Book(orders, lines))
    numbers = {order.id: order.number for order in orders}
    twice = 0
    for line in lines:
        best = found[line.id][0] if found[line.id] else None
        named = sorted(numbers[order_id] for order_id in best.order_ids) if best else []
        kind, invoices = _expected(country, line, truth, orders)
        if file.startswith("camt"):  # its lines are all as they should be
            kind = "ocr"
        sure = best is not None and best.certainty is Certainty.CERTAIN
        assert named == invoices, (line, best)
        if kind == "paid_twice":
            twice += sure
            continue
        assert sure == (kind in _SURE), (kind, best)
        if kind in _KINDS:
            assert best is not None
            assert best.kind is _KINDS[kind]
    assert twice == (country == "id")


_SURE = ("exact", "ocr", "free_text_reference", "no_reference_name_only", "two_invoices_one_payment")
_KINDS = {
    "no_unique_code": Kind.WITHOUT_CODE, "two_parts": Kind.TWO_PARTS, "too_little_6500_fee": Kind.PART,
    "marketplace_payout": Kind.PAYOUT, "too_much_100_ore": Kind.OVER, "two_invoices_one_payment": Kind.SEVERAL,
    "deduction_credit_note": Kind.DEDUCTED,
}  # fmt: skip


def _expected(
    country: str, line: Line, truth: dict[tuple[str, ...], str], orders: list[Asked]
) -> tuple[str, list[str]]:
    """What the shared answers say of a line: its kind, and the invoices that it pays."""
    if country == "id":
        kind, _colon, invoice = truth[str(line.booked_on), line.payer, str(line.amount_minor)].partition(":")
        return kind, [invoice] if invoice else []
    by_ocr = {ocr: order for order in orders for ocr in bank_refs.ocr_of(order.number)}
    kinds = {by_ocr[ocr].number: kind for (ocr,), kind in truth.items()}
    named = [order for order in orders if set(bank_refs.ocr_of(order.number)) & set(line.references)]
    if not named:  # a wrong check digit, a free text, a name: the amount and the name are one invoice's
        named = [order for order in orders if order.total_minor == line.amount_minor
                 and bank_names.best(line.payer, order.buyers) is Alike.SAME]  # fmt: skip
    kind = kinds[named[0].number]
    return ("ocr" if line.said.startswith("Faktura") and kind == "ocr" else kind), [order.number for order in named]


def test_the_evidence_is_in_words() -> None:
    best = propose(paid(250213), Book([ayu(code_minor=213)]))[0]
    assert [said.say() for said in best.evidence] == [
        "Amount Rp250.213 is what order #1048 has to pay, with its code 213.",
        "The payer's name is the buyer's: Ayu Lestari.",
    ]
    other = propose(paid(250213, "BUDI HARTONO"), Book([ayu(code_minor=213)]))[0]
    assert other.certainty is Certainty.PROBABLE
    assert other.evidence[1].say() == "The name differs: BUDI HARTONO has paid, Ayu Lestari has bought."
    assert other.evidence[1].against


@pytest.mark.parametrize(
    ("line", "order", "kind", "certainty"),
    [
        (paid(250213), ayu(), Kind.EXACT, Certainty.CERTAIN),
        (paid(250213, "LESTARI AYU"), ayu(), Kind.EXACT, Certainty.CERTAIN),
        (paid(250213, "A LESTARI"), ayu(), Kind.EXACT, Certainty.PROBABLE),
        (paid(250213, "A LESTARI"), ayu(code_minor=213), Kind.EXACT, Certainty.CERTAIN),
        (paid(250213, ""), ayu(), Kind.EXACT, Certainty.PROBABLE),
        (paid(250213, "DEWI", "bayar order 1048"), ayu(), Kind.EXACT, Certainty.CERTAIN),
        (paid(250213, "DEWI", "bayar 31048"), ayu(), Kind.EXACT, Certainty.PROBABLE),
        (paid(250000), ayu(code_minor=213), Kind.WITHOUT_CODE, Certainty.PROBABLE),
        (paid(243713), ayu(), Kind.PART, Certainty.PROBABLE),
        (paid(250213), ayu(due_minor=0), Kind.AGAIN, Certainty.PROBABLE),
        (paid(250213, "DEWI", "order 1048"), ayu(due_minor=0), Kind.AGAIN, Certainty.PROBABLE),
        (paid(250213, "SHOPEE INTERNATIONAL"), ayu(), Kind.PAYOUT, Certainty.PROBABLE),
        (paid(250213, "AYU LESTARI", "", "10481"), ayu(), Kind.EXACT, Certainty.PROBABLE),  # a wrong check digit
        (paid(250213, "AYU LESTARI", "", "99999999995"), ayu(), Kind.EXACT, Certainty.PROBABLE),  # nobody's
        (paid(250213, "ANYBODY", "", "RF18539007547034"), ayu(number="53900754703"), Kind.EXACT, Certainty.CERTAIN),
    ],
)
def test_what_a_line_is_to_an_order(line: Line, order: Asked, kind: Kind, certainty: Certainty) -> None:
    best = propose(line, Book([order]))[0]
    assert (best.kind, best.certainty) == (kind, certainty)


def test_a_reference_of_another_with_the_payers_own_amount_is_looked_at() -> None:
    others = [ayu(), ayu(id=2, number="2077", buyers=("Budi Hartono",))]
    best = propose(paid(250213, "BUDI HARTONO", "order 1048"), Book(others))[0]
    assert best.order_ids == (1,)
    assert best.certainty is Certainty.PROBABLE


def test_a_buyers_orders_that_make_the_amount_together_are_proposed_together() -> None:
    orders = [ayu(id=place, number=f"20{place}", total_minor=amount, due_minor=amount)
              for place, amount in enumerate((100_000, 70_500, 31_000))]  # fmt: skip
    best = propose(paid(131_000), Book(orders))[0]
    assert (best.kind, best.order_ids, best.certainty) == (Kind.SEVERAL, (0, 2), Certainty.PROBABLE)
    too = [*orders, ayu(id=9, number="209", total_minor=131_000, due_minor=131_000)]
    assert propose(paid(131_000), Book(too))[0].certainty is Certainty.PROBABLE  # it fits in two ways


@pytest.mark.parametrize(
    ("payer", "buyer", "alike"),
    [
        ("NUR MAHARANI", "Nur Maharani", Alike.SAME),
        ("PRATAMA BUDI", "Budi Pratama", Alike.SAME),
        ("BPK. BUDI PRATAMA", "Budi Pratama", Alike.SAME),
        ("PT MAJU JAYA", "Maju Jaya, PT", Alike.SAME),
        ("Asa Angstrom", "Åsa Ångström", Alike.SAME),
        ("GORAN O BRIEN", "Göran O'Brien", Alike.SAME),
        ("MUHAMMAD ABDURRAHM", "Muhammad Abdurrahman Wahid", Alike.SAME),
        ("B PRATAMA", "Budi Pratama", Alike.LIKE),
        ("BUDI S PRATAMA", "Budi Pratama", Alike.LIKE),
        ("BUDI PRATMA", "Budi Pratama", Alike.LIKE),
        ("BUDI HARTONO", "Budi Pratama", Alike.DIFFERENT),
        ("BUDI", "Siti", Alike.DIFFERENT),
        ("", "Siti", Alike.UNKNOWN),
        ("12345", "Siti", Alike.UNKNOWN),
    ],
)
def test_names(payer: str, buyer: str, alike: Alike) -> None:
    assert bank_names.alike(payer, buyer) is alike


@given(st.integers(10, 10**18).map(str))
def test_a_check_digit_finds_every_single_wrong_digit(number: str) -> None:
    for ocr in bank_refs.ocr_of(number):
        assert bank_refs.is_checked(ocr)
        for place in range(len(ocr)):
            for digit in set("0123456789") - {ocr[place]}:
                assert not bank_refs.is_checked(ocr[:place] + digit + ocr[place + 1 :])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("order 1048", True), ("ORDER#1048", True), ("inv1048", True), ("bayar 1048.", True), ("1 048", True),
        ("Faktura 1048 tack", True), ("21048", False), ("10482", False), ("A1048B", False), ("104 8", True),
        ("WS1048", False), ("1048,00", True),
    ],
)  # fmt: skip
def test_a_number_in_a_message(text: str, named: bool) -> None:
    assert ("1048" in bank_refs.numbers_in(text)) is named


def test_a_number_that_does_not_go_with_the_amount_hides_no_order_that_does() -> None:
    others = [ayu(number="2026", total_minor=99_000, due_minor=99_000, buyers=("Budi Hartono",)), ayu(id=2)]
    found = propose(paid(250213, "AYU LESTARI", "bayar mei 2026"), Book(others))
    assert [each.order_ids for each in found] == [(2,), (1,)]
    assert {each.certainty for each in found} == {Certainty.PROBABLE}

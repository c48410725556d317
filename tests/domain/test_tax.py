"""Tax by countries' profiles: the rate of the day, and figures that add up whatever is sold, split and rounded."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import crediting, tax
from desktop.domain.money import included_tax
from desktop.domain.tax import STANDARD, Case, Freight, Priced, Reckoned
from desktop.domain.tax_profiles import PROFILES, profile
from tests.hard.runs import runs

RATES = (Decimal(0), Decimal(6), Decimal(11), Decimal(12), Decimal("12.5"), Decimal(25), None)


@pytest.mark.parametrize(
    ("name", "tax_class", "on", "percent"),
    [
        ("id-ppn", STANDARD, "2021-06-01", "10"), ("id-ppn", STANDARD, "2022-04-01", "11"),
        ("id-ppn", STANDARD, "2024-12-31", "11"), ("id-ppn", STANDARD, "2025-01-01", "11"),
        ("id-ppn", "luxury", "2024-12-31", "11"), ("id-ppn", "luxury", "2025-01-01", "12"),
        ("id-ppn", "exempt", "2026-01-01", "0"), ("id-ppn", "food", "2026-01-01", "11"),
        ("se-moms", STANDARD, "2026-11-12", "25"), ("se-moms", "food", "2026-03-31", "12"),
        ("se-moms", "food", "2026-04-01", "6"), ("se-moms", "food", "2027-12-31", "6"),
        ("se-moms", "food", "2028-01-01", "12"), ("se-moms", "low", "2026-01-01", "6"),
        ("id-non-pkp", STANDARD, "2026-01-01", None), ("none", STANDARD, "2026-01-01", None),
    ],
)  # fmt: skip
def test_a_class_bears_the_rate_of_the_day(name: str, tax_class: str, on: str, percent: str | None) -> None:
    step = profile(name).step(tax_class, date.fromisoformat(on))
    assert (None if step is None else step.effective) == (None if percent is None else Decimal(percent))


def test_ppn_is_twelve_percent_of_eleven_twelfths() -> None:
    step = profile("id-ppn").step(STANDARD, date(2026, 1, 1))
    assert step is not None
    assert (step.percent, str(step.base), step.effective) == (Decimal(12), "11/12", Decimal(11))


def test_every_profile_says_what_it_is_and_what_its_classes_are() -> None:
    for name, each in PROFILES.items():
        assert (each.name, next(iter(each.classes))) == (name, STANDARD)
        assert {step.tax_class for step in each.steps} <= set(each.classes)
        assert all(each.title and words for words in each.classes.values())
        assert set(each.cases) <= set(Case)


def test_freight_is_shared_as_the_swedish_tax_office_reckons_it() -> None:
    """Books 650 at 6 %, discs 350 at 25 %, freight 100, all without tax: 42.90 and 96.25 in tax."""
    found = tax.reckon(
        [Priced(65_000, Decimal(6)), Priced(35_000, Decimal(25))], [], 10_000, freight=Freight.SHARED, on_top=True
    )
    assert found.taxes_minor == {Decimal(25): 9_625, Decimal(6): 4_290}
    assert found.bases_minor == {Decimal(25): 38_500, Decimal(6): 71_500}


def test_the_figures_of_the_designs_invoices() -> None:
    """A discount before tax, freight at the goods' rate, and one rounding: 256.92 and 123,378."""
    moms = [Priced(amount, Decimal(25)) for amount in (59_600, 15_980, 45_800, 5_990)]
    assert tax.reckon(moms, [-3_810], 4_900).taxes_minor == {Decimal(25): 25_692}
    ppn = [Priced(amount, Decimal(11)) for amount in (356_000, 196_000, 104_000, 745_000)]
    assert tax.reckon(ppn, [-174_000], 18_000).taxes_minor == {Decimal(11): 123_378}


def _wrong(
    reckon: Callable[..., Reckoned], rows: list[tuple[int, Decimal | None]], discount: int, shipping: int,
    freight: Freight, *, on_top: bool,
) -> list[str]:  # fmt: skip
    """What a reckoning breaks of the laws of a document's figures."""
    lines = [Priced(amount, percent) for amount, percent in rows]
    found = reckon(lines, [-discount] if discount else [], shipping, freight=freight, on_top=on_top)
    worth = tax.bill(lines, [-discount] if discount else [], shipping, freight=freight, on_top=on_top).by_rate()
    whole = sum(amount for amount, _percent in rows) - discount + shipping
    wrong = []
    if sum(worth.values()) != whole:
        wrong.append("what the rates are worth is not what is sold")
    taxed = sum(found.bases_minor.values()) + (0 if on_top else found.tax_minor)
    if taxed != whole - worth.get(None, 0):
        wrong.append("net and tax are not the total")
    for percent, amount in found.taxes_minor.items():  # rounded once: less than one unit, for the whole document
        exact = worth[percent] * percent / 100 if on_top else worth[percent] * percent / (100 + percent)
        if abs(exact - amount) > Decimal("0.5"):
            wrong.append(f"{percent}: {amount} is not {exact:.3f} rounded once")
    return wrong


def _line_by_line(lines: list[Priced], extras: list[int], shipping: int, **how: object) -> Reckoned:
    """Broken on purpose: rounds the tax of each line, as many a till does."""
    whole = tax.bill(lines, extras, shipping, freight=how["freight"], on_top=bool(how["on_top"]))  # type: ignore[arg-type]
    taxes: dict[Decimal, int] = {}
    for line in whole.lines:
        if line.percent is not None:
            part = line.worth_minor * line.percent / 100
            taxes[line.percent] = taxes.get(line.percent, 0) + (
                int(part.quantize(Decimal(1), ROUND_HALF_EVEN)) if how["on_top"]
                else included_tax(line.worth_minor, line.percent)
            )  # fmt: skip
    worth = whole.by_rate()
    return Reckoned({rate: worth[rate] - (0 if how["on_top"] else amount) for rate, amount in taxes.items()}, taxes)


ROWS = st.lists(st.tuples(st.integers(0, 9_000_000), st.sampled_from(RATES)), min_size=1, max_size=7)


@runs(sample=60, whole=5000)
def test_net_and_tax_are_the_total_whatever_is_sold(times: int) -> None:
    @settings(max_examples=times)
    @given(ROWS, st.data(), st.integers(0, 90_000), st.sampled_from(Freight), st.booleans())
    def check(
        rows: list[tuple[int, Decimal | None]], data: st.DataObject, shipping: int, freight: Freight, on_top: bool
    ) -> None:
        discount = data.draw(st.integers(0, sum(amount for amount, _rate in rows)))
        assert _wrong(tax.reckon, rows, discount, shipping, freight, on_top=on_top) == []

    check()


def test_the_property_sees_a_till_that_rounds_each_line() -> None:
    rows: list[tuple[int, Decimal | None]] = [(999, Decimal(25)), (999, Decimal(25)), (999, Decimal(25))]
    assert _wrong(tax.reckon, rows, 0, 0, Freight.MAIN, on_top=False) == []
    assert _wrong(_line_by_line, rows, 0, 0, Freight.MAIN, on_top=False) != []


@runs(sample=40, whole=3000)
def test_credited_parts_give_back_freight_and_tax_of_every_rate(times: int) -> None:
    @settings(max_examples=times)
    @given(ROWS, st.integers(0, 90_000), st.booleans(), st.data())
    def check(rows: list[tuple[int, Decimal | None]], shipping: int, on_top: bool, data: st.DataObject) -> None:
        lines = tuple(crediting.Line(data.draw(st.integers(1, 9)), amount, (), percent) for amount, percent in rows)
        parted = crediting.freight(lines, shipping, on_top=on_top)
        assert sum(parted.values()) == (shipping if parted else 0)
        plain = crediting.Bill(lines, shipping, crediting.leading(lines), {}, on_top, parted)
        bill = crediting.Bill(lines, shipping, plain.shipping_percent,
                              crediting.taxes(plain.by_rate(), on_top=on_top), on_top, parted)  # fmt: skip
        left, parts = bill, []
        for _turn in range(data.draw(st.integers(0, 3))):
            units = {place: data.draw(st.integers(0, line.units)) for place, line in enumerate(left.lines)}
            part, left = crediting.credit(left, units, data.draw(st.integers(0, left.shipping_minor)))
            parts.append(part)
        last, left = crediting.credit(
            left, {place: line.units for place, line in enumerate(left.lines)}, left.shipping_minor
        )
        parts.append(last)
        assert left.total_minor == 0
        for percent, amount in bill.taxes_minor.items():
            assert sum(part.taxes_minor.get(percent, 0) for part in parts) == amount
        for percent, amount in bill.by_rate().items():
            assert sum(part.by_rate().get(percent, 0) for part in parts) == amount
        assert all(part.total_minor >= 0 for part in parts)

    check()

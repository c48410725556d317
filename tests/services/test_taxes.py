"""What orders and their documents bear in tax by the shop's profile, from the order's own total to the credit note."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypo
from hypothesis import strategies as st

from desktop.documents.bill import Bill
from desktop.domain.errors import BadInput
from desktop.domain.remote import RemoteAddress, RemoteArticle, RemoteLine
from desktop.domain.tax import Case
from desktop.services import articles, changes, invoicing, order_lines, orders, parties, settings, taxes
from desktop.services.changes import new_op_id, unit
from desktop.services.invoicing import kept
from desktop.services.orders import NewLine, NewOrder, OrderView
from tests.documents import reading
from tests.hard.runs import runs
from tests.services import shop

AT = datetime(2026, 11, 12, 4, 2, tzinfo=UTC)
BUYER = RemoteAddress(name="Göran Öhman", line1="Storgatan 1", city="Lycksele", postcode="921 31", country="SE")


@pytest.fixture(autouse=True)
def _a_shop(sqlite_database: object) -> Iterator[None]:
    shop.sells_to_one_buyer()
    changes.set_clock(lambda: AT)
    yield
    changes.set_clock(None)


def swedish(*, included: bool = True) -> None:
    settings.change_shop(
        name="Lingonviken", tax_id="999999-9999", vat_id="SE999999999901", f_tax=True, tax_profile="se-moms",
        currency="SEK", zone="Europe/Stockholm", country="SE", language="sv", prices_include_tax=included,
    )  # fmt: skip
    _articles(MUG="", BREAD="food", BOOK="low")


def indonesian() -> None:
    settings.change_shop(name="Sagara Rasa", vat_id="00.000.000.0-000.000", tax_profile="id-ppn", language="id")
    _articles(CUP="", YACHT="luxury")


def _articles(**classes: str) -> None:
    with unit() as work:
        for sku in classes:
            articles.keep(work, RemoteArticle(remote_id=sku, sku=sku, name=f"The {sku}"))
    for sku, tax_class in classes.items():
        taxes.change_class([sku], tax_class or "standard")


def typed(*rows: tuple[str, int, str], shipping: str = "0", paid: bool = False) -> OrderView:
    lines = tuple(NewLine(sku, f"The {sku}", quantity, Decimal(price)) for sku, quantity, price in rows)
    return orders.create(NewOrder(BUYER, lines, shipping=Decimal(shipping), paid=paid))


def invoice(order_id: int) -> Bill:
    found: Bill = kept.figures(invoicing.issue(order_id).id)
    return found


def _adds_up(bill: Bill, view: OrderView) -> None:
    assert bill.total_minor == view.total_minor
    assert bill.subtotal_minor + sum(extra.amount_minor for extra in bill.extras) == bill.total_minor
    assert sum(line.total_minor for line in bill.lines) == bill.subtotal_minor
    whole = sum(tax.base_minor + tax.tax_minor for tax in bill.taxes)
    coded = sum(extra.amount_minor for extra in bill.extras if extra.kind.value == "unique-code")
    assert whole in (0, bill.total_minor - coded)


def test_each_article_bears_its_class_and_freight_follows() -> None:
    swedish()
    order = typed(("MUG", 2, "149"), ("BREAD", 1, "53"), ("BOOK", 1, "212"), shipping="49")
    bill = invoice(order.id)
    _adds_up(bill, order)
    assert [str(line.tax_percent) for line in bill.lines] == ["25", "6", "6"]
    assert [str(tax.percent) for tax in bill.taxes] == ["25", "6"]
    assert [tax.tax_minor for tax in bill.taxes] == [6_438, 1_642]


def test_prices_without_tax_get_it_on_top_also_when_lines_change() -> None:
    swedish(included=False)
    order = typed(("MUG", 2, "100"), ("BOOK", 1, "100"), paid=True)
    assert (order.tax_minor, order.total_minor, order.paid_minor) == (5_600, 35_600, 35_600)
    bill = invoice(order.id)
    _adds_up(bill, order)
    assert not bill.prices_include_tax
    again = typed(("MUG", 2, "100"), ("BOOK", 1, "100"))
    order_lines.change_lines(again.id, {again.lines[0].id: 1}, [NewLine("BREAD", "Bread", 1, Decimal(50))], "fewer")
    changed = orders.show(again.id)
    assert (changed.tax_minor, changed.total_minor) == (2_500 + 600 + 300, 28_400)
    _adds_up(invoice(again.id), changed)


def test_an_indonesian_invoice_says_its_other_base_and_its_numbers() -> None:
    indonesian()
    order = typed(("CUP", 1, "1110000"))
    document = invoicing.issue(order.id)
    text = reading.text(invoicing.original(document.id))
    assert "NPWP 00.000.000.0-000.000" in text
    assert "DPP nilai lain 11/12: Rp916.666, PPN 12%" in text
    bill = kept.figures(document.id)
    assert [(str(tax.percent), tax.base_minor, tax.tax_minor) for tax in bill.taxes] == [("11", 1_000_000, 110_000)]
    luxury = invoice(typed(("YACHT", 1, "1120000")).id)
    assert [(str(tax.percent), tax.tax_minor) for tax in luxury.taxes] == [("12", 120_000)]
    assert luxury.law == ()


def test_who_is_not_registered_shows_no_tax() -> None:
    settings.change_shop(name="Warung", tax_profile="id-non-pkp", tax_percent="11")
    bill = invoice(typed(("CUP", 3, "10000")).id)
    assert (bill.taxes, [line.tax_percent for line in bill.lines]) == ((), [None])


def test_a_store_that_told_its_tax_is_believed() -> None:
    swedish()
    line = RemoteLine("r1", "MUG", "The MUG", 1, Decimal(112), Decimal(112), tax=Decimal(12))
    remote = shop.remote(currency="SEK", lines=(line,), total=Decimal(112), tax=Decimal(12))
    bill = invoice(shop.sold(shop.store(new_op_id()), remote))
    assert [(str(tax.percent), tax.base_minor, tax.tax_minor) for tax in bill.taxes] == [("12", 10_000, 1_200)]


def test_a_sale_to_a_business_abroad_is_taxed_there_and_says_so() -> None:
    swedish(included=False)
    order = typed(("MUG", 1, "100"))
    with pytest.raises(BadInput):
        taxes.change_order(order.id, Case.EU, "")
    taxes.change_order(order.id, Case.EU, "de 123 456 789")
    assert orders.show(order.id).total_minor == 10_000
    document = invoicing.issue(order.id)
    text = " ".join(reading.text(invoicing.original(document.id)).split())
    assert "Art. 138 Directive 2006/112/EC" in text
    assert "DE123456789" in text
    note = invoicing.credit(document.id, reason="came back")
    assert "Art. 138" in reading.text(invoicing.original(note.id))


def test_the_shops_numbers_stand_on_its_papers_as_the_law_names_them() -> None:
    swedish()
    said = parties.sender(settings.shop()).registrations
    assert said[:3] == ("Org.nr 999999-9999", "Momsreg.nr SE999999999901", "Godkänd för F-skatt")
    settings.change_shop(tax_id="Org.nr 1")
    assert parties.sender(settings.shop()).registrations[0] == "Org.nr 1"


def test_an_unknown_class_or_profile_is_refused() -> None:
    swedish()
    with pytest.raises(BadInput):
        taxes.change_class(["MUG"], "gold")
    with pytest.raises(BadInput):
        settings.change_shop(tax_profile="atlantis")
    assert taxes.class_of("BREAD") == "food"


PRICES = st.integers(0, 500_000).map(lambda minor: Decimal(minor) / 100)
SOLD = st.lists(
    st.tuples(st.sampled_from(("MUG", "BREAD", "BOOK")), st.integers(1, 40), PRICES), min_size=1, max_size=5
)


@runs(sample=12, whole=600)
def test_a_document_is_its_order_and_its_credit_notes_are_the_document(times: int) -> None:
    swedish()

    @hypo(max_examples=times, suppress_health_check=list(HealthCheck), deadline=None)
    @given(SOLD, PRICES, st.booleans(), st.booleans(), st.data())
    def check(
        rows: list[tuple[str, int, Decimal]], shipping: Decimal, included: bool, whole: bool, data: st.DataObject
    ) -> None:
        currency = "IDR" if whole else "SEK"
        settings.change_shop(prices_include_tax=included, currency=currency)
        if whole:
            rows, shipping = [(sku, count, price * 100) for sku, count, price in rows], shipping * 100
        order = typed(*[(sku, count, str(price)) for sku, count, price in rows], shipping=str(shipping))
        document = invoicing.issue(order.id)
        bill: Bill = kept.figures(document.id)
        _adds_up(bill, order)
        if not bill.total_minor:
            return
        notes = []
        for _turn in range(data.draw(st.integers(0, 2))):
            left = invoicing.creditable(document.id)
            units = {line.position: data.draw(st.integers(0, line.left)) for line in left.lines}
            freight = data.draw(st.integers(0, left.shipping_minor))
            try:
                notes.append(invoicing.credit(document.id, units, freight, "part"))
            except invoicing.NothingToCredit:
                continue
        if invoicing.creditable(document.id).left_minor:
            notes.append(invoicing.credit(document.id, reason="the rest"))
        said: list[Bill] = [kept.figures(note.id) for note in notes]
        assert sum(note.total_minor for note in said) == bill.total_minor
        for tax in bill.taxes:
            of_rate = [own for note in said for own in note.taxes if own.percent == tax.percent]
            assert sum(own.tax_minor for own in of_rate) == tax.tax_minor
            assert sum(own.base_minor for own in of_rate) == tax.base_minor

    check()

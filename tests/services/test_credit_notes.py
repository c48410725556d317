"""Credit notes of real orders: their own series, linked, never more than the invoice, and who may make them."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.documents.credit_note import CreditNote
from desktop.domain.errors import BadInput, KolliError
from desktop.domain.remote import RemoteLine
from desktop.domain.rights import Role
from desktop.models.base import run
from desktop.services import changes, invoicing, orders, papers, printing, settings, staff
from desktop.services.changes import new_op_id
from desktop.services.invoicing import CreditTooMuch, NothingToCredit, StillCredited, VoidAlready, kept
from desktop.services.permits import NoRight
from tests.documents import reading
from tests.services import shop


@pytest.fixture(autouse=True)
def _a_shop(sqlite_database: Path) -> Iterator[None]:
    settings.change_shop(name="Lingonviken", currency="SEK", zone="Europe/Stockholm", language="sv", tax_percent="25")
    yield
    changes.set_clock(None)


def invoiced(*rows: RemoteLine, **more: object) -> int:
    """The invoice of an order that a store sold; its document's id."""
    lines = rows or (line("MUG", 3, "149"), line("BOOK", 2, "79.90"))
    total = sum((each.total for each in lines), Decimal(0)) + Decimal(str(more.get("shipping", 0)))
    total -= Decimal(str(more.get("discount", 0)))
    order = shop.remote(currency="SEK", language="sv", **{"lines": lines, "total": total, **more})
    return invoicing.issue(shop.sold(shop.store(new_op_id()), order)).id


def line(sku: str, quantity: int, price: str, tax: str = "0") -> RemoteLine:
    each = Decimal(price)
    return RemoteLine(f"r-{sku}", sku, f"The {sku}", quantity, each, each * quantity, tax=Decimal(tax))


def figures(document_id: int) -> CreditNote:
    found: CreditNote = kept.figures(document_id)
    return found


def test_a_part_is_credited_with_its_discount_and_its_tax() -> None:
    invoice = invoiced(shipping=Decimal(49), discount=Decimal("38.10"))
    note = invoicing.credit(invoice, {1: 1}, 1_000, "Sprucken mugg")
    said = figures(note.id)
    whole = json.loads(run("SELECT data FROM document WHERE id = ?", (invoice,)).fetchone()[0])
    assert note.number == f"CR/{said.issued_on.year}/000001"
    assert (said.corrects, note.corrects) == (whole["number"], invoice)
    assert [(row.name, row.quantity, row.total_minor) for row in said.lines] == [("The MUG", 1, 14_900)]
    assert sum(extra.amount_minor for extra in said.extras) + said.subtotal_minor == said.total_minor
    assert {extra.kind.value: extra.amount_minor for extra in said.extras}["shipping"] == 1_000
    assert -1_000 < {extra.kind.value: extra.amount_minor for extra in said.extras}["discount"] < 0
    assert sum(tax.base_minor + tax.tax_minor for tax in said.taxes) == said.total_minor
    text = reading.text(invoicing.original(note.id))
    for words in (note.number, whole["number"], "Sprucken mugg", "The MUG"):
        assert words in text


def test_parts_and_the_rest_are_the_whole_invoice_also_with_several_rates() -> None:
    rows = (line("MUG", 3, "149", "89.40"), line("BREAD", 7, "33.30", "24.98"), line("BOOK", 1, "212.01", "12"))
    invoice = invoiced(*rows, shipping=Decimal(49), discount=Decimal("77.77"), tax=Decimal("130.98"))
    bill = kept.figures(invoice)
    assert [str(tax.percent) for tax in bill.taxes] == ["25", "12", "6"]
    assert sum(tax.tax_minor for tax in bill.taxes) == 13_098
    assert sum(tax.base_minor + tax.tax_minor for tax in bill.taxes) == bill.total_minor
    parts = [invoicing.credit(invoice, {2: units}, 333, "part") for units in (1, 2, 3)]
    parts.append(invoicing.credit(invoice, reason="the rest"))
    notes = [figures(part.id) for part in parts]
    assert sum(note.total_minor for note in notes) == bill.total_minor
    for tax in bill.taxes:
        same = [own for note in notes for own in note.taxes if own.percent == tax.percent]
        assert (sum(own.base_minor for own in same), sum(own.tax_minor for own in same)) == (
            tax.base_minor, tax.tax_minor,
        )  # fmt: skip
    assert invoicing.creditable(invoice).left_minor == 0
    with pytest.raises(NothingToCredit):
        invoicing.credit(invoice, reason="once more")
    assert invoicing.audit() == []


def test_tax_that_was_added_on_top_goes_back_with_the_goods() -> None:
    rows = (line("MUG", 4, "100", "100"),)
    invoice = invoiced(*rows, shipping=Decimal(40), tax=Decimal(110), total=Decimal(550))
    half = figures(invoicing.credit(invoice, {1: 2}, reason="half").id)
    rest = figures(invoicing.credit(invoice, reason="rest").id)
    assert (half.subtotal_minor, half.total_minor) == (20_000, 25_000)
    assert half.total_minor + rest.total_minor == 55_000
    assert sum(tax.tax_minor for note in (half, rest) for tax in note.taxes) == 11_000


def test_more_than_is_left_is_refused_and_takes_no_number() -> None:
    invoice = invoiced(shipping=Decimal(49))
    invoicing.credit(invoice, {1: 2}, 4_000, "two came back")
    for lines, freight in (({1: 2}, 0), ({}, 901), ({1: 4}, 0)):
        with pytest.raises(CreditTooMuch):
            invoicing.credit(invoice, lines, freight, "too much")
    with pytest.raises(BadInput):
        invoicing.credit(invoice, {9: 1}, 0, "no such line")
    with pytest.raises(BadInput):
        invoicing.credit(invoice, {1: 1}, 0, "  ")
    assert invoicing.credit(invoice, {1: 1}, 0, "the last one").number.endswith("/000002")
    assert invoicing.gaps() == []


def test_an_invoice_with_credits_is_not_voided_and_a_voided_credit_gives_its_units_back() -> None:
    invoice = invoiced()
    note = invoicing.credit(invoice, {1: 3}, reason="all mugs")
    with pytest.raises(StillCredited):
        invoicing.void(invoice, "wrong buyer")
    invoicing.void(note.id, "the mugs were kept")
    with pytest.raises(VoidAlready):
        invoicing.void(note.id, "again")
    assert invoicing.creditable(invoice).lines[0].left == 3
    assert invoicing.credit(invoice, {1: 3}, reason="sent back after all").number.endswith("/000002")
    with pytest.raises(NothingToCredit):
        invoicing.credit(note.id, reason="a credit of a credit")
    assert invoicing.find(note.number).void_reason == "the mugs were kept"
    assert invoicing.audit() == []


def test_a_voided_invoice_cannot_be_credited() -> None:
    invoice = invoiced()
    invoicing.void(invoice, "wrong buyer")
    with pytest.raises(NothingToCredit):
        invoicing.credit(invoice, reason="late")
    assert invoicing.creditable(invoice).left_minor == 0


def test_only_who_may_correct_documents_does() -> None:
    invoice = invoiced()
    staff.new_badge(staff.add("Olle", Role.OWNER).id)
    with changes.acting("Olle"):
        staff.add("Pelle", Role.PACKER)
    with changes.acting("Pelle"):
        with pytest.raises(NoRight):
            invoicing.credit(invoice, reason="no")
        with pytest.raises(NoRight):
            invoicing.void(invoice, "no")
    with changes.acting("Olle"):
        invoicing.credit(invoice, {1: 1}, reason="yes")


def test_kinds_years_and_benches_have_series_of_their_own() -> None:
    first = invoicing.find(invoiced())
    settings.change_bench(series="B")
    second = invoicing.find(invoiced())
    note = invoicing.credit(second.id, reason="all")
    year = first.issued_at.year
    assert (first.number, second.number, note.number) == (
        f"INV/{year}/000001", f"INV-B/{year}/000001", f"CR-B/{year}/000001",
    )  # fmt: skip
    assert invoicing.gaps() == []
    for name, value in (("credit_prefix", "INV"), ("receipt_prefix", "INV-B"), ("invoice_prefix", "a b"),
                        ("invoice_prefix", "")):  # fmt: skip
        with pytest.raises(BadInput):
            settings.change_shop(**{name: value})
    with pytest.raises(BadInput):
        settings.change_bench(series="b1")


def test_the_books_show_what_was_bent() -> None:
    notes = [invoicing.credit(invoiced(), reason="all").number for _turn in range(3)]
    run("UPDATE document SET pdf = ? WHERE number = ?", (b"%PDF-other", notes[0]))
    run("DELETE FROM document WHERE number = ?", (notes[1],))
    run("UPDATE document SET number = 'CR/1999/000001' WHERE number = ?", (notes[2],))
    assert {str(fault) for fault in invoicing.audit()} == {
        f"{notes[0]}: changed", f"{notes[1]}: missing", f"{notes[2]}: missing", "CR/1999/000001: unknown",
        "CR/1999/000001: changed",
    }  # fmt: skip


def test_the_newest_credit_note_is_printed_and_each_is_an_original_once() -> None:
    invoice = invoiced()
    order_id = invoicing.find(invoice).order_id
    with pytest.raises(KolliError):
        papers.draw("credit-note", [order_id])
    first = invoicing.credit(invoice, {1: 1}, reason="one")
    assert printed(order_id, again=False) == invoicing.original(first.id)
    assert printed(order_id, again=True) == invoicing.copy(first.id)
    second = invoicing.credit(invoice, {1: 1}, reason="one more")
    assert printed(order_id, again=True) == invoicing.original(second.id)  # the queue only knows that one came out
    assert printed(order_id, again=True) == invoicing.copy(second.id) == invoicing.copy(second.id)
    assert "KOPIA" in reading.text(invoicing.copy(second.id))
    assert "KOPIA" not in reading.text(invoicing.original(second.id))


def printed(order_id: int, *, again: bool) -> bytes:
    """One paper through the queue, as a printer takes it."""
    job = printing.queue("credit-note", order_id)
    assert printing.claim(job, "A4")
    assert printing.get(job).copy is again
    pdf = papers.draw("credit-note", [order_id], copy=again)
    printing.mark(job, "done")
    return pdf


def test_the_order_names_its_documents_and_its_history_says_why() -> None:
    invoice = invoiced()
    note = invoicing.credit(invoice, {1: 1}, reason="broken")
    view = orders.show(invoicing.find(invoice).order_id)
    assert [(row.kind, row.void_reason, row.corrects) for row in view.documents] == [
        ("invoice", "", None), ("credit-note", "", invoice),
    ]  # fmt: skip
    assert next(row.comment for row in view.history if row.action == "credited") == f"{note.number}: broken"

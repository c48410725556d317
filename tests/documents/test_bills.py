"""Credit notes, receipts and the day's report at their extremes: nothing clipped, nothing over another, codes read."""

from dataclasses import replace
from decimal import Decimal

import pytest
import zxingcpp

from desktop.documents import credit_note, invoice, receipt, z_report
from desktop.documents.bill import Amount, Extra, InvoiceLine, Tax
from desktop.documents.parts import Party, Shop
from desktop.documents.receipt import Payment, ReceiptLine
from desktop.documents.roll import COLUMNS
from desktop.documents.z_report import MoneyRow, Takings
from desktop.i18n import LANGUAGES
from tests.documents import bills, reading, samples
from tests.hard.runs import runs

LONG = "Bartholomeus van Hoogstraten-Wijayakusumaningrat & Söner Handelsbolag i Örnsköldsviksvattenkraftverkstaden"
MIXED = "Kopi ☕ 陶器 שלום Åsa " + LONG
DRAWN = {
    "credit-sv": lambda language: credit_note.draw(bills.credit_sv(), language),
    "credit-id": lambda language: credit_note.draw(bills.credit_id(), language),
    "receipt-80": lambda language: receipt.draw(bills.receipt_sv(), language),
    "receipt-58": lambda language: receipt.draw(bills.receipt_id(), language),
    "receipt-a4": lambda language: receipt.draw(bills.receipt_id(media="A4"), language),
    "z-80": lambda language: z_report.draw(bills.z_report(), language),
    "z-58": lambda language: z_report.draw(bills.z_report(media="roll-58"), language),
    "z-a4": lambda language: z_report.draw(bills.z_report(media="A4"), language),
}


@pytest.mark.parametrize("paper", DRAWN)
def test_nothing_lies_over_another_or_leaves_the_paper(paper):
    for language in LANGUAGES:
        pdf = DRAWN[paper](language)
        assert reading.clashes(pdf, 3.0) == [], language
        assert DRAWN[paper](language) == pdf


@runs(sample=20, whole=353)
@pytest.mark.parametrize("media", ["roll-80", "roll-58", "A4"])
def test_receipts_at_their_extremes(media, times):
    """353 articles, the longest names, quantities of four digits, amounts of twelve, three scripts, a copy."""
    lines = tuple(
        ReceiptLine(MIXED if turn % 3 else f"Pcs {turn}", 9_999, Decimal("99999.9999"), 999_999_999_999, LONG)
        for turn in range(times)
    )
    extras = (Amount(Extra.DISCOUNT, -999_999_999, LONG), Amount(Extra.SHIPPING, 12_345_678, LONG),
              Amount(Extra.ROUNDING, -49))  # fmt: skip
    data = bills.receipt_id(
        media=media, lines=lines, extras=extras, total_minor=999_999_999_999, copy=True, person=LONG, place=LONG,
        payments=tuple(Payment(LONG, 999_999_999_999) for _turn in range(4)), footer=MIXED * 4,
        taxes=tuple(Tax(Decimal(rate), 999_999_999_999, 99_999_999_999) for rate in ("25", "12.5", "6")),
        shop=Shop(LONG, MIXED, (LONG, LONG), (LONG,), (), LONG), number="RECEIPT-AB/2026/123456", order_number=LONG,
    )  # fmt: skip
    pdf = receipt.draw(data, "sv")
    assert reading.clashes(pdf, 3.0) == []
    assert reading.text(pdf).count("9 999 ×") == times
    bare = replace(bills.receipt_id(media=media), lines=(), payments=(), taxes=(), extras=(), footer="", person="",
                   place="", order_number="", code="", shop=Shop(""))  # fmt: skip
    assert reading.clashes(receipt.draw(bare, "en"), 3.0) == []


@runs(sample=20, whole=353)
def test_a_credit_note_at_its_extremes(times):
    lines = tuple(InvoiceLine(MIXED, 9_999, Decimal("99999.9999"), 999_999_999, LONG, "SKU-" + "9" * 40, Decimal(25))
                  for _turn in range(times))  # fmt: skip
    party = Party(LONG, (LONG, LONG, LONG))
    pdf = credit_note.draw(
        bills.credit_sv(lines=lines, buyer=party, reason=MIXED * 2, corrects="INVOICE-AB/2026/123456", copy=True), "sv"
    )
    assert reading.clashes(pdf) == []
    assert "KOPIA" in reading.text(pdf)
    bare = bills.credit_id(lines=(), extras=(), taxes=(), reason="", corrects_on=None, order_code="", buyer=Party(""))
    assert reading.clashes(credit_note.draw(bare, "id")) == []


@runs(sample=20, whole=353)
def test_an_invoice_of_353_lines_in_three_rates(times):
    lines = tuple(InvoiceLine(MIXED, 9_999, Decimal("99999.9999"), 999_999_999, LONG, "SKU", Decimal(rate % 26))
                  for rate in range(times))  # fmt: skip
    taxes = tuple(Tax(Decimal(rate), 999_999_999, 99_999_999) for rate in (25, 12, 6))
    assert reading.clashes(invoice.draw(samples.invoice_sv(lines=lines, taxes=taxes), "sv")) == []


def test_a_report_of_many_ways_of_paying():
    rows = tuple(MoneyRow(LONG, 9_999, 999_999_999_999) for _turn in range(12))
    taxes = tuple(Tax(Decimal(rate), 999_999_999_999, 99_999_999_999) for rate in range(8))
    for media in ("roll-80", "roll-58", "A4"):
        data = bills.z_report(media=media, shop=LONG, voided=("INVOICE-AB/2026/123456",) * 9,
                              takings=(Takings("IDR", rows, rows, 1, rows[0], taxes),))  # fmt: skip
        assert reading.clashes(z_report.draw(data, "id"), 3.0) == []
    assert reading.clashes(z_report.draw(bills.z_report(takings=(), numbers=(), voided=(), place="", person=""), "sv"),
                           3.0) == []  # fmt: skip


@pytest.mark.parametrize(("media", "dpi", "dots"), [("roll-80", 203, 3), ("roll-58", 203, 2), ("roll-80", 300, 4),
                                                    ("roll-58", 300, 3)])  # fmt: skip
def test_the_code_of_a_receipt_has_whole_dots_and_is_read(media, dpi, dots):
    data = bills.receipt_sv(media=media)
    picture = reading.image(receipt.draw(data, "sv", dpi), dpi=dpi)
    assert reading.codes(picture) == [("Code128", data.code)]
    measured = reading.bars(picture, data.code)
    assert measured.module() == dots
    assert all(width % dots == 0 for width in measured.widths), measured.widths
    assert min(reading.quiet_dots(picture, data.code)) >= 10 * dots
    turned = picture.rotate(2, expand=True, fillcolor=255)
    assert [code.text for code in zxingcpp.read_barcodes(turned, formats=zxingcpp.BarcodeFormat.Code128)] == [data.code]


def test_letters_on_thermal_paper_are_large_enough():
    """DESIGN.md: at least 21 dots of 203 dpi, which are 2.6 mm."""
    for media in ("roll-80", "roll-58"):
        assert COLUMNS[media].body.size * 0.9 / 72 * 25.4 >= 2.45  # the notes of a control unit are the smallest
        assert COLUMNS[media].body.size / 72 * 25.4 >= 2.6

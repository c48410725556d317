"""Chats become drafts: what is plain is read, what is not stays in the note; a known number brings its address."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain import chat_order
from desktop.domain.remote import RemoteArticle
from desktop.services import changes, chat_orders, order_entry, orders, remote
from desktop.services.editing import fields
from desktop.services.order_entry import Draft, DraftLine
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")

INDONESIAN = """Halo kak, mau order ya
CUP-BL x2
Nama: Ayu Larasati
Alamat: Jl. Kenari No. 18 RT 03/RW 05
Kel. Cigadung, Kec. Cibeunying Kaler
Kota Bandung, Jawa Barat 40191
HP: 0812-5550-0182
- teh rempah 1 pcs
5x gelas biru
Bungkus kado ya kak"""
SWEDISH = """Hej! Jag vill gärna beställa
2 st Teh rempah
1x CUP-HL
Anna Svensson
Storgatan 5 B
123 45 Lund
070-123 45 67
anna@example.se
Tack på förhand!"""


@pytest.fixture
def _articles(sqlite_database: Path) -> None:
    with changes.unit():
        for sku, name, price in (("CUP-BL", "Cangkir Sagara", 89000), ("CUP-HL", "Cangkir Sagara", 89000),
                                 ("TEA", "Teh rempah", 40000)):  # fmt: skip
            remote.intake_article(RemoteArticle("", sku, name, "", Decimal(price), "IDR", (), stock=20))


@pytest.mark.usefixtures("_articles")
def test_an_indonesian_chat_fills_the_draft_and_leaves_what_it_does_not_understand() -> None:
    filled = chat_orders.paste(Draft(), INDONESIAN)
    draft = filled.draft
    assert (draft.name, draft.phone, draft.line1) == (
        "Ayu Larasati", "0812-5550-0182", "Jl. Kenari No. 18 RT 03/RW 05"
    )  # fmt: skip
    assert (draft.village, draft.district, draft.city, draft.region, draft.postcode) == (
        "Cigadung", "Cibeunying Kaler", "Kota Bandung", "Jawa Barat", "40191"
    )  # fmt: skip
    assert [(line.sku, line.quantity, line.price) for line in draft.lines] == [
        ("CUP-BL", "2", "89000"), ("TEA", "1", "40000")
    ]  # fmt: skip
    assert draft.note == "Halo kak, mau order ya / Bungkus kado ya kak / 5x gelas biru"
    assert draft.channel == "chat"


@pytest.mark.usefixtures("_articles")
def test_a_swedish_chat_is_read_and_what_is_typed_already_stays() -> None:
    typed = Draft(phone="08 111", lines=(DraftLine("TEA", "Teh rempah", "3", "40000"),))
    draft = chat_orders.paste(typed, SWEDISH).draft
    assert (draft.name, draft.line1, draft.postcode, draft.city, draft.email) == (
        "Anna Svensson", "Storgatan 5 B", "123 45", "Lund", "anna@example.se"
    )  # fmt: skip
    assert draft.phone == "08 111"
    assert [(line.sku, line.quantity) for line in draft.lines] == [("TEA", "5"), ("CUP-HL", "1")]
    assert draft.note == "Hej! Jag vill gärna beställa / Tack på förhand! / 070-123 45 67"


def test_no_word_of_a_chat_is_lost() -> None:
    for text in (
        INDONESIAN,
        SWEDISH,
        "Nama: " + "a" * 300,
        "3x\n12345\n++\nKota\nKel. , \nNama:\nNama: A\nNama: B\n1x 2x 3x",
    ):
        read = chat_order.read(text)
        kept = " ".join([*read.fields.values(), *(line for _units, _what, line in read.items), *read.rest])
        words = [word.strip(" ,.:;-").casefold() for word in text.split()]
        marks = {"nama", "alamat", "hp", "kel", "kec"}
        assert [word for word in words if word and word not in marks and word not in kept.casefold()] == []


@pytest.mark.usefixtures("_articles")
def test_two_articles_of_one_name_are_not_chosen_between() -> None:
    filled = chat_orders.paste(Draft(), "2x Cangkir Sagara")
    assert not filled.draft.lines
    assert filled.draft.note == "2x Cangkir Sagara"


def test_a_known_number_brings_the_last_address_and_a_strange_one_is_refused() -> None:
    order = shop.order(("CUP", 1))
    draft = Draft(phone=order.phone, note="as a gift", lines=(DraftLine("CUP", "Cup"),))
    found = chat_orders.of_phone(draft, order.phone)
    assert found == replace(
        draft, name=order.ship_to.name, email=found.email,
        **{name: getattr(order.ship_to, name) for name in order_entry.ADDRESS},
    )  # fmt: skip
    assert found.line1
    with pytest.raises(chat_orders.NobodyFound):
        chat_orders.of_phone(draft, "+46 8 999 999")


@pytest.mark.usefixtures("_articles")
@pytest.mark.parametrize(("written", "code"), [("Indonesia", "ID"), ("Sverige", "SE"), ("no", "NO")])
def test_a_country_written_out_is_kept_by_its_letters(written: str, code: str) -> None:
    filled = chat_orders.paste(Draft(), f"{INDONESIAN}\nNegara: {written}")
    order = order_entry.save(filled.draft).order
    assert order is not None
    assert order.ship_to.country == code
    fields.change_ship_to(order.id, replace(order.ship_to, line1="Jl. Merak 2", country=written))
    assert (orders.show(order.id).ship_to.line1, orders.show(order.id).ship_to.country) == ("Jl. Merak 2", code)

"""Search as you type: everything that names an order finds it, inside words too, and no text is an error."""

import contextlib
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from desktop.domain.order import Action, Fulfilment, Payment, Stage
from desktop.domain.remote import RemoteAddress, RemoteLine, RemoteOrder
from desktop.models.base import is_postgres, run
from desktop.services import changes, intake, orders, search

pytestmark = pytest.mark.usefixtures("database")

NAME = "Åsa Öberg-Lindqvist"
BUYER = RemoteAddress(name=NAME, company="Skrivbordslampor i Skåne AB", city="Malmö", phone="+46 70-123 45 67")
GIFT = RemoteAddress(name="Börje Ekström", company="Handelshuset Nordsjön", city="Umeå", phone="090 98 76 54")


def order(number: str = "K00523417", **more: object) -> int:
    """An order of one lamp, bought by Åsa, sent to Börje; its id."""
    lamp = RemoteLine("1", "LAMP-7741-X", "Skrivbordslampa", 1, Decimal(100), Decimal(100), barcodes=("7350053850019",))
    told: dict[str, object] = {
        "remote_id": f"r{number}", "number": number, "status": "processing", "payment": Payment.PAID,
        "fulfilment": Fulfilment.OPEN, "currency": "SEK", "placed_at": changes.now(), "lines": (lamp,),
        "total": Decimal(100), "buyer": BUYER, "ship_to": GIFT, "email": "asa@example.test", "phone": BUYER.phone,
    }  # fmt: skip
    with changes.unit() as work:
        return intake.save_new(work, "test", None, RemoteOrder(**{**told, **more}), intake.Known())  # type: ignore[arg-type]


def others(many: int, first: int = 1) -> None:
    """Orders that have nothing in common with Åsa's."""
    tea = RemoteLine("1", "TEA", "Te", 1, Decimal(10), Decimal(10))
    for turn in range(first, first + many):
        who = RemoteAddress(name=f"Dewi Wijaya{turn}", city="Bandung", phone=f"0822 0000 {turn:04d}")
        order(f"M{turn}", lines=(tea,), buyer=who, ship_to=who, email="", phone=who.phone)


def parcel(order_id: int, tracking: str) -> None:
    with changes.unit():
        run("INSERT INTO parcel (order_id, position, code, state, carrier, service, tracking)"
            " VALUES (?, 1, ?, 'closed', '', '', '')", (order_id, f"P{order_id}"))  # fmt: skip
        run("UPDATE parcel SET tracking = ? WHERE order_id = ?", (tracking, order_id))


NAMED = [
    "K00523417", "k00523417", "#K00523417", "523417", "2341",  # number
    "Åsa", "åsa", "ÅSA", "Öberg", "lindqvist", "berg-lind", "Åsa Lindqvist",
    "lindqvist åsa", "ås", "Åsa Ö",  # buyer
    "Börje", "ekstr", "kström",  # who gets the parcel
    "Skrivbordslampor", "bordslamp", "lampor", "skåne", "Handelshuset", "nordsjö", "huset nord",  # companies
    "+46 70-123 45 67", "+46701234567", "46701234567", "0701234567", "070-1234567", "1234567", "090-98", "0909876",
    "+4690987654",  # phones
    "UB123456789SE", "UB 123 456 789 SE", "456789", "ub1234",  # tracking
    "LAMP-7741-X", "lamp-7741", "7741", "41-x",  # SKU
    "7350053850019", "07350053850019", "5385001",  # barcode
    "Åsa 523417", "lindqvist UB123",  # words of two fields
]  # fmt: skip


@pytest.mark.parametrize("waiting", [True, False], ids=["just in", "long in the index"])
def test_every_named_field_finds_the_order_inside_words_too(waiting: bool) -> None:
    wanted = order()
    parcel(wanted, "UB123456789SE")
    others(3 if waiting else 110)
    assert {typed: search.orders(typed) for typed in NAMED} == {typed: [wanted] for typed in NAMED}


@pytest.mark.parametrize(
    "typed", ["", "   ", "K0052341X", "Asta", "lindqvist xyz", "7350053850018", "ö berg lindqvistö"]
)
def test_what_is_nowhere_finds_nothing(typed: str) -> None:
    order()
    assert search.orders(typed) == []


def test_the_very_number_comes_first_then_the_newest() -> None:
    old, inside, newest = order("1234"), order("91234"), order("12345")
    assert search.orders("1234") == [old, newest, inside]
    assert search.orders("1234", limit=2) == [old, newest]


def test_a_letter_finds_the_newest_orders_that_begin_with_it() -> None:
    wanted = order()
    others(3)
    assert search.orders("Å") == search.orders("b") == search.orders("L") == [wanted]


def test_our_own_code_from_a_paper_finds_its_order() -> None:
    wanted = order("10482")
    assert search.orders(orders.show(wanted).code) == [wanted]


def test_a_stage_narrows_what_is_found() -> None:
    open_order, held = order("1001"), order("1002")
    orders.do(held, Action.HOLD)
    for typed in ("lindqvist", "100", "LAMP", "1", "7741"):
        assert search.orders(typed, stage=Stage.ON_HOLD) == [held]
        assert search.orders(typed, stage=Stage.TO_PICK) == [open_order]
        assert search.orders(typed) == [held, open_order]
    assert search.orders("1001", stage=Stage.ON_HOLD) == []


def test_what_has_changed_is_found_as_it_is_now_and_no_longer_as_it_was() -> None:
    wanted = order()
    others(110)
    parcel(wanted, "AA111222333SE")
    others(110, first=200)
    with changes.unit():
        run("UPDATE parcel SET tracking = 'BB444555666SE' WHERE order_id = ?", (wanted,))
        run("UPDATE orders SET buyer = 'Cecilia Holm' WHERE id = ?", (wanted,))
        run("UPDATE customer SET name = 'Astrid Quist' WHERE name = ?", (NAME,))
    assert search.orders("AA1") == search.orders("AA111222333SE") == []
    for typed in ("BB444", "cecilia", "quist", "Handelshuset"):
        assert search.orders(typed) == [wanted]
    others(110, first=400)
    for typed in ("BB444", "cecilia", "quist", "Handelshuset"):
        assert search.orders(typed) == [wanted]


def test_a_unit_that_fails_leaves_nothing_in_the_index() -> None:
    with contextlib.suppress(RuntimeError), changes.unit():
        order()
        raise RuntimeError
    assert search.orders("lindqvist") == []
    assert search.articles("LAMP") == []


def test_an_index_that_was_made_after_the_orders_knows_them_too() -> None:
    """What the migration writes for a shop with a past is what the triggers write from then on."""
    wanted = order()
    parcel(wanted, "UB123456789SE")
    others(120)
    if is_postgres():
        kept = run("SELECT order_id, text FROM search_order ORDER BY order_id").fetchall()
        again = run("SELECT order_id, kolli_fold(text) FROM search_text ORDER BY order_id").fetchall()
        assert kept == again
    else:
        with changes.unit():
            run("DELETE FROM search_new")
            run("INSERT INTO search_order (search_order) VALUES ('delete-all')")
            run("INSERT INTO search_order (rowid, text) SELECT order_id, text FROM search_text")
        assert search.orders("bordslamp") == search.orders("UB123") == [wanted]


def test_every_order_is_found_by_any_piece_of_what_names_it() -> None:
    """Of several hundred orders, indexed in parts, each piece of three letters or more finds all that have it."""
    others(260)
    texts = dict(run("SELECT order_id, text FROM search_text").fetchall())
    for order_id in list(texts)[::13]:
        for row in texts[order_id].split("\n"):
            for length in (3, 5, len(row)):
                for place in range(1, max(2, len(row) - length + 1), 2):
                    piece = row[place : place + length].strip()
                    having = {other for other, text in texts.items() if all(w in text for w in piece.split(" "))}
                    if len(piece) > 2 and " " not in piece and len(having) <= 50:
                        assert having == set(search.orders(piece)), piece


def test_articles_are_found_by_sku_name_and_barcode_inside_words() -> None:
    order()
    others(2)
    for typed in ("LAMP-7741-X", "lamp", "bordslampa", "skriv", "7350053850019", "3850", "LA", "L"):
        assert [row.sku for row in search.articles(typed)] == ["LAMP-7741-X"], typed
    assert search.articles("TEA")[0].sku == "TEA"
    assert search.articles("zzz") == search.articles("") == []


def test_an_article_is_found_by_its_new_name_and_new_barcode() -> None:
    wanted = order()
    article = search.articles("LAMP")[0].id
    with changes.unit():
        intake.add_barcode(article, "GAMMAL-99")
        run("UPDATE article SET name = 'Golvlykta' WHERE id = ?", (article,))
    assert search.articles("skrivbords") == []
    assert [row.id for row in search.articles("lykta")] == [article]
    assert search.orders("ammal-9") == [wanted]
    with changes.unit():
        run("DELETE FROM barcode WHERE code = 'GAMMAL-99'")
    assert search.orders("ammal-9") == []


def test_an_order_with_many_lines_of_one_article_counts_once() -> None:
    lines = tuple(RemoteLine(str(n), "MANY-1", "Skruv", 1, Decimal(1), Decimal(1)) for n in range(60))
    first, second = order("1", lines=lines), order("2", lines=lines)
    assert search.orders("MANY-1", limit=2) == [second, first]


def test_a_whole_archive_may_be_asked_for() -> None:
    others(60)
    assert len(search.orders("TEA", limit=100_000)) == len(search.orders("T", limit=100_000)) == 60


def test_rows_stand_in_the_sequence_of_what_was_found() -> None:
    old, new = order("777"), order("1777")
    assert [row.id for row in search.rows("777")] == [old, new]


HOSTILE = [
    '"', '""', "'", "'; DROP TABLE orders; --", "%", "%%%", "_", "___", "\\", "\\\\%", "*", "a*", "^abc", "NEAR(a b)",
    "NOT", "AND", "OR", "a AND", "(", ")))", "{codes} : x", "text:abc", "-abc", "+abc", "a" * 10_000, "\0", "abc\0def",
    "\ud800", "abc\udfff", "\u202eabc", "\ufeff", "ﬃ", "İ", "ẞ", "👩‍👩‍👧‍👦", "\n\n", "\t",
    "]C1", "]C1abc", "#", "###", "=1+1", "?", "??",
    "%s", "%(x)s", "{}", "{0}", "00", "000", "0000000000", "+", "+00", "++++++++", "a b c d e f g h i j k", "..", "K",
]  # fmt: skip


def test_no_text_makes_it_fail() -> None:
    order()
    for typed in HOSTILE:
        for stage in (None, Stage.TO_PICK):
            assert isinstance(search.orders(typed, stage=stage), list), typed
        assert isinstance(search.articles(typed), list), typed


def test_wildcards_and_quotes_stand_for_themselves() -> None:
    wanted = order("50%_OFF\\'\"x")
    order("50100OFF")
    for typed in ("0%_O", "%_OFF", "OFF\\'", "'\"x", "50%"):
        assert search.orders(typed) == [wanted], typed


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.text(max_size=40) | some.text(some.sampled_from("aÅö0123 -+\"'%_*():^{}\\#"), max_size=30))
def test_random_texts_are_answered_and_found_where_they_stand(typed: str) -> None:
    """Whatever is typed has an answer, and an order whose number is that very text is found by it."""
    number = " ".join("".join(letter if letter.isprintable() else " " for letter in typed).split())[:60].strip("# ]")
    known = [run("SELECT id FROM orders WHERE number = ?", (number,)).fetchone()]
    order_id = known[0][0] if known[0] else order(number) if number else None
    found = search.orders(typed)
    assert isinstance(found, list)
    assert isinstance(search.articles(typed, limit=5), list)
    if order_id is not None and not number.startswith(("#", "]")):
        assert order_id in search.orders(number)


@pytest.mark.hard
def test_a_million_random_texts() -> None:
    """RELIABILITY: 1,000,000 random inputs, no error."""
    seed = 20261122
    dice = Random(seed)
    order()
    others(150)
    letters = [
        *map(chr, range(0x250)),
        *"åäöÅÄÖ\"'%_*():^{}\\#\0\n\ud800\uffff😀",
        *(chr(dice.randrange(0x110000)) for _ in range(200)),
    ]
    times = 1_000_000 if not is_postgres() else 100_000
    for _ in range(times):
        search.orders("".join(dice.choices(letters, k=dice.randrange(24))), limit=5)
    print(f"seed {seed}: {times} random texts, 0 errors")

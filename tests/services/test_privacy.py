"""Who is erased is gone from every table, the search and the file's bytes, but for what the report says stays."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.remote import RemoteCustomer, RemoteOrder
from desktop.models import schema_words
from desktop.models.base import ms, run
from desktop.services import box_photos, changes, customer_file, customers, invoicing, returns, search, settings
from desktop.services.changes import now, unit
from desktop.services.customer_file import people
from desktop.services.privacy import erasing, exporting, known, people_rows
from desktop.services.privacy.erasing import Prevented
from desktop.services.remote import save_orders
from tests.services import returned, shop

NAME, PHONE, EMAIL = "Qwyzzelda Xylbrunqvist", "+62 812-7788-9911", "qwyzzelda@xylbrunqvist.example"
# The word that stands in every column: one that no other text of a database contains.
PLANTED = (NAME, EMAIL, PHONE, "8127788")
JSONS = {("orders", "remote_seen"), ("outbox", "body"), ("outbox", "echo"), ("order_edit", "was"),
         ("order_edit", "became"), ("document", "data"), ("order_line", "options"), ("customer_merge", "kept"),
         ("queue_view", "filters")}  # fmt: skip


@pytest.fixture(autouse=True)
def _shop(sqlite_database: Path) -> Iterator[Path]:
    settings.change_shop(name="Toko", country="SE", currency="IDR")
    yield sqlite_database
    changes.set_clock(None)


def person(**more: object) -> tuple[int, int, RemoteOrder]:
    """Somebody who has bought from a store, whose order is done; ids of both, what the store said."""
    stores = shop.rows("SELECT id FROM store")
    store_id = int(str(stores[0][0])) if stores else shop.store()
    address = replace(shop.AYU, name=NAME, phone=PHONE, line1=f"Jl. {NAME} 1", instruction=f"ask for {NAME}")
    said = shop.remote(("TEA", 2), buyer=address, ship_to=address, email=EMAIL, phone=PHONE,
                       note=f"for {NAME}", **more)  # fmt: skip
    order_id = shop.sold(store_id, said)
    return int(run("SELECT customer_id FROM orders WHERE id = ?", (order_id,)).fetchone()[0]), order_id, said


def done(order_id: int) -> None:
    run("UPDATE orders SET stage = 'done', fulfilment = 'delivered' WHERE id = ?", (order_id,))


def test_somebody_has_decided_about_every_text_of_every_table() -> None:
    """A new table or column fails here by its name: say in services.privacy.known whether it can name a buyer."""
    open_questions = []
    for table in schema_words.tables():
        if not known.is_known(table):
            open_questions.append(table)
        elif not table.startswith(known.INDEXES):
            said = known.decided(table)
            open_questions += [
                f"{table}.{column}" for column in schema_words.texts(table)
                if "*" not in said and column not in said and column not in known.EVERYWHERE
            ]  # fmt: skip
    assert open_questions == []


def test_nothing_of_an_erased_person_is_left_in_the_file_but_what_the_report_names(sqlite_database: Path) -> None:
    who, order_id, _said = person()
    invoicing.issue(order_id)
    done(order_id)
    plant(who, order_id)
    assert search.orders("Qwyzzelda") == [order_id]
    everywhere = found_in_tables()
    for rule in known.PERSONAL:  # the plant itself: every column that is decided about holds the person
        for column in {*rule.blank, *rule.unique, *rule.law, *rule.files} - {"pdf"}:  # its name is drawn, not written
            assert f"{rule.table}.{column}" in everywhere, f"{rule.table}.{column}"
    stays = erasing.erase(who)
    law = {f"{rule.table}.{column}" for rule in known.PERSONAL for column in rule.law}
    assert found_in_tables() <= law
    assert {rule.table for rule in known.PERSONAL if rule.law} <= {each.what for each in stays}
    assert {each.until for each in stays if each.what == "document"} == {f"{now().year + 7}-12-31"}
    assert all(word.casefold() not in json.dumps([str(each) for each in stays]).casefold() for word in PLANTED)
    assert search.orders("Qwyzzelda") == []
    assert customer_file.find(EMAIL) == []
    for rule in known.PERSONAL:  # now what the law keeps goes too, and the bytes of the file are read
        if rule.law:
            run(f"UPDATE {rule.table} SET " + ", ".join(f"{column} = ''" for column in rule.law))
    erasing.clean_file()
    for file in sqlite_database.parent.glob(sqlite_database.name + "*"):
        data = file.read_bytes()
        for word in PLANTED:
            assert word.encode() not in data, (file.name, word)
            assert word.casefold().encode() not in data, (file.name, word)
    assert erasing.erased_report(who) == stays


def test_what_was_planted_is_found_where_an_erasure_forgets_a_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness itself: with a rule taken away it must see what is left."""
    who, order_id, _said = person()
    done(order_id)
    plant(who, order_id)
    monkeypatch.setattr(erasing, "PERSONAL", [rule for rule in known.PERSONAL if rule.table != "history"])
    erasing.erase(who)
    assert "history.comment" in found_in_tables()


def test_a_store_does_not_bring_back_who_was_erased_and_who_buys_again_is_new() -> None:
    who, order_id, said = person()
    store_id = int(str(shop.rows("SELECT id FROM store")[0][0]))
    account = RemoteCustomer("77", name=NAME, email=EMAIL, phone=PHONE)
    customers.save_customers(store_id, [account])
    done(order_id)
    erasing.erase(who)
    assert save_orders(store_id, [said]).changed == 0
    again = replace(said, note=f"{NAME} again", status="completed", modified_at=datetime(2027, 1, 1, tzinfo=UTC))
    save_orders(store_id, [again])
    old = replace(said, remote_id="old", number="OLD-1", placed_at=datetime(2025, 1, 1, tzinfo=UTC))
    save_orders(store_id, [old])
    assert customers.save_customers(store_id, [account]) == 0
    assert found_in_tables() == set()
    changes.set_clock(lambda: datetime(2027, 2, 1, tzinfo=UTC))
    save_orders(store_id, [replace(said, remote_id="new", number="NEW-1", placed_at=datetime(2027, 1, 31, tzinfo=UTC))])
    assert [row.name for row in customer_file.find(EMAIL)] == [NAME]


def test_what_is_open_prevents_it_with_a_sentence() -> None:
    who, order_id, _said = person()
    with pytest.raises(Prevented, match="open orders"):
        erasing.erase(who)
    done(order_id)
    with unit():
        row_of("complaint", {"customer_id": who, "order_id": order_id, "state": "open"}, order_id)
    with pytest.raises(Prevented, match="complaint"):
        erasing.erase(who)
    assert customer_file.find(EMAIL)


def test_who_has_sent_something_back_can_be_erased_once_that_is_settled() -> None:
    returned.open_shop()
    order_id = returned.sent({returned.MUG: 2})
    case = returned.came(order_id, returned.MUG, 1)
    customer_id = people.of_order(order_id)
    assert customer_id is not None
    assert any(case.number in each for each in erasing.prevents(customer_id))
    returns.settle(case.id)
    run("UPDATE outbox SET state = 'done'")  # the store has heard of it
    run("UPDATE mail SET state = 'sent'")
    assert erasing.prevents(customer_id) == []


def test_an_export_holds_all_that_names_the_person_with_papers_and_pictures(tmp_path: Path) -> None:
    who, order_id, _said = person()
    other = shop.order(("TEA", 1))
    number = invoicing.issue(order_id).number
    plant(who, order_id)
    file = exporting.export(who, tmp_path / "person.zip")
    with zipfile.ZipFile(file) as read:
        names = set(read.namelist())
        page, data = read.read("index.html").decode(), json.loads(read.read("data.json"))
        sheet = read.read("tables/history.csv").decode("utf-8-sig")
        assert read.read(f"documents/{number.replace('/', '-')}.pdf").startswith(b"%PDF")
    assert {"tables/orders.csv", "tables/address.csv", "tables/mail.csv", "tables/bank_line.csv"} <= names
    assert [row["id"] for row in data["orders"]] == [order_id]
    assert NAME in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "'=1+1" in sheet
    assert other.id not in {row["order_id"] for row in data["history"]}


def test_years_are_counted_from_the_end_of_the_entrys_year() -> None:
    assert erasing.until(datetime(2026, 1, 2, tzinfo=UTC).date(), "SE").isoformat() == "2033-12-31"
    assert erasing.until(datetime(2026, 12, 31, tzinfo=UTC).date(), "ID").isoformat() == "2036-12-31"
    assert erasing.keep_years("BR") == 10


def plant(who: int, order_id: int) -> None:
    """Let the person stand in every column that can name one, with a row in each table."""
    ids = {"customer_id": who, "order_id": order_id}
    ids["parcel_id"] = row_of("parcel", {"order_id": order_id}, order_id)
    ids["case_id"] = row_of("return_case", {"order_id": order_id, "state": "settled"}, order_id)
    ids["complaint_id"] = row_of("complaint", {"order_id": order_id, "state": "solved"}, order_id)
    ids["from_id"] = ids["to_id"] = who
    line = row_of("bank_line", {"statement_id": row_of("bank_statement", {}, order_id), "booked_on": "2026-11-01"}, 1)
    row_of("bank_match", {"line_id": line, "order_id": order_id}, 1)
    rows = people_rows.of(who)
    for rule in known.PERSONAL:
        where, values = rows.where(rule.where)
        columns = dict(schema_words.columns(rule.table))
        if run(f"SELECT 1 FROM {rule.table} WHERE {where}", values).fetchone() is None:
            given = {name: value for name, value in ids.items() if name in columns}
            if rule.table == "mail_stop":
                given = {"address": EMAIL}
            if rule.table == "points_move":
                given = {"customer_id": who}
            if rule.table in ("outbox", "mail"):
                given["state"] = "confirmed" if rule.table == "outbox" else "sent"
            row_of(rule.table, given, order_id)
        drops = tuple(each for each in schema_words.texts(rule.table) if rule.drop and rule.table != "mail_stop")
        named = (*rule.blank, *rule.unique, *rule.law, *rule.files, *(each for each, _value in rule.empty), *drops)
        for column in named:
            if column in ("booked_on", "key", "where"):
                continue
            said = f"=1+1 <script> {NAME} {EMAIL} {PHONE}" if column == "comment" else f"{NAME} {EMAIL} {PHONE}"
            if (rule.table, column) == ("orders", "remote_seen"):
                continue  # as its store said it, with everything
            if (rule.table, column) in JSONS:
                said = json.dumps([[said, said]] if column == "options" else {"x": said})
            if column in rule.files:
                said = f"2026-11/{said}.jpg"
                folder = box_photos.folder() / "2026-11"
                folder.mkdir(parents=True, exist_ok=True)
                (box_photos.folder() / said).write_bytes(b"jpg")
            if (rule.table, column) in (("customer", "email"), ("orders", "email")):
                said = EMAIL
            if (rule.table, column) in (("customer", "phone"), ("orders", "phone"), ("address", "phone")):
                said = PHONE
            if (rule.table, column) in (("customer", "name"), ("orders", "buyer"), ("address", "name")):
                said = NAME
            if rule.table == "document" and column == "pdf":
                continue
            run(f"UPDATE {rule.table} SET {column} = ? WHERE {where}", (said, *values))
    for table, column in known.SCRUBBED:
        row_of(table, {column: f"x {NAME} y {EMAIL} z {PHONE}"}, order_id)


def row_of(table: str, given: dict[str, object], order_id: int) -> int:
    """A row with these values, and what the table asks for besides; its id."""
    values = dict(given)
    for name, kind, needed, default, key in [row[1:6] for row in run(f"PRAGMA table_info({table})").fetchall()]:
        if key or not needed or default is not None or name in values:
            continue
        number = ms(now()) if name == "at" else 0
        values[name] = f"{table}-{order_id}-{name}" if kind.upper() in ("TEXT", "BLOB") else number
    run("PRAGMA foreign_keys = OFF")
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" for _ in values)
    found = run(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())).lastrowid
    run("PRAGMA foreign_keys = ON")
    return int(found)


def found_in_tables() -> set[str]:
    """Every column in which a word of the person stands now, whatever table it is."""
    found = set()
    for table in schema_words.tables():
        if table.startswith("search_") and table != "search_new":
            continue
        for column in schema_words.texts(table):
            for (text,) in run(f'SELECT "{column}" FROM {table}').fetchall():
                said = text.decode("latin-1") if isinstance(text, bytes) else str(text)
                if any(word.casefold() in said.casefold() for word in PLANTED):
                    found.add(f"{table}.{column}")
    return found

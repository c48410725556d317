"""X15: whatever is bent in the legal numbers, their documents or their sealed days, the audit finds it."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.models.base import forget, ms, run
from desktop.models.schema import open_database
from desktop.services import changes, invoicing, settings
from desktop.services.invoicing import What, sealing
from desktop.services.slips import keys
from tests.services import shop

BEGIN = datetime(2026, 11, 3, 3, tzinfo=UTC)


class Clock:
    """Ten minutes go by each time somebody looks."""

    def __init__(self) -> None:
        self.moment = BEGIN

    def __call__(self) -> datetime:
        self.moment += timedelta(minutes=10)
        return self.moment


@pytest.fixture(scope="module")
def _books(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Path:
    """A shop of four days: invoices, receipts, credit notes, a void and the next one; three days are sealed."""
    file = tmp_path_factory.mktemp("books") / "kolli.db"
    shutil.copyfile(_sqlite_template, file)
    open_database(str(file))
    keys._own = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    clock = Clock()
    changes.set_clock(clock)
    settings.change_shop(name="Lingonviken", tax_percent="25", currency="SEK", zone="Europe/Stockholm")
    for day in range(4):
        clock.moment = BEGIN + timedelta(days=day)
        ids = [shop.order(("CUP", 2), ("BOOK", day + 1)).id for _turn in range(3)]
        bills = [invoicing.issue(order_id) for order_id in ids]
        invoicing.issue_receipt(ids[0])
        invoicing.credit(bills[0].id, {1: 1}, reason="a cup broke")
        invoicing.void(bills[1].id, "the wrong buyer")
        invoicing.issue(ids[1])
        if day == 2:
            sealing.seal()
    changes.set_clock(None)
    run("PRAGMA wal_checkpoint(TRUNCATE)")
    forget()
    return file


@pytest.fixture
def books(_books: Path, tmp_path: Path) -> Iterator[None]:
    """The same shop anew for each test, with its tables as open to anybody as a file is."""
    shutil.copyfile(_books, tmp_path / "kolli.db")
    open_database(str(tmp_path / "kolli.db"))
    run("PRAGMA foreign_keys = OFF")
    keys._own = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    yield
    forget()


def found() -> set[str]:
    return {str(fault) for fault in invoicing.audit()}


def number(place: int) -> str:
    return f"INV/2026/{place:06d}"


def _change(column: str, value: object, place: int = 2, table: str = "document") -> Callable[[], None]:
    return lambda: run(f"UPDATE {table} SET {column} = ? WHERE number = ?", (value, number(place))) and None


def _edit_bytes_and_their_sums() -> None:
    """What somebody who knows the tables would do: other bytes, with every fingerprint beside them."""
    pdf = b"%PDF-1.4 another"
    mark = hashlib.sha256(pdf).hexdigest()
    run("UPDATE document SET pdf = ?, sha256 = ? WHERE number = ?", (pdf, mark, number(2)))
    run("UPDATE number_entry SET pdf_sha256 = ? WHERE number = ?", (mark, number(2)))


def _edit_figures_and_their_sums() -> None:
    data = run("SELECT data FROM document WHERE number = ?", (number(2),)).fetchone()[0].replace("The CUP", "The cup")
    run("UPDATE document SET data = ? WHERE number = ?", (data, number(2)))
    run("UPDATE number_entry SET data_sha256 = ? WHERE number = ?",
        (hashlib.sha256(data.encode()).hexdigest(), number(2)))  # fmt: skip


def _take_out_everywhere() -> None:
    """The last number, with its entry, its history and its turn: as if it had never been."""
    place = int(run("SELECT next FROM number_series WHERE kind = 'invoice'").fetchone()[0]) - 1
    run("DELETE FROM document WHERE number = ?", (number(place),))
    run("DELETE FROM number_entry WHERE number = ?", (number(place),))
    run("UPDATE number_series SET next = next - 1 WHERE kind = 'invoice'")


def _take_out_a_sealed_one() -> None:
    for table in ("document", "number_entry"):
        run(f"DELETE FROM {table} WHERE number = ?", (number(6),))
    run("DELETE FROM history WHERE comment = ?", (number(6),))
    for place in range(7, 17):  # and close the gap
        for table in ("document", "number_entry"):
            run(f"UPDATE {table} SET number = ? WHERE number = ?", (number(place - 1), number(place)))
    run("UPDATE number_series SET next = next - 1 WHERE kind = 'invoice'")


def _put_in_a_double() -> None:
    run("INSERT INTO document (kind, number, order_id, issued_at, language, data, pdf, sha256, void_reason)"
        " SELECT kind, 'INV/2026/2', order_id, issued_at, language, data, pdf, sha256, '' FROM document"
        " WHERE number = ?", (number(2),))  # fmt: skip


def _forge_a_day() -> None:
    """A day with its hash and all that follow reckoned anew; the signatures are the old ones."""
    days = list(sealing.days())
    previous = days[0].previous
    for day in days:
        entries = day.entries.replace('"total":', '"totals":') if day.id == days[0].id else day.entries
        run("UPDATE number_day SET previous = ?, entries = ?, hash = ? WHERE id = ?",
            (f"{day.id}", entries, f"{day.id}!", day.id))  # fmt: skip
    for day in days:
        entries = run("SELECT entries FROM number_day WHERE id = ?", (day.id,)).fetchone()[0]
        own = sealing.chained(previous, day.on, entries)
        run("UPDATE number_day SET previous = ?, hash = ? WHERE id = ?", (previous, own, day.id))
        previous = own


INJECTED: dict[str, tuple[Callable[[], object], set[str]]] = {
    "a document gone": (lambda: run("DELETE FROM document WHERE number = ?", (number(2),)), {"missing"}),
    "a number skipped": (lambda: run("UPDATE number_series SET next = next + 1 WHERE kind = 'invoice'"), {"missing"}),
    "the last one gone without a trace": (_take_out_everywhere, {"missing"}),
    "a sealed one gone, the gap closed": (_take_out_a_sealed_one, {"missing", "changed"}),
    "an entry gone": (lambda: run("DELETE FROM number_entry WHERE number = ?", (number(2),)), {"unknown"}),
    "a number nobody gave": (_change("number", "INV/2026/000999"), {"missing", "unknown"}),
    "a double in another hand": (_put_in_a_double, {"unknown"}),
    "a changed byte": (
        lambda: run("UPDATE document SET pdf = CAST(pdf || ? AS BLOB) WHERE number = ?", (b" ", number(2))), {"changed"}
    ),
    "bytes and their fingerprints": (_edit_bytes_and_their_sums, {"changed"}),
    "figures and their fingerprints": (_edit_figures_and_their_sums, {"changed"}),
    "figures that are none": (_change("data", "{}"), {"changed"}),
    "another order": (_change("order_id", 1, 2), {"changed"}),
    "another time": (_change("issued_at", ms(BEGIN - timedelta(days=40))), {"changed"}),
    "another time, also in the register": (
        lambda: [_change("issued_at", ms(BEGIN - timedelta(days=40)), 14, table)()
                 for table in ("document", "number_entry")], {"order"},
    ),
    "another year": (
        lambda: [_change("issued_at", ms(BEGIN - timedelta(days=400)), 1, table)()
                 for table in ("document", "number_entry")], {"order"},
    ),
    "a void taken back": (_change("void_reason", ""), {"changed"}),
    "a void taken back in both": (
        lambda: [_change("void_reason", "", 2, table)() for table in ("document", "number_entry")], {"changed"}
    ),
    "a void reason changed in both": (
        lambda: [_change("void_reason", "other", 2, table)() for table in ("document", "number_entry")], {"changed"}
    ),
    "a total in the register": (_change("total_minor", 1, 3, "number_entry"), {"changed"}),
    "a day gone": (lambda: run("DELETE FROM number_day WHERE id = 2"), {"chain"}),
    "the last day gone": (
        lambda: run("DELETE FROM number_day WHERE id = (SELECT max(id) FROM number_day)"), {"changed"}
    ),
    "a day changed": (
        lambda: run("UPDATE number_day SET entries = replace(entries, 'SEK', 'IDR') WHERE id = 1"), {"chain"}
    ),
    "a day's date": (lambda: run("UPDATE number_day SET on_day = '2026-11-30' WHERE id = 2"), {"chain"}),
    "a chain reckoned anew": (_forge_a_day, {"signature"}),
    "a day signed by nobody": (lambda: run("UPDATE number_day SET signature = '00' WHERE id = 1"), {"signature"}),
    "an order's total": (lambda: run("UPDATE orders SET total_minor = total_minor + 1"), {"total"}),
    "the ledger": (lambda: run("UPDATE orders SET paid_minor = paid_minor + 1 WHERE id = 1"), set()),
}  # fmt: skip


def test_books_that_nobody_bent_are_right(books: None) -> None:
    assert found() == set()
    sealed = [(day.on, day.count, bool(day.signature)) for day in sealing.days()]
    assert [on for on, _count, _signed in sealed] == ["2026-11-03", "2026-11-04", "2026-11-05"]
    assert all(signed and count == 7 for _on, count, signed in sealed)
    before = sealing.head()
    assert sealing.seal() != before
    assert found() == set()
    assert sealing.seal() == sealing.head()  # nothing is open: nothing is sealed twice


@pytest.mark.parametrize("injected", [name for name in INJECTED if name != "the ledger"])
def test_whatever_is_bent_is_found(books: None, injected: str) -> None:
    bend, expected = INJECTED[injected]
    bend()
    assert {fault.rpartition(": ")[2] for fault in found()} >= expected


def test_the_ledger_the_store_and_the_printer_are_asked_too(books: None) -> None:
    run("INSERT INTO money_move (order_id, kind, amount_minor, currency, method, reference, at, who, bench, cause,"
        " was, became) VALUES (1, 'in', 5, 'SEK', '', '', 0, '', '', 'x', '', '')")  # fmt: skip
    run("UPDATE orders SET store_id = 1, remote_seen = ? WHERE id = 2", (json.dumps({"total": "1.00"}),))
    run("INSERT INTO print_job (op_id, kind, order_id, document_id, document_sha256, state, copy, queued_at, title,"
        " printer, language, tries, reason, remote_job, bench, claimed_by) VALUES ('x', 'invoice', 3, 3, 'other',"
        " 'done', 0, 0, '', '', '', 0, '', '', '', '')")  # fmt: skip
    assert {fault.rpartition(": ")[2] for fault in found()} == {"money", "store", "printed"}


def test_the_audit_would_miss_bytes_with_their_fingerprints_but_for_the_sealed_days(books: None) -> None:
    """The same change, and no chain: nothing is left to find it by. So the chain is what finds it."""
    _edit_bytes_and_their_sums()
    run("DELETE FROM number_day")
    run("UPDATE number_entry SET day_id = NULL, void_day_id = NULL")
    assert found() == set()


def test_days_are_signed_with_the_key_of_this_computer(books: None) -> None:
    sealing.seal()
    assert {day.key for day in sealing.days()} == {keys.public().hex()}
    assert all(sealing.signed_by(day) for day in sealing.days())


def test_an_audit_can_be_stopped(books: None) -> None:
    with pytest.raises(invoicing.Stopped):
        invoicing.audit(stop=lambda: True)
    assert What.MISSING.value == "missing"

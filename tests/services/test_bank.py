"""Lines of the bank and the orders that they pay, through the database: imported once, confirmed and taken back."""

import csv
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.order import Action, Fulfilment, Payment
from desktop.domain.remote import RemoteAddress, RemoteLine, RemoteOrder
from desktop.formats.errors import FileRefused
from desktop.models.base import disconnect, forget, run
from desktop.models.schema import open_database
from desktop.services import bank, changes, history, intake, money, orders
from desktop.services.bank import LineSettled, Part, State, Which
from desktop.services.changes import unit
from tests import bank_files
from tests.bank_files import Booking
from tests.shared import shared

DAY = date(2026, 3, 5)
GROWS = ("history", "money_move", "stock_move", "bank_match", "sqlite_sequence")


def ask(number: str, buyer: str, total: Decimal | int, currency: str = "IDR") -> int:
    """An unpaid order; its id."""
    line = RemoteLine(f"{number}-1", "A", "A thing", 1, Decimal(total), Decimal(total))
    who = RemoteAddress(name=buyer, line1="Street 1", city="Town", country="ID")
    order = RemoteOrder(
        remote_id=number, number=number, status="pending", payment=Payment.UNPAID, fulfilment=Fulfilment.OPEN,
        currency=currency, placed_at=datetime(2026, 3, 1, tzinfo=UTC), lines=(line,), total=Decimal(total), buyer=who,
        ship_to=who,
    )  # fmt: skip
    with unit() as work:
        return intake.save_new(work, "file:test", None, order, intake.Known())


def ask_for_the_shared_invoices() -> None:
    folder = shared("data/bank")
    with (folder / "invoices_id.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ask(row["invoice"], row["customer"], int(row["amount_idr"]))
    with (folder / "invoices_se.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ask(row["invoice"], row["customer"], Decimal(row["amount_ore"]) / 100, "SEK")


def write(folder: Path, bookings: list[Booking], name: str = "bank.csv") -> Path:
    file = folder / name
    file.write_bytes(bank_files.mandiri(bookings))
    return file


def tables() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that does not only grow; of an order all but when it came to its stage."""
    names = [name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()]
    found = {}
    for name in names:
        if name not in GROWS and not name.startswith("search"):
            columns = [f'"{row[1]}"' for row in run(f'PRAGMA table_info("{name}")').fetchall() if row[1] != "since_at"]
            found[name] = run(f'SELECT {", ".join(columns)} FROM "{name}" ORDER BY 1').fetchall()
    return found


@pytest.fixture(scope="module")
def _asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("asked") / "kolli.db"
    open_database(str(file))
    ask_for_the_shared_invoices()
    forget()
    return file


@pytest.fixture
def asked(_asked: Path, data_folder: Path) -> Iterator[None]:
    """A shop in which the shared invoices are open orders."""
    shutil.copyfile(_asked, data_folder / "kolli.db")
    open_database(str(data_folder / "kolli.db"))
    yield
    forget()


def test_the_shared_statements_confirm_what_is_certain_and_undo_restores_every_table(asked: None) -> None:
    folder = shared("data/bank")
    for file, new in (("bca_personal_id.csv", 42), ("bgmax_latin1.txt", 36)):
        assert bank.import_file(folder / file).new == new
        again = bank.import_file(folder / file)
        assert (again.new, again.known) == (0, new)
    before = tables()
    done = bank.confirm_certain()
    assert len(done) == 33 + 33
    assert bank.counts()[Which.CERTAIN] == 0
    for line in bank.lines(Which.MATCHED, 100):
        for match in line.matched:
            view = orders.show(match.order_id)
            assert view.state.payment is Payment.PAID
            assert view.due_minor == 0
            assert f"by bank line {line.id} of" in view.history[0].comment
    known = {line.payer: line for line in bank.lines(Which.OPEN, 100)}
    assert known["FITRI KUSUMA"].proposal is not None
    assert known["FITRI KUSUMA"].proposal.kind is bank.Kind.AGAIN
    Random(1).shuffle(done)
    for line_id in done:
        bank.undo(line_id)
    assert tables() == before
    assert bank.confirm_certain() == sorted(done)


def test_files_of_one_account_in_three_forms_have_each_line_once(asked: None) -> None:
    folder = shared("data/bank")
    assert bank.import_file(folder / "bca_bisnis.csv").new == 42
    assert bank.import_file(folder / "bca_personal_id.csv").new == 0
    assert bank.import_file(folder / "bca_personal_en.csv").new == 2  # booked since
    assert {line.account for line in bank.lines(Which.ALL, 100)} == {"0000000000"}


def test_any_overlap_gives_the_same_lines(sqlite_database: Path, tmp_path: Path) -> None:
    dice = Random(7)
    twice = [Booking(DAY + timedelta(place // 6), 1000 * (place // 2 + 1), f"PAYER {'ABC'[place % 3]}", "x")
             for place in range(30)]  # fmt: skip
    whole = sorted([*twice, twice[3], twice[3], twice[20]], key=lambda each: each.day)
    days = sorted({each.day for each in whole})

    def as_plain(bookings: list[Booking], name: str) -> Path:
        rows = [f"{each.day},{each.who},{each.amount_minor}" for each in bookings]
        file = tmp_path / name
        file.write_text("\n".join(["Date,Description,Amount", *rows, ""]))
        return file

    first = [each for each in whole if each != twice[3]]
    bank.import_file(as_plain([*first, twice[3]], "one of three.csv"))
    for turn in range(8):
        start, end = sorted((dice.choice(days), dice.choice(days)))
        part = [each for each in whole if start <= each.day <= end]
        dice.shuffle(part)
        bank.import_file(as_plain(part, f"{turn}.csv"))
    bank.import_file(as_plain(whole, "whole.csv"))
    kept = run("SELECT booked_on, amount_minor, payer FROM bank_line ORDER BY 1, 2, 3").fetchall()
    assert kept == sorted((str(each.day), each.amount_minor, each.who) for each in whole)


def test_nothing_of_a_damaged_file_is_kept(sqlite_database: Path, tmp_path: Path) -> None:
    whole = bank_files.camt([Booking(DAY, 1000 + place, "A B") for place in range(900)])
    file = tmp_path / "x.xml"
    file.write_bytes(whole[:-200])
    with pytest.raises(FileRefused, match="line 90"):
        bank.import_file(file)
    assert run("SELECT count(*) FROM bank_line").fetchone()[0] == 0
    assert run("SELECT count(*) FROM bank_statement").fetchone()[0] == 0
    file.write_bytes(whole)
    assert bank.import_file(file).new == 900


def test_a_part_leaves_the_order_open_and_the_rest_confirms_it(sqlite_database: Path, tmp_path: Path) -> None:
    order_id = ask("1048", "Ayu Lestari", 500_000)
    bank.import_file(write(tmp_path, [Booking(DAY, 200_000, "AYU LESTARI"), Booking(DAY, 300_000, "AYU LESTARI")]))
    rest, part = bank.lines(Which.OPEN)
    bank.confirm(part.id)
    assert history.state_of(order_id).payment is Payment.UNPAID
    assert money.due_minor(order_id) == 300_000
    (best, *_others) = bank.proposals(rest.id)
    assert best.certainty is bank.Certainty.CERTAIN
    bank.confirm(rest.id)
    assert history.state_of(order_id).payment is Payment.PAID
    bank.undo(part.id)
    assert history.state_of(order_id).payment is Payment.UNPAID
    assert money.due_minor(order_id) == 200_000


def test_one_payment_for_several_orders_is_parted_and_undone_as_one(sqlite_database: Path, tmp_path: Path) -> None:
    ids = [ask(f"10{place}", f"Buyer {place}", 100_000 + place) for place in range(3)]
    bank.import_file(write(tmp_path, [Booking(DAY, 300_003, "PT MAJU")]))
    (line,) = bank.lines(Which.OPEN)
    assert bank.proposals(line.id) == []
    parts = [Part(order_id, 100_000 + place) for place, order_id in enumerate(ids)]
    with pytest.raises(BadInput):
        bank.confirm(line.id, [*parts[:2], Part(ids[2], 100_003)])
    with pytest.raises(BadInput):
        bank.confirm(line.id, [parts[0], parts[0]])
    assert [history.state_of(order_id).payment for order_id in ids] == [Payment.UNPAID] * 3
    settled = bank.confirm(line.id, parts)
    assert settled.left_minor == 0
    assert [history.state_of(order_id).payment for order_id in ids] == [Payment.PAID] * 3
    with unit() as work:
        money.give_back(work, ids[1], 50_000, "cash", "", "test:1")
    with pytest.raises(NotAllowed):
        bank.undo(line.id)
    assert bank.line(line.id).state is State.MATCHED
    assert history.state_of(ids[2]).payment is Payment.PAID  # nothing of it was taken back


def test_what_pays_no_order_is_set_aside_and_taken_up(sqlite_database: Path, tmp_path: Path) -> None:
    order_id = ask("1048", "Ayu", 500, "SEK")
    bookings = [Booking(DAY, 1000, "SOMEBODY"), Booking(DAY, 8_000_000, "AIRPAY INTERNATION"), Booking(DAY, -5, "FEE")]
    bank.import_file(write(tmp_path, bookings))
    (out,) = bank.lines(Which.OUT)
    payout, other = bank.lines(Which.OPEN)
    with pytest.raises(BadInput):
        bank.set_aside(other.id, " ")
    assert bank.set_aside(other.id, "a loan").reason == "a loan"
    assert bank.as_payout(payout.id).reason == "Shopee"
    assert bank.counts()[Which.OPEN] == 0
    with pytest.raises(LineSettled):
        bank.confirm(other.id, [Part(order_id, 1000)])
    with pytest.raises(NotAllowed):
        bank.confirm(out.id, [Part(order_id, 5)])
    bank.take_up(other.id)
    with pytest.raises(NotAllowed, match="another currency"):
        bank.confirm(other.id, [Part(order_id, 1000)])
    with pytest.raises(bank.NothingFits):
        bank.confirm(other.id)


def test_a_line_is_proposed_anew_when_its_orders_change(sqlite_database: Path, tmp_path: Path) -> None:
    bank.import_file(write(tmp_path, [Booking(DAY, 250_000, "AYU LESTARI")]))
    (line,) = bank.lines(Which.NOTHING)
    first = ask("1048", "Ayu Lestari", 250_000)
    assert bank.proposals(line.id)[0].order_ids == (first,)
    assert bank.counts()[Which.CERTAIN] == 1
    ask("1049", "Budi", 250_000)
    assert bank.counts()[Which.CERTAIN] == 0
    with unit() as work:
        money.take(work, first, 250_000, "cash", "", "test:1")
    assert bank.counts()[Which.CERTAIN] == 0  # one has been paid, and the other is not this buyer's


def test_of_two_people_one_confirms_and_the_other_is_told_who(database: str, tmp_path: Path) -> None:
    order_id = ask("1048", "Ayu Lestari", 250_000)
    bank.import_file(write(tmp_path, [Booking(DAY, 250_000, "AYU LESTARI", "nota 99887")]))
    (line,) = bank.lines(Which.OPEN)
    together, told = threading.Barrier(4), []

    def confirm(name: str) -> None:
        with changes.acting(name):
            together.wait()
            try:
                bank.confirm(line.id, [Part(order_id, 250_000)])
                told.append(f"{name} won")
            except LineSettled as error:
                told.append(str(error.values["who"]))
            finally:
                disconnect()

    threads = [threading.Thread(target=confirm, args=(name,)) for name in ("Sari", "Joko", "Mira", "Tono")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [each for each in told if each.endswith(" won")]
    assert sorted(told) == sorted([winner, *[winner.removesuffix(" won")] * 3])
    assert orders.show(order_id).paid_minor == 250_000
    bank.undo(line.id)
    assert orders.show(order_id).paid_minor == 0
    assert bank.of_order(order_id) == []
    bank.set_aside(line.id, "a gift")
    assert bank.take_up(line.id).state is State.OPEN
    assert bank.confirm_certain() == [line.id]
    assert [each.id for each in bank.of_order(order_id)] == [line.id]


def test_a_confirmation_taken_back_by_hand_lets_the_line_wait_again(asked: None, tmp_path: Path) -> None:
    one, two = ask("77001", "Rini Astuti", 41_000), ask("77002", "Tono Basuki", 52_000)
    bank.import_file(write(tmp_path, [Booking(DAY, 41_000, "RINI ASTUTI"), Booking(DAY, 93_000, "A FRIEND")]))
    alone, shared_line = sorted(bank.lines(Which.OPEN, 10), key=lambda line: line.arrived_minor)
    bank.confirm(alone.id)
    orders.do(one, Action.UNCONFIRM)
    assert (bank.line(alone.id).state, money.due_minor(one)) == (State.OPEN, 41_000)
    assert bank.proposals(alone.id)[0].order_ids == (one,)
    bank.confirm(shared_line.id, (Part(one, 41_000), Part(two, 52_000)))
    orders.do(one, Action.UNCONFIRM)
    left = bank.line(shared_line.id)
    assert (left.state, left.left_minor, [match.order_id for match in left.matched]) == (State.MATCHED, 41_000, [two])
    bank.undo(shared_line.id)
    assert (money.due_minor(one), money.due_minor(two)) == (41_000, 52_000)
    bank.confirm(alone.id)
    assert money.due_minor(one) == 0


def test_money_taken_back_by_its_row_lets_the_line_wait_again(asked: None, tmp_path: Path) -> None:
    one, two = ask("78001", "Rini Astuti", 41_000), ask("78002", "Tono Basuki", 52_000)
    bank.import_file(write(tmp_path, [Booking(DAY, 93_000, "A FRIEND")]))
    (line,) = bank.lines(Which.OPEN, 10)
    bank.confirm(line.id, (Part(one, 41_000), Part(two, 52_000)))
    _undo_last_row(one)
    left = bank.line(line.id)
    assert (left.state, left.left_minor, [match.order_id for match in left.matched]) == (State.MATCHED, 41_000, [two])
    _undo_last_row(two)
    assert (bank.line(line.id).state, bank.line(line.id).matched) == (State.OPEN, ())
    bank.confirm(line.id, (Part(two, 52_000),))
    assert money.due_minor(two) == 0


def _undo_last_row(order_id: int) -> None:
    with unit() as work:
        money.undo(work, money.moves(order_id)[-1].id)

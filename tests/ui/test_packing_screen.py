"""The bench, by real key events on a real database: every state, every key, and what is never to happen there."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.checks import CheckRule, Kind
from desktop.domain.codes import Command, command_code
from desktop.domain.order import Action, Fulfilment, Payment, Stage
from desktop.domain.remote import RemoteArticle
from desktop.domain.tasks import What
from desktop.models.base import run
from desktop.services import benches, changes, checks, orders, packing, printing, remote, settings, tasks
from desktop.services.bench import Answer, Ask, Choice, Happened, Wants
from desktop.services.changes import unit
from desktop.services.packing import Article
from desktop.services.tasks import TaskRule
from desktop.ui.hub import Hub
from desktop.ui.screens.packing import PackingScreen
from desktop.ui.tasks import Tasks
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.lane import Outcome
from tests.services import shop
from tests.ui.looks import LOOKS, faults, longer, settle, wear

CUP, KOPI, SAMBAL = "CUP-300-BL", "KGA-250-B", "SMB-ROA-150"
LONG = "Cangkir keramik Sagara buatan tangan dari tanah liat Plered 300 ml dengan tatakan dan tutup kayu jati"


@pytest.fixture
def bench(make_window, sqlite_database):
    """A window at the packing page, in a shop with three articles."""
    settings.change_shop(name="Sagara Rasa", zone="Asia/Jakarta")
    with unit():
        for sku, name, variant, place, code in (
            (CUP, "Cangkir Sagara 300 ml", "Biru laut", "B-01-4", "8991234000017"),
            ("CUP-300-HL", "Cangkir Sagara 300 ml", "Hijau lumut", "B-01-5", "8991234000024"),
            (KOPI, "Kopi Gayo Arabika 250 g", "Biji utuh", "A-03-2", ""),
        ):
            article = RemoteArticle("", sku, name, variant, Decimal(89000), "IDR", (code,) if code else (), stock=20)
            remote.intake_article(replace(article, bin=place))
    hub = Hub(changes.listen)
    window = make_window([PackingScreen], hub=hub)
    window.open("packing")
    yield settle(window)
    hub.close()


def scan(window, text):
    type_keys(window.windowHandle(), text)
    settle(window)
    return window.lane.outcome, window.lane.headline, window.lane.detail


def press(window, key):
    QTest.keyClick(window.windowHandle(), key)
    settle(window)


def _typed(page):
    """The digits of the quantity that is asked for, None where none is."""
    asked = page.telling.asked
    return asked.detail if asked is not None and asked.wants is Wants.QUANTITY else None


def counts(order):
    return shop.packed_counts(order.id)


def stage(order):
    return orders.show(order.id).stage


def test_a_slip_opens_its_order_and_the_right_items_close_it(bench):
    order = shop.order((CUP, 2), (KOPI, 1))
    assert scan(bench, order.code)[0] is Outcome.SAVED
    page = bench.page
    assert page.stage.page is page.stage.work
    assert not page.stage.primary.isEnabled()
    assert scan(bench, "8991234000017") == (Outcome.RIGHT, "Right item", "The CUP-300-BL, Biru laut")
    assert counts(order) == [1, 0]
    scan(bench, CUP)
    assert scan(bench, KOPI)[:2] == (Outcome.RIGHT, "All packed")
    assert stage(order) is Stage.TO_SHIP
    assert page.stage.page is page.stage.sealed
    assert {job.kind for job in printing.jobs()} == {"parcel-label", "packing-slip"}


def test_the_current_line_is_the_first_open_one_by_bin_and_then_follows_the_scans(bench):
    order = shop.order((CUP, 2), (KOPI, 1))
    scan(bench, order.code)
    assert bench.page.stage.work.line.facts.bin.text() == "Bin A-03-2"
    scan(bench, CUP)
    assert bench.page.stage.work.line.facts.bin.text() == "Bin B-01-4"
    scan(bench, CUP)
    assert bench.page.stage.work.line.facts.bin.text() == "Bin A-03-2"


@pytest.mark.parametrize(
    ("code", "outcome", "headline"),
    [
        ("8991234000024", Outcome.WRONG, "Wrong item"),
        (KOPI, Outcome.TOO_MANY, "Too many"),
        ("2900010099416", Outcome.UNKNOWN, "Unknown code"),
        ("=HYPERLINK(1)", Outcome.UNKNOWN, "Unknown code"),
    ],
)
def test_what_is_not_right_counts_nothing_and_says_what(bench, code, outcome, headline):
    order = shop.order((CUP, 2), (KOPI, 1))
    scan(bench, order.code)
    scan(bench, KOPI)
    assert scan(bench, code)[:2] == (outcome, headline)
    assert counts(order) == [0, 1]
    assert scan(bench, CUP)[0] is Outcome.RIGHT  # the next right item clears it


def test_a_wrong_item_is_shown_beside_the_expected_one(bench):
    order = shop.order((CUP, 1), (KOPI, 1))
    run("UPDATE order_line SET variant = 'Biru laut' WHERE sku = ?", (CUP,))
    scan(bench, order.code)
    scan(bench, KOPI)
    scan(bench, "8991234000024")
    page = bench.page.stage.work.wrong
    assert page.isVisible()
    assert "Biru laut" in page.cards.accessibleName()
    assert "Hijau lumut" in page.cards.accessibleName()
    assert page.fix.text() == "Put it back in B-01-5. Take The CUP-300-BL from B-01-4."


def test_two_scans_without_a_pause_both_count_in_their_order(make_window, sqlite_database, qtbot):
    from desktop.models.base import disconnect

    order = shop.order(("AAA-1111", 1), ("BBB-2222", 1))
    tasks = Tasks(closing=disconnect)
    window = make_window([PackingScreen], tasks=tasks)
    said = []
    window.lane.shown.connect(lambda _outcome: said.append((window.lane.outcome, window.lane.headline)))
    window.open("packing")
    stamp = None
    for text in (order.code, "AAA-1111", "AAA-1111", "BBB-2222"):
        stamp = type_keys(window.windowHandle(), text, start_ms=None if stamp is None else stamp + 5)
    qtbot.waitUntil(lambda: (Outcome.RIGHT, "All packed") in said)
    assert [outcome for outcome, _headline in said] == [
        Outcome.SAVED, Outcome.RIGHT, Outcome.TOO_MANY, Outcome.RIGHT,
    ]  # fmt: skip
    assert shop.packed_counts(order.id) == [1, 1]
    qtbot.waitUntil(lambda: tasks.idle)
    tasks.close()


def test_with_nothing_open_an_item_opens_the_most_urgent_order_that_needs_it(bench):
    shop.order((KOPI, 1))
    later = shop.order((CUP, 1))
    scan(bench, CUP)
    assert stage(later) is Stage.TO_SHIP
    assert bench.lane.headline == "All packed"


def test_an_item_that_no_order_needs_is_refused_in_words(bench):
    outcome, _headline, detail = scan(bench, CUP)
    assert outcome is Outcome.ATTENTION
    assert "no order that waits needs it" in detail


def test_another_orders_code_is_refused_while_one_is_open(bench):
    one, two = shop.order((CUP, 2)), shop.order((KOPI, 1))
    scan(bench, one.code)
    scan(bench, CUP)
    outcome, _headline, detail = scan(bench, two.code)
    assert outcome is Outcome.ATTENTION
    assert "still open at this bench" in detail
    assert bench.page.telling.order.id == one.id


def test_a_parcel_code_of_a_packed_order_offers_to_reopen_it(bench):
    order = shop.order((CUP, 1))
    scan(bench, order.code)
    scan(bench, CUP)
    parcel = orders.show(order.id).parcels[0].code
    press(bench, Qt.Key.Key_Space)
    assert scan(bench, parcel)[:2] == (Outcome.SAVED, "Already packed")
    press(bench, Qt.Key.Key_F8)
    assert orders.show(order.id).state.fulfilment is Fulfilment.PACKING
    assert bench.page.stage.page is bench.page.stage.work


def test_a_typed_quantity_counts_once_and_then_ends(bench, qtbot):
    order = shop.order((CUP, 12), (KOPI, 1))
    scan(bench, order.code)
    press(bench, Qt.Key.Key_F2)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2):
        press(bench, key)
    qtbot.waitUntil(lambda: _typed(bench.page) == "12")
    scan(bench, CUP)
    assert counts(order) == [12, 0]
    assert _typed(bench.page) is None
    press(bench, Qt.Key.Key_F2)
    press(bench, Qt.Key.Key_Escape)
    assert _typed(bench.page) is None


def test_what_cannot_be_scanned_is_counted_by_hand_with_its_reason(bench, qtbot):
    order = shop.order((CUP, 2))
    scan(bench, order.code)
    press(bench, Qt.Key.Key_F3)
    assert bench.page.stage.asking
    press(bench, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: counts(order) == [1])
    row = run("SELECT method, reason FROM packing_scan WHERE order_id = ?", (order.id,)).fetchone()
    assert tuple(row) == ("manual", "No barcode on it")
    press(bench, Qt.Key.Key_F3)
    press(bench, Qt.Key.Key_Escape)
    assert not bench.page.stage.asking
    assert counts(order) == [1]


def test_undo_takes_back_the_last_unit(bench):
    order = shop.order((CUP, 2))
    scan(bench, order.code)
    scan(bench, CUP)
    press(bench, Qt.Key.Key_F8)
    assert counts(order) == [0]
    assert (bench.lane.outcome, bench.lane.headline) == (Outcome.SAVED, "Undone")
    press(bench, Qt.Key.Key_F8)
    assert bench.lane.outcome is Outcome.ATTENTION


def test_a_note_is_read_with_one_key_and_that_is_kept(bench):
    order = shop.order((CUP, 1), note="Bungkus kado <b>ya</b>")
    scan(bench, order.code)
    assert bench.page.stage.work.line.note.text() == "Bungkus kado <b>ya</b>"
    press(bench, Qt.Key.Key_F10)
    assert orders.show(order.id).note_seen_at is not None
    assert not bench.page.stage.work.line.seen.isVisible()


def test_an_order_put_aside_keeps_its_counts_and_goes_on_where_it_was(bench):
    order = shop.order((CUP, 2))
    scan(bench, order.code)
    scan(bench, CUP)
    press(bench, Qt.Key.Key_F9)
    assert bench.page.stage.page is bench.page.stage.prompt
    assert counts(order) == [1]
    scan(bench, order.code)
    assert bench.page.stage.side.checklist.rows[0].left == 1


@pytest.mark.parametrize(
    ("command", "happens"),
    [
        (Command.UNDO, lambda page, order: counts(order) == [0]),
        (Command.ASIDE, lambda page, order: page.stage.page is page.stage.prompt),
        (Command.SEEN, lambda page, order: orders.show(order.id).note_seen_at is not None),
        (Command.QUANTITY, lambda page, order: _typed(page) == ""),
        (Command.MANUAL, lambda page, order: page.stage.asking),
        (Command.NEXT, lambda page, order: len(orders.show(order.id).parcels) == 2),
    ],
)
def test_the_command_card_does_what_the_keys_do(bench, command, happens):
    order = shop.order((CUP, 2), note="A note")
    scan(bench, order.code)
    scan(bench, CUP)
    scan(bench, command_code(command))
    assert happens(bench.page, order)


def test_reopen_and_print_again_by_the_command_card(bench):
    order = shop.order((CUP, 1))
    scan(bench, order.code)
    scan(bench, CUP)
    before = len(printing.jobs())
    scan(bench, command_code(Command.REPRINT))
    assert len(printing.jobs()) == before + 2
    scan(bench, command_code(Command.REOPEN))
    assert orders.show(order.id).state.fulfilment is Fulfilment.PACKING


def test_an_order_is_opened_by_its_typed_number(bench):
    order = shop.order((CUP, 1))
    press(bench, Qt.Key.Key_F2)
    QTest.keyClicks(bench.page.stage.prompt.field, order.number)
    press(bench, Qt.Key.Key_Return)
    assert bench.page.telling.order.id == order.id


def test_a_scan_in_the_number_field_is_a_scan_and_not_typing(bench):
    order = shop.order((CUP, 1))
    press(bench, Qt.Key.Key_F2)
    scan(bench, order.code)
    assert bench.page.telling.order.id == order.id
    assert bench.page.stage.prompt.field.text() == ""


def test_an_order_left_open_is_resumed_by_one_key(bench):
    order = shop.order((CUP, 2))
    packing.open_order(order.id)
    packing.scan(order.id, CUP)
    bench.page.entered()
    settle(bench)
    assert bench.page.stage.prompt.resume.isVisible()
    press(bench, Qt.Key.Key_F4)
    assert bench.page.telling.order.id == order.id


def test_a_held_order_and_an_unpaid_one_are_refused_in_words(bench):
    held, unpaid = shop.order((CUP, 1)), shop.order((CUP, 1), paid=False)
    orders.do(held.id, Action.HOLD)
    for order in (held, unpaid):
        assert scan(bench, order.code)[0] is Outcome.ATTENTION
        assert bench.page.telling.order is None
    assert counts(held) == counts(unpaid) == [0]


def test_the_scanners_enter_presses_nothing_and_space_goes_on(bench, qtbot):
    order = shop.order((CUP, 1))
    scan(bench, order.code)
    scan(bench, CUP)
    assert orders.show(order.id).state.fulfilment is Fulfilment.PACKED
    press(bench, Qt.Key.Key_Return)
    press(bench, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bench.page.stage.page is bench.page.stage.prompt)
    assert orders.show(order.id).state.fulfilment is Fulfilment.PACKED  # and not reopened by a focused button


def test_the_next_order_can_be_scanned_without_leaving_the_closed_one(bench):
    one, two = shop.order((CUP, 1)), shop.order((KOPI, 1))
    scan(bench, one.code)
    scan(bench, CUP)
    scan(bench, two.code)
    assert bench.page.telling.order.id == two.id


# The store changes its mind while the parcel is open


@pytest.fixture
def from_store(bench):
    """An order of a store, half packed here; the way in which the store says something else of it."""
    store_id = shop.store()
    first = shop.remote((CUP, 2), (KOPI, 1))
    order_id = shop.sold(store_id, first)
    scan(bench, orders.show(order_id).code)
    scan(bench, KOPI)

    def says(**more):
        lines = more.pop("lines", None)
        told = replace(first, **more)
        if lines is not None:
            told = replace(told, lines=tuple(replace(first.lines[at], quantity=n) for at, n in lines))
        remote.save_orders(store_id, [told])
        settle(bench)

    return order_id, says


def test_changed_lines_are_scanned_out_and_in_and_nothing_closes_before(bench, from_store, qtbot):
    order_id, says = from_store
    says(lines=[(0, 3)])  # one cup more, and no coffee: but the coffee is in the box already
    page = bench.page
    qtbot.waitUntil(lambda: page.stage.page is page.stage.changed)
    assert (bench.lane.outcome, bench.lane.headline) == (Outcome.ATTENTION, "Order changed")
    assert bench.lane.detail == "Take out 1, add 1. Everything else stays."
    told = page.stage.changed.moves.accessibleName()
    assert told.startswith("Take out: \N{MINUS SIGN}1 ")
    assert "Add: +1 " in told
    for _unit in range(3):
        scan(bench, CUP)  # right items count meanwhile
    assert shop.packed_counts(order_id) == [3, 1]
    assert orders.show(order_id).state.fulfilment is Fulfilment.PACKING
    scan(bench, KOPI)
    assert orders.show(order_id).stage is Stage.TO_SHIP
    assert shop.packed_counts(order_id) == [3, 0]


def test_a_change_that_takes_nothing_out_is_simply_shown(bench, from_store, qtbot):
    order_id, says = from_store
    says(lines=[(0, 1), (1, 1)])
    qtbot.waitUntil(lambda: [row.left for row in bench.page.telling.rows] == [1, 0])
    scan(bench, CUP)
    assert orders.show(order_id).stage is Stage.TO_SHIP


def test_an_order_cancelled_in_the_store_is_emptied_and_leaves_the_bench(bench, from_store, qtbot):
    order_id, says = from_store
    says(status="cancelled", fulfilment=Fulfilment.CANCELLED)
    page = bench.page
    qtbot.waitUntil(lambda: page.stage.page is page.stage.changed)
    assert "cancelled the order" in page.stage.changed.sentence.text()
    scan(bench, CUP)
    assert shop.packed_counts(order_id) == [0, 1]
    scan(bench, KOPI)
    assert orders.show(order_id).stage is Stage.CANCELLED
    assert page.stage.page is page.stage.prompt
    assert bench.lane.outcome is Outcome.ATTENTION
    assert "Put everything back" in bench.lane.detail


def test_another_difference_is_decided_by_a_person(bench, from_store, qtbot):
    order_id, says = from_store
    says(payment=Payment.REFUNDED)
    page = bench.page
    qtbot.waitUntil(lambda: page.stage.page is page.stage.changed)
    assert "The money went back" in page.stage.changed.sentence.text()
    press(bench, Qt.Key.Key_F6)
    assert page.stage.page is page.stage.work
    assert not orders.show(order_id).conflict


def test_the_store_is_asked_when_an_order_opens_and_before_it_closes(bench):
    asked = []

    class Sync:
        def recheck(self, order_id):
            asked.append(order_id)

    class App:
        sync = Sync()

    bench.desk.app = App()
    here, there = shop.order((KOPI, 2)), shop.sold(shop.store(), shop.remote((CUP, 3)))
    scan(bench, orders.show(there).code)
    assert asked == [there]
    scan(bench, CUP)
    assert asked == [there]
    scan(bench, CUP)
    assert asked == [there, there]
    scan(bench, CUP)
    press(bench, Qt.Key.Key_Space)
    scan(bench, here.code)
    assert asked == [there, there]  # an order of no store has nobody to ask


# How it looks


def _idle(bench):
    for minutes in (-18, 42, 300, 60 * 24 * 12, 60 * 24 * 90):
        order = shop.order((CUP, 1200))
        moment = int((changes.now() + timedelta(minutes=minutes)).timestamp() * 1000)
        run("UPDATE orders SET ship_by = ? WHERE id = ?", (moment, order.id))
    bench.page.entered()


def _work(bench, *extra):
    order = shop.order((CUP, 1234), (KOPI, 2), note="Bungkus kado, jangan sertakan harga " * 4)
    run("UPDATE order_line SET name = ? WHERE order_id = ?", (LONG, order.id))
    run("UPDATE orders SET number = 'INV/20261102/MPL/3581234567890', courier = 'J&T Express', service = 'EZ'")
    scan(bench, orders.show(order.id).code)
    for text in extra:
        scan(bench, text)


def _many(bench):
    _work(bench, KOPI, KOPI, KOPI)


def _wrong(bench):
    _work(bench, "8991234000024")
    bench.page.stage.work.show_wrong(bench.page.telling.row, Article("CUP", LONG, LONG, "B-01-5-LANTAI-2", ""))


def _unknown(bench):
    _work(bench, "9" * 48)


def _quantity(bench):
    _work(bench)
    press(bench, Qt.Key.Key_F2)


def _manual(bench):
    _work(bench)
    press(bench, Qt.Key.Key_F3)


def _sealed(bench):
    order = shop.order((CUP, 1))
    shop.order((KOPI, 1234))
    scan(bench, order.code)
    scan(bench, CUP)


def _changed(bench):
    store_id = shop.store("Toko Sagara Rasa Nusantara Selatan")
    first = shop.remote((CUP, 1234), (KOPI, 2))
    scan(bench, orders.show(shop.sold(store_id, first)).code)
    scan(bench, KOPI)
    lines = (replace(first.lines[0], quantity=1), replace(first.lines[1], quantity=1500))
    remote.save_orders(store_id, [replace(first, lines=lines)])


def _asks(bench, wants, text, *choices, **more):
    asked = Ask(wants, text, choices=tuple(Choice(str(turn), words) for turn, words in enumerate(choices, 1)), **more)
    bench.page.telling.tell(Answer(Happened.ASKED, ask=asked))


def _serial(bench):
    _work(bench)
    _asks(bench, Wants.SERIAL, "Scan the serial number of " + LONG[:40], detail=LONG)


def _nine_choices(bench):
    _work(bench)
    _asks(bench, Wants.CARTON, "Which carton?", *["Box M 30 x 20"] * 9)


def _take_over(bench):
    _asks(
        bench, Wants.TAKE_OVER, "Order #10482 is being packed by Sari at Bench 1 since 13:40.", "Take it over", "Leave"
    )


def _wrong_label(bench):
    order = shop.order((CUP, 1), (KOPI, 1))
    scan(bench, order.code)
    scan(bench, CUP)
    scan(bench, command_code(Command.NEXT))
    scan(bench, KOPI)
    assert scan(bench, orders.show(order.id).parcels[1].code)[0] is Outcome.WRONG


def _moves(bench):
    store_id = shop.store("Toko Sagara Rasa Nusantara Selatan")
    first = shop.remote((CUP, 1234), (KOPI, 2))
    order_id = shop.sold(store_id, first)
    scan(bench, orders.show(order_id).code)
    scan(bench, KOPI)
    run("UPDATE order_line SET name = ? WHERE order_id = ?", (LONG, order_id))
    remote.save_orders(store_id, [replace(first, lines=(replace(first.lines[0], quantity=2345),))])
    bench.page.telling.read_live()
    settle(bench)
    assert bench.page.stage.page is bench.page.stage.changed


def _closing(bench):
    tasks.save_rule(TaskRule(What.WRAP))
    tasks.save_rule(TaskRule(What.CARD))
    _asked = shop.order((CUP, 1), note="Bungkus kado")
    scan(bench, _asked.code)
    assert scan(bench, CUP)[:2] == (Outcome.ATTENTION, "Before closing")


STATES = [
    _idle, _work, _many, _wrong, _unknown, _quantity, _manual, _sealed, _changed, _serial, _nine_choices, _take_over,
    _wrong_label, _moves, _closing,
]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__[1:])
def test_every_state_can_be_read_and_hit_in_every_look(bench, state):
    state(bench)
    settle(bench)
    found = []
    for look in LOOKS:
        found += [f"{look}: {fault}" for fault in faults(wear(bench, look))]
    assert found == []


def test_a_hundred_lines_and_longer_words_have_room(bench):
    order = shop.order(*[(f"SKU-{n:04}", 1) for n in range(353)])
    scan(bench, order.code)
    with longer(40):
        bench.retranslate()
        found = faults(settle(bench))
    assert found == []
    assert len(bench.page.stage.side.checklist.entries) == 353


def test_an_order_of_353_lines_is_scanned_to_its_end(bench):
    order = shop.order(*[(f"SKU-{n:04}", 1) for n in range(353)])
    packing.open_order(order.id)
    for n in range(351):
        packing.scan(order.id, f"SKU-{n:04}")
    scan(bench, order.code)
    scan(bench, "SKU-0351")
    assert bench.page.stage.side.checklist.rows[351].done
    assert scan(bench, "SKU-0352")[:2] == (Outcome.RIGHT, "All packed")


def test_the_bench_is_where_its_window_begins_again(bench):
    here = changes.actor().bench
    assert not benches.packs(here)
    scan(bench, shop.order((CUP, 1)).code)
    assert benches.packs(here)
    assert not benches.packs("Bench 99")


def test_choices_answer_to_their_digit_by_key_and_a_typed_value_to_its_field(bench, qtbot):
    checks.save_rule(CheckRule(CUP, "How wide is it?", Kind.VALUE, "cm"))
    order = shop.order((CUP, 1), (KOPI, 1))
    scan(bench, order.code)
    scan(bench, CUP)
    field = bench.page.stage.work.line.ask.field
    assert field.isVisible()
    assert field.hasFocus()
    scan(bench, KOPI)  # a right item counts while a question waits, although its field has the focus
    assert counts(order) == [1, 1]
    assert field.text() == ""
    QTest.keyClicks(field, "12")
    qtbot.waitUntil(lambda: field.text() == "12")
    press(bench, Qt.Key.Key_Return)
    assert stage(order) is Stage.TO_SHIP


def test_a_taken_over_order_leaves_this_bench_in_words_and_counts_nothing(bench):
    order = shop.order((CUP, 3))
    scan(bench, order.code)
    scan(bench, CUP)
    moment = int(changes.now().timestamp() * 1000)
    run("UPDATE packing_session SET closed_at = ?, outcome = 'taken-over' WHERE order_id = ?", (moment, order.id))
    run(  # as another program on the same database does it
        "INSERT INTO packing_session (order_id, bench, who, opened_at, seen_at, outcome)"
        " VALUES (?, 'Bench 7', 'Sari', ?, ?, '')",
        (order.id, moment, moment),
    )
    outcome, headline, _detail = scan(bench, CUP)
    assert (outcome, headline[:13]) == (Outcome.ATTENTION, "Taken over by")
    assert counts(order) == [1]
    assert bench.page.stage.page is bench.page.stage.prompt


def test_an_order_that_is_packed_elsewhere_is_offered_to_be_taken_over_by_one_key(bench):
    order = shop.order((CUP, 3))
    with changes.acting("Sari", "Bench 7"):
        packing.open_order(order.id)
        packing.scan(order.id, CUP)
    outcome, headline, _detail = scan(bench, order.code)
    assert outcome is Outcome.ATTENTION
    assert "Sari" in headline
    assert bench.page.stage.page is bench.page.stage.alone
    press(bench, Qt.Key.Key_F5)
    assert bench.page.telling.order.id == order.id
    assert bench.page.telling.rows[0].left == 2

"""One order's page, used by keys and scans on a real database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.order import Fulfilment, Payment, Stage
from desktop.domain.remote import RemoteAddress
from desktop.services import changes, comment_templates, couriers, orders, outbox, printing, remote, settings
from desktop.services.remote import DecisionRow
from desktop.ui.hub import Hub
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.lane import Outcome
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear
from tests.ui.test_queue_screen import HOSTILE, LONG

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()


@pytest.fixture
def open_order(sqlite_database, make_window, listening):
    """The page of an order in a window."""

    def show(order_id):
        window = make_window(hub=listening)
        window.open("order", order_id)
        QTest.qWait(0)
        return window, window.page

    return show


def keep(*rows, store_id=None, **more):
    return shop.sold(store_id, shop.remote(*(rows or [("CUP", 2)]), **more))


def texts(widget):
    """Everything that can be read in it, joined."""
    found = [part.text() for part in widget.findChildren(object) if hasattr(part, "text") and callable(part.text)]
    return " | ".join(found)


def choose(page, action):
    page.story.status.choose(action)
    page.story.status.picked.emit(action)


def test_it_shows_lines_money_delivery_and_where_the_order_stands(open_order):
    order_id = keep(("CUP", 4), ("TEA", 1), number="10482", shipping=Decimal(18), total=Decimal(68), courier="JNE",
                    service="REG", note="As a gift", payment_method="BCA")  # fmt: skip
    _window, page = open_order(order_id)
    assert page.head.title() == "#10482"
    lines, delivery, payment = texts(page.lines), texts(page.delivery), texts(page.payment)
    assert "The CUP" in lines
    assert "2 lines · 5 units" in lines
    assert "Shipping Rp18" in lines
    assert page.lines._total.text() == "Rp68"
    assert "As a gift" in page.lines._note.text()
    assert "Ayu Lestari" in delivery
    assert "Jl. Braga 12" in delivery
    assert "Bandung 40111" in delivery
    assert "JNE REG" in delivery
    assert "Amount due | Rp0" in payment
    assert "Rp68" in payment
    assert "BCA" in payment


def test_the_delivery_card_says_when_its_courier_comes(open_order):
    settings.change_shop(zone="Asia/Jakarta")
    changes.set_clock(lambda: datetime(2026, 11, 12, 5, tzinfo=UTC))  # Thursday noon in the shop
    try:
        couriers.change("JNE", week=("15:00", "15:00", "15:00", "15:00", "", "", ""))
        couriers.change("JNE", services=(couriers.Service("YES", 1, "11:00"),))
        window, page = open_order(keep(courier="JNE", service="REG"))
        assert "JNE REG · pick-up 15:00" in texts(page.delivery)
        window.open("order", keep(courier="JNE", service="YES"))
        assert "JNE YES · pick-up Mon 11:00" in texts(page.delivery)
        window.open("order", keep(courier="Unknown"))
        assert "pick-up" not in texts(page.delivery)
    finally:
        changes.set_clock(None)


def test_what_is_due_is_said_and_the_payment_is_confirmed_by_its_key(open_order, qtbot):
    order_id = keep(payment=Payment.UNPAID)
    window, page = open_order(order_id)
    assert "Amount due | Rp20" in texts(page.payment)
    assert not page.pack.isVisible()
    QTest.keyClick(window, Qt.Key.Key_B)
    assert orders.show(order_id).stage is Stage.TO_PICK
    qtbot.waitUntil(lambda: "Amount due | Rp0" in texts(page.payment))
    assert page.pack.isVisible()


def test_hold_and_pack_have_their_keys(open_order, qtbot):
    order_id = keep()
    window, page = open_order(order_id)
    QTest.keyClick(window, Qt.Key.Key_H)
    assert orders.show(order_id).state.held
    qtbot.waitUntil(lambda: page.hold.label() == "Release")
    QTest.keyClick(window, Qt.Key.Key_H)
    qtbot.waitUntil(page.pack.isVisible)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.page.name == "packing"


def test_a_comment_is_added_by_ctrl_enter_and_stands_on_top_of_the_history(open_order, qtbot):
    order_id = keep()
    window, page = open_order(order_id)
    page.story.comment.setFocus()
    QTest.keyClicks(page.story.comment, "She called about the colour")
    QTest.keyClick(page.story.comment, Qt.Key.Key_Return, CTRL)
    assert orders.show(order_id).history[0].comment == "She called about the colour"
    assert page.story.comment.toPlainText() == ""
    assert window.lane.outcome is Outcome.SAVED
    qtbot.waitUntil(lambda: "Comment: She called about the colour" in texts(page.story))


def test_an_empty_comment_is_refused_in_words(open_order):
    order_id = keep()
    window, page = open_order(order_id)
    page.story.add.click()
    assert window.lane.outcome is Outcome.ATTENTION
    assert "Write a few words first." in window.lane.detail
    assert len(orders.show(order_id).history) == 1


def test_the_status_choice_offers_what_the_table_allows_and_moves_with_its_comment(open_order):
    order_id = keep()
    _window, page = open_order(order_id)
    offered = [page.story.status.itemData(at) for at in range(page.story.status.count())]
    assert "cancel" in offered
    assert "ship" not in offered
    assert "deliver" not in offered
    choose(page, "cancel")
    page.story.comment.setPlainText("Sold out")
    page.story.add.click()
    view = orders.show(order_id)
    assert view.stage is Stage.CANCELLED
    assert (view.history[0].action, view.history[0].comment) == ("cancel", "Sold out")


def test_the_buyer_is_told_through_the_store_and_counts_as_notified_when_the_store_confirms(open_order, qtbot):
    store = shop.store()
    order_id = keep(store_id=store)
    _window, page = open_order(order_id)
    page.story.comment.setPlainText("It leaves today")
    page.story.notify.setChecked(True)
    assert page.story._preview.isVisible()
    assert page.story._words.text() == "It leaves today"
    assert page.story._who.text() == "What Ayu will read"
    page.story.add.click()
    assert shop.told(order_id) == [("note", "It leaves today")]
    qtbot.waitUntil(lambda: "waits for the store" in texts(page.story))
    assert not orders.show(order_id).history[0].notified
    outbox.mark_confirmed(outbox.next_due(store, datetime.now(UTC) + timedelta(hours=1)), {"id": 1})
    qtbot.waitUntil(lambda: "customer notified" in texts(page.story))


def test_a_status_brings_its_text_in_the_buyers_language_and_tells_it_once(open_order, qtbot):
    comment_templates.change("cancel", "sv", "Hej {name}, order {number} är avbruten.")
    order_id = keep(number="10482", store_id=shop.store(), language="sv")
    _window, page = open_order(order_id)
    choose(page, "cancel")
    assert page.story.notify.isChecked()
    assert page.story._words.text() == page.story.comment.toPlainText() == "Hej Ayu, order 10482 är avbruten."
    choose(page, "hold")  # what nobody has typed goes with its status
    assert (page.story.notify.isChecked(), page.story.comment.toPlainText()) == (False, "")
    choose(page, "cancel")
    page.story.add.click()
    assert shop.told(order_id) == [("order_status", "cancelled"), ("note", "Hej Ayu, order 10482 är avbruten.")]
    qtbot.waitUntil(lambda: "waits for the store" in texts(page.story))


def test_a_field_that_cannot_be_filled_in_is_refused_before_it_is_sent(open_order):
    order_id = keep(store_id=shop.store())
    _window, page = open_order(order_id)
    page.story.comment.setPlainText("Dear {nmae}, {tracking}")
    page.story.notify.setChecked(True)
    assert "{nmae}" in page.story.note.text()
    assert not page.story._preview.isVisible()
    page.story.add.click()
    assert shop.told(order_id) == []
    assert page.story.comment.toPlainText() == "Dear {nmae}, {tracking}"


def test_there_is_nobody_to_notify_without_a_store(open_order):
    _window, page = open_order(keep())
    assert not page.story.notify.isVisible()


def test_papers_are_printed_by_their_keys_and_the_second_one_is_a_copy(open_order, qtbot):
    order_id = keep()
    window, page = open_order(order_id)
    QTest.keyClick(window, Qt.Key.Key_S)
    assert window.lane.headline == "In the print queue"
    job = printing.jobs()[0]
    assert (job.kind, job.order_id, job.copy) == ("packing-slip", order_id, False)
    qtbot.waitUntil(lambda: "waits for the printer" in texts(page.documents))
    printing.mark(job.id, "done")
    QTest.keyClick(window, Qt.Key.Key_S)
    assert printing.jobs()[0].copy
    assert not page.documents._rows["parcel-label"].button.isEnabled()


def test_both_sides_of_a_conflict_are_shown_and_a_person_decides(open_order, qtbot):
    store = shop.store()
    said = shop.remote(("CUP", 2))
    order_id = shop.sold(store, said)
    from desktop.services import packing

    packing.open_order(order_id)
    packing.scan(order_id, "CUP", units=2)  # its parcel is closed: before that, the store's change is taken over
    fewer = replace(said, lines=(replace(said.lines[0], quantity=1, total=Decimal(10)),), status="processing")
    remote.save_orders(store, [fewer])
    window, page = open_order(order_id)
    assert page.difference.isVisible()
    assert page.difference.text() == "Toko says something else about this order"
    assert page.difference._detail.text() == "Articles: CUP 2 → 1"
    QTest.keyClick(window, Qt.Key.Key_T)
    assert remote.open_decisions(order_id) == []
    assert orders.show(order_id).units == 1
    qtbot.waitUntil(lambda: not page.difference.isVisible())


def test_a_missing_article_is_named_on_its_line(open_order):
    from desktop.services import stock

    keep(("CUP", 1))
    stock.count("CUP", 2, "first")
    _window, page = open_order(keep(("CUP", 3)))
    assert "missing" in texts(page.lines)


def test_a_draft_is_kept_when_another_order_is_scanned(open_order):
    first, second = keep(), keep()
    window, page = open_order(first)
    page.story.comment.setPlainText("half a sentence")
    type_keys(window.windowHandle(), orders.show(second).code)
    assert page._page.order.id == second
    assert page.story.comment.toPlainText() == ""
    window.open("order", first)
    assert page.story.comment.toPlainText() == "half a sentence"


def test_an_unknown_scan_is_refused_in_words_and_the_page_stays(open_order):
    order_id = keep()
    window, page = open_order(order_id)
    type_keys(window.windowHandle(), "2900010099416")
    assert window.lane.outcome is Outcome.ATTENTION
    assert page._page.order.id == order_id


def test_esc_goes_back_to_the_queue(open_order):
    window, _page = open_order(keep())
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.page.name == "queue"


@pytest.mark.parametrize("buyer", [LONG, HOSTILE, RemoteAddress()], ids=["long", "hostile", "nobody"])
def test_nothing_is_cut_small_or_faint_in_any_look(open_order, buyer):
    store = shop.store("A store with a very long name in Örnsköldsvik")
    order_id = keep(("KOPI-GAYO-ARABIKA-250-BIJI-UTUH-EXTRA", 1480), ("B", 1), store_id=store, buyer=buyer,
                    ship_to=buyer, note="Please wrap " * 20, total=Decimal(57_600_000_000), payment=Payment.UNPAID,
                    fulfilment=Fulfilment.OPEN)  # fmt: skip
    window, page = open_order(order_id)
    sides = ('["Jl. Braga 12", "Bandung"]', '["Storgatan 1", "Örnsköldsvik"]')
    question = DecisionRow(1, order_id, "1", "A store with a long name", "address", *sides, "open", "", changes.now())
    page._page = replace(page._page, decisions=[question])
    page._show(page._page)
    assert page.difference.isVisible()
    page.story.comment.setPlainText("Terima kasih! " * 3)
    found = {}
    for look in LOOKS:
        wear(window, look)
        page.story.notify.setChecked(True)
        found[look] = faults(wear(window, look))
    assert {key: sentences for key, sentences in found.items() if sentences} == {}

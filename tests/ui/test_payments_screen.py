"""The payments page, used by keys on a real database: bank lines, what buyers say, what is late, payouts."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.order import Payment
from desktop.domain.remote import RemoteAddress
from desktop.domain.rights import Right, Role
from desktop.services import bank, changes, money, orders, payment_claims, payments, payouts, people, permits, staff
from desktop.services.bank import State, Which
from desktop.ui.hub import Hub
from desktop.ui.payments.claim_form import ClaimForm
from desktop.ui.payments.count import Count
from desktop.ui.payments.find_form import FindForm
from desktop.ui.screens.payments import TABS
from desktop.ui.wedge import type_keys
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear

CTRL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key
_WORN = (("en", "light"), ("sv", "light"), ("id", "dark"))
HEAD = "Date,Description,Branch,Amount,,Balance\n"


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()


@pytest.fixture
def open_page(sqlite_database, make_window, listening):
    def show():
        window = make_window(hub=listening)
        window.open("payments")
        QTest.qWait(0)
        return window, window.page

    return show


def sold(name, units, store_id, payment=Payment.UNPAID, **more):
    """An unpaid order of somebody, 10 a unit; its id."""
    who = RemoteAddress(name=name, line1="Jl. Braga 12", city="Bandung", postcode="40111", country="ID")
    said = shop.remote(("CUP", units), payment=payment, buyer=who, ship_to=who, placed_at=changes.now(), **more)
    return shop.sold(store_id, said)


def statement(folder, *lines):
    """A statement of BCA with (payer, amount) lines; its file."""
    rows, balance = [], 0
    for payer, amount in lines:
        balance += amount
        rows.append(
            f"'20/11/2026,TRSF E-BANKING CR 2011/FTSCY/WS95018 {amount}.00{payer},'0000,{amount}.00,CR,{balance}.00"
        )
    file = folder / "bca.csv"
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def three_lines(sqlite_database, tmp_path):
    """Two orders with a line each that fits by amount and name, and a line that fits nothing; the orders' ids."""
    store_id = shop.store()
    ids = [sold("Ayu Larasati", 1245, store_id), sold("Gede Artawan", 298, store_id)]
    lines = (("AYU LARASATI", 12450), ("GEDE ARTAWAN", 2980), ("SETIAWAN", 777))
    bank.import_file(statement(tmp_path, *lines))
    return ids


def press(window, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(window.focusWidget() or window, key, modifier)


def paid(ids):
    return [orders.show(order_id).state.payment for order_id in ids]


def open_lines():
    return len(bank.lines(Which.OPEN))


def test_enter_confirms_and_goes_to_the_next_and_undo_restores_both_sides(three_lines, open_page):
    window, page = open_page()
    assert page.lines.table.count() == 3
    first = page.lines.panel.case.line
    press(window, KEY.Key_Return)
    assert paid(three_lines).count("paid") == 1
    assert page.lines.panel.case.line.id != first.id
    press(window, KEY.Key_Return)
    assert paid(three_lines) == ["paid", "paid"]
    assert open_lines() == 1
    press(window, KEY.Key_Z, modifier=CTRL)
    press(window, KEY.Key_Z, modifier=CTRL)
    assert paid(three_lines) == ["unpaid", "unpaid"]
    assert open_lines() == 3
    assert bank.line(first.id).state is State.OPEN


def test_down_skips_a_line_and_nothing_happens_to_it(three_lines, open_page):
    window, page = open_page()
    first = page.lines.panel.case.line.id
    press(window, KEY.Key_Down)
    assert page.lines.panel.case.line.id != first
    assert paid(three_lines) == ["unpaid", "unpaid"]


def test_another_order_is_found_by_name_and_confirmed_by_hand(three_lines, open_page, qtbot):
    window, page = open_page()
    other = sold("Siti Nurhaliza", 77, None)
    press(window, KEY.Key_End)
    assert page.lines.panel.case.line.payer == "SETIAWAN"
    press(window, KEY.Key_Return)  # nothing fits: the order is looked for
    QTest.keyClicks(page.lines.panel.finder.field, "nurhaliza")
    qtbot.waitUntil(lambda: page.lines.panel.finder.table.count() == 1)
    press(window, KEY.Key_Return)
    assert page.lines.panel.proposal.order_ids == (other,)
    assert orders.show(other).paid_minor == 0  # one Enter does one thing
    press(window, KEY.Key_Return)
    assert orders.show(other).state.payment is Payment.PAID
    assert orders.show(other).paid_minor == 777


def test_a_scanned_order_is_proposed_for_the_current_line(three_lines, open_page, qtbot):
    window, page = open_page()
    press(window, KEY.Key_End)
    type_keys(window.windowHandle(), orders.show(three_lines[0]).code)
    qtbot.waitUntil(lambda: page.lines.panel.proposal is not None)
    assert page.lines.panel.proposal.order_ids == (three_lines[0],)
    assert orders.show(three_lines[0]).state.payment is Payment.UNPAID  # proposed, not confirmed


def test_a_line_is_set_aside_with_a_reason_and_taken_up_again(three_lines, open_page):
    window, page = open_page()
    press(window, KEY.Key_End, KEY.Key_A)
    QTest.keyClicks(page.lines.panel.reason, "rent")
    press(window, KEY.Key_Return)
    assert [line.reason for line in bank.lines(Which.ASIDE)] == ["rent"]
    assert paid(three_lines) == ["unpaid", "unpaid"]  # one Enter does one thing
    press(window, KEY.Key_5)
    page.checked.kinds.choose("aside")
    page.checked.again.click()
    assert open_lines() == 3


def test_a_statement_is_dropped_once_and_again(open_page, tmp_path):
    _window, page = open_page()
    assert page.first.isVisible()
    file = statement(tmp_path, ("AYU", 100), ("BUDI", 200))
    for _turn in range(2):
        page.read_file(file)
        assert len(bank.lines(Which.OPEN)) == 2
    assert page.lines.table.count() == 2


def receipt():
    out = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(out, "PNG")
    return out.getvalue()


def test_a_claim_is_kept_with_its_picture_and_accepted_by_one_key(open_page, tmp_path):
    order_id = sold("Ayu", 2, None)
    window, page = open_page()
    form = ClaimForm(
        window.desk if hasattr(window, "desk") else page.desk, page, _facts(order_id), changes.now().date()
    )
    picture = tmp_path / "transfer.png"
    picture.write_bytes(receipt())
    form.take_file(picture)
    assert form.picture.has_picture
    form.way.setText("BCA")
    form.save.click()
    assert orders.show(order_id).state.payment is Payment.CLAIMED
    form.deleteLater()
    press(window, KEY.Key_2)
    assert page.claims.picture.has_picture
    press(window, KEY.Key_Return)
    assert orders.show(order_id).state.payment is Payment.PAID
    press(window, KEY.Key_Z, modifier=CTRL)
    assert orders.show(order_id).state.payment is Payment.CLAIMED


def _facts(order_id):
    return payments.orders([order_id])[order_id]


def test_a_wrong_amount_or_picture_is_said_in_the_form_and_nothing_is_kept(open_page):
    order_id = sold("Ayu", 2, None)
    _window, page = open_page()
    form = ClaimForm(page.desk, page, _facts(order_id), changes.now().date())
    form.take_picture(b"no picture")
    assert "PNG" in form.wrong.text()
    form.amount.setText("abc")
    form.save.click()
    assert form.wrong.text()
    assert payment_claims.count() == 0
    form.deleteLater()


def test_a_refusal_wants_its_reason(open_page):
    order_id = sold("Ayu", 2, None)
    payment_claims.say(order_id, 20)
    window, page = open_page()
    press(window, KEY.Key_2, KEY.Key_X)
    assert orders.show(order_id).state.payment is Payment.CLAIMED
    QTest.keyClicks(page.claims.reason, "not there")
    press(window, KEY.Key_Return)
    assert orders.show(order_id).state.payment is Payment.UNPAID
    assert orders.show(order_id).history[0].comment == "not there"


def test_payouts_are_listed_by_channel_and_ticked_orders_are_paid_out(open_page):
    from desktop.services import intake

    said = shop.remote(("CUP", 5), placed_at=changes.now())
    with changes.unit() as work:
        order_id = intake.save_new(work, "file:shopee", None, said, intake.Known())
    payouts.gather()
    with changes.unit() as work:
        payouts.arrived(work, "Shopee", 42, "IDR", "", "bank-line:9.0")
    window, page = open_page()
    press(window, KEY.Key_4)
    assert page.payouts.channels.count() == 1
    assert page.payouts.table.count() == 1
    press(window, KEY.Key_B)
    assert payouts.of_order(order_id).open_minor == 8


@pytest.fixture
def _nobody_afterwards():
    yield
    changes.work_at("", "")


@pytest.mark.usefixtures("_nobody_afterwards")
def test_a_packer_may_not_open_it(open_page):
    window, page = open_page()
    staff.new_badge(staff.add("Ratna").id)
    people.sign_in_badge(staff.new_badge(staff.add("Dewi", Role.PACKER).id).badge)
    with pytest.raises(permits.NoRight):
        bank.confirm_certain()
    assert not permits.may(Right.ORDERS)
    window.open("queue")
    window.set_rights(people.current().rights)
    window.open("payments")
    assert window.page.name != "payments"
    assert page.isHidden() or not page.isVisible()


_LOOKS = [look for look in LOOKS if look.size == (1366, 688) and (look.language, look.mode) in _WORN]


def test_everything_can_be_read_and_hit(three_lines, open_page):
    window, page = open_page()
    payment_claims.say(three_lines[0], 12450, way="BCA", reference="INV 1", picture=receipt())
    page._read(anew=True)
    for look in _LOOKS:
        for tab in TABS:
            page.tabs.choose(tab)
            page._show_tab(tab)
            assert faults(wear(window, look)) == []


def test_the_rail_says_how_many_one_key_settles(three_lines, open_page):
    window, _page = open_page()
    before = window.rail.badge("payments") if hasattr(window.rail, "badge") else None
    assert before is None or before
    payment_claims.say(three_lines[0], 5)
    assert payments.waiting() == payments.Waiting(lines=3, certain=2, claims=1)


def dropped_on(widget, file):
    """A file let go over a widget, as the window system tells it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), copy, data, left, none)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(20, 20), copy, data, left, none))


def when_open(kind, act, tries=300):
    """Do `act` with the form of this kind when it stands open; whatever stands open too long is closed."""
    form = QApplication.activeModalWidget()
    if isinstance(form, kind) and form.isActiveWindow():
        act(form)
        if form.isVisible() and kind is ClaimForm:
            form.reject()
    elif tries:
        QTimer.singleShot(10, lambda: when_open(kind, act, tries - 1))
    elif form is not None:
        form.close()


def test_a_statement_let_go_over_the_page_is_read(open_page, tmp_path):
    _window, page = open_page()
    dropped_on(page, statement(tmp_path, ("AYU", 100)))
    assert open_lines() == 1


def test_n_finds_the_order_that_a_buyer_says_is_paid(open_page, tmp_path):
    order_id = sold("Wayan Sudiarta", 2, None)
    picture = tmp_path / "transfer.png"
    picture.write_bytes(receipt())
    window, _page = open_page()
    press(window, KEY.Key_2)

    def find(form):
        QTest.keyClicks(form.finder.field, "sudiarta")
        QTimer.singleShot(10, lambda: when_open(ClaimForm, keep))
        QTest.keyClick(form.finder.field, KEY.Key_Return)
        if form.isVisible():
            form.reject()

    def keep(form):
        dropped_on(form, picture)
        assert form.picture.has_picture
        QTest.keyClick(form, KEY.Key_Return, CTRL)

    QTimer.singleShot(10, lambda: when_open(FindForm, find))
    press(window, KEY.Key_N)
    assert [claim.order_id for claim in payment_claims.waiting()] == [order_id]


def test_a_copied_picture_is_pasted_by_its_key(open_page):
    order_id = sold("Ayu", 2, None)
    _window, page = open_page()
    picture = QImage(20, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    QApplication.clipboard().setImage(picture)
    form = ClaimForm(page.desk, page, _facts(order_id), changes.now().date())

    def paste(_form):
        QTest.keyClick(form.amount, KEY.Key_V, CTRL | Qt.KeyboardModifier.ShiftModifier)

    QTimer.singleShot(10, lambda: when_open(ClaimForm, paste))
    form.exec()
    assert form.picture.has_picture
    form.deleteLater()


@pytest.mark.qt_log_ignore(".*This plugin does not support.*", extend=True)
def test_the_order_screen_opens_the_form_by_its_letter(sqlite_database, make_window, listening, qtbot):
    order_id = sold("Ayu", 2, None)
    window = make_window(hub=listening)
    window.open("order", order_id)
    qtbot.waitUntil(lambda: window.page._page is not None)
    QTimer.singleShot(10, lambda: when_open(ClaimForm, lambda form: QTest.keyClick(form, KEY.Key_Return, CTRL)))
    window.page.more.click()
    QTest.keyClick(window.page.deeds.menu, KEY.Key_H)
    qtbot.waitUntil(lambda: payment_claims.count() == 1)
    assert orders.show(order_id).state.payment is Payment.CLAIMED


def test_the_rail_counts_from_the_start_without_a_visit(three_lines, make_window, listening):
    window = make_window(hub=listening)
    counted = []
    desk = replace(window.desk, badge=lambda *said: counted.append(said))
    Count(desk, window)
    assert counted == [("payments", 2, False)]


def test_what_is_to_be_paid_back_stands_among_the_unpaid_and_is_not_cancelled(sqlite_database, open_page, qtbot):
    order_id = sold("Ayu Larasati", 2, shop.store())
    with changes.unit() as work:
        money.take(work, order_id, 25, "BCA", "", "line")
    window, page = open_page()
    page.tabs.choose("late")
    page._show_tab("late")
    qtbot.waitUntil(lambda: page.late.current() is not None)
    assert (page.late.current().id, page.late.current().back_minor) == (order_id, 5)
    press(window, KEY.Key_Delete)
    qtbot.wait(50)
    assert orders.show(order_id).state.payment is Payment.PAID
    assert orders.show(order_id).stage.value == "to-pick"


def test_f_looks_for_another_order(three_lines, open_page):
    window, page = open_page()
    assert not page.lines.panel.finder.isVisible()
    press(window, KEY.Key_F)
    assert page.lines.panel.finder.isVisible()

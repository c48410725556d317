"""The Returns page, used by keys and scans on a real database."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.order import Fulfilment, Payment
from desktop.domain.returns import CaseState, Condition, Goes, Outcome, Reason
from desktop.domain.rights import Role
from desktop.services import changes, invoicing, money, order_entry, orders, return_terms, returns, staff
from desktop.services.invoicing import kept
from desktop.services.returns import Said, Tab, quarantine
from desktop.ui import search
from desktop.ui.hub import Hub
from desktop.ui.wedge import type_keys
from desktop.ui.widgets import lane
from tests.services.returned import BLUE, CLOTH, CODES, MUG, START, came, level, line_of, open_shop, sent
from tests.ui.looks import LOOKS, faults, settle, wear


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()
    changes.work_at("", "")


@pytest.fixture
def open_page(sqlite_database, make_window, listening):
    open_shop()

    def show():
        window = make_window(hub=listening)
        window.open("returns")
        QTest.qWait(0)
        return window, window.page

    return show


def scan(qtbot, window, text):
    """As a scanner types it; waits until it was heard."""
    heard = []
    window.wedge.scanned.connect(heard.append)
    type_keys(window.windowHandle(), text)
    qtbot.waitUntil(lambda: bool(heard))
    window.wedge.scanned.disconnect(heard.append)
    QTest.qWait(0)


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.focusWidget() or window, key, modifier)
    QTest.qWait(0)


def test_from_the_slip_to_every_ledger_by_scans_and_keys(qtbot, open_page) -> None:
    order_id = sent({MUG: 2, CLOTH: 1})
    invoicing.issue(order_id)
    window, page = open_page()
    scan(qtbot, window, orders.show(order_id).code)
    assert (window.desk.lane.outcome, page.panel.facts.case.state) == (lane.Outcome.SAVED, CaseState.RECEIVED)
    scan(qtbot, window, CODES[MUG])
    assert (window.desk.lane.outcome, page.panel.line().sku, page.panel.line().units) == (lane.Outcome.RIGHT, MUG, 1)
    scan(qtbot, window, CODES[BLUE])  # never sold in it
    assert window.desk.lane.outcome is lane.Outcome.ATTENTION
    page.panel.reason.options[0].setFocus()
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_Left)
    page.panel.condition.options[0].setFocus()
    press(window, Qt.Key.Key_Space)
    page.panel.outcome.options[0].setFocus()
    press(window, Qt.Key.Key_Space)
    line = returns.get(page.panel.facts.case.id).lines[0]
    assert (line.reason, line.condition, line.goes, line.outcome) == (
        Reason.WRONG, Condition.SELLABLE, Goes.SHELF, Outcome.REFUND,
    )  # fmt: skip
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    case = returns.get(page.panel.facts.case.id)
    view = orders.show(order_id)
    assert (case.state, case.refund_minor, view.refunded_minor) == (CaseState.SETTLED, 14_900, 14_900)
    assert (view.state.payment, view.state.fulfilment) == (Payment.PART_REFUNDED, Fulfilment.PART_RETURNED)
    assert (level(), len(money.moves(order_id)), bool(case.document_id)) == ((START - 1, 0), 2, True)
    assert page.tabs.current() == Tab.OVER.value
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert returns.get(case.id).state is CaseState.ASSESSED
    assert (level(), orders.show(order_id).refunded_minor) == ((START - 1, 1), 0)


def test_what_it_will_do_is_said_before_it_is_approved(qtbot, open_page) -> None:
    order_id = sent({CLOTH: 1, MUG: 1})
    invoicing.issue(order_id)
    case = came(order_id, CLOTH, 1, Outcome.EXCHANGE, swap=BLUE)
    window, page = open_page()
    window.desk.open("returns", case.id)
    QTest.qWait(0)
    said = [row._text.text() + row._amount.text() for row in page.panel.money._rows if not row.isHidden()]
    assert any("New order: 1 × The MUG-35-BL" in text and "149" in text for text in said), said
    assert any("The buyer pays the rest" in text and "69" in text for text in said), said
    assert any("Credit note for" in text and "80" in text for text in said), said
    page.panel.money.deduction.setFocus()
    QTest.keyClicks(page.panel.money.deduction, "10,50")
    page.panel.money.deduction.editingFinished.emit()
    QTest.qWait(0)
    said = [row._text.text() + row._amount.text() for row in page.panel.money._rows if not row.isHidden()]
    assert any("Deduction" in text and "10,50" in text for text in said), said
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (window.desk.lane.outcome, returns.get(case.id).state) == (lane.Outcome.ATTENTION, CaseState.RECEIVED)
    QTest.keyClicks(page.panel.money.why, "Diskad")
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    done = returns.get(case.id)
    assert (done.state, done.deduction_minor) == (CaseState.SETTLED, 1_050)
    assert kept.figures(done.document_id).total_minor == 6_950
    assert orders.show(done.exchange_id).paid_minor == 6_950


def test_a_new_return_by_name_and_one_that_needs_a_reason(qtbot, open_page) -> None:
    order_id = sent({MUG: 1})
    window, page = open_page()
    press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(page.opening.order, "Ekenhielm")
    page.opening.words.setPlainText("Den läcker")
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    case = page.panel.facts.case
    assert (case.order_id, case.source, case.words, case.units) == (order_id, "message", "Den läcker", 1)
    press(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert returns.get(case.id).state is CaseState.APPROVED
    press(window, Qt.Key.Key_F9)
    assert returns.get(case.id).state is CaseState.WITHDRAWN
    return_terms.switch(order_id, False)
    scan(qtbot, window, orders.show(order_id).code)
    assert window.desk.lane.outcome is lane.Outcome.ATTENTION
    assert page.opening.override.isVisible()
    QTest.keyClicks(page.opening.override, "Promised on the phone")
    press(window, Qt.Key.Key_Return)
    assert page.panel.facts.case.override == "Promised on the phone"


def test_of_many_lines_the_outcome_is_in_view_and_a_small_window_scrolls_only_down(qtbot, open_page) -> None:
    order_id = sent({MUG: 2, CLOTH: 1, BLUE: 1})
    case = returns.hear(orders.show(order_id).code).case
    returns.say(case.id, line_of(order_id, MUG), Said(units=1, reason=Reason.BROKEN, condition=Condition.DAMAGED))
    window, page = open_page()
    window.desk.open("returns", case.id)
    settle(wear(window, LOOKS[0]))
    outcome = page.panel.outcome
    assert outcome.visibleRegion().boundingRect() == outcome.rect()
    page.panel.scrap.click()
    assert returns.get(case.id).lines[0].goes is Goes.SCRAP
    assert page.panel.condition.options[2].answer.sub == "thrown away"
    page.panel.choose_line(line_of(order_id, BLUE))
    settle(window)
    assert page.panel.lines.rows[2].visibleRegion().boundingRect().height() > 40
    window.resize(1024, 640)
    window.use_language("sv")
    settle(window)
    assert page._pages.currentWidget().horizontalScrollBar().maximum() == 0
    assert faults(window) == []


def test_a_return_is_opened_from_the_command_bar(qtbot, open_page) -> None:
    order_id = sent({MUG: 1})
    window, page = open_page()
    deeds = {found.text: found for found in search.find(window, orders.show(order_id).number)}
    deeds[f"Return of order #{orders.show(order_id).number}"].act()
    assert page.panel.facts.case.order_id == order_id
    window.open("queue")
    next(found for found in search.find(window, "new ret") if found.text == "New return").act()
    assert window.page is page
    assert page.opening.isVisible()


def test_quarantine_is_emptied_by_its_keys(qtbot, open_page) -> None:
    order_id = sent({MUG: 2})
    returns.settle(came(order_id, MUG, 2, condition=Condition.DAMAGED).id)
    assert [(row.sku, row.units, row.available) for row in quarantine.by_article()] == [(MUG, 2, START - 2)]
    assert order_entry.find(MUG)[0].apart == 2
    window, page = open_page()
    page.tabs.choose("apart")
    page._show_tab("apart")
    qtbot.waitUntil(lambda: page.apart.table.current() is not None)
    press(window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: quarantine.listed()[0].left == 1)
    page.apart.table.setFocus()
    page.apart.scrap.click()
    assert quarantine.listed()[0].left == 1  # a reason is asked for
    QTest.keyClicks(page.apart.why, "Sprucken")
    press(window, Qt.Key.Key_Return)
    assert (quarantine.listed(), level()) == ([], (START - 1, 0))


def test_a_packer_sees_no_amounts_and_gives_none(qtbot, open_page) -> None:
    order_id = sent({MUG: 1})
    came(order_id, MUG, 1)
    staff.new_badge(staff.add("Olle").id)
    packer = staff.add("Pia", Role.PACKER)
    changes.work_at("Packbord 2", packer.name)
    window, page = open_page()
    window.desk.open("returns", returns.listed(Tab.TO_ASSESS)[0].id)
    QTest.qWait(0)
    assert not page.panel.outcome.isVisible()
    assert not page.panel.approve.isVisible()
    assert all("149" not in row._amount.text() for row in page.panel.money._rows if not row.isHidden())
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert returns.listed(Tab.TO_SETTLE)


@pytest.mark.parametrize("looks", [LOOKS[7:8], pytest.param(LOOKS, marks=pytest.mark.hard)], ids=["one", "all"])
def test_every_look_can_be_read(qtbot, open_page, looks) -> None:
    order_id = sent({MUG: 2, CLOTH: 1})
    invoicing.issue(order_id)
    other = came(sent({MUG: 1}), MUG, 1, condition=Condition.DAMAGED)
    returns.settle(other.id)
    case = returns.hear(orders.show(order_id).code).case
    said = Said(units=1, reason=Reason.WRONG, condition=Condition.SELLABLE, outcome=Outcome.EXCHANGE, swap=BLUE)
    returns.say(case.id, line_of(order_id, MUG), said)
    window, page = open_page()
    window.desk.open("returns", case.id)
    found = []
    for look in looks:
        wear(window, look)
        for tab in (Tab.TO_ASSESS.value, "apart"):
            page.tabs.choose(tab)
            page._show_tab(tab)
            found += [f"{look} {tab}: {fault}" for fault in faults(wear(window, look))]
    assert not found, "\n".join(dict.fromkeys(found))

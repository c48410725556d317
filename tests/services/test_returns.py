"""Returns: one case from its opening to the ledgers, with stock, money, documents and the store following as one."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain.errors import BadInput, KolliError, NotAllowed, NotFound
from desktop.domain.order import Action, Fulfilment, Payment
from desktop.domain.returns import CaseState, Condition, Goes, Outcome, Reason
from desktop.domain.rights import Role
from desktop.models.base import db, run
from desktop.services import (
    changes,
    history,
    invoicing,
    money,
    notes,
    orders,
    packing,
    return_terms,
    returns,
    shipping,
    staff,
)
from desktop.services.invoicing import kept
from desktop.services.messages import sender
from desktop.services.permits import NoRight, Person
from desktop.services.returns import CannotUndo, Decision, Heard, NotReturnable, Said, Tab, TooMany, quarantine
from tests.services import shop
from tests.services.returned import BLUE, CLOTH, CODES, MUG, START, came, level, line_of, open_shop, sent, sold


@pytest.fixture(autouse=True)
def _a_shop(sqlite_database: Path) -> Iterator[None]:
    open_shop()
    yield
    changes.set_clock(None)


def people() -> Person:
    """An owner Olle who can sign in, and Pia who packs."""
    staff.new_badge(staff.add("Olle").id)  # the first one is the owner
    return staff.add("Pia", Role.PACKER)


def test_a_scanned_parcel_becomes_a_refund_and_every_ledger_follows() -> None:
    order_id = sent({MUG: 2, CLOTH: 1})
    invoice = invoicing.issue(order_id)
    assert level() == (START - 2, 0)
    heard = returns.hear(orders.show(order_id).parcels[0].code)
    assert (heard.said, heard.case.state, heard.case.source) == (Heard.OPENED, CaseState.RECEIVED, "scan")
    heard = returns.hear(CODES[MUG], heard.case.id)
    assert (heard.said, heard.line_id, heard.case.units) == (Heard.LINE, line_of(order_id, MUG), 1)
    assert level() == (START - 1, 1)  # in the house, and promised to nobody
    said = Said(reason=Reason.WRONG, condition=Condition.SELLABLE, outcome=Outcome.REFUND)
    case = returns.say(heard.case.id, line_of(order_id, MUG), said)
    offer = returns.offer(case)
    assert (offer.goods_minor, offer.shipping_minor, offer.cash_minor, offer.credit_minor) == (
        14_900,
        0,
        14_900,
        14_900,
    )
    done = returns.settle(case.id, op_id="settle-1")
    assert returns.settle(case.id, op_id="settle-1") == done  # said twice, done once
    view = orders.show(order_id)
    assert (done.state, done.refund_minor, view.refunded_minor) == (CaseState.SETTLED, 14_900, 14_900)
    assert (view.state.payment, view.state.fulfilment) == (Payment.PART_REFUNDED, Fulfilment.PART_RETURNED)
    assert level() == (START - 1, 0)
    note = kept.figures(done.document_id or 0)
    assert (note.total_minor, note.corrects, note.order_number) == (14_900, invoice.number, view.number)
    assert [kind for kind, _said in shop.told(order_id)].count("refund") == 1
    assert shop.history(order_id)[-1] == "return-settled"
    assert [move.amount_minor for move in money.moves(order_id) if move.kind == money.OUT] == [14_900]


def test_everything_that_comes_back_brings_the_freight_and_returns_the_order() -> None:
    order_id = sent({MUG: 2})
    case = came(order_id, MUG, 2)
    assert returns.offer(case).shipping_minor == 4_900
    returns.settle(case.id)
    view = orders.show(order_id)
    assert (view.state.payment, view.state.fulfilment) == (Payment.REFUNDED, Fulfilment.RETURNED)
    assert view.refunded_minor == view.total_minor
    assert returns.get(case.id).document_id is None  # no invoice was issued, so none is credited


def test_parts_are_never_more_than_what_was_paid() -> None:
    order_id = sent({MUG: 3}, discount=Decimal("10.01"))
    run("UPDATE orders SET total_minor = total_minor - 1001, paid_minor = paid_minor - 1001 WHERE id = ?", (order_id,))
    parts = [returns.settle(came(order_id, MUG, 1).id).refund_minor for _turn in range(3)]
    view = orders.show(order_id)
    assert sum(parts) == view.refunded_minor == view.paid_minor == 3 * 14_900 + 4_900 - 1_001
    with pytest.raises(KolliError):
        came(order_id, MUG, 1)


def test_a_deduction_stays_invoiced_and_says_why() -> None:
    order_id = sent({MUG: 1, CLOTH: 1})
    invoicing.issue(order_id)
    case = came(order_id, MUG, 1, condition=Condition.OPENED)
    with pytest.raises(BadInput):
        returns.settle(case.id, Decision(deduction_minor=2_900))
    with pytest.raises(BadInput):
        returns.settle(case.id, Decision(deduction_minor=14_901, deduction_reason="Diskad"))
    done = returns.settle(case.id, Decision(deduction_minor=2_900, deduction_reason="Diskad"))
    note = kept.figures(done.document_id or 0)
    assert (done.refund_minor, note.total_minor, note.subtotal_minor) == (12_000, 12_000, 14_900)
    assert [(extra.kind.value, extra.amount_minor) for extra in note.extras] == [("deduction", -2_900)]
    assert [(tax.base_minor, tax.tax_minor) for tax in note.taxes] == [(9_600, 2_400)]
    assert invoicing.credit(invoicing.newest(order_id, "invoice").id, reason="the rest").number  # type: ignore[union-attr]
    notes = [kept.figures(row.id).total_minor for row in orders.show(order_id).documents if row.kind == "credit-note"]
    assert sum(notes) == orders.show(order_id).total_minor - 2_900


def test_an_exchange_is_a_new_order_with_the_difference() -> None:
    order_id = sent({CLOTH: 1, MUG: 1})
    case = came(order_id, CLOTH, 1, Outcome.EXCHANGE, swap=BLUE)
    offer = returns.offer(case)
    assert (offer.total_minor, offer.traded_minor, offer.due_minor, offer.cash_minor) == (14_900, 8_000, 6_900, 0)
    assert (offer.swaps[0].available, offer.swaps[0].bin) == (START, "B-01-5")
    done = returns.settle(case.id)
    new = orders.show(done.exchange_id or 0)
    assert [(line.sku, line.ordered) for line in new.lines] == [(BLUE, 1)]
    assert (new.total_minor, new.paid_minor, new.due_minor, new.state.payment) == (14_900, 8_000, 6_900, Payment.UNPAID)
    assert orders.show(order_id).refunded_minor == 8_000
    with pytest.raises(KolliError):
        packing.open_order(new.id)  # nothing is packed before the difference is paid
    with changes.unit() as work:
        money.take(work, new.id, 6_900, "swish", "", "paid:1")
    packing.open_order(new.id)
    assert packing.scan(new.id, BLUE).parcel
    assert (level(BLUE), level(CLOTH)) == ((START - 1, 0), (START, 0))


def test_the_same_again_costs_nothing_and_a_cheaper_one_gives_the_rest_back() -> None:
    order_id = sent({MUG: 3})
    same = returns.settle(came(order_id, MUG, 1, Outcome.EXCHANGE, Condition.DAMAGED, Reason.TRANSPORT).id)
    new = orders.show(same.exchange_id or 0)
    assert (new.total_minor, new.due_minor, new.state.payment) == (14_900, 0, Payment.PAID)
    assert level() == (START - 2, 2)  # the new order's, and the broken one in quarantine
    assert [(row.sku, row.left, row.place) for row in quarantine.listed()] == [(MUG, 1, Goes.QUARANTINE)]
    cheaper = returns.settle(came(order_id, MUG, 1, Outcome.EXCHANGE, swap=CLOTH).id)
    assert (cheaper.refund_minor, orders.show(cheaper.exchange_id or 0).total_minor) == (6_900, 8_000)
    assert orders.show(order_id).refunded_minor == 14_900 + 14_900


def test_a_repair_waits_and_goes_out_again_by_an_order_without_a_price() -> None:
    order_id = sent({MUG: 1})
    case = returns.settle(came(order_id, MUG, 1, Outcome.REPAIR, Condition.DAMAGED, Reason.BROKEN).id)
    assert (case.state, level(), orders.show(order_id).state.fulfilment) == (
        CaseState.REPAIRING, (START, 1), Fulfilment.SHIPPED,
    )  # fmt: skip
    assert orders.show(order_id).refunded_minor == 0
    done = returns.repaired(case.id, "mended")
    assert returns.repaired(case.id, "mended") == done
    back = orders.show(done.back_id or 0)
    assert (back.total_minor, back.state.payment, level()) == (0, Payment.PAID, (START, 1))
    packing.open_order(back.id)
    notes.see(back.id)  # which unit it is
    packing.scan(back.id, MUG)
    assert level() == (START - 1, 0)
    assert returns.left(order_id) == {line_of(order_id, MUG): 0}
    shipping.ship(back.id, "PostNord", "BACK1")
    assert returns.left(order_id) == {line_of(order_id, MUG): 1}  # the buyer has it again
    assert returns.hear("BACK1").case.order_id == order_id


def test_what_is_not_accepted_goes_back_or_is_kept_with_a_reason() -> None:
    order_id = sent({MUG: 2})
    case = came(order_id, MUG, 1, Outcome.SEND_BACK, Condition.DAMAGED)
    with pytest.raises(BadInput):
        returns.settle(case.id)
    done = returns.settle(case.id, Decision(rejected="Used for a year"))
    assert (done.state, done.refund_minor, orders.show(order_id).state.fulfilment) == (
        CaseState.REJECTED, 0, Fulfilment.SHIPPED,
    )  # fmt: skip
    packing.open_order(done.back_id or 0)
    notes.see(done.back_id or 0)
    packing.scan(done.back_id or 0, MUG)
    assert level() == (START - 2, 0)
    shipping.ship(done.back_id or 0, "PostNord", "BACK2")
    kept_case = returns.settle(came(order_id, MUG, 2, Outcome.KEEP, Condition.DAMAGED).id, Decision(rejected="Empty"))
    assert (kept_case.state, level()) == (CaseState.REJECTED, (START, 2))


def test_quarantine_is_not_sold_until_somebody_says_so() -> None:
    order_id = sent({MUG: 3})
    returns.settle(came(order_id, MUG, 3, condition=Condition.DAMAGED).id)
    row = quarantine.listed()[0]
    assert (row.left, quarantine.of_article(row.article_id), level()) == (3, 3, (START, 3))
    quarantine.to_shelf(row.id, 1, op_id="q1")
    quarantine.to_shelf(row.id, 1, op_id="q1")
    assert level() == (START, 2)
    with pytest.raises(BadInput):
        quarantine.scrap(row.id, 1)
    quarantine.scrap(row.id, None, "Cracked")
    assert (level(), quarantine.listed(), quarantine.of_article(row.article_id)) == ((START - 2, 0), [], 0)
    with pytest.raises(BadInput):
        quarantine.scrap(row.id, 1, "again")


def test_no_more_than_was_shipped_comes_back_whatever_the_cases() -> None:
    order_id = sent({MUG: 3})
    line_id = line_of(order_id, MUG)
    first = returns.open_case(order_id, {line_id: 2})
    with pytest.raises(TooMany) as refused:
        returns.open_case(order_id, {line_id: 2})
    assert (refused.value.values["left"], refused.value.values["shipped"]) == (1, 3)
    returns.withdraw(first.id)
    assert returns.open_case(order_id, {line_id: 3}).lines[0].units == 3
    with pytest.raises(TooMany):
        returns.undo(first.id)


def test_two_who_open_a_case_at_once_share_what_was_shipped() -> None:
    order_id = sent({MUG: 3})
    line_id, opened, refused = line_of(order_id, MUG), [], []
    both = threading.Barrier(2)

    def desk() -> None:
        both.wait()
        try:
            opened.append(returns.open_case(order_id, {line_id: 2}).id)
        except TooMany as error:
            refused.append(error)
        finally:
            db.close()

    desks = [threading.Thread(target=desk) for _turn in range(2)]
    for each in desks:
        each.start()
    for each in desks:
        each.join()
    assert (len(opened), len(refused)) == (1, 1)


def test_outside_of_its_window_only_who_may_correct_takes_it_and_says_why() -> None:
    order_id = sent({MUG: 1})
    wanted = {line_of(order_id, MUG): 1}
    assert returns.allowed(order_id).yes
    changes.set_clock(lambda: datetime.now(UTC) + timedelta(days=40))
    with pytest.raises(NotReturnable) as refused:
        returns.open_case(order_id, wanted)
    assert "last day" in str(refused.value.values["reason"])
    case = returns.open_case(order_id, wanted, override="Promised on the phone")
    assert case.override == "Promised on the phone"
    assert "Promised on the phone" in orders.show(order_id).history[0].comment
    returns.withdraw(case.id)
    changes.set_clock(None)
    return_terms.switch(order_id, False)
    with pytest.raises(NotReturnable):
        returns.hear(orders.show(order_id).code)
    packer = people()
    changes.work_at("Packbord 2", packer.name)
    with pytest.raises(NoRight):
        returns.hear(orders.show(order_id).code, override="Please")
    changes.work_at("Packbord 2", "Olle")
    assert returns.hear(orders.show(order_id).code, override="Please").case.override == "Please"


def test_a_packer_receives_and_judges_but_gives_no_money() -> None:
    order_id = sent({MUG: 1})
    packer = people()
    changes.work_at("Packbord 2", packer.name)
    case = returns.hear(orders.show(order_id).code).case
    assert case.units == 1  # there is only one that it could be
    line_id = line_of(order_id, MUG)
    returns.say(case.id, line_id, Said(reason=Reason.FIT, condition=Condition.SELLABLE))
    assert returns.assess(case.id).state is CaseState.ASSESSED
    for forbidden in (
        lambda: returns.say(case.id, line_id, Said(outcome=Outcome.REFUND)), lambda: returns.settle(case.id),
        lambda: returns.withdraw(case.id),
    ):  # fmt: skip
        with pytest.raises(NoRight):
            forbidden()
    changes.work_at("Kontor", "Olle")
    returns.say(case.id, line_id, Said(outcome=Outcome.REFUND))
    assert returns.settle(case.id).state is CaseState.SETTLED


def test_an_order_that_was_never_packed_here_comes_back_too() -> None:
    order_id = sold({MUG: 2}, fulfilment=Fulfilment.SHIPPED)
    assert returns.shipped(order_id) == {line_of(order_id, MUG): 2}
    before = level()
    returns.settle(came(order_id, MUG, 1).id)
    assert level() == (before[0] + 1, before[1])
    assert returns.pack_record(order_id).units == 0


def test_nothing_comes_back_before_it_has_left() -> None:
    with pytest.raises(KolliError, match="has left the house"):
        returns.open_case(sold({MUG: 1}))


def test_money_that_was_never_paid_is_not_given_back() -> None:
    order_id = sold({MUG: 1}, payment=Payment.UNPAID, pay_later=True)
    invoicing.issue(order_id)
    packing.open_order(order_id)
    packing.scan(order_id, MUG)
    shipping.ship(order_id, "JNE", "X1")
    done = returns.settle(came(order_id, MUG, 1).id)
    assert (done.refund_minor, money.moves(order_id)) == (0, [])
    assert kept.figures(done.document_id or 0).total_minor == 19_800


def test_what_was_refunded_by_hand_is_not_given_back_again() -> None:
    order_id = sent({MUG: 1})
    orders.do(order_id, Action.REFUND)
    done = returns.settle(came(order_id, MUG, 1).id)
    assert (done.refund_minor, orders.show(order_id).refunded_minor) == (0, 19_800)
    assert (level(), orders.show(order_id).state.fulfilment) == ((START, 0), Fulfilment.RETURNED)


def test_a_settled_case_is_taken_back_whole() -> None:
    order_id = sent({MUG: 2})
    invoicing.issue(order_id)
    case = came(order_id, MUG, 1, Outcome.EXCHANGE, Condition.DAMAGED)
    done = returns.settle(case.id)
    undone = returns.undo(case.id, "Wrong case")
    assert (undone.state, undone.refund_minor, undone.exchange_id) == (CaseState.ASSESSED, 0, None)
    view = orders.show(order_id)
    assert (view.refunded_minor, view.state.fulfilment, view.state.payment) == (0, Fulfilment.SHIPPED, Payment.PAID)
    assert (level(), quarantine.listed()) == ((START - 1, 1), [])
    assert orders.show(done.exchange_id or 0).state.fulfilment is Fulfilment.CANCELLED
    assert kept.find(done.document_id or 0).void_reason == "Wrong case"  # its number and its bytes stay
    again = returns.settle(case.id)
    assert (again.document_id != done.document_id, orders.show(order_id).refunded_minor) == (True, 14_900)


def test_what_others_have_built_on_it_is_not_taken_back() -> None:
    order_id = sent({MUG: 3})
    done = returns.settle(came(order_id, MUG, 1, Outcome.EXCHANGE).id)
    packing.open_order(done.exchange_id or 0)
    packing.scan(done.exchange_id or 0, MUG)
    with pytest.raises(CannotUndo, match="is packed or gone"):
        returns.undo(done.id)
    apart = returns.settle(came(order_id, MUG, 1, condition=Condition.DAMAGED).id)
    quarantine.to_shelf(quarantine.listed()[0].id)
    with pytest.raises(CannotUndo, match="have left quarantine"):
        returns.undo(apart.id)
    told = returns.settle(came(order_id, MUG, 1).id)
    run("UPDATE outbox SET state = 'confirmed', tries = 1 WHERE kind = 'refund'")
    before = (level(), orders.show(order_id))
    with pytest.raises(CannotUndo, match="has been told"):
        returns.undo(told.id)
    assert (level(), orders.show(order_id)) == before


def test_each_step_is_taken_back_in_its_turn() -> None:
    order_id = sent({MUG: 2})
    case = returns.open_case(order_id, {line_of(order_id, MUG): 2}, source="message", text="Den läcker")
    assert (case.words, case.source, returns.counts()[Tab.WAITING]) == ("Den läcker", "message", 1)
    returns.approve(case.id)
    returns.receive(case.id)
    assert level() == (START, 2)
    assert returns.undo(case.id).state is CaseState.APPROVED
    assert (level(), returns.get(case.id).units) == ((START - 2, 0), 2)
    assert returns.undo(case.id).state is CaseState.OPENED
    with pytest.raises(CannotUndo):
        returns.undo(case.id)
    returns.withdraw(case.id)
    assert returns.undo(case.id).state is CaseState.OPENED


def test_another_article_in_the_parcel_is_what_comes_to_stock() -> None:
    order_id = sent({MUG: 1})
    case = returns.hear(orders.show(order_id).code).case
    with pytest.raises(KolliError, match="was not sold in order"):
        returns.hear(CODES[CLOTH], case.id)
    line_id = line_of(order_id, MUG)
    said = Said(condition=Condition.WRONG_ARTICLE, other=CLOTH, reason=Reason.WRONG, outcome=Outcome.REFUND)
    returns.say(case.id, line_id, said)
    assert (level(), level(CLOTH)) == ((START - 1, 0), (START + 1, 1))
    returns.say(case.id, line_id, Said(other=""))  # nobody knows what it is: nothing is counted
    assert (level(), level(CLOTH)) == ((START - 1, 0), (START, 0))


def test_every_name_finds_its_case() -> None:
    order_id = sent({MUG: 1})
    view = orders.show(order_id)
    case = returns.open_case(order_id, {line_of(order_id, MUG): 1})
    returns.track(case.id, "PostNord", "rt 123 456")
    for name in (case.code, case.number, case.number.lower(), "RT123456"):
        assert returns.find(name) == case.id, name
    for scan in (view.code, view.parcels[0].code, view.parcels[0].tracking, f"#{view.number}", "RT123456", case.code):
        heard = returns.hear(scan)
        assert (heard.case.id, heard.case.state) == (case.id, CaseState.RECEIVED), scan
    with pytest.raises(KolliError):
        returns.hear("nothing of ours")
    with pytest.raises(NotFound):
        returns.hear(CODES[MUG])  # an article alone says nothing of whose it is


def test_by_hand_is_said_beside_what_comes_back() -> None:
    order_id = sold({MUG: 2, CLOTH: 1})
    packing.open_order(order_id)
    packing.scan(order_id, MUG)
    packing.scan(order_id, CLOTH)
    packing.confirm(order_id, line_of(order_id, MUG), "damaged-barcode")
    record = returns.pack_record(order_id)
    assert (record.units, record.scanned, record.by_hand) == (3, 2, 1)
    assert [(way.method, way.units, way.reason) for way in record.of_line(line_of(order_id, MUG))] == [
        ("scan", 1, ""), ("manual", 1, "damaged-barcode"),
    ]  # fmt: skip


def test_what_is_missing_is_said_before_it_is_settled() -> None:
    order_id = sent({MUG: 1})
    case = returns.open_case(order_id)
    for step in (returns.approve, returns.settle):
        with pytest.raises(NotAllowed):
            step(case.id)
    returns.receive(case.id)
    with pytest.raises(NotAllowed, match="nothing has come back"):
        returns.settle(case.id)
    returns.say(case.id, line_of(order_id, MUG), Said(units=1))
    with pytest.raises(NotAllowed, match="why and how"):
        returns.settle(case.id)
    returns.say(case.id, line_of(order_id, MUG), Said(reason=Reason.FIT, condition=Condition.SELLABLE))
    with pytest.raises(NotAllowed, match="what becomes of it"):
        returns.settle(case.id)
    assert [row.action for row in history.read(order_id)].count("return-settled") == 0


def test_the_buyer_hears_of_each_step_once_and_not_of_what_was_undone() -> None:
    sender.change(name="Lingonviken", address="hej@lingonviken.example", host="127.0.0.1", security="none")
    sender.switch(True)
    store_id = shop.store("Toko")
    sender.change(stores=(store_id,))
    order_id = sent({MUG: 1}, store_id=store_id, email="marta@example.se")
    run("DELETE FROM mail")
    case = returns.open_case(order_id, {line_of(order_id, MUG): 1}, source="message", text="Passar inte")
    for _again in range(2):
        returns.approve(case.id)
        returns.receive(case.id)
    said = Said(reason=Reason.FIT, condition=Condition.SELLABLE, outcome=Outcome.REFUND)
    returns.say(case.id, line_of(order_id, MUG), said)
    returns.settle(case.id, op_id="once")
    returns.settle(case.id, op_id="once")
    mails = run("SELECT event, state, body FROM mail ORDER BY id").fetchall()
    assert [row[:2] for row in mails] == [
        ("return-opened", "waiting"), ("return-approved", "waiting"), ("return-received", "waiting"),
        ("refunded", "waiting"),
    ]  # fmt: skip
    assert case.number in mails[1][2]
    assert "Hamngatan 2" in mails[1][2]
    assert "198,00" in mails[3][2]
    returns.undo(case.id)
    assert run("SELECT state FROM mail WHERE event = 'refunded'").fetchone()[0] == "withdrawn"
    returns.settle(case.id, Decision(notify=False))
    assert run("SELECT count(*) FROM mail WHERE event = 'refunded' AND state = 'waiting'").fetchone()[0] == 0

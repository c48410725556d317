"""What every connector must do, whatever the store: read, told once, told again, told while everything goes wrong.

What a store cannot do, by its own capabilities, it is not asked for: that one test is skipped, and says why.
"""

import importlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC

import pytest

from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import RemoteOrder
from desktop.sync.connector import (
    Busy,
    Check,
    Conflict,
    Connector,
    Offline,
    Outcome,
    Pull,
    Push,
    Refused,
    Result,
    SignInFailed,
    Tracking,
)
from tests.sync.bench import Bench, Effects, Loss
from tests.sync.benches import BENCHES

pytestmark = pytest.mark.leaves_threads  # a bench serves many tests; its fixture looks for threads at its end
Make = Callable[[Bench, str], list[Push]]


def _status(bench: Bench, ref: str) -> list[Push]:
    return [Push("order_status", ref, f"status-{ref}", {"status": bench.SHIPPED, "notify": True, "text": "It left"})]


def _tracking(_bench: Bench, ref: str) -> list[Push]:
    url = f"https://example.com/t/JP{ref}"
    return [Push("tracking", ref, f"parcel-{ref}", {"number": f"JP{ref}", "carrier": "JNE", "url": url})]


def _two_parcels(bench: Bench, ref: str) -> list[Push]:
    (first, _sku, units), (second, _sku2, more) = bench.lines(ref)
    parts = (
        [{"line": first, "quantity": 1}],
        [{"line": first, "quantity": units - 1}, {"line": second, "quantity": more}],
    )
    return [
        Push(
            "tracking", ref, f"part-{ref}-{n}", {"number": f"JP{ref}-{n}", "carrier": "JNE", "url": "", "items": items}
        )
        for n, items in enumerate(parts)
    ]


def _note(_bench: Bench, ref: str) -> list[Push]:
    return [Push("note", ref, f"note-{ref}", {"text": "Packed with care", "to_customer": False})]


def _letter(_bench: Bench, ref: str) -> list[Push]:
    return [Push("note", ref, f"letter-{ref}", {"text": "Thank you", "to_customer": True})]


def _stock(bench: Bench, ref: str) -> list[Push]:
    units = bench.articles()[bench.article()][1] or 0
    return [Push("stock", bench.article(), f"count-{ref}", {"was": units, "to": units - 2})]


def _refund(bench: Bench, ref: str) -> list[Push]:
    line, _sku, _units = bench.lines(ref)[0]
    items = [{"line": line, "quantity": 1, "amount": "1.50"}]
    values = {"amount": "1.50", "reason": "Broken", "restock": False, "through_gateway": False, "items": items}
    return [Push("refund", ref, f"refund-{ref}", values)]


def _credit(kind: str) -> Make:
    return lambda _bench, ref: [Push(kind, ref, f"{kind}-{ref}", {"given": True})]


TELLS: dict[str, Make] = {
    "status": _status, "tracking": _tracking, "two parcels": _two_parcels, "note": _note, "letter": _letter,
    "stock": _stock, "refund": _refund, "points": _credit("points"), "commission": _credit("commission"),
}  # fmt: skip
_OVER = (Fulfilment.CANCELLED, Fulfilment.RETURNED)
KINDS = {"status": "order_status", "two parcels": "tracking", "letter": "note"}


@pytest.fixture(scope="module", params=sorted(BENCHES))
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    before = set(threading.enumerate())
    with BENCHES[request.param]() as made:
        yield made
    assert set(threading.enumerate()) <= before


@pytest.fixture(autouse=True)
def _calm(bench: Bench) -> Iterator[None]:
    yield
    bench.calm()


# --- being let in


def test_every_step_of_the_wizard_passes_and_changes_nothing(bench: Bench) -> None:
    writes = bench.writes()
    steps = bench.connector.test()
    assert [step.error for step in steps] == [None] * len(steps)
    order = list(Check)
    assert [step.check for step in steps] == sorted((step.check for step in steps), key=order.index)
    assert bench.writes() == writes


def test_each_closed_door_is_named(bench: Bench) -> None:
    doors = bench.doors()
    assert doors
    for fault, door in doors.items():
        with door as connector:
            steps = connector.test()
        assert [step.passed for step in steps[:-1]] == [True] * (len(steps) - 1), fault
        error = steps[-1].error
        assert isinstance(error, SignInFailed), f"{fault}: {error!r}"
        assert error.fault is fault
        assert error.say()
        assert "{" not in error.say()
    assert all(step.passed for step in bench.connector.test())


def test_what_a_store_says_of_itself_is_kept_by_its_capabilities(bench: Bench) -> None:
    facts, able = bench.connector.probe(), bench.connector.capabilities()
    slugs = {slug for slug, _name in facts.statuses}
    assert bench.SHIPPED in slugs or "order_status" not in able.kinds
    assert able.tracking is facts.tracking
    assert able.mails_on | able.restocks_on <= slugs


# --- reading


def test_every_order_comes_once_page_by_page_whoever_goes_on_reading(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    _needs_list(bench)
    while len(bench.listed()) < 9:
        bench.order()
    _small_pages(bench, monkeypatch)
    found, cursor, pages = _walk(bench)
    assert {order.remote_id for order in found} == bench.listed()
    assert pages > 1 or not bench.PAGE
    again, reached, _pages = _walk(bench, cursor)
    assert {order.remote_id for order in again} <= bench.listed()
    assert _walk(bench, reached)[1] == reached


def test_an_edit_while_we_read_makes_us_miss_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    _needs_list(bench)
    while len(bench.listed()) < 9:
        bench.order()
    _small_pages(bench, monkeypatch)
    first = bench.connector.pull_orders("")
    edited = [order.remote_id for order in first.orders[:2]]
    for ref in edited:
        bench.move(ref, "Jl. Baru 9")
    rest, _cursor, _pages = _walk(bench, first.cursor) if first.more else ([], "", 0)
    assert {order.remote_id for order in (*first.orders, *rest)} == bench.listed()


def test_an_order_carries_what_the_bench_needs(bench: Bench) -> None:
    _needs_list(bench)
    cursor = "" if bench.connector.capabilities().asks else _walk(bench)[1]
    ref = bench.order()
    order = _read(bench, ref) if bench.connector.capabilities().asks else _walk(bench, cursor)[0][0]
    assert order.number
    assert (order.payment, order.fulfilment, order.held) == (Payment.PAID, Fulfilment.OPEN, False)
    assert order.placed_at.tzinfo is UTC
    assert [(line.remote_id, line.sku, line.quantity) for line in order.lines if line.needs_packing] == bench.lines(ref)
    assert order.total > 0
    assert order.ship_to.line1
    assert order.email
    assert order.currency


def test_what_its_owner_changes_is_in_the_next_pull(bench: Bench) -> None:
    _needs_list(bench)
    moved, cancelled = bench.order(), bench.order()
    cursor = _walk(bench)[1]
    bench.move(moved, "Jl. Baru 9")
    bench.cancel(cancelled)
    changed = {order.remote_id: order for order in _walk(bench, cursor)[0]}
    assert changed[moved].ship_to.line1 == "Jl. Baru 9"
    assert changed[cancelled].fulfilment is Fulfilment.CANCELLED


def test_open_orders_are_those_still_to_be_worked_on(bench: Bench) -> None:
    _needs_list(bench)
    _needs_asking(bench)
    bench.cancel(bench.order())
    bench.order()
    found, cursor, more = [], "", True
    while more:
        pull = bench.connector.open_orders(cursor)
        found += [order.remote_id for order in pull.orders]
        cursor, more = pull.cursor, pull.more
    assert set(found) == bench.still_open()


def test_orders_that_are_gone_are_found_by_asking_for_them(bench: Bench) -> None:
    _needs_list(bench)
    _needs_asking(bench)
    kept, gone = bench.order(), bench.order()
    bench.delete(gone)
    assert bench.connector.missing([kept, gone]) == [gone]
    assert bench.connector.read_order(gone) is None
    assert _read(bench, kept).remote_id == kept


def test_articles_come_with_their_codes_and_stock(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    if not bench.connector.capabilities().articles:
        pytest.skip("this store does not tell its articles")
    _small_pages(bench, monkeypatch)
    found, cursor, more = [], "", True
    while more:
        pull = bench.connector.pull_articles(cursor)
        found += pull.articles
        cursor, more = pull.cursor, pull.more
    assert {a.remote_id: (a.sku, a.stock) for a in found} == bench.articles()
    assert any(a.barcodes for a in found)


def test_stock_comes_for_what_is_counted(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    if not bench.connector.capabilities().stock:
        assert bench.connector.pull_stock("").levels == ()
        pytest.skip("this store does not tell its stock")
    _small_pages(bench, monkeypatch)
    bench.set_stock(bench.article(), 41)
    found, cursor, more = {}, "", True
    while more:
        pull = bench.connector.pull_stock(cursor)
        found |= {level.remote_id: (level.sku, level.units) for level in pull.levels}
        cursor, more = pull.cursor, pull.more
    assert found == {ref: said for ref, said in bench.articles().items() if said[1] is not None}
    assert found[bench.article()][1] == 41


def test_customers_come_once_page_by_page(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    if not bench.connector.capabilities().customers:
        assert bench.connector.pull_customers("").customers == ()
        pytest.skip("this store does not tell its customers")
    wanted = bench.customers()
    assert wanted
    _small_pages(bench, monkeypatch)
    found, cursor, more = [], "", True
    while more:
        pull = bench.connector.pull_customers(cursor)
        found += pull.customers
        cursor, more = pull.cursor, pull.more
    assert {customer.remote_id for customer in found} == wanted
    assert all(customer.name for customer in found)


def test_an_answer_without_end_is_given_up(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    _needs_list(bench)
    _needs_asking(bench)
    ref = bench.order()
    bench.connector.capabilities()  # what is known already is not asked again
    with monkeypatch.context() as patch:
        _set(patch, bench.BOUND, 40)
        with pytest.raises((Offline, Refused)):
            bench.connector.pull_orders("")
    assert _read(bench, ref)


# --- telling


@pytest.mark.parametrize("tell", TELLS)
def test_a_message_told_again_changes_nothing(bench: Bench, tell: str) -> None:
    _needs(bench, tell)
    ref = bench.order()
    pushes = TELLS[tell](bench, ref)
    before = bench.effects(ref)
    assert [_told(bench.connector, push).result for push in pushes] == [Result.DONE] * len(pushes)
    once = bench.effects(ref).less(before)
    _check_wanted(bench, tell, once)
    if not bench.connector.capabilities().reads_back:
        return  # nobody can know, so the outbox does not tell it again
    writes = bench.writes()
    other = bench.connect()
    try:
        for connector in (bench.connector, other):
            again = [_told(connector, push) for push in pushes]
            assert [outcome.result for outcome in again] == [Result.ALREADY] * len(pushes)
            assert all(outcome.evidence for outcome in again)
    finally:
        other.close()
    assert bench.effects(ref).less(before) == once
    assert bench.writes() == writes


@pytest.mark.parametrize("tell", TELLS)
def test_whichever_answer_is_lost_the_effect_happens_once(bench: Bench, tell: str) -> None:
    _lose_each(bench, tell, whole=False)


@pytest.mark.hard
@pytest.mark.parametrize("tell", TELLS)
def test_whatever_happens_to_whichever_request_the_effect_happens_once(bench: Bench, tell: str) -> None:
    _lose_each(bench, tell, whole=True)


def _lose_each(bench: Bench, tell: str, whole: bool) -> None:
    """Lose one request after the other; `whole`: in each way, else each in one way and the last in all."""
    _needs(bench, tell)
    if not bench.LOSSES:
        pytest.skip("there is no line that could be lost")
    clean = _through(bench, bench.order(), tell)
    last = -1
    for loss in sorted(bench.LOSSES, key=(Loss.SILENT, Loss.AFTER, Loss.BEFORE, Loss.GARBLED, Loss.BUSY).index):
        for nth in range(20) if whole or last < 0 else [last]:
            ref = bench.order()
            before = bench.effects(ref)
            bench.lose(loss, nth)
            made = _through(bench, ref, tell)
            if not bench.lost():
                break
            last = max(last, nth)
            if bench.connector.capabilities().reads_back:
                assert made == clean, f"{loss} of request {nth}"
            else:
                nothing = replace(before.less(before), status=before.status)
                assert made in (clean, nothing), f"{loss} of request {nth}"
    assert bench.lost() or whole


def test_two_messages_of_the_same_words_are_two_notes(bench: Bench) -> None:
    _needs(bench, "note")
    ref = bench.order()
    for key in ("one", "two"):
        _told(bench.connector, Push("note", ref, f"{key}-{ref}", {"text": "Thank you", "to_customer": False}))
    assert bench.effects(ref).notes == 2


def test_what_the_store_gave_up_never_leaves(bench: Bench) -> None:
    _needs_asking(bench)
    kinds = bench.connector.capabilities().kinds & {"order_status", "tracking"}
    if not kinds or not bench.connector.capabilities().reads_back:
        pytest.skip("this store is told neither status nor tracking, or cannot be looked at before")
    for status in bench.GIVEN_UP:
        ref = bench.order()
        bench.set_status(ref, status)
        before, writes = bench.effects(ref), bench.writes()
        tells = [tell for tell in ("status", "tracking") if KINDS.get(tell, tell) in kinds]
        for tell in tells:
            if tell == "tracking" and _read(bench, ref).fulfilment not in _OVER:
                continue  # odd, and still somebody's parcel: a number harms nobody
            for push in TELLS[tell](bench, ref):
                with pytest.raises(Conflict) as conflict:
                    bench.connector.perform(push)
                assert conflict.value.say()
        assert bench.effects(ref) == before
        assert bench.writes() == writes


def test_tracking_told_before_the_store_gave_up_is_no_conflict(bench: Bench) -> None:
    _needs(bench, "tracking")
    if not bench.connector.capabilities().reads_back:
        pytest.skip("nothing can be read back")
    ref = bench.order()
    (push,) = _tracking(bench, ref)
    _told(bench.connector, push)
    bench.cancel(ref)
    assert _told(bench.connector, push).result is Result.ALREADY


def test_a_status_that_the_store_does_not_have_is_not_sent(bench: Bench) -> None:
    _needs(bench, "status")
    ref = bench.order()
    writes = bench.writes()
    with pytest.raises(Refused) as refused:
        bench.connector.perform(Push("order_status", ref, "op", {"status": "no-such-status"}))
    assert refused.value.code == "unknown-status"
    assert bench.writes() == writes


def test_a_message_about_an_order_that_is_gone_is_refused(bench: Bench) -> None:
    _needs_asking(bench)
    if not bench.connector.capabilities().reads_back:
        pytest.skip("the store cannot be looked at")
    ref = bench.order()
    tells = [push for tell in TELLS if tell != "stock" and _may(bench, tell) for push in TELLS[tell](bench, ref)]
    bench.delete(ref)
    for push in tells:
        with pytest.raises(Refused) as refused:
            bench.connector.perform(push)
        assert refused.value.say()


def test_what_a_store_does_not_take_is_refused_and_not_sent(bench: Bench) -> None:
    able = bench.connector.capabilities()
    ref = bench.order()
    writes = bench.writes()
    for kind in {KINDS.get(tell, tell) for tell in TELLS} - able.kinds:
        with pytest.raises(Refused) as refused:
            bench.connector.perform(Push(kind, ref, "op", {}))
        assert refused.value.code == "unknown-kind"
    with pytest.raises(Refused):
        bench.connector.perform(Push("a-kind-of-tomorrow", ref, "op", {}))
    assert bench.writes() == writes


def test_stock_that_somebody_else_changed_is_not_overwritten(bench: Bench) -> None:
    _needs(bench, "stock")
    bench.set_stock(bench.article(), 50)
    with pytest.raises(Conflict) as conflict:
        bench.connector.perform(Push("stock", bench.article(), "op", {"was": 40, "to": 38}))
    assert conflict.value.values["found"] == 50
    assert bench.articles()[bench.article()][1] == 50


def test_the_store_mails_and_restocks_where_it_says_so(bench: Bench) -> None:
    able = bench.connector.capabilities()
    _needs(bench, "status")
    mails = {}
    for notify in (True, False):
        ref = bench.order()
        before = bench.effects(ref)
        _told(bench.connector, Push("order_status", ref, f"s-{ref}", {"status": bench.SHIPPED, "notify": notify}))
        mails[notify] = bench.effects(ref).less(before).mails
    wanted = int(bench.SHIPPED in able.mails_on)
    assert mails == {True: max(wanted, int(able.choice_of_mail)), False: wanted}


# --- how it is done


def _walk(bench: Bench, cursor: str = "") -> tuple[list[RemoteOrder], str, int]:
    """Everything that a reading brings, each page by a connector of its own: nothing but the cursor is kept."""
    found: list[RemoteOrder] = []
    for page in range(1, 200):
        connector = bench.connect()
        try:
            pull: Pull = connector.pull_orders(cursor)
        finally:
            connector.close()
        found += pull.orders
        cursor = pull.cursor
        if not pull.more:
            return found, cursor, page
    raise AssertionError("it reads without end")


def _through(bench: Bench, ref: str, tell: str) -> Effects:
    """Tell until it is told, as the outbox does, and say what came of it; the line mends after the first trouble."""
    before = bench.effects(ref)
    for push in TELLS[tell](bench, ref):
        for _turn in range(6):
            effects = bench.effects(ref)
            trouble = _trouble(bench, push)
            bench.calm()
            if not isinstance(trouble, (Offline, Busy)):
                break
            doubt = "it was done, and nobody is told that it may be"
            assert bench.effects(ref) == effects or trouble.values.get("sent"), f"{tell}: {doubt}"
        else:
            raise AssertionError(f"{tell}: it never got through")
    return bench.effects(ref).less(before)


def _trouble(bench: Bench, push: Push) -> Offline | Busy | Refused | None:
    """What came in between; a refusal only where nobody can know whether it was done."""
    try:
        _told(bench.connector, push)
    except (Offline, Busy) as trouble:
        return trouble
    except Refused as refused:
        if refused.code != "unknowable" or bench.connector.capabilities().reads_back:
            raise
        return refused
    return None


def _told(connector: Connector, push: Push) -> Outcome:
    outcome = connector.perform(push)
    assert outcome.result in (Result.DONE, Result.ALREADY)
    return outcome


def _check_wanted(bench: Bench, tell: str, made: Effects) -> None:
    able = bench.connector.capabilities()
    counted = (made.notes, made.parcels, made.refunds, bool(made.points), made.commissions, made.units)
    noted = able.tracking is Tracking.NOTE
    assert made.mails <= 2
    if tell == "status":
        assert made.status == bench.SHIPPED
        assert counted[1:] == (0, 0, 0, 0, 0)
    elif tell == "letter":
        assert (counted, made.mails) == ((1, 0, 0, 0, 0, 0), 1)
    else:
        parcels = 2 if tell == "two parcels" else 1
        assert (
            counted
            == {
                "note": (1, 0, 0, 0, 0, 0),
                "tracking": (parcels, 0, 0, 0, 0, 0) if noted else (made.notes, parcels, 0, 0, 0, 0),
                "two parcels": (parcels, 0, 0, 0, 0, 0) if noted else (made.notes, parcels, 0, 0, 0, 0),
                "stock": (0, 0, 0, 0, 0, -2),
                "refund": (made.notes, 0, 1, 0, 0, 0),
                "points": (0, 0, 0, 1, 0, 0),
                "commission": (0, 0, 0, 0, 1, 0),
            }[tell]
        )


def _read(bench: Bench, ref: str) -> RemoteOrder:
    order = bench.connector.read_order(ref)
    assert order is not None
    return order


def _may(bench: Bench, tell: str) -> bool:
    return KINDS.get(tell, tell) in bench.connector.capabilities().kinds


def _needs(bench: Bench, tell: str) -> None:
    if not _may(bench, tell):
        pytest.skip(f"this store takes no {KINDS.get(tell, tell)}")
    if bench.TELLS and tell not in bench.TELLS:
        pytest.skip(f"{tell}: the same code as on this kind's other bench")


def _needs_list(bench: Bench) -> None:
    if not bench.connector.capabilities().lists_orders:
        pytest.skip("this store does not list its orders")


def _needs_asking(bench: Bench) -> None:
    if not bench.connector.capabilities().asks:
        ref = bench.order()
        with pytest.raises(Refused):
            bench.connector.read_order(ref)
        assert bench.connector.missing([ref]) == []
        assert bench.connector.open_orders("").orders == ()
        pytest.skip("this store brings orders by itself and can be asked for none")


def _small_pages(bench: Bench, patch: pytest.MonkeyPatch) -> None:
    if bench.PAGE:
        _set(patch, bench.PAGE, 4)


def _set(patch: pytest.MonkeyPatch, dotted: str, value: int) -> None:
    module, _dot, name = dotted.rpartition(".")
    assert isinstance(getattr(importlib.import_module(module), name), int)
    patch.setattr(dotted, value)

"""One order sent twice goes to review, and never prints by itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from desktop.domain import duplicates as rules
from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Fulfilment, Payment, Stage
from desktop.domain.remote import RemoteAddress, RemoteLine, RemoteOrder
from desktop.models.base import run
from desktop.services import batch, bulk, changes, duplicates, imports, intake, orders, queue, remote, settings, twins
from desktop.services.changes import unit
from desktop.services.history import state_of
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 1, 9, 0, 1, tzinfo=UTC)  # an hour and a second after what tests.services.shop sells


@pytest.fixture(autouse=True)
def _looking(sqlite_database: Path) -> None:
    settings.change_rules(duplicate_minutes=60)


@pytest.fixture
def store_id(sqlite_database: Path) -> int:
    return shop.store()


def sold(store_id: int, order: RemoteOrder) -> int:
    remote.save_orders(store_id, [order])
    row = run("SELECT id FROM orders WHERE source_ref = ?", (order.remote_id,)).fetchone()
    return int(row[0])


def again(order: RemoteOrder, minutes: int = 5, **changed: object) -> RemoteOrder:
    """The same customer orders the same once more."""
    made = shop.remote(("CUP", 1), placed_at=order.placed_at + timedelta(minutes=minutes))
    return replace(made, **changed)  # type: ignore[arg-type]


def stages(*order_ids: int) -> list[str]:
    return [str(run("SELECT stage FROM orders WHERE id = ?", (order_id,)).fetchone()[0]) for order_id in order_ids]


def test_the_second_of_two_waits_and_names_the_first(store_id: int) -> None:
    order = shop.remote(("CUP", 1))
    first, second = sold(store_id, order), sold(store_id, again(order))
    assert stages(first, second) == ["to-pick", "on-hold"]
    (pair,) = duplicates.waiting()
    assert (pair.order_id, pair.twin_id, pair.same_place) == (second, first, True)
    assert duplicates.of_order(first) == duplicates.of_order(second) == [pair]
    assert run("SELECT hold_reason FROM orders WHERE id = ?", (second,)).fetchone()[0] == twins.REASON
    assert shop.history(second)[-1] == "duplicate"


@pytest.mark.parametrize(
    "other",
    [
        {"currency": "SEK"}, {"total": Decimal(11)}, {"placed_at": LATER},
        {"buyer": RemoteAddress("Budi", postcode="99999"), "ship_to": RemoteAddress("Budi", postcode="99999")},
        {"fulfilment": Fulfilment.CANCELLED}, {"fulfilment": Fulfilment.DELIVERED, "payment": Payment.REFUNDED},
    ],
)  # fmt: skip
def test_another_order_is_another_order(store_id: int, other: dict[str, object]) -> None:
    order = shop.remote(("CUP", 1))
    first, second = sold(store_id, order), sold(store_id, again(order, **other))
    assert duplicates.waiting() == []
    assert not state_of(first).held
    assert not state_of(second).held


def test_an_hour_is_usual() -> None:
    assert settings.Rules().duplicate_minutes == 60


def test_nothing_is_looked_for_where_the_shop_does_not_want_it(store_id: int) -> None:
    settings.change_rules(duplicate_minutes=0)
    order = shop.remote(("CUP", 1))
    assert stages(sold(store_id, order), sold(store_id, again(order))) == ["to-pick", "to-pick"]


def test_repeated_pulls_and_changes_do_not_ask_again(store_id: int) -> None:
    order = shop.remote(("CUP", 1))
    twin = again(order)
    first, second = sold(store_id, order), sold(store_id, twin)
    duplicates.keep_both(second)
    for word in ("processing", "packing", "picking"):
        for said in (order, twin):
            sold(store_id, replace(said, status=word, note=word))
    assert stages(first, second) == ["to-pick", "to-pick"]
    assert duplicates.waiting() == []
    assert shop.history(second).count("duplicate") == 1


def test_released_by_hand_is_kept_and_lifted_by_the_store_is_not(store_id: int) -> None:
    order = shop.remote(("CUP", 1))
    twin = again(order, held=True)
    sold(store_id, order)
    second = sold(store_id, twin)
    sold(store_id, replace(twin, held=False))
    assert stages(second) == ["on-hold"]
    orders.do(second, Action.RELEASE)
    assert stages(second) == ["to-pick"]
    assert duplicates.waiting() == []


def test_the_stores_own_hold_stays_when_both_are_kept(store_id: int) -> None:
    order = shop.remote(("CUP", 1))
    sold(store_id, order)
    second = sold(store_id, again(order, held=True))
    duplicates.keep_both(second)
    assert stages(second) == ["on-hold"]
    assert duplicates.waiting() == []


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_of_three_one_is_work_and_the_others_follow_as_it_is_given_up(store_id: int, gone: int) -> None:
    order = shop.remote(("CUP", 1))
    ids = [sold(store_id, order), sold(store_id, again(order)), sold(store_id, again(order, 9))]
    assert stages(*ids) == ["to-pick", "on-hold", "on-hold"]
    orders.do(ids[gone], Action.CANCEL)
    left = [order_id for order_id in ids if order_id != ids[gone]]
    assert stages(*left) == ["to-pick", "on-hold"]
    orders.do(left[0], Action.CANCEL)
    assert stages(left[1]) == ["to-pick"]


def test_cancelled_in_the_store_frees_the_other(store_id: int) -> None:
    order = shop.remote(("CUP", 1))
    sold(store_id, order)
    second = sold(store_id, again(order))
    sold(store_id, replace(order, fulfilment=Fulfilment.CANCELLED, status="cancelled"))
    assert stages(second) == ["to-pick"]


def test_changed_in_the_store_it_is_a_double_no_more_or_becomes_one(store_id: int) -> None:
    order = shop.remote(("CUP", 1))
    twin = again(order)
    first, second = sold(store_id, order), sold(store_id, twin)
    line = replace(twin.lines[0], quantity=2, total=Decimal(20))
    sold(store_id, replace(twin, lines=(line,), total=Decimal(20)))
    assert stages(first, second) == ["to-pick", "to-pick"]
    sold(store_id, twin)
    assert stages(first, second) == ["to-pick", "on-hold"]


def test_it_is_in_no_wave_and_no_paper_leads_its_goods_out(store_id: int) -> None:
    order = shop.remote(("CUP", 1))
    first, second = sold(store_id, order), sold(store_id, again(order))
    done = batch.print_papers([first, second], "pick-list")
    assert done.done == 1
    assert [type(error) for error in done.refused] == [NotAllowed]
    for kind in ("packing-slip", "parcel-label"):
        assert batch.print_papers([second], kind).refused
    assert run("SELECT count(*) FROM print_job WHERE order_id = ?", (second,)).fetchone()[0] == 0
    with pytest.raises(NotAllowed):
        orders.do(second, Action.PICK)
    duplicates.keep_both(second)
    assert not batch.print_papers([second], "packing-slip").refused


def test_typed_orders_and_files_are_looked_at_too(tmp_path: Path) -> None:
    first, second = shop.order(("CUP", 1)), shop.order(("CUP", 1))
    assert [queue.of_orders([each.id])[0].stage for each in (first, second)] == [Stage.TO_PICK, Stage.ON_HOLD]
    file = tmp_path / "a.csv"
    row = "{n},2026-11-20 10:{m},Ayu Lestari,Jl. Braga 12,40111,TEA,1,10"
    rows = [row.format(n=n, m=m) for n, m in ((1, "00"), (2, "30"), (3, "59"))]
    file.write_text("order,placed,name,line1,postcode,sku,quantity,price\n" + "\n".join(rows) + "\n")
    imports.run(file)
    waits = [row[0] for row in run("SELECT number FROM orders WHERE held AND number < 'M' ORDER BY number").fetchall()]
    assert waits == ["2", "3"]
    imports.run(file)
    assert len(duplicates.waiting()) == 1 + 3


def test_a_day_of_a_repeat_customer_is_no_double(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = [f"{hour},2026-11-20 {hour:02}:00,Ayu Lestari,40111,TEA,1,10" for hour in range(0, 24, 2)]
    file.write_text("order,placed,name,postcode,sku,quantity,price\n" + "\n".join(rows) + "\n")
    imports.run(file)
    assert duplicates.waiting() == []


def test_the_unpaid_one_waits_for_the_one_that_is_paid(store_id: int) -> None:
    order = shop.remote(("CUP", 1), payment=Payment.UNPAID)
    first, second = sold(store_id, order), sold(store_id, again(order, payment=Payment.PAID))
    assert stages(first, second) == ["on-hold", "to-pick"]


def test_what_has_left_already_stops_the_one_at_the_bench(store_id: int) -> None:
    order = shop.remote(("CUP", 1))
    first = sold(store_id, order)
    second = sold(store_id, again(order, -5, fulfilment=Fulfilment.SHIPPED))
    assert stages(first, second) == ["on-hold", "shipped"]


def test_kept_may_be_taken_back(store_id: int) -> None:
    order = shop.remote(("CUP", 1))
    first, second = sold(store_id, order), sold(store_id, again(order))
    duplicates.keep_both(second)
    duplicates.ask_again(second, [first])
    assert stages(second) == ["on-hold"]
    with pytest.raises(NotAllowed):
        duplicates.keep_both(first)


def test_the_shops_own_contact_is_no_buyer(store_id: int) -> None:
    settings.change_shop(email="toko@example.com")
    who = {"email": "Toko@example.com", "buyer": RemoteAddress("Walk-in"), "ship_to": RemoteAddress("Walk-in")}
    order = replace(shop.remote(("CUP", 1)), **who)
    assert stages(sold(store_id, order), sold(store_id, again(order, **who))) == ["to-pick", "to-pick"]


_TEXT = st.sampled_from(["", "Ayu", "ayu ", "40111", "+62 812 3456 7890", "a@b.id", "x*y", "Ö 1"])
_ADDRESSES = st.builds(RemoteAddress, name=_TEXT, postcode=_TEXT, phone=_TEXT, line1=st.just("Jl. Braga"))
_LINES = st.builds(
    RemoteLine, remote_id=st.just("1"), sku=st.sampled_from(["", "CUP", "TEA"]), name=_TEXT,
    quantity=st.integers(1, 3), unit_price=st.just(Decimal(10)), total=st.just(Decimal(10)), refunded=st.integers(0, 1),
    options=st.sampled_from([(), (("Text", "Anna"),)]), variant=_TEXT, barcodes=st.sampled_from([(), ("7350001",)]),
)  # fmt: skip


@how(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_ADDRESSES, _ADDRESSES, _TEXT, _TEXT, st.lists(_LINES, max_size=2)), min_size=1, max_size=4))
def test_an_order_read_from_the_tables_has_the_marks_it_came_with(
    said: list[tuple[RemoteAddress, RemoteAddress, str, str, list[RemoteLine]]],
) -> None:
    made = [
        replace(shop.remote(), buyer=buyer, ship_to=to, email=email, phone=phone, lines=tuple(lines))
        for buyer, to, email, phone, lines in said
    ]
    with unit() as work:
        ids = bulk.save_new(work, "file:x", made[:2], intake.Known())
        ids += [intake.save_new(work, "file:x", None, order, intake.Known()) for order in made[2:]]
    known = duplicates._sales(ids)
    for order_id, order in zip(ids, made, strict=True):
        came = duplicates._sale(order_id, order)
        kept = known[order_id]
        assert kept.goods == came.goods
        assert kept.buyers == came.buyers
        assert rules.Sale.marks(kept) == came.marks()


def test_the_clock_is_not_asked(store_id: int) -> None:
    changes.set_clock(lambda: NOON + timedelta(days=400))
    try:
        order = shop.remote(("CUP", 1))
        assert stages(sold(store_id, order), sold(store_id, again(order))) == ["to-pick", "on-hold"]
    finally:
        changes.set_clock(None)

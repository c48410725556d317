"""What a list may be narrowed to, views that keep it, what is stuck; and that no choice reads all orders."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.errors import BadInput
from desktop.domain.order import Action, Payment, Stage
from desktop.domain.rights import Right
from desktop.models import base
from desktop.models.base import run
from desktop.services import (
    batch,
    changes,
    deadlines,
    expediting,
    orders,
    permits,
    queue,
    queue_views,
    returns,
    settings,
    stuck,
)
from desktop.services.changes import acting
from desktop.services.couriers import change
from desktop.services.queue_filter import ALL, Only, Sort, languages, methods, read, usual
from tests.hard.runs import runs
from tests.services import returned, shop

CHOICES = {
    "store_id": 1, "courier": "JNE", "language": "sv", "method": "BCA", "article": "CUP", "bin": "A-", "least_minor": 1,
    "most_minor": 10**12, "days": 30, "start": "2026-10-01", "end": "2026-12-01", "note": True, "held": True,
    "today": True, "unassigned": True, "problem": True, "express": True, "stuck": True,
}  # fmt: skip


def sold(*rows, **more):
    return shop.sold(None, shop.remote(*(rows or [("CUP", 1)]), **more))


def ids(only, stage=Stage.TO_PICK, sort=None):
    return [row.id for row in queue.page(stage, only=only, sort=sort)]


def test_every_choice_of_a_list_finds_what_it_says_and_nothing_else(database):
    plain = sold()
    noted = sold(note="As a gift", language="sv", courier="JNE", payment_method="BCA")
    tea = sold(("TEA", 30), placed_at=datetime(2026, 10, 3, 23, tzinfo=UTC))
    urgent = sold(ship_by=datetime.now(UTC) - timedelta(days=1))
    expediting.expedite(urgent)
    run("UPDATE orders SET conflict = ? WHERE id = ?", (True, tea))
    everything = [plain, noted, tea, urgent]
    assert sorted(ids(ALL)) == everything
    for only in (Only(note=True), Only(language="sv"), Only(courier="JNE"), Only(method="BCA")):
        assert ids(only) == [noted]
    for only in (Only(article="TEA"), Only(least_minor=200), Only(problem=True), Only(end="2026-10-04")):
        assert ids(only) == [tea]
    assert ids(Only(end="2026-10-03")) == []  # the shop's day begins before UTC's
    assert ids(Only(express=True)) == [urgent]
    assert queue.page(Stage.TO_PICK, only=Only(express=True))[0].express
    assert urgent in ids(Only(today=True))
    assert sorted(ids(Only(unassigned=True))) == everything
    assert sorted(ids(Only(article="CUP"))) == [plain, noted, urgent]
    assert languages(Stage.TO_PICK) == ["sv"]
    assert methods(Stage.TO_PICK) == ["BCA"]
    assert queue.totals(Stage.TO_PICK, Only(note=True)) == (1, {"IDR": 10})
    assert sorted(queue.ids(Stage.TO_PICK)) == everything


def test_a_list_is_the_same_by_pages_by_places_and_as_a_stream_in_every_sequence(sqlite_database):
    start = datetime(2026, 11, 1, 8, tzinfo=UTC)
    for turn in range(11):
        sold(placed_at=start + timedelta(minutes=7 * turn % 5), ship_by=start + timedelta(minutes=3 * turn % 7))
    for sort in Sort:
        whole = ids(ALL, sort=sort)
        rows = queue.page(Stage.TO_PICK, limit=4, sort=sort)
        rest = queue.page(Stage.TO_PICK, after=rows[-1], limit=50, sort=sort)
        assert [row.id for row in rows + rest] == whole
        mark = queue.marks(Stage.TO_PICK, every=5, sort=sort)[1]
        assert [row.id for row in queue.page_at(Stage.TO_PICK, mark, sort=sort)] == whole[5:]
        assert [row[0] for row in queue.stream("o.id", Stage.TO_PICK, sort=sort, step=3)] == whole


@runs(sample=1, whole=len(Stage))
def test_no_choice_and_no_sequence_reads_all_orders(sqlite_database, monkeypatch, times):
    """In the sample every choice in every list as it is usually sorted, and in every sequence of one list."""
    asked = []
    monkeypatch.setattr(queue, "run", lambda text, values=(): asked.append((text, values)) or base.run(text, values))
    chosen = [ALL, *(Only(**{key: value}) for key, value in CHOICES.items()), Only(**CHOICES)]
    looked = 0
    for stage in (None, *Stage):
        for sort in (usual(stage), *(Sort if stage in tuple(Stage)[:times] else ())):
            for only in chosen:
                asked.clear()
                row = queue.place(5, 5)
                queue.page(stage, only=only, sort=sort)
                queue.page(stage, after=row, only=only, sort=sort)
                queue.page_at(stage, (5, 5), only=only, sort=sort)
                if (stage, only) != (None, ALL):  # the length of all orders is that of their own index
                    queue.totals(stage, only)
                    queue.ids(stage, only)
                for text, values in asked:
                    plan = [str(step[3]) for step in base.run(f"EXPLAIN QUERY PLAN {text}", values).fetchall()]
                    looked += 1
                    own = (stage, only) == (None, ALL) and plan[0].startswith("SCAN o USING INDEX order_listed")
                    full = [step for step in plan if step.startswith("SCAN o") and "USING INDEX order_exp" not in step
                            and "USING INDEX order_in_conflict" not in step]  # fmt: skip
                    assert own or not full, (stage, sort, only, plan)
                    if only == ALL and "LIMIT" in text and "ORDER BY" in text:
                        assert not any("TEMP B-TREE" in step for step in plan), (stage, sort, plan)
    assert looked > 900


def test_a_view_is_kept_named_replaced_moved_removed_and_put_back(database):
    with acting("Ratna"):
        mine = queue_views.save("Gifts  today", Stage.TO_PICK, Only(note=True, today=True), Sort.WAITED)
        shared = queue_views.save("JNE", Stage.TO_SHIP, Only(courier="JNE"), Sort.PROMISE, shared=True)
        assert [view.name for view in queue_views.every()] == ["Gifts today", "JNE"]
        again = queue_views.save("gifts today", Stage.TO_PACK, Only(note=True), Sort.NEWEST)
        assert again.id == mine.id
        assert queue_views.every()[0].stage is Stage.TO_PACK
        queue_views.rename(mine.id, "Gifts")
        queue_views.move(shared.id, -1)
        assert [view.name for view in queue_views.every()] == ["JNE", "Gifts"]
        gone = queue_views.remove(mine.id)
        assert [view.name for view in queue_views.every()] == ["JNE"]
        back = queue_views.put_back(gone)
        assert (back.name, back.only, back.sort) == ("Gifts", Only(note=True), Sort.NEWEST)
        with pytest.raises(BadInput):
            queue_views.save(" ", None, ALL, Sort.NEWEST)
    with acting("Dewi"):
        assert [view.name for view in queue_views.every()] == ["JNE"]


def test_a_view_of_a_newer_kolli_chooses_what_this_one_knows():
    assert read('{"note": true, "phase_of_the_moon": "full"}') == Only(note=True)
    assert read(Only(**CHOICES).kept()) == Only(**CHOICES)


def test_what_came_back_and_was_settled_is_never_stuck(database):
    returned.open_shop()
    order_id = returned.sent({returned.MUG: 2})
    case = returned.came(order_id, returned.MUG, 1)
    returns.settle(case.id)
    with changes.happened(changes.now() + timedelta(hours=24 * 8)):
        assert (orders.show(order_id).stage, stuck.counts()) == (Stage.RETURNS, {})
        assert ids(Only(stuck=True), stage=None) == []
        returns.open_case(order_id, {returned.line_of(order_id, returned.MUG): 1})
        assert stuck.counts() == {Stage.RETURNS: 1}


def test_what_stays_too_long_in_a_stage_is_stuck_until_it_moves(database):
    order_id, other = sold(), sold(payment=Payment.UNPAID)
    assert stuck.counts() == {}
    later = changes.now() + timedelta(hours=25)
    with changes.happened(later):
        assert stuck.counts() == {Stage.TO_PICK: 1}
        assert ids(Only(stuck=True), stage=None) == [order_id]
        orders.do(order_id, Action.HOLD)
        assert stuck.counts() == {}
    with changes.happened(later + timedelta(hours=100)):
        assert stuck.counts() == {Stage.TO_CONFIRM: 1}
        stuck.change(Stage.TO_CONFIRM, 0)
        assert stuck.counts() == {}
        assert ids(Only(stuck=True), stage=None) == []
    with pytest.raises(BadInput):
        stuck.change(Stage.DONE, 5)
    assert other


def test_a_batch_names_what_it_did_what_was_refused_and_stops_when_told(sqlite_database):
    good, bad, never = sold(payment=Payment.UNPAID), sold(), sold(payment=Payment.UNPAID)
    heard = []
    result = batch.do([good, bad], Action.CONFIRM, told=lambda done, of: heard.append((done, of)))
    assert (result.ids, [one.order_id for one in result.failed]) == ((good,), [bad])
    assert "already confirmed" in result.failed[0].error.say()
    assert heard == [(1, 2), (2, 2)]
    stopped = batch.do([never], Action.CONFIRM, stop=lambda: True)
    assert stopped.stopped
    assert orders.show(never).stage is Stage.TO_CONFIRM
    assert batch.expedite([good, good]).done == 2
    assert batch.expedite([good], on=False).ids == (good,)
    assert orders.show(good).expedited_at is None


def test_a_batch_is_refused_whole_to_who_may_not_change_orders(sqlite_database, monkeypatch):
    order_id = sold()
    monkeypatch.setattr(permits, "may", lambda right: right is not Right.ORDERS)
    for result in (batch.do([order_id], Action.HOLD), batch.expedite([order_id])):
        assert (result.done, len(result.failed)) == (0, 1)
    assert orders.show(order_id).stage is Stage.TO_PICK


@pytest.mark.parametrize(
    ("zone", "moment", "due"),
    [
        ("Asia/Jakarta", "2026-11-20T07:59:00+00:00", "2026-11-20T08:00:00+00:00"),  # 14:59, closes at 15:00
        ("Asia/Jakarta", "2026-11-20T08:01:00+00:00", "2026-11-21T08:00:00+00:00"),
        ("Asia/Jakarta", "2026-11-20T17:30:00+00:00", "2026-11-21T08:00:00+00:00"),  # past midnight in the shop
        ("Europe/Stockholm", "2026-03-28T14:30:00+00:00", "2026-03-29T13:00:00+00:00"),  # the clocks go forward
        ("Europe/Stockholm", "2026-10-24T13:30:00+00:00", "2026-10-25T14:00:00+00:00"),  # and back
    ],
)
def test_without_a_promise_the_courier_s_next_cut_off_counts_down(sqlite_database, zone, moment, due):
    settings.change_shop(zone=zone)
    from desktop.services import couriers

    if all(each.name != "JNE" for each in couriers.every(inactive=True)):
        couriers.add("JNE")
    change("JNE", week=("15:00",) * 7)
    known = deadlines.Deadlines()
    at, wanted = datetime.fromisoformat(moment), datetime.fromisoformat(due)
    assert known.of("JNE", "REG", None, at, at) == wanted
    assert known.of("JNE", "REG", wanted + timedelta(hours=5), at, at) == wanted
    assert known.of("JNE", "REG", wanted - timedelta(minutes=1), at, at) == wanted - timedelta(minutes=1)
    assert known.of("Nobody", "", None, at, at) is None

"""C14: which bench packs what. Two real processes on a real PostgreSQL, and one bench alone on both databases."""

import time
from collections.abc import Iterator

import pytest

from desktop.domain.rights import Right, Role
from desktop.models.base import forget, is_postgres, run
from desktop.models.schema import open_database
from desktop.services import changes, claims, history, orders, packing, people, queue, staff
from tests.postgres import Server
from tests.services import shop
from tests.services.benches import benches

_OLD_MS = 11 * 60_000  # longer than a claim lives without a sign of life


@pytest.fixture(autouse=True)
def _nobody_afterwards() -> Iterator[None]:
    yield
    changes.work_at("", "")
    packing.forget_all()


@pytest.fixture
def url(postgres_server: Server, _postgres_template: str) -> Iterator[str]:
    name = postgres_server.fresh(template=_postgres_template)
    open_database(postgres_server.url(name))
    yield postgres_server.url(name)
    forget()
    postgres_server.drop(name)


def _at(bench: str, who: str) -> None:
    """Go to another bench, as another process would be there."""
    packing.forget_all()
    changes.work_at(bench, who)


def _age(order_id: int) -> None:
    run("UPDATE packing_session SET seen_at = seen_at - ? WHERE order_id = ? AND closed_at IS NULL",
        (_OLD_MS, order_id))  # fmt: skip


def _packed(order_id: int) -> int:
    return sum(line.packed for line in orders.lines(order_id))


# One process


def test_an_open_order_is_claimed_by_who_opened_it(database: str) -> None:
    order = shop.order(("K-1", 2)).id
    assert claims.of(order) is None
    _at("Bench 2", "Sari")
    packing.open_order(order)
    claim = claims.of(order)
    assert claim is not None
    assert (claim.say(), claim.here, claim.stale) == ("Sari · Bench 2", True, False)
    assert [row.packer for row in queue.of_orders([order])] == ["Sari · Bench 2"]
    packing.put_aside(order)
    assert claims.of(order) is None
    assert [row.packer for row in queue.of_orders([order])] == [""]


def test_a_claim_of_another_bench_is_taken_over_only_on_purpose(database: str) -> None:
    order = shop.order(("K-1", 2)).id
    _at("Bench 2", "Sari")
    packing.open_order(order)
    _at("Bench 3", "Bagas")
    with pytest.raises(claims.ClaimedElsewhere) as refused:
        packing.open_order(order)
    assert "is being packed by Sari · Bench 2" in refused.value.say()
    assert claims.elsewhere() == [order]
    packing.open_order(order, take_over=True)
    claim = claims.of(order)
    assert claim is not None
    assert claim.say() == "Bagas · Bench 3"
    newest = next(row for row in history.read(order) if row.action == "taken-over")
    assert (newest.who, newest.bench, newest.comment) == ("Bagas", "Bench 3", "Sari · Bench 2")
    outcomes = run("SELECT outcome FROM packing_session WHERE order_id = ? ORDER BY id", (order,)).fetchall()
    assert [row[0] for row in outcomes] == ["taken-over", ""]


def test_a_claim_without_a_sign_of_life_is_taken_without_asking(database: str) -> None:
    order = shop.order(("K-1", 2)).id
    _at("Bench 2", "Sari")
    packing.open_order(order)
    packing.scan(order, "K-1")
    _age(order)
    assert claims.of(order).stale  # type: ignore[union-attr]
    assert [row.packer for row in queue.of_orders([order])] == [""]
    _at("Bench 3", "Bagas")
    assert claims.elsewhere() == []
    packing.open_order(order)
    assert packing.scan(order, "K-1").parcel  # what Sari counted still counts
    assert [row.action for row in history.read(order) if row.action in ("taken-over", "expired")] == ["expired"]


def test_work_keeps_a_claim_alive(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    order = shop.order(("K-1", 5)).id
    _at("Bench 2", "Sari")
    packing.open_order(order)
    _age(order)
    packing.scan(order, "K-1")  # so soon after the last sign that it costs nothing
    assert claims.of(order).stale  # type: ignore[union-attr]
    beat = claims._BEAT_S
    monkeypatch.setattr(claims.time, "monotonic", lambda: time.perf_counter() + 10_000 + beat)
    packing.scan(order, "K-1")
    assert not claims.of(order).stale  # type: ignore[union-attr]
    _age(order)
    assert claims.touch(order)
    assert not claims.of(order).stale  # type: ignore[union-attr]
    packing.put_aside(order)
    assert not claims.touch(order)


def test_the_wait_of_a_claim_is_a_rule_of_the_shop(database: str) -> None:
    from desktop.services import settings

    order = shop.order(("K-1", 5)).id
    _at("Bench 2", "Sari")
    packing.open_order(order)
    _age(order)
    settings.change_rules(claim_minutes=30)
    assert not claims.of(order).stale  # type: ignore[union-attr]


def test_another_person_at_the_same_bench_goes_on_and_each_scan_has_its_person(database: str) -> None:
    order = shop.order(("K-1", 3)).id
    _at("Bench 2", "Sari")
    packing.open_order(order)
    packing.scan(order, "K-1")
    changes.work_at("Bench 2", "Bagas")  # a badge in the middle of the order
    packing.scan(order, "K-1")
    packing.open_order(order)
    packing.confirm(order, orders.lines(order)[0].id, "torn label")
    who = run("SELECT who, method, units FROM packing_scan WHERE order_id = ? ORDER BY id", (order,)).fetchall()
    assert [tuple(row) for row in who] == [("Sari", "scan", 1), ("Bagas", "scan", 1), ("Bagas", "manual", 1)]


def test_who_may_not_take_over_is_refused_and_a_supervisors_badge_lets_it_be_done_once(database: str) -> None:
    owner = staff.new_badge(staff.add("Ratna").id)
    sari = staff.new_badge(staff.add("Sari").id)
    bagas = staff.new_badge(staff.add("Bagas", Role.PACKER).id)
    staff.switch(bagas.id, Right.TAKE_OVER, False)
    order = shop.order(("K-1", 3)).id
    people.sign_in_badge(sari.badge)
    packing.open_order(order)
    _at("Bench 3", "Bagas")
    with pytest.raises(people.NoRight):
        packing.open_order(order, take_over=True)
    assert claims.of(order).say().startswith("Sari")  # type: ignore[union-attr]
    people.approve(owner.badge, Right.TAKE_OVER, order, "Sari went home")
    with people.granting(Right.TAKE_OVER):
        packing.open_order(order, take_over=True)
    assert claims.of(order).say() == "Bagas · Bench 3"  # type: ignore[union-attr]


# Two processes


def test_the_other_bench_sees_a_claim_by_itself(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    ids = [shop.order(("K-1", 2)).id for _turn in range(20)]
    took = []
    with benches(url) as (a, b):
        for order in ids:
            b.begin("sees", order, "Sari · Bench 2")
            began = a.do("now")
            assert a.do("open", order) == order
            seen = b.end()
            assert seen is not None
            took.append((seen - began) * 1000)
    took.sort()
    with capsys.disabled():
        print(f"\nC14: shown at the other bench after {took[len(took) // 2]:.0f} ms (median), {took[-1]:.0f} ms (most)")


def test_taking_over_ends_the_others_right_to_count(url: str) -> None:
    order = shop.order(("K-1", 4)).id
    with benches(url) as (a, b):
        a.do("open", order)
        assert a.do("scan", order, "K-1") == "right"
        assert b.do("open", order).startswith("ClaimedElsewhere: ")
        assert b.do("open", order, True) == order
        said = a.do("scan", order, "K-1")
        assert said.startswith("TakenOver: ")
        assert "Bagas" in said
        for again in (a.do("scan", order, "K-1"), a.do("undo", order), a.do("aside", order), a.do("finish", order)):
            assert again.startswith(("TakenOver: ", "ClaimedElsewhere: ")), again
        assert _packed(order) == 1
        assert [b.do("scan", order, "K-1") for _unit in range(3)] == ["right", "right", "complete"]
    by = run(
        "SELECT who, sum(units) FROM packing_scan WHERE order_id = ? GROUP BY who ORDER BY who", (order,)
    ).fetchall()
    assert [(who, int(units)) for who, units in by] == [("Bagas", 3), ("Sari", 1)]


def test_of_two_benches_that_open_an_order_at_once_one_has_it(url: str) -> None:
    ids = [shop.order(("K-1", 2)).id for _turn in range(25)]
    won = []
    with benches(url) as (a, b):
        for order in ids:
            moment = a.do("now") + 0.02
            a.begin("at", moment, "open", order)
            b.begin("at", moment, "open", order)
            answers = [a.end(), b.end()]
            assert min(map(str, answers)) == str(order), answers
            refused = [own for own in answers if own != order]
            assert len(refused) == 1, answers
            assert refused[0].startswith("ClaimedElsewhere: ")
            won.append(answers.index(order))
    assert run("SELECT count(*) FROM packing_session WHERE closed_at IS NULL").fetchone()[0] == len(ids)


def test_the_order_of_a_killed_bench_is_free_when_its_claim_has_expired(url: str) -> None:
    order = shop.order(("K-1", 2)).id
    with benches(url) as (a, b):
        a.do("open", order)
        a.do("scan", order, "K-1")
        a.kill()
        assert b.do("open", order).startswith("ClaimedElsewhere: ")
        _age(order)
        assert b.do("open", order) == order
        assert b.do("scan", order, "K-1") == "complete"


def test_a_bench_with_a_wrong_clock_neither_loses_its_claims_nor_takes_others(url: str) -> None:
    order, other = shop.order(("K-1", 2)).id, shop.order(("K-1", 2)).id
    with benches(url) as (a, b):
        b.do("clock", 2)
        a.do("open", order)
        assert b.do("open", order).startswith("ClaimedElsewhere: ")
        b.do("clock", -2)
        assert b.do("open", other) == other
        assert a.do("open", other).startswith("ClaimedElsewhere: ")


def test_item_first_at_two_benches_at_once_opens_two_orders(url: str) -> None:
    for _turn in range(24):
        shop.order(("K-1", 2))
    opened = []
    with benches(url) as (a, b):
        for turn in range(12):
            moment = a.do("now") + 0.02
            for bench, name in ((a, "a"), (b, "b")):
                bench.begin("at", moment, "item", "K-1", f"{name}-{turn}")
            opened += [a.end(), b.end()]
            # Both go on with another: the ones they have stay open, and are not offered to the other bench.
            run("UPDATE packing_session SET closed_at = 1 WHERE bench = ''")
            for order in opened[-2:]:
                run("UPDATE order_line SET packed = ordered WHERE order_id = ?", (order,))
    assert len(opened) == len(set(opened)) == 24


def test_a_bench_that_lost_its_line_to_the_server_hears_again_and_of_what_it_missed(url: str) -> None:
    first, second = shop.order(("K-1", 2)).id, shop.order(("K-1", 2)).id
    with benches(url) as (a, b):
        assert is_postgres()
        cut = run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kolli hears'"
                  " AND datname = current_database()").fetchall()  # fmt: skip
        assert len(cut) == 2
        a.do("open", first)
        assert b.do("hears", first)
        b.begin("sees", second, "Sari · Bench 2")
        a.do("open", second)
        assert b.end() is not None


def test_a_change_that_failed_is_told_to_nobody_and_a_large_one_by_its_kinds(url: str) -> None:
    with benches(url) as (_a, b):
        with pytest.raises(RuntimeError):
            _fail()
        with changes.unit() as work:
            for order_id in range(1, 5000):
                work.changed("order", order_id)
        assert b.do("hears", 1)  # as order 0: any
        with changes.unit() as work:
            work.changed("order", 77)
        assert b.do("hears", 77)


def _fail() -> None:
    with changes.unit() as work:
        work.changed("order", 1)
        raise RuntimeError

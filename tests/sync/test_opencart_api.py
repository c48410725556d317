"""OpenCart's own interface, dialect by dialect, against its double: sessions, addresses, mails, what can be known."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.services import stores
from desktop.simulated.opencart_api import Call
from desktop.simulated.opencart_api_http import ApiDouble, Trouble
from desktop.simulated.opencart_api_state import IDLE_S, ApiState, Version, seed
from desktop.sync.connect import connect as connect_store
from desktop.sync.connector import Account, Conflict, Fault, Offline, Outcome, Push, Refused, Result, SignInFailed
from desktop.sync.connectors.opencart.api import guide
from desktop.sync.connectors.opencart.api import interface as api
from desktop.sync.connectors.opencart.api.interface import StockApi
from desktop.sync.connectors.opencart.profile import Family
from desktop.sync.connectors.opencart.store import OpenCart
from desktop.sync.connectors.opencart.transport import History
from desktop.sync.connectors.opencart.write import MailRefused
from desktop.sync.link import Link
from tests.sync.bench_opencart_api import connect

RECORDED = Path(__file__).parent.parent / "stores" / "opencart"
ALL = (Version.V20, Version.V23, Version.V30, Version.V400, Version.V40, Version.V41)
WITH_HEADS = (Version.V20, Version.V23, Version.V30)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    yield
    guide.forget()


@contextmanager
def shop(version: Version, folder: str = "", **changes: object) -> Iterator[tuple[ApiDouble, OpenCart]]:
    state = ApiState(version=version, **changes)  # type: ignore[arg-type]
    seed(state, range(1, 4))
    with ApiDouble(state, folder) as double:
        connector = connect(double)
        try:
            yield double, connector
        finally:
            connector.close()


def interface(double: ApiDouble, **options: str) -> StockApi:
    told = {"api_user": double.state.user} | options
    return StockApi(Account(double.url, "", "", keys={"api_key": double.state.key}, options=told))


def shipped(connector: OpenCart, ref: str = "1", key: str = "op", **values: object) -> Outcome:
    told = {"status": "3", "notify": True, "text": "JNE JD0123456789"} | values
    return connector.perform(Push("order_status", ref, key, told))


@pytest.mark.parametrize("version", ALL)
def test_every_dialect_tells_an_order_once_with_its_comment(version: Version) -> None:
    with shop(version) as (double, connector):
        comment = 'A & B "q" <b> ~ it\'s Åsa'
        assert shipped(connector, text=comment).result is Result.DONE
        assert shipped(connector, text=comment).result is Result.ALREADY
        (row,) = double.state.histories[1]
        assert (row["order_status_id"], row["notify"]) == (3, 1)
        assert "Åsa" in row["comment"]
        assert len(double.state.mails) == 1
        assert all("override" not in route for _method, route in double.requests)


def test_what_is_signed_is_what_the_store_makes_of_the_text() -> None:
    with shop(Version.V41, folder="/toko") as (double, _connector):
        way = interface(double)
        way.add_history(History("1", "3", '  A & B "q" <b> ~ 😊 it\'s Åsa\n', notify=False, job="x"))
        assert double.state.histories[1][0]["comment"] == "A &amp; B &quot;q&quot; &lt;b&gt; ~ 😊 it's Åsa"
        way.close()


@pytest.mark.parametrize("version", [Version.V23, Version.V30, Version.V400, Version.V40])
def test_a_session_that_ran_out_is_renewed_and_nothing_is_told_twice(version: Version) -> None:
    with shop(version) as (double, connector):
        connector.probe()
        late = double.state.clock() + IDLE_S + 1
        double.state.clock = lambda: late
        assert shipped(connector).result is Result.DONE
        assert len(double.state.histories[1]) == 1


@pytest.mark.parametrize("version", [Version.V23, Version.V30, Version.V40])
def test_an_address_that_changed_is_named_with_the_one_before(version: Version) -> None:
    with shop(version, allowed=set()) as (double, connector):
        double.state.remote = "203.0.113.9"
        with pytest.raises(SignInFailed) as first:
            connector.probe()
        assert first.value.values["address"] == "203.0.113.9"
        assert first.value.values["last_address"] == ""
        double.state.allowed = {"203.0.113.9"}  # its owner has followed the guide
        assert connector.probe().address == "203.0.113.9"
        double.state.remote = "203.0.113.27"  # and the line got a new address
        with pytest.raises(SignInFailed) as later:
            shipped(connector)
        values = later.value.values
        assert later.value.fault is Fault.ADDRESS_REFUSED
        assert (values["address"], values["last_address"]) == ("203.0.113.27", "203.0.113.9")
        assert "changed from 203.0.113.9 to 203.0.113.27" in later.value.say()
        assert "IP Addresses" in str(values["path"])
        assert not double.state.histories


def test_the_address_that_the_settings_remember_counts_after_a_restart() -> None:
    with shop(Version.V30, remote="203.0.113.27") as (double, _connector):
        connector = connect(double, last_address="203.0.113.9")
        with pytest.raises(SignInFailed) as refused:
            connector.probe()
        assert "changed from 203.0.113.9 to 203.0.113.27" in refused.value.say()
        connector.close()


@pytest.mark.usefixtures("sqlite_database")
def test_the_address_that_was_let_in_is_kept_with_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")
    with shop(Version.V30, allowed=set(), remote="203.0.113.9") as (double, _connector):
        settings = {"transport": "api", "api_user": double.state.user}
        store = stores.add("opencart", "Toko", double.url, settings, {"api_key": double.state.key})
        first = connect_store(store)
        link = Link(store, first)
        with pytest.raises(SignInFailed):
            link.learn()
        double.state.allowed = {"203.0.113.9"}
        link.learn()
        first.close()
        guide.forget()  # the program ends, and is started again
        double.state.remote = "203.0.113.27"
        second = connect_store(store)
        with pytest.raises(SignInFailed) as refused:
            second.probe()
        second.close()
        assert refused.value.values["last_address"] == "203.0.113.9"


def test_a_star_in_the_list_is_no_help() -> None:
    with shop(Version.V30, allowed={"127.0.0.*"}) as (_double, connector):
        with pytest.raises(SignInFailed) as refused:
            connector.probe()
        assert refused.value.values["address"] == "127.0.0.1"


@pytest.mark.parametrize("change", [{"key": "another"}, {"user_on": False}, {"allowed": set()}])
def test_41_does_not_say_why_so_everything_is_listed(change: dict[str, object]) -> None:
    with shop(Version.V41) as (double, connector):
        connector.probe()
        for name, value in change.items():
            setattr(double.state, name, value)
        with pytest.raises(SignInFailed) as refused:
            shipped(connector)
        assert refused.value.fault is Fault.UNKNOWN
        said = refused.value.say()
        assert all(word in said for word in ("key", "Default", "address", "System, Users, API"))


@pytest.mark.parametrize("off_s", [-840.0, 840.0])
def test_41_is_signed_for_the_stores_own_clock(off_s: float) -> None:
    with shop(Version.V41, clock_off_s=off_s) as (double, connector):
        assert shipped(connector).result is Result.DONE
        assert connector.skew_s() == pytest.approx(off_s, abs=3)
        double.state.clock_off_s = -off_s  # somebody sets it right, and too far
        assert shipped(connector, "2", "op-2").result is Result.DONE
        assert len(double.state.histories[2]) == 1


@pytest.mark.parametrize("version", ALL[1:])
def test_a_shop_whose_mail_server_is_down(version: Version) -> None:
    with shop(version, mail_down=True) as (double, connector):
        with pytest.raises(MailRefused) as refused:
            shipped(connector)
        stored = version is Version.V23
        assert refused.value.values["stored"] is stored
        assert (double.state.orders[1]["order_status_id"] == "3") is stored
        assert "/var" not in refused.value.say()
        assert shipped(connector, "2", notify=False).result is Result.DONE


@pytest.mark.parametrize("version", ALL)
def test_no_order_is_lost_by_a_status_that_is_none(version: Version) -> None:
    with shop(version) as (double, connector):
        for status in ("0", "12345", "-3", "x"):
            with pytest.raises(Refused) as refused:
                shipped(connector, status=status)
            assert refused.value.code == "unknown-status"
        way = interface(double)
        with pytest.raises(Refused):
            way.add_history(History("1", "0", "", notify=False, job="x"))
        way.close()
        assert not double.state.writes


def test_a_status_that_puts_goods_back_is_refused_until_its_owner_says_otherwise() -> None:
    with shop(Version.V30) as (double, _connector):
        for ticked, wanted in (("", "restocks"), ("1 2 3 5 12 15", "")):
            connector = connect(double, api_processing=ticked)
            assert ("15" in connector.capabilities().restocks_on) is bool(wanted)
            try:
                shipped(connector, status="15")
                code = ""
            except Refused as refused:
                code = refused.code
            assert code == wanted
            connector.close()


def test_an_order_that_the_shop_suspects_is_a_conflict() -> None:
    with shop(Version.V30, fraudulent={1}) as (double, connector):
        with pytest.raises(Conflict) as conflict:
            shipped(connector)
        assert "Denied" in conflict.value.say()
        assert double.state.orders[1]["order_status_id"] == "8"


@pytest.mark.parametrize("version", ALL)
def test_warnings_of_php_before_the_answer_are_skipped(version: Version) -> None:
    with shop(version, warnings=True) as (_double, connector):
        assert all(step.passed for step in connector.test())
        assert shipped(connector).result is Result.DONE


def test_each_40_order_has_its_own_lines_though_the_session_keeps_the_last() -> None:
    with shop(Version.V40) as (double, _connector):
        way = interface(double)
        for ref in ("1", "2", "2"):
            raw = way.lines(ref)
            assert raw is not None
            assert [(row["model"], row["quantity"]) for row in raw["products"]] == [
                ("Product 1", "3"),
                ("Product 2", "2"),
            ]
        assert way.lines("999999") is None
        assert way.existing(["1", "999999", "3"]) == {"1", "3"}
        way.close()


def test_heads_are_found_by_asking_for_one_number_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "GAP", 12)
    with shop(Version.V30) as (double, _connector):
        seed(double.state, range(12, 40))
        del double.state.orders[2]
        way = interface(double)
        found, cursor, more = [], "", True
        while more:
            page = way.changed(cursor, 90)
            found += [row["order"]["order_id"] for row in page.rows]
            cursor, more = page.cursor, page.more
        assert [int(ref) for ref in found] == sorted(double.state.orders)
        assert way.changed(cursor, 90).rows == ()
        seed(double.state, [41])
        assert [row["order"]["order_id"] for row in way.changed(cursor, 90).rows] == ["41"]
        way.close()


def test_what_each_dialect_can_is_said_honestly() -> None:
    for version in ALL:
        with shop(version) as (_double, connector):
            able = connector.capabilities()
            assert not able.lists_orders
            assert able.kinds == {"order_status"}
            assert able.reads_back is (version in WITH_HEADS)
            assert connector.pull_orders("").orders == ()
            with pytest.raises(Refused):
                connector.read_order("1")


@pytest.mark.parametrize("version", [Version.V40, Version.V41])
def test_a_lost_answer_is_a_persons_question_and_a_line_that_is_down_is_not(version: Version) -> None:
    with shop(version) as (double, connector):
        connector.probe()
        double.choose = _lose_writes
        with pytest.raises(Refused) as unknowable:
            shipped(connector)
        assert unknowable.value.code == "unknowable"
        assert len(double.state.histories[1]) == 1
    away = connect(double)
    with pytest.raises(Offline) as offline:
        shipped(away, "2")
    away.close()
    assert offline.value.values.get("unsent")


@pytest.mark.parametrize("version", WITH_HEADS)
def test_a_lost_answer_is_read_back_where_the_head_of_an_order_can_be_seen(version: Version) -> None:
    with shop(version) as (double, connector):
        connector.probe()
        double.choose = _lose_writes
        assert shipped(connector).result is Result.DONE
        assert len(double.state.histories[1]) == 1


def test_orders_come_out_of_the_newest_backup_and_are_told_by_the_interface(tmp_path: Path) -> None:
    backup = (RECORDED / "backup-oc3-orders.sql").read_text("utf-8")
    with shop(Version.V30) as (double, _connector):
        seed(double.state, [61])
        connector = connect(double, backups=str(tmp_path), zone="Asia/Jakarta", history_days="36500")
        assert connector.capabilities().lists_orders
        assert connector.pull_orders("").orders == ()
        (tmp_path / "old.sql").write_text("no backup")
        os.utime(tmp_path / "old.sql", (1, 1))
        (tmp_path / "new.sql").write_text(backup, "utf-8")
        found, cursor, more = [], "", True
        while more:
            pull = connector.pull_orders(cursor)
            found += pull.orders
            cursor, more = pull.cursor, pull.more
        assert len({order.remote_id for order in found}) == len(found) == 58
        assert (found[0].currency, found[0].total, found[0].placed_at.hour) == ("IDR", 36102842, 8)
        assert ("17", "Ready to Pack") in connector.probe().statuses
        assert connector.pull_orders(cursor).orders == ()
        assert shipped(connector, "61").result is Result.DONE
        os.utime(tmp_path / "new.sql", ns=(2 * 10**18, 2 * 10**18))  # another backup under the same name
        assert connector.pull_orders(cursor).orders
        (tmp_path / "new.sql").write_text(backup[:5000], "utf-8")
        with pytest.raises(Refused) as refused:
            connector.pull_orders(cursor)
        assert "new.sql" in refused.value.say()
        connector.close()
        lost = connect(double, backups=str(tmp_path / "away"))
        with pytest.raises(SignInFailed) as away:
            lost.pull_orders("")
        assert away.value.fault is Fault.FOLDER
        lost.close()


def test_each_family_is_known_after_the_key_was_taken() -> None:
    families = {}
    for version in ALL:
        with shop(version) as (double, _connector):
            way = interface(double)
            families[version] = way.profile().family
            way.close()
    assert families == {
        Version.V20: Family.V2, Version.V23: Family.V2, Version.V30: Family.V3, Version.V400: Family.V40,
        Version.V40: Family.V40, Version.V41: Family.V41,
    }  # fmt: skip


def test_no_cookie_is_kept_and_nothing_secret_stands_in_an_address() -> None:
    for version in ALL:
        with shop(version) as (double, connector):
            seen: list[Call] = []
            double.choose = seen.append  # type: ignore[assignment]
            shipped(connector)
            assert all(double.state.key not in call.url for call in seen)
            if version not in (Version.V20, Version.V23):  # which find a session by it alone
                assert not any(call.cookie for call in seen)


def _lose_writes(call: Call) -> Trouble | None:
    route, name = call.query.get("route", ""), call.query.get("call", "")
    return Trouble.DROP_AFTER if "istory" in route or name == "history_add" else None

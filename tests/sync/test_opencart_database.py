"""An OpenCart shop's own database: everything is read, nothing is ever written. Needs a MariaDB, skipped without it."""

import json
import re
import ssl
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pymysql
import pytest

from desktop.simulated.opencart_api_http import ApiDouble
from desktop.simulated.opencart_api_state import ApiState, Version, seed
from desktop.sync.connector import Account, Check, Fault, Offline, Push, Refused, Result, SignInFailed
from desktop.sync.connectors.opencart import database, mysql
from desktop.sync.connectors.opencart.database import Database
from desktop.sync.connectors.opencart.mysql import Mysql
from desktop.sync.connectors.opencart.store import OpenCart
from tests import mariadb

RECORDED = Path(__file__).parent.parent / "stores" / "opencart"
_SETTINGS = {
    "config_name": "Toko Melati", "config_timezone": "Asia/Jakarta", "config_language": "en-gb",
    "config_currency": "USD", "config_processing_status": '["5","1","2","12","3"]',
    "config_complete_status": '["5","3"]',
}  # fmt: skip
_MORE = """
CREATE TABLE oc_setting (setting_id int PRIMARY KEY AUTO_INCREMENT, store_id int, `key` varchar(128), `value` text);
CREATE TABLE oc_language (language_id int, name text, code varchar(5), status int);
INSERT INTO oc_language VALUES (1, 'English', 'en-gb', 1), (2, 'Bahasa Indonesia', 'id-id', 1);
CREATE TABLE oc_currency (currency_id int, code varchar(3), decimal_place char(1));
INSERT INTO oc_currency VALUES (1, 'USD', '2'), (2, 'GBP', '2'), (4, 'IDR', '0'), (5, 'SEK', '2');
CREATE TABLE oc_country (country_id int, name text, iso_code_2 varchar(2));
INSERT INTO oc_country VALUES (100, 'Indonesia', 'ID'), (203, 'Sweden', 'SE');
CREATE TABLE oc_product (product_id int PRIMARY KEY, model text, sku text, upc text, ean text, location text,
 image text, price decimal(15,4), quantity int, subtract int, weight decimal(15,8), weight_class_id int, shipping int);
INSERT INTO oc_product VALUES (28, 'Product 1', 'SKU-28', '', '7300000000288', 'A3-28', '', 100, 968, 1, 146.4, 2, 1),
 (29, 'Product 2', 'SKU-29', '', '', '', '', 279.99, 999, 0, 133, 2, 1);
CREATE TABLE oc_product_description (product_id int, language_id int, name text);
INSERT INTO oc_product_description VALUES (28, 1, 'HTC Touch HD'), (28, 2, 'HTC'), (29, 1, 'Palm &amp; Treo');
CREATE TABLE oc_weight_class_description (weight_class_id int, language_id int, title text, unit text);
INSERT INTO oc_weight_class_description VALUES (2, 1, 'Gram', 'g');
CREATE TABLE oc_customer (customer_id int PRIMARY KEY, customer_group_id int, language_id int, firstname text,
 lastname text, email text, telephone text, newsletter int, address_id int, date_added datetime);
INSERT INTO oc_customer VALUES (1, 1, 2, 'Siti', 'Rahmawati', 'cust0@example.test', '081', 1, 7, '2026-01-01 07:00:00');
CREATE TABLE oc_customer_group_description (customer_group_id int, language_id int, name text);
INSERT INTO oc_customer_group_description VALUES (1, 1, 'Default');
CREATE TABLE oc_address (address_id int, customer_id int, firstname text, lastname text, address_1 text, country_id int,
 zone_id int);
INSERT INTO oc_address VALUES (6, 1, 'Old', 'One', 'Old street', 100, 1), (7, 1, 'Siti', 'R', 'Jl. Melati 12', 100, 1);
CREATE TABLE oc_customer_reward (customer_reward_id int, customer_id int, order_id int, points int);
INSERT INTO oc_customer_reward VALUES (1, 1, 1, 1200), (2, 1, 1, -200);
"""


@pytest.fixture(scope="module")
def server() -> Iterator[mariadb.Server]:
    if mariadb.binaries() is None:
        pytest.skip("no MariaDB server is installed (mariadbd was not found)")
    with mariadb.server() as running:
        _load(running)
        yield running


def _load(running: mariadb.Server) -> None:
    """The recorded backup, in tables with the columns that its rows name."""
    text = (RECORDED / "backup-oc3-orders.sql").read_text("utf-8")
    made: set[str] = set()
    with running.owner() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE shop CHARACTER SET utf8mb4")
        cursor.execute("CREATE USER kolli@'127.0.0.1' IDENTIFIED BY 'secret'")
        cursor.execute("GRANT SELECT ON shop.* TO kolli@'127.0.0.1'")
        cursor.execute("CREATE USER nobody@'127.0.0.1' IDENTIFIED BY 'secret'")
        cursor.execute("GRANT USAGE ON *.* TO nobody@'127.0.0.1'")
        cursor.execute("CREATE USER owner@'127.0.0.1' IDENTIFIED BY 'secret'")
        cursor.execute("GRANT ALL ON shop.* TO owner@'127.0.0.1'")
        cursor.execute("USE shop")
        cursor.execute("SET autocommit = 0")
        for line in text.splitlines():
            found = re.match(r"INSERT INTO `(\w+)` \(([^)]*)\)", line)
            if not found:
                continue
            if found[1] not in made:
                made.add(found[1])
                columns = [column.strip(" `") for column in found[2].split(",")]
                kinds = ", ".join(
                    f"`{c}` {'int' if c.endswith('_id') or c == 'sort_order' else 'text'}" for c in columns
                )
                cursor.execute(f"CREATE TABLE `{found[1]}` ({kinds})")
            cursor.execute(line.rstrip(";"))
        for statement in filter(str.strip, _MORE.split(";\n")):
            cursor.execute(statement)
        for key, value in _SETTINGS.items():
            cursor.execute("INSERT INTO oc_setting (store_id, `key`, `value`) VALUES (0, %s, %s)", (key, value))
        connection.commit()


def _account(server: mariadb.Server, url: str = "https://toko.example", api_key: str = "", **told: Any) -> Account:
    options = {
        "transport": "database", "db_host": "127.0.0.1", "db_port": str(server.port), "db_name": "shop",
        "db_user": "kolli",
    } | told  # fmt: skip
    keys = {"db_password": str(options.pop("password", "secret")), "api_key": api_key}
    return Account(url, "", "", history_days=36500, keys=keys, options=options)


@pytest.fixture
def store(server: mariadb.Server) -> Iterator[OpenCart]:
    connector = OpenCart(_account(server))
    yield connector
    connector.close()


def _walk(store: OpenCart, cursor: str = "") -> tuple[list[Any], str]:
    found, more = [], True
    while more:
        pull = store.pull_orders(cursor)
        found += pull.orders
        cursor, more = pull.cursor, pull.more
    return found, cursor


def test_every_placed_order_comes_once_with_the_facts_of_the_store(store: OpenCart) -> None:
    wanted = {str(o["order_id"]): o for o in json.loads((RECORDED / "orders-oc3.json").read_text("utf-8"))}
    orders, cursor = _walk(store)
    assert [order.remote_id for order in orders] == [ref for ref, o in wanted.items() if o["order_status_id"]]
    for order in orders:
        fact = wanted[order.remote_id]
        assert (order.status, order.currency) == (str(fact["order_status_id"]), fact["currency"])
        assert order.total == Decimal(fact["total_order_currency"])
        assert (order.email, order.note) == (fact["email"], fact["comment"].strip())
        goods = [line for line in order.lines if not line.remote_id.startswith(("total:", "voucher:"))]
        assert [(line.name, line.quantity) for line in goods] == [(x["name"], x["quantity"]) for x in fact["lines"]]
    again = store.pull_orders(cursor)
    assert (again.orders, again.cursor, again.more) == ((), cursor, False)
    first = orders[0]
    assert (first.ship_to.country, first.lines[1].sku, first.lines[1].barcodes) == ("ID", "SKU-28", ("7300000000288",))
    assert first.credits is not None
    assert first.credits.points_given is True


def test_what_happens_there_is_in_the_next_pull(store: OpenCart, server: mariadb.Server) -> None:
    _orders, cursor = _walk(store)
    with server.owner("shop") as connection, connection.cursor() as cursor_there:
        cursor_there.execute("UPDATE oc_order SET order_status_id = 3 WHERE order_id = 57")
        cursor_there.execute(
            "INSERT INTO oc_order_history (order_history_id, order_id, order_status_id, notify, comment, date_added)"
            " SELECT MAX(order_history_id) + 1, 57, 3, 0, 'by hand', '2026-11-22 06:00:00' FROM oc_order_history"
        )
        cursor_there.execute("CREATE TEMPORARY TABLE copied SELECT * FROM oc_order WHERE order_id = 57")
        cursor_there.execute("UPDATE copied SET order_id = 62, order_status_id = 1")
        cursor_there.execute("INSERT INTO oc_order SELECT * FROM copied")  # an order without any history
    found = store.pull_orders(cursor)
    assert [(order.remote_id, order.status) for order in found.orders] == [("57", "3"), ("62", "1")]
    assert store.missing(["57", "62", "999999"]) == ["999999"]
    swept = {order.remote_id for order in store.open_orders("").orders}
    assert "62" in swept
    assert "57" not in swept


def test_articles_customers_and_stock_are_read(store: OpenCart) -> None:
    first, second = store.pull_articles("").articles
    assert (first.name, first.sku, first.stock, first.weight_g, first.bin) == (
        "HTC Touch HD",
        "SKU-28",
        968,
        146,
        "A3-28",
    )
    assert (second.name, second.stock) == ("Palm & Treo", None)
    (customer,) = store.pull_customers("").customers
    assert (customer.name, customer.group, customer.points, customer.language) == (
        "Siti Rahmawati",
        "Default",
        1000,
        "id",
    )
    assert (customer.address.line1, customer.address.country) == ("Jl. Melati 12", "ID")
    assert [(level.sku, level.units) for level in store.pull_stock("").levels] == [("SKU-28", 968)]


def test_pages_go_on_where_the_last_one_ended(store: OpenCart, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {order.remote_id for order in _walk(store)[0]}
    monkeypatch.setattr(database, "PAGE", 7)
    orders, _cursor = _walk(store)
    assert len(orders) == len(whole)
    assert {order.remote_id for order in orders} == whole


def test_what_the_shop_says_of_itself_is_read_from_its_settings(store: OpenCart) -> None:
    facts, able = store.probe(), store.capabilities()
    assert (facts.name, facts.zone, facts.currency) == ("Toko Melati", "Asia/Jakarta", "USD")
    assert ("17", "Ready to Pack") in facts.statuses
    assert {"15", "17"} <= able.restocks_on
    assert (able.lists_orders, able.kinds, able.articles, able.stock) == (True, frozenset(), True, True)
    assert all(step.passed for step in store.test())


def test_nothing_can_be_written_whatever_the_user_may(server: mariadb.Server) -> None:
    line = Mysql(_account(server, db_user="owner"))
    for statement in (
        "UPDATE oc_order SET order_status_id = 0", "DELETE FROM oc_order", "DROP TABLE oc_order",
        "CREATE TABLE x (a int)", "INSERT INTO oc_setting (store_id) VALUES (9)",
    ):  # fmt: skip
        with pytest.raises(SignInFailed) as refused:
            line.ask(statement)
        assert "READ ONLY" in refused.value.say()
    assert line.ask("SELECT COUNT(*) AS n FROM oc_order")[0]["n"]
    line.close()


@pytest.mark.parametrize(
    ("told", "check", "said"),
    [
        ({"password": "wrong"}, Check.KEY, "does not know this user"),
        ({"db_user": "nobody"}, Check.KEY, "right to read"),
        ({"db_user": "owner", "db_name": "other"}, Check.KEY, "right to read"),
        ({"db_user": "root", "password": "", "db_name": "other"}, Check.KEY, "no database “other”"),
        ({"db_user": "root", "password": "", "db_name": "mysql"}, Check.READ, "no OpenCart tables"),
        ({"db_prefix": "shop2_"}, Check.READ, "prefix shop2_"),
    ],
)
def test_each_fault_is_said_in_plain_words(
    server: mariadb.Server, told: dict[str, str], check: Check, said: str
) -> None:
    way = Database(_account(server, **told))
    last = way.test()[-1]
    way.close()
    assert last.check is check
    assert isinstance(last.error, SignInFailed)
    assert last.error.fault is Fault.DATABASE
    assert said in last.error.say()
    assert "secret" not in last.error.say()


def test_a_broken_line_is_opened_again(server: mariadb.Server) -> None:
    line = Mysql(_account(server))
    (mine,) = line.ask("SELECT CONNECTION_ID() AS id")
    with server.owner() as connection, connection.cursor() as cursor:
        cursor.execute(f"KILL {mine['id']}")
    assert line.ask("SELECT 1 AS one") == [{"one": "1"}] or line.ask("SELECT 1 AS one")[0]["one"]
    line.close()


def test_an_order_is_told_by_the_shops_interface_and_read_back_here(server: mariadb.Server) -> None:
    """The double does not write into this database, so what is read back is what was there before."""
    state = ApiState(version=Version.V30)
    seed(state, [56])
    with ApiDouble(state) as double:
        store = OpenCart(_account(server, double.url, state.key, api_user=state.user))
        assert {"order_status", "tracking", "note"} <= store.capabilities().kinds
        with pytest.raises(Refused):  # the shop said yes, and its database still says the old status
            store.perform(Push("order_status", "56", "op", {"status": "3", "notify": False}))
        assert len(state.histories[56]) == 1
        with server.owner("shop") as connection, connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO oc_order_history (order_history_id, order_id, order_status_id, notify, comment)"
                " SELECT MAX(order_history_id) + 1, 56, 2, 0, 'JNE\\nJD1' FROM oc_order_history"
            )
        told = Push("tracking", "56", "op-2", {"number": "JD1", "carrier": "JNE", "notify": False})
        assert store.perform(told).result is Result.ALREADY  # its words stand in the history
        assert len(state.histories[56]) == 1
        store.close()


def test_outside_of_this_computer_the_line_is_encrypted_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []

    def connect(**told: Any) -> Any:
        seen.append(told)
        raise pymysql.err.OperationalError(2003, "no")

    monkeypatch.setattr(pymysql, "connect", connect)
    for line in ("", "open"):
        way = Mysql(Account("https://toko.example", "", "", options={"db_name": "shop", "db_line": line}))
        with pytest.raises(Offline) as offline:
            way.ask("SELECT 1")
        assert "toko.example" in offline.value.say()
    safe, open_line = (told["ssl"] for told in seen)
    assert (safe.verify_mode, safe.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert open_line is None
    assert (seen[0]["host"], seen[0]["port"]) == ("toko.example", mysql.PORT)


def test_a_closed_port_says_what_to_ask_the_web_host() -> None:
    way = Database(Account("http://127.0.0.1", "", "", options={"db_port": "9", "db_name": "shop"}))
    (last,) = way.test()
    way.close()
    assert isinstance(last.error, SignInFailed)
    assert last.error.fault is Fault.NO_ANSWER
    assert "port 9" in last.error.say()
    assert "module" in last.error.say()


def test_a_port_that_is_none_is_refused_instead_of_another_one_tried() -> None:
    for typed in ("99999", "http", "-1", "²"):
        with pytest.raises(SignInFailed) as refused:
            Database(Account("http://127.0.0.1", "", "", options={"db_port": typed, "db_name": "shop"}))
        assert typed in refused.value.say()
        assert "65535" in refused.value.say()

"""The way through the shop's own database: everything can be read, nothing is ever written there.

Where the shop's own interface is open to us too, orders are told by it, and the database shows whether it was done.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence

from desktop.formats.opencart.profile import Profile
from desktop.formats.opencart.tables import Row, Tables
from desktop.i18n import N_
from desktop.sync.connector import Account, Check, Fault, Offline, Refused, SignInFailed, Step, StoreError
from desktop.sync.connectors.opencart.api.interface import StockApi
from desktop.sync.connectors.opencart.mysql import Mysql
from desktop.sync.connectors.opencart.transport import Can, History, Raw, RawPage, Written
from desktop.sync.http import own_address

PAGE = 50  # whole orders
ROWS = 200  # articles, customers, entries of a history
_NEEDED = ("order", "order_product", "order_total", "order_history", "order_status", "setting")
_READS = frozenset({Can.LIST, Can.READ, Can.HISTORY, Can.ARTICLES, Can.CUSTOMERS, Can.STOCK})
_NO_TABLES = 1146


class Database:
    """One store by its tables."""

    def __init__(self, account: Account) -> None:
        self._server = Mysql(account)
        self._api = StockApi(account) if account.keys.get("api_key") else None
        self._lock = threading.Lock()
        self._tables: Tables | None = None
        self._home = account.url

    @property
    def can(self) -> frozenset[Can]:
        return _READS | {Can.PUSH} if self._api else _READS

    @property
    def host(self) -> str:
        return self._server.host

    def test(self) -> list[Step]:
        """To the shop's own interface only if its key is given: telling is the step that needs it."""
        steps: list[Step] = []
        check = Check.ADDRESS
        try:
            try:
                self._server.ask("SELECT 1")
            except Offline as error:
                raise SignInFailed(
                    fault=Fault.NO_ANSWER, host=self.host, detail=error.values["detail"], sentence=_CLOSED,
                    address=own_address(self.host), port=self._server.port,
                ) from error  # fmt: skip
            except SignInFailed as error:
                steps = [Step(Check.ADDRESS)] if error.values.get("number") != 2026 else []
                check = Check.KEY if steps else Check.SECURE
                raise
            steps = [Step(Check.ADDRESS), Step(Check.SECURE), Step(Check.KEY)]
            check = Check.READ
            self.profile()
            steps.append(Step(check))
            check = Check.WRITE
            if self._api:
                failed = next((step for step in self._api.test() if step.error), None)
                steps.append(Step(check, failed.error if failed else None))
        except StoreError as error:
            steps.append(Step(check, error))
        return steps

    def profile(self) -> Profile:
        tables = self._known()
        (now,) = self._server.ask("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW()) AS ahead")
        found = tables.profile(offset_s=int(str(now["ahead"])))
        return Profile(
            **{name: getattr(found, name) for name in Profile.__dataclass_fields__ if name not in ("home", "name")},
            name=found.name or self.host, home=found.home or self._home,
        )  # fmt: skip

    def changed(self, cursor: str, history_days: int) -> RawPage:
        """By the number of the last history row and of the last order: date_modified has no index, and 4.1 leaves it.

        Cursor: "history:order", at the beginning "history:order:first" with the number of the history to go on from.
        """
        history, order, first = _cursor(cursor)
        if not cursor or first:
            return self._beginning(history, order, history_days, fresh=not cursor)
        entries = self._ask(
            f"SELECT order_history_id, order_id FROM {self._of('order_history')} WHERE order_history_id > ?"
            f" ORDER BY order_history_id LIMIT {PAGE}", [history],
        )  # fmt: skip
        placed = self._ask(
            f"SELECT order_id FROM {self._of('order')} WHERE order_id > ? ORDER BY order_id LIMIT {PAGE}", [order]
        )
        history = max((int(str(row["order_history_id"])) for row in entries), default=history)
        order = max((int(str(row["order_id"])) for row in placed), default=order)
        ids = sorted({int(str(row["order_id"])) for row in (*entries, *placed)})
        rows = self._known().orders(ids)
        return RawPage(tuple(rows), f"{history}:{order}", len(entries) == PAGE or len(placed) == PAGE)

    def open_orders(self, cursor: str, statuses: Sequence[str]) -> RawPage:
        """Every night's sweep: edits of an order leave no row in its history."""
        if not statuses:
            return RawPage((), "", False)
        marks = ", ".join("?" * len(statuses))
        rows = self._ask(
            f"SELECT order_id FROM {self._of('order')} WHERE order_status_id IN ({marks}) AND order_id > ?"
            f" ORDER BY order_id LIMIT {PAGE}", [*map(int, statuses), int(cursor or 0)],
        )  # fmt: skip
        ids = [int(str(row["order_id"])) for row in rows]
        more = len(ids) == PAGE
        return RawPage(tuple(self._known().orders(ids)), str(ids[-1]) if more else "", more)

    def order(self, remote_id: str, within_s: float | None = None) -> Raw | None:
        found = self._known().orders([int(remote_id)]) if remote_id.isdigit() else []
        return found[0] if found else None

    def existing(self, remote_ids: Sequence[str]) -> frozenset[str]:
        asked = [int(ref) for ref in remote_ids if ref.isdigit()]
        found: set[str] = set()
        for start in range(0, len(asked), ROWS):
            part = asked[start : start + ROWS]
            marks = ", ".join("?" * len(part))
            rows = self._ask(f"SELECT order_id FROM {self._of('order')} WHERE order_id IN ({marks})", part)
            found |= {str(row["order_id"]) for row in rows}
        return frozenset(found)

    def articles(self, cursor: str) -> RawPage:
        rows, more = self._page("product", "product_id", cursor)
        ids = [str(row["product_id"]) for row in rows]
        tables = self._known()
        codes, names = tables.codes(ids), tables.names(ids)
        whole = [{**row, "name": names.get(ref, ""), **codes.get(ref, {})} for ref, row in zip(ids, rows, strict=True)]
        return RawPage(tuple(whole), ids[-1] if more else "", more)

    def customers(self, cursor: str) -> RawPage:
        rows, more = self._page("customer", "customer_id", cursor)
        return RawPage(tuple(self._known().customers(rows)), str(rows[-1]["customer_id"]) if more else "", more)

    def stock(self, cursor: str) -> RawPage:
        rows, more = self._page("product", "product_id", cursor, "subtract = 1")
        codes = self._known().codes([str(row["product_id"]) for row in rows])
        whole = [{**row, **codes.get(str(row["product_id"]), {})} for row in rows]
        return RawPage(tuple(whole), str(rows[-1]["product_id"]) if more else "", more)

    def done(self, job: str) -> Written | None:
        return None

    def add_history(self, entry: History) -> Written:
        if self._api is None:
            raise Refused(code="unknown-kind", detail=N_("Kolli cannot tell this kind of store such a thing."))
        return self._api.add_history(entry)

    def set_stock(self, remote_id: str, was: int, to: int, job: str) -> Written:
        raise Refused(code="unknown-kind", detail=N_("Kolli cannot tell this kind of store such a thing."))

    def credit(self, remote_id: str, what: str, given: bool, job: str) -> Written:
        raise Refused(code="unknown-kind", detail=N_("Kolli cannot tell this kind of store such a thing."))

    def skew_s(self) -> float:
        return self._api.skew_s() if self._api else 0.0

    def close(self) -> None:
        self._server.close()
        if self._api:
            self._api.close()

    def _beginning(self, history: int, order: int, days: int, *, fresh: bool) -> RawPage:
        """The recent past, by number; what happens meanwhile is in the first reading after it."""
        if fresh:
            (last,) = self._ask(f"SELECT COALESCE(MAX(order_history_id), 0) AS last FROM {self._of('order_history')}")
            history = int(str(last["last"]))
        since = "DATE_SUB(NOW(), INTERVAL ? DAY)"
        # The history has no index on its orders in older shops, so it is walked through once and not once an order.
        rows = self._ask(
            f"SELECT order_id FROM {self._of('order')} WHERE order_id > ? AND (date_added >= {since} OR order_id IN"
            f" (SELECT order_id FROM {self._of('order_history')} WHERE date_added >= {since}))"
            f" ORDER BY order_id LIMIT {PAGE}", [order, days, days],
        )  # fmt: skip
        ids = [int(str(row["order_id"])) for row in rows]
        order = max(ids, default=order)
        more = len(ids) == PAGE
        return RawPage(
            tuple(self._known().orders(ids)), f"{history}:{order}:first" if more else f"{history}:{order}", more
        )

    def _page(self, table: str, key: str, cursor: str, only: str = "1 = 1") -> tuple[list[Row], bool]:
        rows = self._ask(
            f"SELECT * FROM {self._of(table)} WHERE {key} > ? AND {only} ORDER BY {key} LIMIT {ROWS}",
            [int(cursor or 0)],
        )
        return rows, len(rows) == ROWS

    def _ask(self, question: str, values: Sequence[object] = ()) -> list[Row]:
        return self._server.ask(question, values)

    def _of(self, table: str) -> str:
        return self._known().of(table)

    def _known(self) -> Tables:
        """Which tables and columns there are; asked once.

        Raises:
            SignInFailed: none of OpenCart's has this prefix.
        """
        with self._lock:
            if self._tables is None:
                columns = self._columns()
                self._tables = Tables(self._server.ask, columns, self._server.prefix)
            return self._tables

    def _columns(self) -> Mapping[str, frozenset[str]]:
        rows = self._server.ask(
            "SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()"
        )
        there: dict[str, set[str]] = {}
        for row in rows:
            there.setdefault(str(row["t"]), set()).add(str(row["c"]))
        prefix = self._server.prefix = self._server.prefix or _prefix(there)
        found = {name.removeprefix(prefix): columns for name, columns in there.items() if name.startswith(prefix)}
        if not all(name in found for name in _NEEDED) or "`" in prefix:
            raise self._server.shut(_NO_TABLES)
        return {name: frozenset(columns) for name, columns in found.items()}


def _prefix(tables: Iterable[str]) -> str:
    """What stands before the names of OpenCart's tables; the usual one where several shops share a database."""
    found = sorted(name.removesuffix("order_history") for name in tables if name.endswith("order_history"))
    return found[0] if len(found) == 1 else "oc_"


def _cursor(cursor: str) -> tuple[int, int, bool]:
    history, _colon, rest = cursor.partition(":")
    order, _colon, first = rest.partition(":")
    return int(history or 0), int(order or 0), bool(first)


_CLOSED = N_(
    "The shop's database does not answer at {host}, port {port}: {detail} Many web hosts keep it closed to the outside."
    " Ask yours to open it to the address {address}, or use Kolli's module in the shop instead."
)

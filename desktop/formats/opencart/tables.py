"""Whole orders out of OpenCart's own tables, whether they lie in its database or were read from its backup file.

Which columns there are says which OpenCart it is; nothing is asked for that is not there.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.formats.opencart.profile import ABANDONED, Family, Profile
from desktop.formats.opencart.read import Raw

Row = Mapping[str, Any]
Ask = Callable[[str, Sequence[object]], list[Row]]  # a question with ? for its values -> its rows
CODES = ("sku", "upc", "ean", "jan", "isbn", "mpn", "location")


@dataclass(frozen=True, slots=True)
class Tables:
    """`columns`: a table's name without its prefix -> its columns, of those tables that are there."""

    ask: Ask
    columns: Mapping[str, frozenset[str]]
    prefix: str = ""

    def has(self, table: str, *columns: str) -> bool:
        return set(columns) <= self.columns.get(table, frozenset()) and table in self.columns

    def of(self, table: str) -> str:
        return f"`{self.prefix}{table}`"

    def family(self) -> Family:
        if self.has("product_code"):
            return Family.V41
        if self.has("order") and not self.has("order", "payment_code"):
            return Family.V40
        return Family.V2 if self.has("affiliate") and not self.has("customer_affiliate") else Family.V3

    def orders(self, ids: Sequence[object]) -> list[Raw]:
        """These orders, whole, in the order of their ids; those that are gone are left out."""
        if not ids:
            return []
        heads = self._where("order", "order_id", ids, "order_id")
        parts = {
            "products": _grouped(self._where("order_product", "order_id", ids, "order_product_id")),
            "options": _grouped(self._where("order_option", "order_id", ids, "order_option_id")),
            "totals": _grouped(self._where("order_total", "order_id", ids, "sort_order")),
            "histories": _grouped(self._where("order_history", "order_id", ids, "order_history_id")),
            "vouchers": _grouped(self._where("order_voucher", "order_id", ids, "order_voucher_id")),
        }
        there = {name: self.has(f"order_{name.removesuffix('s')}") for name in ("products", "options", "totals")}
        there |= {"histories": self.has("order_history"), "vouchers": self.has("order_voucher")}
        codes = self.codes({str(row.get("product_id")) for rows in parts["products"].values() for row in rows})
        countries = self._countries(heads)
        rewards, commissions = self._rewards(ids), self._commissions(ids)
        affiliates = self._affiliates({str(head.get("affiliate_id") or "0") for head in heads} - {"0"})
        found: list[Raw] = []
        for head in heads:
            ref = str(head["order_id"])
            raw: dict[str, Any] = {"order": {**head, **_iso(head, countries)}}
            raw |= {name: rows.get(ref, []) for name, rows in parts.items() if there[name]}
            raw["codes"] = codes
            affiliate = str(head.get("affiliate_id") or "0")
            if rewards is not None:
                raw["rewards"] = rewards.get(ref, [])
            if commissions is not None:
                raw["commissions"] = [
                    row for row in commissions.get(ref, []) if str(row.get("affiliate_id")) == affiliate != "0"
                ]
            raw["affiliate"] = affiliates.get(affiliate, "")
            found.append(raw)
        return found

    def codes(self, products: Iterable[str]) -> dict[str, dict[str, Any]]:
        """product_id -> its codes, weight and whether it needs a parcel; 4.1 keeps codes in a table of their own."""
        ids = sorted(products)
        found: dict[str, dict[str, Any]] = {}
        units = self._weight_units()
        for row in self._where("product", "product_id", ids, "product_id"):
            kept = {name: row[name] for name in (*CODES, "image", "weight", "shipping") if name in row}
            kept["weight_unit"] = units.get(str(row.get("weight_class_id")), "")
            found[str(row["product_id"])] = kept
        for row in self._where("product_code", "product_id", ids, "product_id"):
            name = str(row.get("code") or "").lower()
            if name in CODES and str(row["product_id"]) in found:
                found[str(row["product_id"])][name] = row.get("value")
        return found

    def names(self, products: Sequence[object]) -> dict[str, str]:
        """product_id -> its name in the shop's own language, else in any."""
        own, found = self._own_language(), dict[str, str]()
        for row in self._where("product_description", "product_id", products, "product_id"):
            ref = str(row["product_id"])
            if ref not in found or str(row.get("language_id")) == own:
                found[ref] = str(row.get("name") or "")
        return found

    def customers(self, rows: Sequence[Row]) -> list[Row]:
        """These customers with their group's name, their points and their address."""
        ids = [row["customer_id"] for row in rows]
        own = self._own_language()
        groups: dict[str, str] = {}
        for row in self._all("customer_group_description"):
            if str(row["customer_group_id"]) not in groups or str(row.get("language_id")) == own:
                groups[str(row["customer_group_id"])] = str(row.get("name") or "")
        points: dict[str, int] = {}
        for row in self._where("customer_reward", "customer_id", ids, "customer_reward_id"):
            points[str(row["customer_id"])] = points.get(str(row["customer_id"]), 0) + int(str(row.get("points") or 0))
        addresses = self._addresses(rows)
        return [
            {
                **row, "group": groups.get(str(row.get("customer_group_id")), ""),
                "points": points.get(str(row["customer_id"]), 0), "address": addresses.get(str(row["customer_id"]), {}),
            }
            for row in rows
        ]  # fmt: skip

    def _addresses(self, rows: Sequence[Row]) -> dict[str, Row]:
        """customer_id -> the address that counts: named by the customer's row to 3.x, marked in its own from 4.0 on."""
        wanted = {str(row.get("address_id") or "0") for row in rows}
        found: dict[str, Row] = {}
        for row in self._where("address", "customer_id", [row["customer_id"] for row in rows], "address_id"):
            ref = str(row["customer_id"])
            if ref not in found or str(row.get("address_id")) in wanted or str(row.get("default") or "0") == "1":
                found[ref] = row
        refs = sorted({str(row.get("country_id") or "0") for row in found.values()} - {"0"})
        countries = {
            str(c["country_id"]): str(c["iso_code_2"]) for c in self._where("country", "country_id", refs, "country_id")
        }
        zones = self._zones({str(row.get("zone_id") or "0") for row in found.values()})
        return {
            ref: {
                **row, "iso_code_2": countries.get(str(row.get("country_id")), ""),
                "zone": zones.get(str(row.get("zone_id")), ""),
            }
            for ref, row in found.items()
        }  # fmt: skip

    def _zones(self, ids: set[str]) -> dict[str, str]:
        """zone_id -> its name; 4.1 has names in a table of their own."""
        table = "zone" if self.has("zone", "name") else "zone_description"
        rows = self._where(table, "zone_id", sorted(ids - {"0"}), "zone_id")
        return {str(row["zone_id"]): str(row.get("name") or "") for row in rows}

    def _own_language(self) -> str:
        settings = self._settings()
        names = (settings.get("config_language_catalog", ""), settings.get("config_language", ""))
        return next((str(row["language_id"]) for row in self._all("language") if str(row["code"]) in names), "")

    def profile(self, version: str = "", zone: str = "", offset_s: int = 0) -> Profile:
        """What the settings say. `zone` and `offset_s` stand in where the store has none of its own (2.x)."""
        settings = self._settings()
        languages = {str(row["language_id"]): str(row["code"]) for row in self._all("language")}
        family = self.family()
        own_zone = settings.get("config_timezone", "")
        return Profile(
            family=family,
            version=version or family.value,
            name=settings.get("config_name", ""),
            home=settings.get("config_url", ""),
            zone=own_zone or zone,
            offset_s=0 if own_zone else offset_s,
            currency=settings.get("config_currency", ""),
            decimals={
                str(row["code"]): int(str(row.get("decimal_place") or 0).strip() or 0) for row in self._all("currency")
            },
            languages=languages,
            statuses=self._statuses(self._own_language()),
            processing=_ids(settings.get("config_processing_status", "")),
            complete=_ids(settings.get("config_complete_status", "")),
        )

    def _statuses(self, language: str) -> tuple[tuple[str, str], ...]:
        names: dict[str, str] = {}
        for row in self._all("order_status"):
            ref = str(row["order_status_id"])
            if ref != ABANDONED and (ref not in names or str(row.get("language_id")) == language):
                names[ref] = str(row.get("name") or ref)
        return tuple(sorted(names.items(), key=lambda pair: int(pair[0])))

    def _settings(self) -> dict[str, str]:
        if not self.has("setting", "key", "value"):
            return {}
        rows = self.ask(f"SELECT `key`, `value` FROM {self.of('setting')} WHERE store_id = ?", (0,))  # noqa: S608
        return {str(row["key"]): str(row["value"] or "") for row in rows}

    def _weight_units(self) -> dict[str, str]:
        rows = self._all("weight_class_description")
        return {str(row["weight_class_id"]): str(row.get("unit") or "") for row in reversed(rows)}

    def _countries(self, heads: Sequence[Row]) -> dict[str, str]:
        wanted = {str(head.get(f"{side}_country_id") or "0") for head in heads for side in ("payment", "shipping")}
        rows = self._where("country", "country_id", sorted(wanted - {"0"}), "country_id")
        return {str(row["country_id"]): str(row.get("iso_code_2") or "") for row in rows}

    def _rewards(self, ids: Sequence[object]) -> dict[str, list[Row]] | None:
        if not self.has("customer_reward"):
            return None
        return _grouped(self._where("customer_reward", "order_id", ids, "customer_reward_id"))

    def _commissions(self, ids: Sequence[object]) -> dict[str, list[Row]] | None:
        """Money that was put down for this order, and to whom; 2.x keeps affiliates apart from customers."""
        if self.has("affiliate_transaction"):
            return _grouped(self._where("affiliate_transaction", "order_id", ids, "affiliate_transaction_id"))
        if not self.has("customer_transaction"):
            return None
        rows = self._where("customer_transaction", "order_id", ids, "customer_transaction_id")
        return _grouped([{**row, "affiliate_id": row.get("customer_id")} for row in rows])

    def _affiliates(self, ids: set[str]) -> dict[str, str]:
        table, key = ("affiliate", "affiliate_id") if self.has("affiliate") else ("customer", "customer_id")
        rows = self._where(table, key, sorted(ids), key)
        return {str(row[key]): f"{row.get('firstname') or ''} {row.get('lastname') or ''}".strip() for row in rows}

    def _all(self, table: str) -> list[Row]:
        return self.ask(f"SELECT * FROM {self.of(table)}", ()) if self.has(table) else []  # noqa: S608

    def _where(self, table: str, column: str, values: Sequence[object], by: str) -> list[Row]:
        if not values or not self.has(table, column):
            return []
        marks = ", ".join("?" * len(values))
        order = f" ORDER BY {by}" if self.has(table, by) else ""
        return self.ask(f"SELECT * FROM {self.of(table)} WHERE {column} IN ({marks}){order}", list(values))  # noqa: S608


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["order_id"]), []).append(row)
    return found


def _iso(head: Row, countries: Mapping[str, str]) -> dict[str, str]:
    found = {
        f"{side}_iso_code_2": countries.get(str(head.get(f"{side}_country_id") or "0"), "")
        for side in ("payment", "shipping")
    }
    return {name: code for name, code in found.items() if code}


def _ids(said: str) -> frozenset[str]:
    """A setting that holds a list of ids, as JSON (2.1 and later)."""
    try:
        found = json.loads(said) if said else []
    except ValueError:
        return frozenset()
    return frozenset(str(ref) for ref in found) if isinstance(found, list) else frozenset()

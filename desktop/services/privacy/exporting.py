"""All that is known of one person, as a ZIP that opens anywhere: a page to read, tables, the data, papers, pictures."""

import csv
import html
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from desktop import i18n
from desktop.domain.rights import Right
from desktop.formats.formulas import guarded
from desktop.i18n import _
from desktop.models import schema_words
from desktop.models.base import run, utc
from desktop.services import permits, settings
from desktop.services.changes import now
from desktop.services.customer_file import people
from desktop.services.exporting.files import beside
from desktop.services.privacy import people_rows
from desktop.services.privacy.known import PERSONAL, Personal
from desktop.services.privacy.people_rows import Rows

_OTHERS = (
    # What belongs to the person and has no words of theirs.
    Personal("parcel", "order_id IN ({orders})"),
    Personal("credit_move", "order_id IN ({orders})"),
    Personal("order_credit", "order_id IN ({orders})"),
    Personal("voucher_move", "voucher_id IN (SELECT id FROM voucher WHERE customer_id IN ({customers}))"),
)
_WHOLE = {"points_move": "customer_id IN ({customers}) OR order_id IN ({orders})"}
_LEFT_OUT = frozenset({"search_new", "twin_mark", "slip_order"})  # copies of what stands elsewhere, made for machines
_BLOBS = ("BLOB", "BYTEA")
_STYLE = (
    "body{font:15px/1.45 sans-serif;margin:2em auto;max-width:70em;color:#222}table{border-collapse:collapse;"
    "margin:.5em 0 2em}td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left;vertical-align:top;"
    "white-space:pre-wrap}th{background:#f2f2f2}h2{margin-top:2em}"
)


def export(customer_id: int, file: Path) -> Path:
    """Write everything that names a person into a ZIP; it is complete, or not there.

    Raises:
        NotFound: there is no such customer.
        NoRight: who works here may not see customers.
        FileHeld, FolderRefused, DiskFull: what was there is there still.
    """
    permits.require(Right.CUSTOMERS)
    permits.require(Right.PRICES)
    rows = people_rows.of(people.head(customer_id))
    tables = {rule.table: _read(rows, rule) for rule in (*PERSONAL, *_OTHERS) if rule.table not in _LEFT_OUT}
    with beside(file) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("index.html", _page(tables))
        written.writestr("data.json", json.dumps(tables, ensure_ascii=False, indent=1))
        for table, found in tables.items():
            if found:
                written.writestr(f"tables/{table}.csv", _csv(found))
        for number, pdf in _documents(rows):
            written.writestr(f"documents/{_safe(number)}.pdf", pdf)
        for name, picture in _pictures(rows):
            written.writestr(f"pictures/{_safe(name)}", picture.read_bytes())
    return file


def _read(rows: Rows, rule: Personal) -> list[dict[str, Any]]:
    where, values = rows.where(_WHOLE.get(rule.table, rule.where))
    names = [name for name, kind in schema_words.columns(rule.table) if kind not in _BLOBS]
    quoted = ", ".join(f'"{name}"' for name in names)
    found = run(f"SELECT {quoted} FROM {rule.table} WHERE {where}", values).fetchall()
    return [{name: _said(name, value) for name, value in zip(names, row, strict=True)} for row in found]


def _said(name: str, value: Any) -> Any:
    """A value as people read it: times as ISO, amounts as they are kept."""
    if isinstance(value, int) and value > 10**11 and (name == "at" or name.endswith(("_at", "_by", "since"))):
        return utc(value).isoformat()
    return value


def _page(tables: dict[str, list[dict[str, Any]]]) -> str:
    """Everything on one page; whatever a person wrote is text in it, never markup."""
    shop = settings.shop()
    title = _("What {shop} knows of you").format(shop=shop.name or "Kolli")
    parts = [
        f"<!doctype html><html lang='{i18n.language()}'><meta charset='utf-8'><title>{html.escape(title)}</title>",
        f"<style>{_STYLE}</style><h1>{html.escape(title)}</h1>",
        f"<p>{html.escape(i18n.day_time(now(), zone=shop.zone))}</p>",
    ]
    for table, found in tables.items():
        if not found:
            continue
        used = [name for name in found[0] if any(row[name] not in (None, "", "[]", "{}") for row in found)]
        parts.append(f"<h2>{html.escape(table.replace('_', ' '))} ({len(found)})</h2><table><tr>")
        parts += [f"<th>{html.escape(name.replace('_', ' '))}</th>" for name in used]
        parts.append("</tr>")
        for row in found:
            cells = "".join(f"<td>{html.escape('' if row[name] is None else str(row[name]))}</td>" for name in used)
            parts.append(f"<tr>{cells}</tr>")
        parts.append("</table>")
    return "".join(parts) + "</html>"


def _csv(found: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\r\n")
    written.writerow(found[0])
    for row in found:
        written.writerow(["" if value is None else guarded(str(value)) for value in row.values()])
    return "\ufeff" + out.getvalue()


def _documents(rows: Rows) -> list[tuple[str, bytes]]:
    where, values = rows.where("order_id IN ({orders})")
    found = run(f"SELECT number, pdf FROM document WHERE {where} ORDER BY id", values).fetchall()
    return [(str(number), bytes(pdf)) for number, pdf in found]


def _pictures(rows: Rows) -> list[tuple[str, Path]]:
    kept = people_rows.pictures(rows)
    return [(f"{rule.table}-{name}", file) for rule, _column, name, file in kept if file.is_file()]


def _safe(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-._" else "-" for letter in name).strip(".")

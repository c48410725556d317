"""Erasing a person: whatever no law demands goes at once; what one demands stays, and the report says so."""

import base64
import json
import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop.domain.errors import KolliError
from desktop.domain.returns import name_of
from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.models import schema_words
from desktop.models.base import db, insert, is_postgres, ms, run, utc
from desktop.services import box_photos, history, permits, settings, tombstones
from desktop.services.changes import Work, actor, now, unit
from desktop.services.customer_file import people
from desktop.services.privacy import people_rows
from desktop.services.privacy.known import PERSONAL, SCRUBBED, Personal
from desktop.services.privacy.people_rows import Rows

# Sweden: to the end of the 7th year after the one of the entry (BFL 7:2). Indonesia: 10 years (UU KUP art. 28(11)).
# Elsewhere nobody has looked: the longer one.
YEARS = {"SE": 7, "ID": 10}
_YEARS = 10
_STILL_COMING = timedelta(days=30)  # a parcel that left may still be asked for, also where nobody notes receipts
_GONE = "—"

BOOKS = N_("Bookkeeping law")
STORE_TOO = N_("The store keeps its own account. Erase it there too.")
COPIES = N_("Backups and copies made before still have everything. Delete them when their time is over.")
WORDS: dict[str, str] = {
    "document": N_("Documents as they were issued, with the name and address on them"),
    "number_entry": N_("The register of document numbers, with the buyer's name"),
    "money_move": N_("What was paid and given back, with its references"),
    "payout_entry": N_("Payouts of stores and couriers, with their references"),
    "bank_line": N_("Lines of bank statements, as the bank wrote them"),
    "store": STORE_TOO,
    "copies": COPIES,
}


class Prevented(KolliError):
    text = N_("{name} cannot be erased yet: {what}. Finish that first.")


@dataclass(frozen=True, slots=True)
class Stays:
    """What stays after an erasure: `count` rows, until when by law; "" for ever or until somebody acts."""

    what: str
    names: str  # numbers of documents, names of stores: nothing of the person
    count: int
    until: str

    def say(self) -> str:
        return _(WORDS.get(self.what, self.what))


def prevents(customer_id: int) -> list[str]:
    """What must come to its end before a person can be erased, in words; empty where nothing does."""
    permits.require(Right.CUSTOMERS)
    rows = people_rows.of(customer_id)
    found = []
    since = ms(now() - _STILL_COMING)
    where, _values = rows.where("id IN ({orders})")
    open_orders = run(
        f"SELECT number FROM orders WHERE {where} AND kind = 'order' AND (stage IN ('to-confirm', 'to-pick', 'to-pack',"
        " 'to-ship', 'on-hold') OR (stage = 'shipped' AND placed_at > ?)) ORDER BY id",
        (since,),
    ).fetchall()
    if open_orders:
        found.append(_("open orders: {numbers}").format(numbers=_named([f"#{row[0]}" for row in open_orders])))
    where, _values = rows.where("order_id IN ({orders})")
    cases = run(f"SELECT number FROM return_case WHERE {where} AND state NOT IN ('settled', 'rejected', 'withdrawn')"
                " ORDER BY id").fetchall()  # fmt: skip
    if cases:
        found.append(_("open returns: {numbers}").format(numbers=", ".join(name_of(int(row[0])) for row in cases)))
    where, _values = rows.where("customer_id IN ({customers}) OR order_id IN ({orders})")
    if run(f"SELECT 1 FROM complaint WHERE ({where}) AND state <> 'solved' LIMIT 1").fetchone():
        found.append(_("a complaint that is not solved"))
    where, _values = rows.where("order_id IN ({orders})")
    if run(f"SELECT 1 FROM outbox WHERE {where} AND state IN ('waiting', 'sending', 'sent') LIMIT 1").fetchone():
        found.append(_("messages to a store that have not arrived"))
    if run(f"SELECT 1 FROM mail WHERE {where} AND state IN ('waiting', 'sending') LIMIT 1").fetchone():
        found.append(_("mails that have not left"))
    return found


def erase(customer_id: int) -> list[Stays]:
    """Take a person out of everything that no law keeps; returns what stays. Cannot be undone.

    The file of a SQLite database may hold old pages until `clean_file`.

    Raises:
        Prevented: an order, a return, a complaint or a message is still open.
        NoRight: who works here may not.
    """
    permits.require(Right.CUSTOMERS)
    permits.require(Right.CORRECT)
    open_things = prevents(customer_id)
    if not is_postgres():
        run("PRAGMA secure_delete = ON")  # what is written over is gone from the page
    with unit() as work:
        rows = people_rows.of(customer_id)
        if open_things:
            name = run("SELECT name FROM customer WHERE id = ?", (rows.customers[0],)).fetchone()[0]
            raise Prevented(name=name, what=", ".join(open_things))
        files = _files(rows)
        stays = _stays(rows)
        moment = ms(now())
        tombstones.bury(rows.keys, rows.orders, moment)
        here = schema_words.tables()
        for rule in PERSONAL:
            if rule.table in here:  # what the search makes of texts is another thing on PostgreSQL
                _wipe(rows, rule)
        for table, column in SCRUBBED:
            _scrub(rows, table, column)
        run(f"UPDATE customer SET erased_at = ? WHERE {rows.where('id IN ({customers})')[0]}", (moment,))
        _write(work, rows, stays)
        if not is_postgres():  # what the emptying itself has put there: the new texts, which name nobody
            run("DELETE FROM search_new WHERE order_id IN (SELECT order_id FROM erased_order)")
    for file in files:
        file.unlink(missing_ok=True)
    _truncate_wal()
    return stays


def erased_report(customer_id: int) -> list[Stays]:
    """What stayed when this person was erased; empty where they were not."""
    permits.require(Right.CUSTOMERS)
    row = run("SELECT rows FROM erase_report WHERE customer_id = ? ORDER BY id DESC LIMIT 1",
              (people.head(customer_id),)).fetchone()  # fmt: skip
    return [Stays(**each) for each in json.loads(row[0])] if row else []


def clean_file() -> None:
    """Let nothing of what was deleted lie about in the database's file: its free pages and its search index are made
    anew. Takes as long as copying the file; nobody writes meanwhile.
    """
    permits.require(Right.CUSTOMERS)
    if is_postgres():
        run("VACUUM")
        return
    with unit():
        run("DELETE FROM search_new")
        run("INSERT INTO search_order (search_order) VALUES ('delete-all')")
        run("INSERT INTO search_order (rowid, text) SELECT order_id, text FROM search_text ORDER BY order_id")
        run("INSERT INTO search_order (search_order) VALUES ('optimize')")
    run("VACUUM")
    _truncate_wal()


def keep_years(country: str = "") -> int:
    """For how many years after the year of an entry its country wants it kept."""
    return YEARS.get(country or settings.shop().country, _YEARS)


def until(entered: date, country: str = "") -> date:
    return date(entered.year + keep_years(country), 12, 31)


def _wipe(rows: Rows, rule: Personal) -> None:
    where, values = rows.where(rule.where)
    if rule.law:
        _wipe_after_years(rule, where, values)
        return
    if rule.drop:
        run(f"DELETE FROM {rule.table} WHERE {where}", values)
        return
    parts = [f"{column} = ''" for column in (*rule.blank, *rule.files)]
    parts += [f"{column} = 'erased:' || id" for column in rule.unique]
    for column, value in rule.empty:
        if value == "nameless":
            _forget_said(where, values)
        elif value == "null":
            parts.append(f"{column} = CASE WHEN {column} IS NULL THEN NULL ELSE '' END")
        else:
            parts.append(f"{column} = '{value.format()}'")
    run(f"UPDATE {rule.table} SET {', '.join(parts)} WHERE {where}", values)


def _wipe_after_years(rule: Personal, where: str, values: tuple[object, ...]) -> None:
    """What the law wants no longer. Documents and their register stay whole: a number must never be missing."""
    if rule.table in ("document", "number_entry"):
        return
    first = date(now().year - keep_years(), 1, 1)
    limit: object = first.isoformat()
    if rule.law_from != "booked_on":
        limit = ms(datetime(first.year, 1, 1, tzinfo=UTC))
    parts = ", ".join(f"{column} = ''" for column in rule.law)
    run(f"UPDATE {rule.table} SET {parts} WHERE {where} AND {rule.law_from} < ?", (*values, limit))


def _forget_said(where: str, values: tuple[object, ...]) -> None:
    """What a store said last time is compared with what it says next: so it is made what a nameless order says."""
    for order_id, text in run(f"SELECT id, remote_seen FROM orders WHERE {where} AND remote_seen IS NOT NULL",
                              values).fetchall():  # fmt: skip
        try:
            said = json.loads(text)
            said["note"] = ""
            place = said.get("ship_to") or []
            said["ship_to"] = [value if at == 9 else "" for at, value in enumerate(place)]  # 9: the country
            said["lines"] = [[*line[:5], [], ""] for line in said.get("lines", [])]
            kept = json.dumps(said, ensure_ascii=False)
        except (ValueError, TypeError, AttributeError):
            kept = "{}"
        run("UPDATE orders SET remote_seen = ? WHERE id = ?", (kept, order_id))


def _scrub(rows: Rows, table: str, column: str) -> None:
    """Take the person's own words out of texts that belong to nobody."""
    for row_id, text in run(f"SELECT id, {column} FROM {table} WHERE {column} <> ''").fetchall():
        packed = _unpacked(text) if column == "rows" else None
        left = found = text if packed is None else packed
        for word in rows.words:
            at = left.casefold().find(word.casefold())
            while at >= 0:
                left = left[:at] + _GONE + left[at + len(word) :]
                at = left.casefold().find(word.casefold(), at)
        if left != found:
            kept = left if packed is None else base64.b64encode(zlib.compress(left.encode())).decode()
            run(f"UPDATE {table} SET {column} = ? WHERE id = ?", (kept, row_id))


def _unpacked(text: str) -> str | None:
    """A proof's rows as text; None where they are not packed."""
    try:
        return zlib.decompress(base64.b64decode(text, validate=True)).decode()
    except (ValueError, zlib.error):
        return None


def _files(rows: Rows) -> list[Path]:
    """Pictures of theirs; one that another order has as well stays."""
    found: list[Path] = []
    for rule, column, name, file in people_rows.pictures(rows):
        where, values = rows.where(rule.where)
        others = run(f"SELECT count(*) FROM {rule.table} WHERE {column} = ? AND NOT ({where})",
                     (name, *values)).fetchone()  # fmt: skip
        if name != "none" and not others[0]:
            found.append(file)
    where, _values = rows.where("order_id IN ({orders})")
    for (code,) in run(f"SELECT code FROM parcel WHERE {where}").fetchall():  # earlier photos of a parcel stay as files
        found += box_photos.folder().glob(f"*/{code}-*.jpg")
    return list(dict.fromkeys(found))


def _stays(rows: Rows) -> list[Stays]:
    found = []
    for rule in PERSONAL:
        if not rule.law:
            continue
        where, values = rows.where(rule.where)
        name = "number" if "number" in dict(schema_words.columns(rule.table)) else "''"
        years: dict[str, list[str]] = {}
        found_rows = run(f"SELECT {rule.law_from}, {name} FROM {rule.table} WHERE {where}", values).fetchall()
        for at, called in sorted(found_rows):
            entered = date.fromisoformat(at) if isinstance(at, str) else utc(int(at)).date()
            if until(entered) >= now().date() or rule.table in ("document", "number_entry"):
                years.setdefault(until(entered).isoformat(), []).append(str(called))
        for end, numbers in sorted(years.items()):
            found.append(Stays(rule.table, ", ".join(number for number in numbers if number), len(numbers), end))
    where, _values = rows.where("customer_id IN ({customers})")
    stores = run(
        f"SELECT DISTINCT s.name FROM store_customer c JOIN store s ON s.id = c.store_id WHERE c.{where}"
        f" UNION SELECT DISTINCT s.name FROM orders o JOIN store s ON s.id = o.store_id WHERE o.{where}"
    )
    found += [Stays("store", str(row[0]), 1, "") for row in stores.fetchall()]
    return [*found, Stays("copies", "", 1, "")]


def _write(work: Work, rows: Rows, stays: list[Stays]) -> None:
    insert(
        "INSERT INTO erase_report (customer_id, at, who, rows) VALUES (?, ?, ?, ?)",
        (rows.customers[0], ms(now()), actor().who, json.dumps([asdict(each) for each in stays], ensure_ascii=False)),
    )
    for order_id in rows.orders:
        history.note(work, order_id, "erased")
    for customer_id in rows.customers:
        work.changed("customer", customer_id)


def _truncate_wal() -> None:
    if not is_postgres() and not db.in_transaction():
        run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _named(found: list[str]) -> str:
    shown = ", ".join(found[:5])
    return shown if len(found) <= 5 else f"{shown} +{len(found) - 5}"

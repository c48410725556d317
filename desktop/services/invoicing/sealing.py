"""The daily chain: each day's legal numbers and voids as a list that never changes, tied to the list before it.

A day is sealed when the first document of a later day is issued, and whatever is still open when the numbers are
audited. Its hash is that of the list and of the hash before it, so that no list can be changed, left out or put in
between; the signature of the shop's key says who has sealed it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from desktop.models.base import insert, is_postgres, ms, run, utc
from desktop.services import settings
from desktop.services.changes import actor, now, unit

_SEALS = 0x4B4F5345  # names the lock under which days are sealed, one after the other


@dataclass(frozen=True, slots=True)
class Day:
    """A sealed list. `entries` has a line of JSON for each document and each void; `signature` "" = not signed yet."""

    id: int
    on: str
    count: int
    entries: str
    previous: str
    hash: str
    key: str
    signature: str
    at: datetime
    who: str
    bench: str


def beginning() -> str:
    """What stands before the first day of this shop."""
    return hashlib.sha256(f"kolli numbers {settings.shop_id()}".encode()).hexdigest()


def chained(previous: str, on: str, entries: str) -> str:
    """The hash of a day."""
    return hashlib.sha256(f"{previous}\n{on}\n{entries}".encode()).hexdigest()


def seal_days_before(moment: datetime) -> None:
    """Seal the days that are over, if any is open; part of the unit that issues the first document after them."""
    zone = ZoneInfo(settings.shop().zone)
    today = ms(datetime.combine(moment.astimezone(zone).date(), time(), zone))
    if run("SELECT 1 FROM number_entry WHERE day_id IS NULL AND issued_at < ? LIMIT 1", (today,)).fetchone():
        _seal(zone, today)


def seal() -> str:
    """Seal everything that is still open, and sign what is not signed yet; returns the newest hash.

    Raises:
        SecretsLocked, KeyringRefused: the key cannot be used now; what was sealed stays sealed, without a signature.
    """
    with unit():
        _seal(ZoneInfo(settings.shop().zone), None)
    open_days = run("SELECT id, hash FROM number_day WHERE signature = '' ORDER BY id").fetchall()
    if open_days:
        from desktop.services.slips import keys

        key = keys.own()
        public = key.public_key().public_bytes_raw().hex()
        with unit():
            for day_id, said in open_days:
                signature = key.sign(bytes.fromhex(said)).hex()
                run("UPDATE number_day SET key = ?, signature = ? WHERE id = ?", (public, signature, day_id))
    return head()


def head() -> str:
    """The hash of the newest day; with it, written down elsewhere, nobody can take days off the end."""
    row = run("SELECT hash FROM number_day ORDER BY id DESC LIMIT 1").fetchone()
    return beginning() if row is None else str(row[0])


def days() -> Iterator[Day]:
    """Every sealed day, oldest first; a few at a time."""
    after = 0
    while rows := run(
        "SELECT id, on_day, count, entries, previous, hash, key, signature, at, who, bench FROM number_day"
        " WHERE id > ? ORDER BY id LIMIT 50", (after,),
    ).fetchall():  # fmt: skip
        for row in rows:
            yield Day(*[*row[:8], utc(row[8]), *row[9:]])
        after = int(rows[-1][0])


def signed_by(day: Day) -> bool:
    """Whether the signature of a day fits its hash and its key; what is not signed fits nothing."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(day.key)).verify(
            bytes.fromhex(day.signature), bytes.fromhex(day.hash)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _seal(zone: ZoneInfo, before: int | None) -> None:
    """Seal the open entries that are older than `before`, or all, a list for each day of theirs."""
    if is_postgres():
        run("SELECT pg_advisory_xact_lock(?)", (_SEALS,))
    where, values = ("", ()) if before is None else (" AND {} < ?", (before,))
    issued = run(
        "SELECT e.document_id, e.number, e.kind, o.number, e.issued_at, e.currency, e.total_minor, e.pdf_sha256,"
        " e.data_sha256, coalesce(c.number, '') FROM number_entry e JOIN orders o ON o.id = e.order_id"
        f" LEFT JOIN number_entry c ON c.document_id = e.corrects WHERE e.day_id IS NULL{where.format('e.issued_at')}"
        " ORDER BY e.document_id",
        values,
    ).fetchall()
    voided = run(
        "SELECT document_id, number, voided_at, void_reason FROM number_entry WHERE void_day_id IS NULL"
        f" AND void_reason <> ''{where.format('coalesce(voided_at, 0)')} ORDER BY document_id",
        values,
    ).fetchall()
    lists: dict[str, list[tuple[str, int, str]]] = {}
    for row in issued:
        said = dict(zip(("number", "kind", "order", "at", "currency", "total", "pdf", "data", "corrects"), row[1:],
                        strict=True))  # fmt: skip
        lists.setdefault(_day(zone, row[4]), []).append(("day_id", row[0], _line(said)))
    for document_id, number, at, reason in voided:
        line = _line({"void": number, "at": at, "reason": reason})
        lists.setdefault(_day(zone, at or 0), []).append(("void_day_id", document_id, line))
    for on, entries in sorted(lists.items()):
        _write(on, entries)


def _write(on: str, entries: list[tuple[str, int, str]]) -> None:
    text, previous, here = "\n".join(line for _column, _id, line in entries), head(), actor()
    day_id = insert(
        "INSERT INTO number_day (on_day, count, entries, previous, hash, key, signature, at, who, bench)"
        " VALUES (?, ?, ?, ?, ?, '', '', ?, ?, ?)",
        (on, len(entries), text, previous, chained(previous, on, text), ms(now()), here.who, here.bench),
    )
    for column, document_id, _text in entries:
        run(f"UPDATE number_entry SET {column} = ? WHERE document_id = ?", (day_id, document_id))


def _line(said: dict[str, object]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _day(zone: ZoneInfo, at: int) -> str:
    return utc(at).astimezone(zone).date().isoformat()

"""Which unit it was: serial numbers, lots and expiry dates of what leaves.

A unit is counted by its scan; what is still to be said of it stands against closing, and the bench asks for it at once
where the code itself did not carry it. A serial is in one box only: the database's own index sees to it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from desktop.domain import codes
from desktop.domain.closing import Gate, Standing
from desktop.domain.codes import Code, Kind
from desktop.domain.errors import BadInput, KolliError
from desktop.i18n import N_, _
from desktop.models.base import insert, ms, run, storable
from desktop.services import settings
from desktop.services.changes import now, unit

_FIRST = {"serial": "serial", "lot": "lot", "lot-expiry": "lot"}
_lets_expired: ContextVar[bool] = ContextVar("lets_expired", default=False)
_LONGEST = 100  # signs; GS1 has 20, some makers more
_DATES = (
    re.compile(r"(?P<y>\d{4})-?(?P<m>\d\d)-?(?P<d>\d\d)"),
    re.compile(r"(?P<d>\d\d?)[./ -](?P<m>\d\d?)[./ -](?P<y>\d{4})"),
    re.compile(r"(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)"),  # as GS1 writes it
)


class SerialGone(KolliError):
    text = N_("Serial {serial} has left already, in order {ref}. Nothing was counted; put this one aside.")


class Expired(KolliError):
    text = N_("It expired on {date}. A supervisor must allow it: scan the badge. Nothing was counted.")


class NoSerial(KolliError):
    text = N_("{code} is a product or a code of ours, not a serial number. Scan the serial number.")


class NotInBox(KolliError):
    text = N_("{said} is not in this order's box. Scan the one that you took out.")


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still to be said of units: `wants` is "serial", "lot" or "expiry".

    `out`: units of the line were taken out, and it is not known yet which.
    """

    unit_id: int
    line_id: int
    article_id: int
    sku: str
    name: str
    wants: str
    out: bool = False

    @property
    def question(self) -> str:
        """The sentence that asks for it, in the screen's language."""
        if self.out:
            return _("Scan the one that came out: {name}").format(name=self.name)
        asks = {
            "serial": _("Scan the serial number of {name}"),
            "lot": _("Scan or type the lot of {name}"),
            "expiry": _("Scan or type the expiry date of {name}"),
        }
        return asks[self.wants].format(name=self.name)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """Units that lie in a box or left with it; `expiry` None where none was said."""

    line_id: int | None
    article_id: int
    sku: str
    units: int
    serial: str
    lot: str
    expiry: date | None


@contextmanager
def letting_expired() -> Iterator[None]:
    """Everything inside may leave although it has expired: somebody who may has allowed it."""
    token = _lets_expired.set(True)
    try:
        yield
    finally:
        _lets_expired.reset(token)


def of_order(order_id: int) -> list[UnitRow]:
    """What is known of the units of an order, in the sequence in which they were packed."""
    rows = run(
        "SELECT u.line_id, u.article_id, a.sku, u.units, u.serial, u.lot, u.expiry FROM packed_unit u"
        " JOIN article a ON a.id = u.article_id WHERE u.order_id = ? AND u.freed_at IS NULL ORDER BY u.id",
        (order_id,),
    ).fetchall()
    return [UnitRow(*[*row[:6], date.fromisoformat(row[6]) if row[6] else None]) for row in rows]


def keep(order_id: int, line_id: int, part_id: int | None, units: int, said: Code) -> int:
    """Write down units that a scan counts, with what its code carried; the row's id. Part of the scan's unit.

    Raises:
        SerialGone, Expired: it may not leave, and the scan must not count.
    """
    article_id = _article(line_id, part_id)
    if said.serial:
        _check_serial(article_id, said.serial)
    if said.expiry is not None:
        _check_expiry(said.expiry)
    return insert(
        "INSERT INTO packed_unit (order_id, line_id, article_id, units, serial, lot, expiry)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (order_id, line_id, article_id, units, said.serial, said.lot, _said(said.expiry)),
    )


def link(unit_ids: Sequence[int], op_id: str) -> None:
    """Say which scan counted these units; part of the scan's unit."""
    for unit_id in unit_ids:
        run("UPDATE packed_unit SET scan_id = (SELECT id FROM packing_scan WHERE op_id = ?) WHERE id = ?",
            (op_id, unit_id))  # fmt: skip


def take_out(line_id: int, part_id: int | None, units: int, said: Code) -> None:
    """Free what was taken out of a box, as far as it is clear which it was; part of the scan's unit.

    Raises:
        NotInBox: the code names a serial that is not in this line's box.
    """
    article_id = _article(line_id, part_id)
    rows = _live(line_id, article_id)
    if said.serial:
        chosen = [row for row in rows if row[2] == said.serial]
        if not chosen:
            raise NotInBox(said=said.serial)
        _free(chosen[0], 1)
    elif len({row[2:] for row in rows}) == 1 or sum(row[1] for row in rows) == units:
        for row in reversed(rows):
            if units > 0:
                units -= _free(row, units)
    # Else which one it was is asked for: the line has more units written down than it has in its box.


def undo(scan_id: int) -> None:
    """A scan that counted units is taken back: they are free again. Part of the caller's unit."""
    run("UPDATE packed_unit SET freed_at = ? WHERE scan_id = ? AND freed_at IS NULL", (ms(now()), scan_id))


def undo_out(line_id: int) -> None:
    """A scan that took units of a line out is taken back: what was freed last lies in the box again.

    Raises:
        SerialGone: it has left in another order meanwhile.
    """
    for row_id, article_id, units, serial in run(
        "SELECT id, article_id, units, serial FROM packed_unit WHERE line_id = ? AND freed_at IS NOT NULL"
        " ORDER BY freed_at DESC, id DESC",
        (line_id,),
    ).fetchall():
        written = sum(row[1] for row in _live(line_id, article_id))
        if written + units <= _packed(line_id, article_id):
            if serial:
                _check_serial(article_id, serial)
            run("UPDATE packed_unit SET freed_at = NULL WHERE id = ?", (row_id,))
    for (article_id,) in run("SELECT DISTINCT article_id FROM packed_unit WHERE line_id = ?", (line_id,)).fetchall():
        rows = _live(line_id, article_id)
        lacking = _packed(line_id, article_id) - sum(row[1] for row in rows)
        if rows and lacking > 0:  # some of a lot
            run("UPDATE packed_unit SET units = units + ? WHERE id = ?", (lacking, rows[-1][0]))


def missing(order_id: int) -> Missing | None:
    """The first thing that is still to be said of the order's units; None where all is said."""
    rows = run(
        "SELECT u.id, u.line_id, u.article_id, a.sku, a.name, a.tracks, u.serial, u.lot, u.expiry, u.units"
        " FROM packed_unit u JOIN article a ON a.id = u.article_id"
        " WHERE u.order_id = ? AND u.freed_at IS NULL AND u.line_id IS NOT NULL ORDER BY u.id",
        (order_id,),
    ).fetchall()
    written: dict[tuple[int, int], int] = {}
    for row in rows:
        written[row[1], row[2]] = written.get((row[1], row[2]), 0) + int(row[9])
    for unit_id, line_id, article_id, sku, name, tracks, *_said_of_it in rows:
        if written[line_id, article_id] > _packed(line_id, article_id):
            return Missing(unit_id, line_id, article_id, sku, name or sku, _FIRST.get(tracks, "serial"), True)
    for unit_id, line_id, article_id, sku, name, tracks, serial, lot, expiry, _units in rows:
        wants = (
            "serial" if tracks == "serial" and not serial
            else "lot" if tracks.startswith("lot") and not lot
            else "expiry" if tracks == "lot-expiry" and not expiry
            else ""
        )  # fmt: skip
        if wants:
            return Missing(unit_id, line_id, article_id, sku, name or sku, wants)
    return None


def standing(order_id: int) -> list[Standing]:
    """What must still be said before the parcel closes."""
    found = missing(order_id)
    return [] if found is None else [Standing(Gate.UNIT, found.question, found.unit_id, found.line_id)]


def give(order_id: int, text: str) -> Missing | None:
    """Say what is missing first: the serial, lot or date, or a GS1 code with them; returns what is missing then.

    Raises:
        SerialGone, Expired: it may not leave; the unit must come out again, or be another one.
        NoSerial: it is a product's code. NotInBox: what came out was never in. BadInput: no date, or nothing at all.
    """
    with unit() as work:
        wanted = missing(order_id)
        if wanted is None:
            return None
        said = codes.read(storable(text))
        if wanted.out:
            _give_out(wanted, said)
        else:
            _give(wanted, said)
        work.changed("order", order_id)
        return missing(order_id)


def change_line(line_id: int, to: int, units: int) -> None:
    """Units of one line are another line's now, the newest first; part of the caller's unit."""
    article_id = _article(line_id, None)
    for row_id, many, *_rest in reversed(_live(line_id, article_id)):
        if units >= many:
            run("UPDATE packed_unit SET line_id = ? WHERE id = ?", (to, row_id))
            units -= many
        elif units > 0:
            run("UPDATE packed_unit SET units = units - ? WHERE id = ?", (units, row_id))
            run(
                "INSERT INTO packed_unit (scan_id, order_id, line_id, article_id, units, serial, lot, expiry)"
                " SELECT scan_id, order_id, ?, article_id, ?, serial, lot, expiry FROM packed_unit WHERE id = ?",
                (to, units, row_id),
            )
            units = 0


def today() -> date:
    """The date in the shop."""
    return now().astimezone(ZoneInfo(settings.shop().zone or "UTC")).date()


def _give(wanted: Missing, said: Code) -> None:
    serial, lot, expiry = said.serial, said.lot, said.expiry
    plain = (said.text or said.value).strip()
    if not (serial or lot or expiry):
        _check_text(plain, wanted)
        serial = plain if wanted.wants == "serial" else ""
        lot = plain if wanted.wants == "lot" else ""
        expiry = read_date(plain) if wanted.wants == "expiry" else None
    if {"serial": serial, "lot": lot, "expiry": expiry}[wanted.wants] in ("", None):
        raise NoSerial(code=plain)
    if serial:
        _check_serial(wanted.article_id, serial)
    if expiry is not None:
        _check_expiry(expiry)
    run(
        "UPDATE packed_unit SET serial = CASE WHEN serial = '' THEN ? ELSE serial END,"
        " lot = CASE WHEN lot = '' THEN ? ELSE lot END, expiry = CASE WHEN expiry = '' THEN ? ELSE expiry END"
        " WHERE id = ?",
        (serial, lot, _said(expiry), wanted.unit_id),
    )


def _give_out(wanted: Missing, said: Code) -> None:
    name = (said.serial or said.lot) or (said.text or said.value).strip()
    for row in _live(wanted.line_id, wanted.article_id):
        if name and name in (row[2], row[3]):
            _free(row, 1)
            return
    # One that nothing was said of yet needs no name.
    blank = next((row for row in _live(wanted.line_id, wanted.article_id) if not (row[2] or row[3])), None)
    if blank is None:
        raise NotInBox(said=name)
    _free(blank, 1)


def read_date(text: str) -> date:
    """A date as it is printed or typed: 2027-03-31, 20270331, 270331 or 31.3.2027.

    Raises:
        BadInput: it is none.
    """
    for shape in _DATES:
        found = shape.fullmatch(text.strip())
        if found is None:
            continue
        year, month, day = (int(found[name]) for name in "ymd")
        try:
            return date(year if year > 99 else 2000 + year, month, day)
        except ValueError:
            break
    raise BadInput(what=N_("The expiry date"), value=text, next=N_("Type it as 2027-03-31."))


def _check_text(text: str, wanted: Missing) -> None:
    if not text or len(text) > _LONGEST:
        raise BadInput(what=N_("The number"), value=text[:_LONGEST], next=N_("Scan it, or type it as it is printed."))
    if wanted.wants == "expiry":
        return
    known = run("SELECT 1 FROM barcode WHERE code = ? UNION ALL SELECT 1 FROM article WHERE sku = ? LIMIT 1",
                (text, text)).fetchone()  # fmt: skip
    if known or codes.read(text).kind not in (Kind.OTHER, Kind.PRODUCT):
        raise NoSerial(code=text)


def _check_serial(article_id: int, serial: str) -> None:
    row = run(
        "SELECT o.number FROM packed_unit u JOIN orders o ON o.id = u.order_id"
        " WHERE u.article_id = ? AND u.serial = ? AND u.freed_at IS NULL",
        (article_id, serial),
    ).fetchone()
    if row:
        raise SerialGone(serial=serial, ref=f"#{row[0]}")


def _check_expiry(expiry: date) -> None:
    if expiry < today() and not _lets_expired.get():
        raise Expired(date=expiry.isoformat())


def _live(line_id: int, article_id: int) -> list[tuple[int, int, str, str, str]]:
    """What is written down of the units in the box: (id, units, serial, lot, expiry), the oldest first."""
    rows = run(
        "SELECT id, units, serial, lot, expiry FROM packed_unit WHERE line_id = ? AND article_id = ?"
        " AND freed_at IS NULL ORDER BY id",
        (line_id, article_id),
    ).fetchall()
    return [(int(row[0]), int(row[1]), row[2], row[3], row[4]) for row in rows]


def _free(row: tuple[int, int, str, str, str], units: int) -> int:
    row_id, there, *_rest = row
    if there > units:
        run("UPDATE packed_unit SET units = units - ? WHERE id = ?", (units, row_id))
        return units
    run("UPDATE packed_unit SET freed_at = ? WHERE id = ?", (ms(now()), row_id))
    return there


def _packed(line_id: int, article_id: int) -> int:
    row = run(
        "SELECT coalesce((SELECT q.packed FROM line_part q WHERE q.line_id = l.id AND q.article_id = ?), l.packed)"
        " FROM order_line l WHERE l.id = ?",
        (article_id, line_id),
    ).fetchone()
    return int(row[0])


def _article(line_id: int, part_id: int | None) -> int:
    table, row_id = ("order_line", line_id) if part_id is None else ("line_part", part_id)
    return int(run(f"SELECT article_id FROM {table} WHERE id = ?", (row_id,)).fetchone()[0])


def _said(expiry: date | None) -> str:
    return "" if expiry is None else expiry.isoformat()

"""The series of legal numbers: one per kind, year and prefix; the prefix holds the bench's letter where it has one.

A number must alone name its document, and it must be seen whether one is missing (VAT directive art. 226(2), ML
17:24). Benches that work with databases of their own cannot share a series: each has a letter. Benches on one server
may share one, because its counter is locked until the document is kept.
"""

from datetime import datetime

from desktop.models.base import run
from desktop.services import settings


def prefix(kind: str) -> str:
    """What a number of this kind begins with at this bench: INV, and INV-A at a bench with the letter A."""
    shop, letter = settings.shop(), settings.bench().series
    own = {"invoice": shop.invoice_prefix, "credit-note": shop.credit_prefix, "receipt": shop.receipt_prefix}
    of_kind = own[kind]
    if any(of_kind == other for name, other in own.items() if name != kind):  # an old setting; new ones are refused
        of_kind += kind[0].upper()
    return f"{of_kind}-{letter}" if letter else of_kind


def next_number(kind: str, prefix: str, at: datetime) -> str:
    """Take the next number of a series; only inside the unit that makes its document, so that none is ever lost."""
    statement = (
        "INSERT INTO number_series (kind, prefix, year, next) VALUES (?, ?, ?, 2)"
        " ON CONFLICT (kind, prefix, year) DO UPDATE SET next = number_series.next + 1 RETURNING next"
    )
    taken = int(run(statement, (kind, prefix, at.year)).fetchone()[0]) - 1
    return _number(prefix, at.year, taken)


def series_of(number: str) -> str:
    """The series that a number belongs to: the number without its turn."""
    return number.rpartition("/")[0]


def gaps() -> list[str]:
    """Numbers that a series has given out without a document: always none, or something is broken."""
    missing = []
    given = run("SELECT kind, prefix, year, next FROM number_series ORDER BY kind, prefix, year").fetchall()
    for kind, prefix, year, after_last in given:
        known = {str(row[0]) for row in run("SELECT number FROM document WHERE kind = ?", (kind,)).fetchall()}
        turns = (_number(prefix, year, turn) for turn in range(1, int(after_last)))
        missing += [number for number in turns if number not in known]
    return missing


def _number(prefix: str, year: int, turn: int) -> str:
    return f"{prefix}/{year}/{turn:06d}"

"""What a bank's file says, one entry after the other, whatever the bank."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.domain.errors import KolliError
from desktop.formats.errors import FileRefused
from desktop.i18n import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """One booked movement. `row` is the line of the file where it begins.

    `amount_minor`: above 0 came in, below 0 went out. Of what a payer sent, `deducted_minor` was held back for a credit
    note and never arrived. `said`: what the payer wrote and is called, without the bank's own codes; `references`: what
    the bank hands on as a payment reference, as it was typed (it may be wrong).
    """

    row: int
    booked_on: date
    amount_minor: int
    currency: str
    text: str
    payer: str = ""
    said: str = ""
    references: tuple[str, ...] = ()
    deducted_minor: int = 0
    bank_ref: str = ""
    account: str = ""  # "" where the file does not name it
    reversal: bool = False  # the bank takes an earlier entry back


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that is no movement of money (yet)."""

    row: int
    reason: KolliError


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was recognised. `bank` is whose numbering of accounts it follows; `entries` reads it from its start,
    as often as it is called, and raises Damaged where it cannot be read to its end."""

    format: str
    title: str
    bank: str
    entries: Callable[[], Iterator[Entry | LeftOut]]


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file, by which it is recognised."""

    path: Path
    start: bytes
    currency: str  # of the shop, for files that name none


class Damaged(FileRefused):
    text = N_(
        "{file} is damaged or was cut off, line {row}: {reason}"
        " Download it from the bank again; nothing of it was kept."
    )


class NotBooked(KolliError):
    text = N_("The bank has not booked it yet ({text}). It comes with a later file.")


class NothingMoved(KolliError):
    text = N_("No money moved ({text}).")

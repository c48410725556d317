"""Files that banks give: one module a bank, one line of registration."""

from collections.abc import Callable
from pathlib import Path

from desktop.formats.bank import bca, bgmax, camt053, mandiri, named_columns
from desktop.formats.bank.entry import Damaged, Entry, Head, LeftOut, NotBooked, Reading
from desktop.formats.detect import unreadable
from desktop.formats.errors import FileRefused
from desktop.i18n import N_

__all__ = ["FORMATS", "Damaged", "Entry", "FileUnknown", "LeftOut", "NotBooked", "Reading", "recognise"]

_HEAD = 1 << 16
# A file is the first of these that knows it; the last one goes by the names of columns alone.
FORMATS: tuple[Callable[[Head], Reading | None], ...] = (
    bca.recognise,
    mandiri.recognise,
    bgmax.recognise,
    camt053.recognise,
    named_columns.recognise,
)


class FileUnknown(FileRefused):
    text = N_(
        "{file} is not a bank's file that Kolli knows. It reads the CSV of BCA and Mandiri (MCM), BgMax, camt.053, and"
        " tables with columns that are named date, text and amount."
    )


def recognise(path: Path, currency: str) -> Reading:
    """Find out by its content what a file is; `currency` is the shop's, for files that name none.

    Raises:
        FileRefused: it cannot be read, or is not a bank's.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_HEAD)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    if not start.strip():
        raise FileRefused(file=path.name, reason=N_("it is empty."))
    head = Head(path, start, currency)
    for look in FORMATS:
        if (found := look(head)) is not None:
            return found
    raise FileUnknown(file=path.name)

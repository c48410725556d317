"""Papers of many orders as one PDF, for those who print elsewhere: whole or not at all."""

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain import pdfium
from desktop.domain.errors import DiskFull, FolderRefused, KolliError
from desktop.domain.print_order import By
from desktop.i18n import _
from desktop.services import orders, papers, print_batches, printing
from desktop.services.addresses import language_of
from desktop.services.paper_kinds import PAPERS

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_TOGETHER = 25  # labels that are drawn as one file: fonts are in it once, and cancelling is still heard soon
_ALIKE = ("parcel-label",)  # kinds whose module draws several orders of one language at once


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands in the file: papers, and the errors of the orders that are not in it. `stopped`: no file at all."""

    papers: int
    pages: int = 0
    refused: tuple[KolliError, ...] = ()
    stopped: bool = False


def save(
    order_ids: Sequence[int],
    kind: str,
    file: Path,
    by: By = By.LISTED,
    told: Callable[[int, int], object] = lambda _done, _of: None,
    stop: Callable[[], bool] = lambda: False,
) -> Saved:
    """Write one kind of paper of these orders into a file, in the sequence in which they are packed.

    `told` hears how many of how many are drawn; nothing is written once `stop` says so. What came out before is marked
    as a copy where that matters, and what stands in the file has come out.

    Raises:
        FolderRefused, DiskFull: nothing was written there.
    """
    import pypdfium2

    ordered, refused = _allowed(kind, print_batches.sequence(order_ids, by))
    done: list[int] = []
    with pdfium.using:
        whole = pypdfium2.PdfDocument.new()
    try:
        for part in _parts(kind, ordered):
            if stop():
                return Saved(0, refused=tuple(refused), stopped=True)
            for own, pdf in _drawn(kind, part, refused):
                done += own
                with pdfium.using:
                    single = pypdfium2.PdfDocument(pdf)
                    whole.import_pages(single)
                    single.close()
            told(len(done), len(ordered))
        if done:
            pages = _write(whole, file)
            printing.came_out_elsewhere(kind, done, _("One PDF"))
            return Saved(len(done), pages, tuple(refused))
    finally:
        with pdfium.using:
            whole.close()
    return Saved(0, refused=tuple(refused))


def _allowed(kind: str, order_ids: Sequence[int]) -> tuple[list[int], list[KolliError]]:
    allowed, refused = [], []
    for order_id in order_ids:
        try:
            printing.check(kind, order_id)
        except KolliError as error:
            refused.append(error)
        else:
            allowed.append(order_id)
    return allowed, refused


def _parts(kind: str, order_ids: Sequence[int]) -> Iterator[list[int]]:
    """What is drawn at once."""
    if PAPERS[kind].together:
        yield [*order_ids]
    elif kind not in _ALIKE:
        yield from ([order_id] for order_id in order_ids)
    else:
        for _language, same in groupby(order_ids, lambda order_id: language_of(orders.show(order_id))):
            every = [*same]
            yield from (every[start : start + _TOGETHER] for start in range(0, len(every), _TOGETHER))


def _drawn(kind: str, order_ids: list[int], refused: list[KolliError]) -> Iterator[tuple[list[int], bytes]]:
    """One PDF of these orders; where one of them cannot be drawn, one each of the others."""
    copy = len(order_ids) == 1 and printing.is_out(kind, order_ids[0])
    try:
        yield order_ids, papers.draw_together(kind, order_ids, copy=copy)
    except KolliError as error:
        if len(order_ids) == 1:
            refused.append(error)
            return
        for order_id in order_ids:
            yield from _drawn(kind, [order_id], refused)


def _write(whole: "PdfDocument", file: Path) -> int:
    """Make it last under its name; returns its pages."""
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as out:
            with pdfium.using:
                pages = len(whole)
                whole.save(out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as fault:
        part.unlink(missing_ok=True)
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(where=str(file)) from fault
        raise FolderRefused(where=str(file.parent)) from fault
    return pages

"""Cells with their row numbers, as a spreadsheet would number them, from any shape of file."""

import csv
import re
import zlib
from collections.abc import Generator

from desktop.formats import xlsx
from desktop.formats.detect import Shape, open_text, unreadable
from desktop.formats.errors import FileRefused
from desktop.i18n import N_

Row = tuple[int, list[str]]

LONGEST_CELL = 1 << 17
_NOT_LETTERS = re.compile("[\ud800-\udfff]")


def rows(shape: Shape) -> Generator[Row, None, None]:
    """Every row with its number; the caller closes the file by closing the generator.

    Raises:
        FileRefused: it is damaged, or a quote swallows the rest of it.
    """
    if shape.workbook:
        try:
            yield from xlsx.rows(shape.path)
        except OSError as error:
            raise unreadable(shape.path, error) from error
        return
    if shape.statements:
        raise FileRefused(file=shape.path.name, reason=N_("it is a database's backup and not a table."))
    number = 0
    try:
        with open_text(shape) as file:
            for _skipped in range(shape.first_row - 1):
                file.readline()
            reader = csv.reader(file, delimiter=shape.separator)
            if shape.has_nul or shape.damaged:
                for number, cells in enumerate(reader, shape.first_row):
                    yield number, [_NOT_LETTERS.sub("\ufffd", cell).replace("\0", "") for cell in cells]
            else:
                yield from enumerate(reader, shape.first_row)
    except csv.Error as error:
        raise FileRefused(file=shape.path.name, reason=N_("a quotation mark in it is never closed.")) from error
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        raise unreadable(shape.path, error) from error

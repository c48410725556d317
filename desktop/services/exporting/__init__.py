"""Lists as files that a spreadsheet opens: CSV and XLSX, with the same sums as the screen and no cell that is run.

A list says what it is as a Table; `to_csv`, `to_xlsx` and `to_file` write it. What a person may not see is left out.
"""

from desktop.services.exporting.files import FileHeld, WrongEnding, to_csv, to_file, to_xlsx
from desktop.services.exporting.table import Amount, Column, Kind, Table, Value, Written, add_up

__all__ = [
    "Amount",
    "Column",
    "FileHeld",
    "Kind",
    "Table",
    "Value",
    "Written",
    "WrongEnding",
    "add_up",
    "to_csv",
    "to_file",
    "to_xlsx",
]

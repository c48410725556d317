"""What can be wrong with a file, and with one row of it."""

from desktop.domain.errors import KolliError
from desktop.i18n import N_


class FileRefused(KolliError):
    """The file as a whole cannot be read; nothing of it was used."""

    text = N_("{file} cannot be read: {reason}")


class LayoutUnknown(FileRefused):
    text = N_(
        "{file} is a table, but none that Kolli knows. Its columns are: {columns}."
        " Name at least an order number, an article number or name, and a quantity in the first ten rows."
    )


class ColumnsMissing(FileRefused):
    text = N_("{file} lacks columns that {layout} must have: {columns}. Export it again with them.")


class OnlySummary(FileRefused):
    """WooCommerce's own list of orders: it cannot be packed from."""

    text = N_(
        "{file} is WooCommerce's Analytics list. It has neither article numbers nor addresses, so nothing can be packed"
        " from it. Connect the store (Settings, Stores), or export the orders with one row an order and columns named"
        " line_item_1, line_item_2, ..."
    )


class BadNumber(KolliError):
    text = N_("{column} is not an amount: {value}")


class BadQuantity(KolliError):
    text = N_("{column} is not a whole number of pieces: {value}")


class BadDate(KolliError):
    text = N_("{column} is not a date and time: {value}")


class Missing(KolliError):
    text = N_("{column} is empty.")


class UnknownWord(KolliError):
    text = N_("{column} has a word that is not known here: {value}")


class RoundedNumber(KolliError):
    """A long number that a spreadsheet has written in powers of ten: its last digits are lost."""

    text = N_("{column} was rounded by a spreadsheet ({value}). Download the file again and do not save it in between.")


class MaybeRounded(KolliError):
    text = N_(
        "All long numbers in {column} end in 000: a spreadsheet may have rounded them. Compare one with the store."
    )


class TooManyCells(KolliError):
    text = N_("The row has {found} cells, the header has {expected}: a separator stands inside a text without quotes.")


class BadItem(KolliError):
    text = N_("An article cannot be read from {value}")


class LinesMissing(KolliError):
    text = N_("Order {order} has no lines.")


class Scattered(FileRefused):
    text = N_("The rows of {file} are in no order: sort them by order number and try again.")


class UnknownStatus(KolliError):
    """The order is kept, on hold."""

    text = N_("Order {order} has a state that Kolli does not know: {status}. It is put on hold until somebody looks.")


class DateOrderGuessed(KolliError):
    text = N_("No date says whether day or month comes first; read as {order}.")


class DamagedLetters(KolliError):
    text = N_("Some letters are damaged in the file itself; they are shown as \ufffd.")

"""Who may do what: one table of roles, and what is switched on or off for one person."""

from collections.abc import Mapping
from enum import StrEnum

from desktop.i18n import N_


class Role(StrEnum):
    OWNER = "owner"
    OFFICE = "office"
    PACKER = "packer"
    CASHIER = "cashier"


class Right(StrEnum):
    """One thing that a person may do or not. Values stand in the database; never change one."""

    PACK = "pack"
    PICK = "pick"
    MANUAL = "manual"  # count a unit by hand, with a reason
    QUANTITY = "quantity"  # a typed quantity above the limit of the rules
    PART = "part"  # send a part of an order ahead
    FORCE = "force"  # close although something stands against it
    BIND = "bind"  # give an unknown code to an article
    REOPEN_OTHERS = "reopen-others"  # a parcel that another person has closed
    TAKE_OVER = "take-over"  # an order that another bench is packing
    DECIDE = "decide"  # between the store's side and ours
    SHIP = "ship"
    ORDERS = "orders"  # take in, confirm, hold, cancel, refund
    STOCK = "stock"  # articles, barcodes, stock
    CUSTOMERS = "customers"  # who buys, beyond what stands on a parcel
    PRICES = "prices"
    CORRECT = "correct"  # void a document that was issued, credit an invoice
    SETTINGS = "settings"  # of the shop, its stores, its printers and this bench
    PEOPLE = "people"  # who works here, and what they may do


WORDS: dict[Right, str] = {
    Right.PACK: N_("Pack and seal parcels"),
    Right.PICK: N_("Pick from the shelves"),
    Right.MANUAL: N_("Confirm a unit by hand"),
    Right.QUANTITY: N_("Type a large quantity"),
    Right.PART: N_("Send part of an order"),
    Right.FORCE: N_("Close although something is open"),
    Right.BIND: N_("Give an unknown code to an article"),
    Right.REOPEN_OTHERS: N_("Reopen what others have packed"),
    Right.TAKE_OVER: N_("Take over from another bench"),
    Right.DECIDE: N_("Decide differences with a store"),
    Right.SHIP: N_("Hand parcels over"),
    Right.ORDERS: N_("Change orders"),
    Right.STOCK: N_("Change articles and stock"),
    Right.CUSTOMERS: N_("See customers"),
    Right.PRICES: N_("See prices"),
    Right.CORRECT: N_("Void documents and credit invoices"),
    Right.SETTINGS: N_("Change settings"),
    Right.PEOPLE: N_("Change people and badges"),
}
ROLE_WORDS: dict[Role, str] = {
    Role.OWNER: N_("Owner"),
    Role.OFFICE: N_("Office"),
    Role.PACKER: N_("Packer"),
    Role.CASHIER: N_("Cashier"),
}

_AT_THE_BENCH = frozenset({Right.PACK, Right.PICK, Right.MANUAL, Right.TAKE_OVER, Right.SHIP})
# What a supervisor may do, and allow somebody else once, by the badge.
SUPERVISES = frozenset(
    {Right.MANUAL, Right.QUANTITY, Right.PART, Right.FORCE, Right.BIND, Right.REOPEN_OTHERS, Right.TAKE_OVER,
     Right.DECIDE}
)  # fmt: skip
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.OFFICE: frozenset(Right) - {Right.PEOPLE},
    Role.PACKER: _AT_THE_BENCH,
    Role.CASHIER: frozenset({Right.PRICES, Right.CUSTOMERS, Right.ORDERS}),
}


def rights_of(
    role: Role, *, supervisor: bool = False, switched: Mapping[Right, bool] | None = None
) -> frozenset[Right]:
    """What a person may do: the role's rights, a supervisor's, and what was switched on or off for this person alone.

    An owner may everything, whatever was switched: a shop must always have somebody who can change it.
    """
    rights = set(RIGHTS[role])
    if supervisor:
        rights |= SUPERVISES
    if role is not Role.OWNER:
        for right, on in (switched or {}).items():
            (rights.add if on else rights.discard)(right)
    return frozenset(rights)


WAITS_S = (0, 0, 0, 5, 15, 60, 300, 900)


def wait_after(failures: int) -> int:
    """Seconds that a person must wait after so many wrong PINs in a row; growing, up to a quarter of an hour."""
    return WAITS_S[min(failures, len(WAITS_S) - 1)]

"""What an owner types in so that a store can be reached. Each connector lists its own; the form and the command line
draw them from here."""

from dataclasses import dataclass
from enum import StrEnum


class Keep(StrEnum):
    """Where what was typed goes."""

    ADDRESS = "address"  # the store's row: its address, folder or server
    KEYRING = "keyring"  # the system's keyring, and nowhere else
    SETTING = "setting"  # the store's settings


class Shape(StrEnum):
    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - a shape of a field
    FILE = "file"
    FOLDER = "folder"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `name` is its name in the keyring or the settings; "url" is the address.

    `label` and `hint` are marked texts. `choices`: (value, marked text), the first is chosen where nothing is.
    `shown_for`: (another field's name, its values with which this one is shown); None shows it always.
    """

    name: str
    label: str
    keep: Keep = Keep.SETTING
    shape: Shape = Shape.TEXT
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = True
    shown_for: tuple[str, tuple[str, ...]] | None = None

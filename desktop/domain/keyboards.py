"""Keys by their place on the board: what a scanner that types as a US board meant, whatever the computer makes of it.

A place is the X11 keycode, which is the Linux evdev code and 8. Windows' scan codes (set 1) are the evdev codes for all
keys that print; macOS has numbers of its own. The Windows and macOS rows are from the standard tables and have not been
tried on such a computer.
"""

from collections.abc import Iterable
from enum import StrEnum

from desktop.i18n import N_

_ROWS = (
    (10, "1234567890-=", "!@#$%^&*()_+"),
    (24, "qwertyuiop[]", "QWERTYUIOP{}"),
    (38, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (51, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (65, " ", " "),
)
# Keys of a US board: place -> what it prints alone and with Shift.
US: dict[int, tuple[str, str]] = {
    first + at: (plain[at], shifted[at]) for first, plain, shifted in _ROWS for at in range(len(plain))
}
# The digits of the number block mean themselves with and without Num Lock; the others print the same everywhere.
KEYPAD: dict[int, str] = {
    79: "7", 80: "8", 81: "9", 83: "4", 84: "5", 85: "6", 87: "1", 88: "2", 89: "3", 90: "0",
    63: "*", 82: "-", 86: "+", 106: "/",
}  # fmt: skip
PLACE_OF = {sign: (place, at == 1) for place, signs in US.items() for at, sign in reversed(list(enumerate(signs)))}

_WINDOWS_EXTENDED = {0x135: 106}  # the number block's stroke: E0 35
# kVK_ANSI_... of macOS -> what a US board prints there.
_MAC = dict(
    zip(
        (18, 19, 20, 21, 23, 22, 26, 28, 25, 29, 27, 24, 12, 13, 14, 15, 17, 16, 32, 34, 31, 35, 33, 30, 0, 1, 2, 3, 5,
         4, 38, 40, 37, 41, 39, 50, 42, 6, 7, 8, 9, 11, 45, 46, 43, 47, 44, 49),
        (place for place in US),
        strict=True,
    )
)  # fmt: skip
_MAC_KEYPAD = {
    82: 90, 83: 87, 84: 88, 85: 89, 86: 83, 87: 84, 88: 85, 89: 79, 91: 80, 92: 81, 67: 63, 78: 82, 69: 86, 75: 106,
}  # fmt: skip


class Board(StrEnum):
    """Which numbers a system gives to keys."""

    X11 = "x11"  # Wayland too
    WINDOWS = "windows"
    MAC = "mac"
    NONE = "none"


def place(board: Board, number: int) -> int:
    """The place of a key by the system's number for it; 0 where it is not known."""
    if board is Board.X11:
        return number if number in US or number in KEYPAD else 0
    if board is Board.WINDOWS:
        known = _WINDOWS_EXTENDED.get(number, number + 8 if 0 < number < 0x60 else 0)
        return known if known in US or known in KEYPAD else 0
    if board is Board.MAC:
        return _MAC.get(number, _MAC_KEYPAD.get(number, 0))
    return 0


def sign(place: int, *, shift: bool) -> str:
    """What a US board prints there; "" where it prints nothing. Caps Lock has no say."""
    if place in KEYPAD:
        return KEYPAD[place]
    return US[place][shift] if place in US else ""


# What some layouts print where a US board prints the first sign: enough to tell them apart.
_LAYOUTS = {
    N_("Swedish"): {"-": "+", "/": "-", ";": "ö", "'": "ä", "[": "å", "?": "_", ":": "Ö", "&": "/", "*": "(", "(": ")"},
    N_("Norwegian"): {"-": "+", "/": "-", ";": "ø", "'": "æ", "[": "å", "?": "_", ":": "Ø", "&": "/", "*": "("},
    N_("Danish"): {"-": "+", "/": "-", ";": "æ", "'": "ø", "[": "å", "?": "_", ":": "Æ", "&": "/", "*": "(", "(": ")"},
    N_("German"): {"-": "ß", "/": "-", ";": "ö", "'": "ä", "[": "ü", "?": "_", ":": "Ö", "y": "z", "z": "y", "Y": "Z",
               "Z": "Y", "&": "/", "*": "(", "(": ")"},
    N_("French"): {"1": "&", "2": "é", "3": '"', "4": "'", "5": "(", "6": "-", "7": "è", "8": "_", "9": "ç", "0": "à",
               "q": "a", "a": "q", "w": "z", "z": "w", "Q": "A", "A": "Q", "W": "Z", "Z": "W", "m": ",", ";": "m",
               "M": "?", ":": "M", "/": "!", ".": ":", "-": ")", "'": "ù"},
    N_("British"): {'"': "@", "@": '"', "#": "£", "\\": "#", "|": "~", "~": "¬"},
}  # fmt: skip


def layout_of(pairs: Iterable[tuple[str, str]]) -> str:
    """The computer's layout by what it made of signs of a US board; "" where it cannot be told.

    Pairs are (the US board's sign, the sign that came).
    """
    # Caps Lock turns letters round: that is no layout.
    seen = [(meant, came) for meant, came in pairs if meant and came and came not in (meant, meant.swapcase())]
    scores = {
        name: sum(1 if signs.get(meant) == came else -1 for meant, came in seen) for name, signs in _LAYOUTS.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if seen and scores[best] > 0 else ""

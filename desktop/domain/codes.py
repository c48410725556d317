"""What a scanned text is: one of Kolli's own codes, a product's number, or something else.

Our own codes are `K`, one letter for the kind, a body and one check character:

    KO10482A     an order: its number, where that is up to 12 digits without a zero in front
    KOZ2N9C8     an order with another kind of number, or whose number another order has: `Z` and its id in base 36
    KP10482A8    a parcel of that order: the order's body and A for the first parcel, B for the second, ...
    KW04127      a pick list, or the wave that it lists
    KT0071       a tote
    KV00120007   a box to tick on a wave sheet: its sheet, and four digits for its row
    KX0038       a carton
    KB00127      a bin
    KM0004212    a manifest
    KR02324      a return
    KUA7Q...     a person's badge: `U`, and ten signs that nobody can guess
    KCNEXT1      a command of the card at the bench
    KS09F...     a part of a long message, such as an order on its slip: see long_codes, which has checks of its own

Only A-Z and 0-9 occur, because a keyboard-wedge scanner in another layout loses every other sign. The codes are
unique and are kept with what they name: services look a code up, they do not take it apart.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from desktop.domain import gs1, long_codes

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TICK_ROWS = 9999
_LONGEST_NUMBER = 12  # digits; more would not fit the 100 mm label at 0.5 mm a module


class Kind(StrEnum):
    """What a scanned text may name."""

    ORDER = "order"
    PARCEL = "parcel"
    PICK_LIST = "pick-list"
    TOTE = "tote"
    TICK = "tick"
    CARTON = "carton"
    BIN = "bin"
    MANIFEST = "manifest"
    RETURN = "return"
    BADGE = "badge"
    COMMAND = "command"
    MESSAGE = "message"  # a part of a long one; with the fault "check" it is torn
    PRODUCT = "product"  # a GTIN with a right check digit
    OTHER = "other"  # an SKU, a tracking number, a bin's own name, a code with a fault


class Command(StrEnum):
    """What the command card at the bench can say."""

    NEXT = "NEXT"
    UNDO = "UNDO"
    QUANTITY = "QTY"
    SEEN = "SEEN"
    MANUAL = "MANUAL"
    ASIDE = "ASIDE"
    REPRINT = "REPRINT"
    REOPEN = "REOPEN"
    PART = "PART"
    LOCK = "LOCK"
    DONE = "DONE"  # the task that is shown is done
    YES = "YES"
    NO = "NO"
    CANCEL = "CANCEL"  # what the bench asks for is not given
    PHOTO = "PHOTO"
    TARE = "TARE"
    WEIGH = "WEIGH"
    DIGIT_0 = "0"  # digits make quantities and choose among numbered answers
    DIGIT_1 = "1"
    DIGIT_2 = "2"
    DIGIT_3 = "3"
    DIGIT_4 = "4"
    DIGIT_5 = "5"
    DIGIT_6 = "6"
    DIGIT_7 = "7"
    DIGIT_8 = "8"
    DIGIT_9 = "9"

    @property
    def digit(self) -> str:
        """The digit that it is, "" for none."""
        return self.value if self.value.isdigit() else ""


@dataclass(frozen=True, slots=True)
class Code:
    """A scanned text, understood.

    `value` is what to look up: the whole code of an order, parcel or pick list in capitals, the Command's value, the
    14 digits of a product, or the text itself without blanks around it. `text` is what was printed, without the
    symbology identifier: an SKU or a barcode that is kept as text is looked up by it first.

    `fault` of an OTHER or a PRODUCT: "" none; "check" a wrong check digit; "separator" lot or serial may have run
    together and are left out; "form" it says that it is GS1 and is not.
    """

    kind: Kind
    value: str
    lot: str = ""  # this and the next are what a GS1 element string says beside the product
    expiry: date | None = None
    serial: str = ""
    units: int | None = None  # GS1 (30) and (37)
    weight_g: int | None = None  # GS1 (310n), or of an in-store number
    price: Decimal | None = None  # in the shop's currency, of an in-store number
    sscc: str = ""  # 18 digits of a logistic unit
    fault: str = ""
    text: str = field(default="", compare=False)
    symbology: str = field(default="", compare=False)  # ]E0, ]C1 ... where the scanner tells


_SHAPES = (
    (Kind.ORDER, re.compile(r"KO([1-9][0-9]{0,11}|0|Z[0-9A-Z]+)")),
    (Kind.PARCEL, re.compile(r"KP([1-9][0-9]{0,11}|0|Z[0-9A-Z]+)[A-Z]{1,2}")),
    (Kind.PICK_LIST, re.compile(r"KW[0-9]{4,}")),
    (Kind.TOTE, re.compile(r"KT[0-9]{3,}")),
    (Kind.TICK, re.compile(r"KV[0-9]{8,}")),
    (Kind.CARTON, re.compile(r"KX[0-9]{3,}")),
    (Kind.BIN, re.compile(r"KB[0-9]{4,}")),
    (Kind.MANIFEST, re.compile(r"KM[0-9]{4,}")),
    (Kind.RETURN, re.compile(r"KR[0-9]{4,}")),
    (Kind.BADGE, re.compile(r"KU[0-9A-Z]{10}")),
)
_country = ""  # of the shop whose program this is
_COMMANDS = {f"KC{command}": command for command in Command}
# What a scanner that is set to send it puts in front: ] and two signs that name the symbology (ISO/IEC 15424).
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")


def order_code(number: str) -> str | None:
    """The code of an order by its number; None where the number cannot be carried: use `order_code_by_id` then.

    Two stores may both have an order 10482. The first keeps the plain code, the second gets `order_code_by_id`.
    """
    digits = number.strip().removeprefix("#")
    if not re.fullmatch(r"[1-9][0-9]*|0", digits) or len(digits) > _LONGEST_NUMBER:
        return None
    return _checked("KO" + digits)


def order_code_by_id(order_id: int) -> str:
    """The code of an order whose number has letters, blanks, zeros in front or too many digits, or is taken."""
    return _checked("KOZ" + _base36(order_id))


def parcel_code(order: str, parcel: int) -> str:
    """The code of the first, second, ... parcel of an order, from the order's code.

    Raises:
        ValueError: the order's code is none, or there is no letter left (702 parcels; 676 with an id code).
    """
    if read(order).kind is not Kind.ORDER:
        raise ValueError("not the code of an order")
    body = order[2:-1]
    # An id code may end in letters of its own: there the parcel always takes two, so that codes stay unique.
    return _checked("KP" + body + _letters(parcel, always_two=body.startswith("Z")))


def pick_list_code(number: int) -> str:
    """The code of a pick list by its number, with at least four digits."""
    return _numbered("KW", number, 4)


def tote_code(number: int) -> str:
    return _numbered("KT", number, 3)


def tick_code(sheet: int, row: int) -> str:
    """The code beside a box to tick.

    Raises:
        ValueError: no such row: a sheet has rows 1 to 9999.
    """
    if not 0 < row <= _TICK_ROWS:
        raise ValueError("a sheet has rows 1 to 9999")
    return _checked(f"KV{sheet:04d}{row:04d}")


def tick_of(value: str) -> tuple[int, int]:
    """The sheet and the row of a TICK's value."""
    return int(value[2:-5]), int(value[-5:-1])


def carton_code(number: int) -> str:
    return _numbered("KX", number, 3)


def bin_code(number: int) -> str:
    """The code of a bin by its id: names of bins have signs that a scanner in another layout loses."""
    return _numbered("KB", number, 4)


def manifest_code(number: int) -> str:
    return _numbered("KM", number, 4)


def return_code(number: int) -> str:
    return _numbered("KR", number, 4)


def badge_code(secret: str) -> str:
    """The code of a badge.

    Raises:
        ValueError: not ten signs of A-Z and 0-9.
    """
    if not re.fullmatch(r"[0-9A-Z]{10}", secret):
        raise ValueError("a badge's secret is ten signs of A-Z and 0-9")
    return _checked("KU" + secret)


def command_code(command: Command) -> str:
    return _checked(f"KC{command}")


def use_country(country: str) -> None:
    """Which country's table says what an in-store number holds; "" for none."""
    global _country
    _country = country


def read(text: str, country: str | None = None) -> Code:
    """Say what a scanned text is; a code of ours with a fault in it is OTHER and finds nothing.

    `country` is that of the shop, None for what `use_country` said last.
    """
    plain, mark = without_symbology(text), symbology(text)
    ours = plain.upper()  # Caps Lock turns a scanner's letters round
    if ours.isascii() and ours.isalnum() and ours.startswith("K") and len(ours) > 3 and _check(ours) == 0:
        body = ours[:-1]
        if body in _COMMANDS:
            return Code(Kind.COMMAND, _COMMANDS[body].value, text=plain, symbology=mark)
        for kind, shape in _SHAPES:
            if shape.fullmatch(body):
                return Code(kind, ours, text=plain, symbology=mark)
    if ours.startswith(long_codes.MARK):
        whole = long_codes.read(ours) is not None
        if whole or long_codes.looks_like(ours):
            return Code(Kind.MESSAGE, ours, fault="" if whole else "check", text=plain, symbology=mark)
    if gs1.is_element_string(text.strip(" \r\n\t")):
        return _of_gs1(text.strip(" \r\n\t"), plain, mark)
    return _of_digits(plain, mark, _country if country is None else country)


def is_certain(text: str) -> bool:
    """Whether a text proves itself: a code of ours, a product's number, GS1 data with right check digits."""
    code = read(text)
    if code.kind is Kind.MESSAGE:
        return not code.fault
    return code.kind is not Kind.OTHER or bool(code.sscc)


def _of_gs1(text: str, plain: str, mark: str) -> Code:
    facts = gs1.parse(text)
    kind, value = (Kind.PRODUCT, facts.gtin) if facts.gtin else (Kind.OTHER, plain)
    return Code(
        kind, value, facts.lot, facts.expiry, facts.serial, facts.units, facts.weight_g, facts.price, facts.sscc,
        facts.fault, plain, mark,
    )  # fmt: skip


def _of_digits(plain: str, mark: str, country: str) -> Code:
    """One of the numbers of a product; 13 digits and an add-on of a magazine are the 13 digits."""
    if mark == "]E3" and len(plain) in (15, 18):
        plain = plain[:13]
    product = gtin14(plain) or _upc_e(plain)
    if product is None:
        digits = plain.isascii() and plain.isdigit() and len(plain) in (8, 12, 13, 14)
        return Code(Kind.OTHER, plain, fault="check" if digits else "", text=plain, symbology=mark)
    held = gs1.in_store(product, country)
    if held is None:
        return Code(Kind.PRODUCT, product, text=plain, symbology=mark)
    return Code(
        Kind.PRODUCT, held.gtin, weight_g=held.weight_g, price=held.price, text=plain, symbology=mark
    )  # fmt: skip


def _upc_e(digits: str) -> str | None:
    """The 14 digits of a UPC-E that a scanner sent with its eight; None if it is none."""
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()) or digits[0] not in "01":
        return None
    one, body, last = digits[0], digits[1:7], digits[6]
    if last in "012":
        whole = one + body[:2] + last + "0000" + body[2:5]
    elif last == "3":
        whole = one + body[:3] + "00000" + body[3:5]
    elif last == "4":
        whole = one + body[:4] + "00000" + body[4]
    else:
        whole = one + body[:5] + "0000" + last
    return gtin14(whole + digits[7])


def gtin14(text: str) -> str | None:
    """The 14 digits by which EAN-8, UPC-A, EAN-13 and GTIN-14 of one product are equal; None if it is none of them.

    A number with a wrong check digit is no GTIN; it is stored and matched as the text it is.
    """
    digits = text.strip()
    if len(digits) not in (8, 12, 13, 14) or not (digits.isascii() and digits.isdigit()) or not int(digits):
        return None
    return digits.zfill(14) if check_digit(digits[:-1]) == int(digits[-1]) else None


def gtin_fault(text: str) -> str:
    """What is wrong with a product's printed number: "" nothing, "check" or "length"; "in-store" where it is right.

    An in-store number (GS1 prefixes 02, 04, 2; EAN-8 from 0 or 2) means another article in another shop, and may hold
    a price or a weight. A text that is not all digits is an SKU or the like: nothing is wrong with it.
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        return ""
    if len(digits) not in (8, 12, 13, 14):
        return "length"
    if gtin14(digits) is None:
        return "check"
    in_store = (
        digits[0] in "02" if len(digits) == 8 else digits.zfill(14)[1:3] in ("02", "04") or (digits.zfill(14)[1] == "2")
    )
    return "in-store" if in_store else ""


def symbology(text: str) -> str:
    """The symbology identifier in front, such as ]E0; "" where the scanner sends none."""
    plain = text.strip()
    return plain[:3] if plain.startswith("]") and _SYMBOLOGY.match(plain) else ""


def without_symbology(text: str) -> str:
    """The scanned text without the symbology identifier that some scanners put in front, and without blanks around."""
    plain = text.strip()
    return plain[3:].strip() if plain.startswith("]") and _SYMBOLOGY.match(plain) else plain


def check_digit(digits: str) -> int:
    """The last digit of a GTIN, from those before it (GS1: weights 3 and 1 from the right)."""
    return -sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))) % 10


def _numbered(kind: str, number: int, digits: int) -> str:
    if number < 0:
        raise ValueError("a code's number is not negative")
    return _checked(f"{kind}{number:0{digits}d}")


# The check character is a linear code over GF(4) x GF(9), which has 36 elements, one for each sign: going along the
# text, the sum so far is multiplied by an element `a` and the sign is added. As a, a - 1, a + 1 and a*a - 1 all have
# inverses there, every single wrong sign, every swap of two neighbours (and of two that have one between them), and
# every doubled sign read as another doubled sign is caught, not only 35 of 36. ISO 7064 MOD 37,36, the usual check
# for these signs, misses some swaps.
def _checked(text: str) -> str:
    return text + _SIGNS[_negative(_times_a(_check(text)))]


def _check(text: str) -> int:
    total = 0
    for sign in text:
        total = _plus(_times_a(total), _SIGNS.index(sign))
    return total


def _plus(one: int, other: int) -> int:
    (four, nine), (four2, nine2) = divmod(one, 9), divmod(other, 9)
    return (four ^ four2) * 9 + (nine // 3 + nine2 // 3) % 3 * 3 + (nine + nine2) % 3


def _negative(value: int) -> int:
    four, nine = divmod(value, 9)  # in GF(4) every element is its own negative
    return four * 9 + -(nine // 3) % 3 * 3 + -nine % 3


def _times_a(value: int) -> int:
    four, nine = divmod(value, 9)
    high, low = divmod(nine, 3)
    # a is (w, x): w*w = w + 1 in GF(4), x*x = 2x + 1 in GF(9), both primitive.
    return (0, 2, 3, 1)[four] * 9 + (2 * high + low) % 3 * 3 + high


def _base36(value: int) -> str:
    if value < 0:
        raise ValueError("an id is not negative")
    text = ""
    while value or not text:
        value, sign = divmod(value, 36)
        text = _SIGNS[sign] + text
    return text


def _letters(count: int, *, always_two: bool) -> str:
    """A, B, ... Z, AA, AB, ...; or AA, AB, ... from the start."""
    one, two = divmod(count - 1 if always_two else count - 27, 26)
    if 1 <= count <= 26 and not always_two:
        return chr(64 + count)
    if not 0 <= one < 26:
        raise ValueError("an order has 1 to 676 parcels")
    return chr(65 + one) + chr(65 + two)

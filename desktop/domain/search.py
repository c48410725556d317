"""What a typed or scanned text asks for. Any text at all is a question; most have no answer."""

from dataclasses import dataclass

from desktop.domain.codes import without_symbology

LONGEST = 80  # characters; what is longer is cut
_MOST_WORDS = 8
_PHONE_SIGNS = frozenset("+0123456789 -./()")
_SHORTEST_NATIONAL = 6  # digits of a phone number that are worth looking for without what stands in front of them


@dataclass(frozen=True, slots=True)
class Question:
    """`whole` is the text as it may stand in a number; each of `ways` is a set of words that must all be found.

    A word is found anywhere inside a text. One of two letters has a blank in front: it begins a word of the text.
    """

    whole: str
    ways: tuple[tuple[str, ...], ...]


def read(text: str) -> Question | None:
    """The question in a text; None where nothing is left of it to ask for."""
    plain = without_symbology(_printable(text)).removeprefix("#").strip()[:LONGEST].rstrip()
    if not plain:
        return None
    ways = [words(plain), *((number,) for number in _phones(plain))]
    compact = plain.replace(" ", "")  # tracking numbers are printed in groups
    if compact != plain and len(compact) > 3 and any(letter.isdigit() for letter in compact):
        ways.append((compact,))
    return Question(plain, tuple(dict.fromkeys(way for way in ways if way)))


def words(plain: str) -> tuple[str, ...]:
    """The words to be found; a single letter belongs to the word before it, for it is the next name being typed."""
    found: list[str] = []
    for word in plain.split(" "):
        if found and (len(word) == 1 or len(found[-1]) == 1):
            found[-1] += " " + word
        else:
            found.append(word)
    return tuple(dict.fromkeys(f" {word}" if len(word) == 2 else word for word in found[:_MOST_WORDS] if len(word) > 1))


def found_in(text: str, ways: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a text answers one of the ways; both are to be folded with `casefold`."""
    for way in ways:  # a loop, not any() and all(): this runs for every row of every keystroke
        for word in way:
            if word not in text:
                break
        else:
            return True
    return False


def digits(text: str) -> str:
    return "".join(letter for letter in text if "0" <= letter <= "9")


def _printable(text: str) -> str:
    """The text on one row, without what no keyboard types and no database keeps."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[: 4 * LONGEST]).split())


def _phones(plain: str) -> list[str]:
    """How the same phone number may be kept: +62 812 ..., 0812 ... or 62812 ..."""
    number = digits(plain)
    if len(number) < 3 or not _PHONE_SIGNS.issuperset(plain):
        return []
    forms = [number]
    if plain.startswith(("+", "00")):
        country = number.removeprefix("00")
        forms = [country, *("0" + country[cut:] for cut in (1, 2, 3) if len(country) - cut >= _SHORTEST_NATIONAL)]
    elif number.startswith("0") and len(number) > _SHORTEST_NATIONAL:
        forms.append(number[1:])
    return [form for form in forms if len(form) > 2]

"""Telephone numbers as people write them, brought to the digits that tell one from another."""

_TRUNKS = ("62", "46", "65", "60", "47", "45", "358")  # country codes that are written and left out at will
SHORTEST = 5  # digits that may be looked for


def digits(typed: str) -> str:
    return "".join(letter for letter in typed if letter.isdigit() and letter.isascii())


def core(typed: str) -> str:
    """The digits that every writing of a number ends with: 0812..., +62 812... and 0062 812... are one.

    "" where the text is no number, or too short to be looked for.
    """
    plain = typed.strip()
    if any(not (letter.isdigit() or letter in "+ -./()\u00a0") for letter in plain):
        return ""
    found = digits(plain)
    if plain.startswith("+") or found.startswith("00"):
        found = found.removeprefix("00")
        trunk = next((code for code in _TRUNKS if found.startswith(code)), "")
        found = found.removeprefix(trunk)
    elif len(found) >= 10:
        found = next((found[len(code) :] for code in _TRUNKS if found.startswith(code)), found)
    found = found.removeprefix("0")
    return found if len(found) >= SHORTEST else ""


def cores(typed: str) -> list[str]:
    """The same for a number that is still being typed: its beginning may be a country's code, or not."""
    whole = core(typed)
    cut = next((whole[len(code) :].removeprefix("0") for code in _TRUNKS if whole.startswith(code)), "")
    return [each for each in dict.fromkeys((whole, cut)) if len(each) >= SHORTEST]


def alike(one: str, other: str) -> bool:
    """Whether two writings are one number."""
    first = core(one)
    return bool(first) and first == core(other)

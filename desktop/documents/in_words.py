"""Amounts in Indonesian words (terbilang), as invoices and receipts there carry them."""

_UNITS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_SCALES = ("", "ribu", "juta", "miliar", "triliun", "kuadriliun")


def rupiah(amount: int) -> str:
    """The amount in words: 1245482 is "Satu juta dua ratus empat puluh lima ribu empat ratus delapan puluh dua rupiah".

    Raises:
        ValueError: the amount has more than 18 digits.
    """
    if abs(amount) >= 10**18:
        raise ValueError("amounts have words up to 18 digits")
    words = f"{'minus ' if amount < 0 else ''}{_whole(abs(amount))} rupiah"
    return words[0].upper() + words[1:]


def _whole(amount: int) -> str:
    if not amount:
        return "nol"
    words: list[str] = []
    for scale in _SCALES:
        amount, three = divmod(amount, 1000)
        if three == 1 and scale == "ribu":
            words.insert(0, "seribu")
        elif three:
            words.insert(0, f"{_hundreds(three)} {scale}".strip())
    return " ".join(words)


def _hundreds(three: int) -> str:
    hundreds, rest = divmod(three, 100)
    words = [] if not hundreds else ["seratus"] if hundreds == 1 else [_UNITS[hundreds], "ratus"]
    tens, units = divmod(rest, 10)
    if rest == 10:
        words.append("sepuluh")
    elif rest == 11:
        words.append("sebelas")
    elif tens == 1:
        words += [_UNITS[units], "belas"]
    else:
        words += [_UNITS[tens], "puluh"] if tens else []
        words += [_UNITS[units]] if units else []
    return " ".join(words)

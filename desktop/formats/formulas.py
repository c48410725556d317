"""Texts that a spreadsheet would run: whoever may type a name into a shop's form must not get a formula into its lists.

A spreadsheet takes a cell for a formula that begins with = + - @, in East Asian versions also in full width, and some
strip blanks, quotes and marks nobody sees before they look (source: OWASP, "CSV Injection"). A file that is opened with
another separator than its own is cut elsewhere, so that what follows a separator may begin a cell too.
"""

import re

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b"
_BEFORE = "\\s\"'\u2018\u2019\u201c\u201d\u200b-\u200f\u2060\ufeff\u00ad\x00-\x1f"  # may stand before the sign, unseen
_BEGINS = re.compile(f"(?:[\t\r\n]|[{_BEFORE}]*[{_SIGNS}])")
_INSIDE = re.compile(f"([,;|\t\r\n][{_BEFORE}]*)([{_SIGNS}])")


def runs(text: str) -> bool:
    """Whether a spreadsheet may take this text for a formula."""
    return _BEGINS.match(text) is not None


def guarded(text: str) -> str:
    """The text with an apostrophe before what would be run: where the cell begins, or where another separator cuts.

    The convention of other exporters; `formats.text.unguarded` takes the first one off again.
    """
    if "," in text or ";" in text or "|" in text or "\t" in text or "\n" in text or "\r" in text:
        text = _INSIDE.sub(r"\1'\2", text)
    return f"'{text}" if _BEGINS.match(text) else text

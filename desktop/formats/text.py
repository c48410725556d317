"""Text as a shop's files have it: guarded against formulas, with HTML left in, with marks that nobody sees."""

import html
import re

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_FORMULA = "=+-@\t\r\n"


def unguarded(text: str) -> str:
    """Take off the apostrophe that exporters put before `=`, `+`, `-` and `@`; otherwise the text as it is."""
    if text[:1] == "'" and text[1:2] in _FORMULA and len(text) > 1:
        return text[1:]
    return text


def decoded(text: str) -> str:
    """HTML entities as letters; only whole ones, so that "fish &notes" stays what it is."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def heading(text: str) -> str:
    """A column's name for comparing: no case, no blanks at the ends, one blank inside."""
    return " ".join(text.replace("\ufeff", "").replace("\u200b", "").casefold().split()).strip("'\"* ")

"""The same words for a chat: a person copies them, or opens the chat with them already typed."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from desktop.services.messages.events import Event
from desktop.services.messages.fields import reader
from desktop.services.messages.telling import preview

_CALLING = {"ID": "62", "SE": "46"}
# Where a mail asks for an answer to itself, a chat asks for one right there.
_HERE = (
    (re.compile(r"(a)nswer this e-?mail", re.IGNORECASE), r"\1nswer here"),
    (re.compile(r"(b)alas e-?mail ini", re.IGNORECASE), r"\1alas di sini"),
    (re.compile(r"(s)vara på (?:det här )?(?:mejlet|e-?postmeddelandet)", re.IGNORECASE), r"\1vara här"),
)


def as_chat(event: Event, order_id: int, facts: Mapping[str, str] | None = None, text: str | None = None) -> str:
    """What a mail of this event would say, as plain lines for a chat: no subject, no marks of any chat program.

    Raises:
        NotFound: there is no such order.
    """
    return for_chat(preview(event, order_id, facts=facts, text=text).body)


def for_chat(said: str) -> str:
    """Words of a mail as a chat says them."""
    for of_mail, here in _HERE:
        said = of_mail.sub(here, said)
    return said


def chat_link(order_id: int, text: str) -> str:
    """An address that opens WhatsApp with this text for the buyer; "" where their number cannot be dialled.

    Source: the click-to-chat form of wa.me, the number in international form without signs.
    """
    from desktop.models.base import run

    who = reader(order_id)
    row = run("SELECT coalesce(a.country, '') FROM orders o LEFT JOIN address a ON a.id = o.ship_to_id WHERE o.id = ?",
              (order_id,)).fetchone()  # fmt: skip
    number = international(who.phone, str(row[0]))
    return f"https://wa.me/{number}?text={quote(text, safe='')}" if number else ""


def international(phone: str, country: str) -> str:
    """A telephone number as digits with the country's code first; "" for what cannot be one."""
    digits = re.sub(r"[^\d+]", "", phone.replace("(0)", ""))
    home = _CALLING.get(country.upper(), "")
    if digits.startswith("+"):
        digits = digits[1:]
    elif digits.startswith("00"):
        digits = digits[2:]
    elif digits.startswith("0") and home:
        digits = home + digits[1:]
    elif home and not digits.startswith(home):
        return ""
    digits = digits.replace("+", "")
    return digits if 8 <= len(digits) <= 15 and not digits.startswith("0") else ""

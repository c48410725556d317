"""What an address alone says of the line to a store."""

import ipaddress
from enum import StrEnum
from urllib.parse import urlsplit

from desktop.i18n import N_


class Line(StrEnum):
    """How what is said to a store travels; the value is a marked text for the step that tests it, "" for the usual."""

    ENCRYPTED = ""
    NEAR = N_("Not encrypted: the store is on this very computer")
    PLAIN = N_("Not encrypted, as you have allowed")


def line_to(url: str) -> Line:
    """How this address is reached; a folder's path or half a word counts as encrypted, nothing of it travels."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:  # a bracket that is not closed
        return Line.ENCRYPTED
    if parts.scheme != "http":
        return Line.ENCRYPTED
    return Line.NEAR if is_loopback(host) else Line.PLAIN


def host_of(url: str) -> str:
    """The host that an address names; "" where it names none."""
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:  # a bracket that is not closed
        return ""


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""The store's logo. It lies in the database, so that every bench of the shop prints it."""

import base64
import binascii
from pathlib import Path

from desktop.documents import logo
from desktop.documents.logo import LogoRefused
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.services import permits, settings

_KEY = "shop-logo"


def get() -> bytes:
    """The logo as PNG or JPEG, b"" for none."""
    try:
        return base64.b64decode(settings.value(_KEY, ""), validate=True)
    except (binascii.Error, TypeError, ValueError):
        return b""  # a damaged row never stops a paper


def change(data: bytes) -> None:
    """Keep another logo; b"" takes it away.

    Raises:
        LogoRefused: it is no PNG or JPEG, is broken, or is too large.
    """
    permits.require(Right.SETTINGS)
    kept = logo.checked(data) if data else b""
    settings.remember(_KEY, base64.b64encode(kept).decode())


def put_back(kept: bytes) -> None:
    """Keep again what `get` gave, to the byte."""
    permits.require(Right.SETTINGS)
    settings.remember(_KEY, base64.b64encode(kept).decode())


def read(file: Path) -> bytes:
    """The bytes of a picture that a person chose.

    Raises:
        LogoRefused: it cannot be read, or is too large.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(logo.MOST_BYTES + 1)
    except OSError as error:
        raise LogoRefused(reason=N_("it cannot be read.")) from error

"""The looks of the papers as one file, to take them to another shop: names, texts and the logo. Nothing can run."""

import base64
import binascii
from pathlib import Path

import msgspec

from desktop.documents import logo as pictures
from desktop.documents.logo import LogoRefused
from desktop.domain.errors import FolderRefused, KolliError
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.services import logo, permits, templates
from desktop.services.changes import unit
from desktop.services.templates import Own

_WHAT = "kolli papers"
_MOST_BYTES = 3_000_000


class NoPapers(KolliError):
    text = N_("This file does not hold the looks of papers: {reason} Choose one that Kolli has written.")


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The file. `logo` is base64; "" = none, and the shop keeps the one it has."""

    what: str
    version: int
    papers: dict[str, Own]
    logo: str = ""


def exported() -> bytes:
    """Everything that is chosen, as JSON."""
    permits.require(Right.SETTINGS)
    papers = {kind: chosen for kind in templates.kinds() if (chosen := templates.own(kind)) != Own()}
    file = _File(_WHAT, 1, papers, base64.b64encode(logo.get()).decode())
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


def imported(data: bytes) -> list[str]:
    """Take over all that a file holds, or nothing; the kinds that it changed. Kinds that it does not name stay.

    Raises:
        NoPapers: it is no such file, or a part of it is none.
    """
    permits.require(Right.SETTINGS)
    file = _decoded(data)
    picture = _logo_of(file.logo)
    known = templates.kinds()
    for kind, chosen in file.papers.items():
        try:
            templates.check(kind if kind in known else "", chosen)
        except KolliError as error:
            raise NoPapers(reason=error.say()) from error
    with unit():
        for kind, chosen in file.papers.items():
            templates.put(kind, chosen)
        if picture:
            logo.put_back(picture)
    return list(file.papers)


def read(file: Path) -> bytes:
    """What a file that a person chose holds, no more of it than papers can have.

    Raises:
        NoPapers: it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise NoPapers(reason=N_("it cannot be read.")) from error


def write(file: Path) -> None:
    """Write everything that is chosen into a file.

    Raises:
        FolderRefused: it cannot be written there.
    """
    try:
        file.write_bytes(exported())
    except OSError as error:
        raise FolderRefused(where=str(file.parent)) from error


def _decoded(data: bytes) -> _File:
    if len(data) > _MOST_BYTES:
        raise NoPapers(reason=N_("it is too large."))
    try:
        file = msgspec.json.decode(data, type=_File)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NoPapers(reason=N_("it is damaged or something else.")) from error
    if (file.what, file.version) != (_WHAT, 1):
        raise NoPapers(reason=N_("it is of another program or of a newer Kolli."))
    return file


def _logo_of(text: str) -> bytes:
    if not text:
        return b""
    try:
        return pictures.checked(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, LogoRefused) as error:
        raise NoPapers(reason=N_("its logo is no picture.")) from error

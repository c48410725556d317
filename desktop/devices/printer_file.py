"""A printer that is a folder: each paper becomes one PDF file, whole or not at all."""

import contextlib
import errno
import os
import re
from collections.abc import Mapping
from pathlib import Path

from desktop.devices.device import Condition, JobState, Printer, Progress, State, Ticket
from desktop.domain.errors import DiskFull, FolderRefused
from desktop.i18n import _

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_TITLE = 60
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")  # names that Windows keeps for itself


class FolderPrinter:
    """Writes into a folder, which is made if it is missing."""

    def __init__(self, name: str, folder: Path, dpi: int = 203) -> None:
        self.name, self.dpi, self._folder = name, dpi, folder

    @classmethod
    def made(cls, name: str, dpi: int, settings: Mapping[str, object]) -> Printer:
        return cls(name, Path(str(settings["folder"])), dpi)

    def send(self, ticket: Ticket) -> str:
        """Write the file and make it last; return its name.

        Raises:
            DiskFull, FolderRefused: nothing is there.
        """
        file = self._folder / file_name(ticket.title, ticket.key)
        part = file.with_name(f".{file.name}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as out:
                out.write(ticket.pdf)
                out.flush()
                os.fsync(out.fileno())
            part.replace(file)
            _keep(self._folder)
        except OSError as fault:
            with contextlib.suppress(OSError):  # the folder is gone or closed to us: there is nothing to tidy
                part.unlink(missing_ok=True)
            if fault.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(where=str(self._folder)) from fault
            raise FolderRefused(where=str(self._folder)) from fault
        return file.name

    def find(self, key: str) -> Progress | None:
        try:
            found = next((file.name for file in self._folder.iterdir() if file.name.endswith(_ending(key))), None)
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise FolderRefused(where=str(self._folder)) from fault
        return Progress(found, JobState.DONE) if found and not found.startswith(".") else None

    def progress(self, remote: str) -> Progress:
        return Progress(remote, JobState.DONE)

    def condition(self) -> Condition:
        there = next((folder for folder in (self._folder, *self._folder.parents) if folder.exists()), None)
        if there is None or not there.is_dir() or not os.access(there, os.W_OK):
            return Condition(State.TROUBLE, _("Kolli may not write in {where}.").format(where=self._folder))
        return Condition(State.READY)


def file_name(title: str, key: str) -> str:
    """A name that is harmless on every system: letters, digits, dots and dashes of the title, then the job's key."""
    plain = _UNSAFE.sub("-", title).strip("-.")[:_LONGEST_TITLE].strip("-.") or "paper"
    if _DEVICES.fullmatch(plain):
        plain = f"paper-{plain}"
    return plain + _ending(key)


def _ending(key: str) -> str:
    return f"-{_UNSAFE.sub('-', key)[:40]}.pdf"


def _keep(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder to sync it
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

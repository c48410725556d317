"""The shop that a command works on: its folder, its database, its language."""

import logging
import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop import paths
from desktop.app import App, keep_log
from desktop.domain.errors import FolderRefused
from desktop.i18n import use
from desktop.services import permits


def folder(given: Namespace) -> Path:
    """The shop's folder, made if it is missing; everything in this process then takes it for the shop's.

    Raises:
        FolderRefused: it cannot be made or is no folder.
    """
    try:
        found = paths.data_folder(given.data)
    except (OSError, RuntimeError) as error:
        wanted = given.data or os.environ.get("KOLLI_DATA", "")
        raise FolderRefused(where=str(wanted)) from error
    os.environ["KOLLI_DATA"] = str(found)  # keys and photos are looked for there
    return found


def database_of(given: Namespace) -> str | None:
    """--database, else KOLLI_DATABASE, else None: the file in the shop's folder."""
    return given.database or os.environ.get("KOLLI_DATABASE") or None


@contextmanager
def opened(given: Namespace) -> Iterator[App]:
    """Open the shop for a command; it may run beside a window.

    Raises:
        KolliError: the folder or the database cannot be opened; the sentence says why.
    """
    data = folder(given)
    log_to(data)
    app = App(data, database_of(given))
    app.start()
    if given.lang:
        use(given.lang)
    permits.trust_process()
    try:
        yield app
    finally:
        permits.trust_process(False)
        app.close()


def log_to(data: Path) -> None:
    """Warnings and errors go to the shop's log from now on, and not to the screen."""
    if not any(isinstance(handler, logging.FileHandler) for handler in logging.getLogger().handlers):
        keep_log(data)

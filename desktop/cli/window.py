"""kolli: the window. kolli tour: the window, driven. Qt is loaded here and nowhere before."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console
from desktop.cli.words import one_of, size
from desktop.domain.errors import KolliError
from desktop.i18n import N_, _


class NoDisplay(KolliError):
    text = N_("There is no display here, so no window can be shown. Every command works without one; see kolli --help.")


def show(given: Namespace, _console: Console) -> int:
    """Open the shop's window; it ends when the window is closed.

    Raises:
        NoDisplay: nothing here can show it.
    """
    if not _has_display():
        raise NoDisplay
    from desktop.ui import start

    return start.run(shop.folder(given), shop.database_of(given))


def declare_tour(parser: ArgumentParser) -> None:
    """Drive the real window through the main job."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("where pictures and papers go"))
    parser.add_argument("--theme", type=one_of(N_("The theme"), ("light", "dark")), default="light",
                        metavar="light|dark")  # fmt: skip
    parser.add_argument("--size", type=size, default=(1366, 768), metavar="WxH", help="1366x768")
    parser.set_defaults(run=_tour)


def _tour(given: Namespace, console: Console) -> int:
    if not _has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from desktop.tour import drive

    return drive(given.out, language=given.lang or "en", theme=given.theme, size=given.size, console=console)


def _has_display() -> bool:
    """Whether the system says that there is one; Qt would end the process where there is none."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

"""What the window asks of a screen, with answers for those that have nothing to say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from desktop.domain.rights import Right
from desktop.i18n import _
from desktop.ui.desk import Desk
from desktop.ui.widgets.command_bar import Found


class Screen(QWidget):
    """One page. It is built on the first visit and kept.

    name: for `desk.open(name)`, the rail and the command bar. title: the word on the rail, marked with N_().
    icon: a Lucide name. letter: G and this key go there. rail: "work", "foot" or "" for a page that is not on it.
    under: for a page that is not on the rail, the page whose place is marked there.
    alone: True hides the rail and lets nobody go elsewhere until the window gives the page back (sign-in).
    right: what one must be allowed to open it; None for everybody.
    bench: 88 px lane and large targets. frame: False hides rail, lane and strip (welcome).
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    icon: ClassVar[str] = "circle"
    letter: ClassVar[str] = ""
    rail: ClassVar[str] = "work"
    under: ClassVar[str] = ""
    alone: ClassVar[bool] = False
    right: ClassVar[Right | None] = None
    bench: ClassVar[bool] = False
    frame: ClassVar[bool] = True

    @classmethod
    def load(cls) -> type["Screen"]:
        """The class itself: where a Page would import it."""
        return cls

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName(f"screen-{self.name}")
        self.setAccessibleName(_(self.title) if self.title else self.name)

    def open(self, id: int | None) -> None:
        """Show this row: called by desk.open(name, id), after the page has become visible."""

    def entered(self) -> None:
        """The page has become visible: read again what may be old, set the lane's idle words, take the focus."""

    def left(self) -> None:
        """Another page comes: keep drafts, stop what is only for the eye."""

    def scanned(self, text: str) -> None:
        """A scan while this page is open."""

    def takes_badges(self) -> bool:
        """Whether a scanned badge is this page's; elsewhere it signs its person in."""
        return False

    def back(self) -> bool:
        """Esc: go back one level; True if there was one."""
        return False

    def undo(self) -> bool:
        """Ctrl Z: undo the last thing done here; True if there was one."""
        return False

    def search_focus(self) -> bool:
        """The / key: put the focus into the list's search field; True if there is one."""
        return False

    def commands(self, typed: str) -> Sequence[Found]:
        """What the command bar may do from here, for what was typed."""
        return ()

    def help(self) -> Sequence[tuple[str, str]]:
        """Keys and what they do here, for Ctrl H, beyond those that stand on the buttons."""
        return ()

    def retranslate(self) -> None:
        """Set all texts again, in the language of now."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the window knows of a page before its first visit; the fields are those of Screen."""

    load: Callable[[], type[Screen]]
    name: str
    title: str
    icon: str
    letter: str = ""
    rail: str = "work"
    under: str = ""
    alone: bool = False
    right: Right | None = None
    bench: bool = False
    frame: bool = True

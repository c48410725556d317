"""kolli tour: the real window, driven through a shop's day on a shop of its own; pictures and papers are left."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QApplication

from desktop.app import App, keep_log
from desktop.domain.errors import FolderRefused
from desktop.i18n import _
from desktop.services import changes, orders, settings
from desktop.tour import bench, desk, numbers, office, picking, returns, store
from desktop.tour.hands import Hands, TourStopped
from desktop.tour.tale import Tale
from desktop.ui.start import Session
from desktop.ui.theme import theme as look_of

# Thursday 12 November 2026, 13:48 at home in Bandung or Örnsköldsvik: the moment of the design's pictures.
_BEGINS = {
    "id": datetime.fromisoformat("2026-11-12T13:48:00+07:00"),
    "sv": datetime.fromisoformat("2026-11-12T13:48:00+01:00"),
}
_PEOPLE = {"sv": ("Packbord 2", "Elin Åkerblom"), "id": ("Meja 2", "Dewi Anggraini")}
_ANYBODY = ("Bench 2", "Dewi Anggraini")


class Speaker(Protocol):
    """Where the tour tells what it did: the command line's console."""

    def answer(self, document: object, lines: list[str]) -> None: ...


def drive(out: Path, *, language: str, theme: str, size: tuple[int, int], console: Speaker) -> int:
    """Run the whole tour; returns 0 if everything was seen, 1 if it stopped.

    Raises:
        FolderRefused: nothing can be written in `out`.
        TourStopped: something did not come; the pictures until then are there.
    """
    data = Path(tempfile.mkdtemp(prefix="kolli-tour-"))
    _empty(out)
    os.environ |= {"KOLLI_DATA": str(data), "KOLLI_SECRETS_PASSWORD": "tour"}  # nobody's own keys are touched
    keep_log(data)
    started, begins = time.monotonic(), _BEGINS[_home(language)]
    changes.set_clock(lambda: begins + timedelta(seconds=time.monotonic() - started))
    tale = Tale()
    try:
        hands = _open(data, out, language, theme, size)
        try:
            _walk(hands, tale, language)
        finally:
            hands.session.app.leave_thread()
            hands.session.end()
            _keep_papers(data, out)
        told = tale.write(out, hands.pictures)
    finally:
        changes.set_clock(None)
        shutil.copy(data / "kolli.log", out) if (data / "kolli.log").exists() else None
        shutil.rmtree(data, ignore_errors=True)
    pictures = _("{count} pictures and {papers} papers are in {out}.")
    console.answer(told, [*tale.lines, pictures.format(count=len(hands.pictures), papers=len(told["papers"]), out=out)])
    return 0


def _walk(hands: Hands, tale: Tale, language: str) -> None:
    """The day, chapter by chapter."""
    home = _home(language)
    chapters: tuple[Callable[[Hands, Tale, str], None], ...] = (
        office.welcome, office.queue_and_order, bench.pack, office.hand_over, office.read_file,
        store.sync_and_lose_the_network, picking.pick, returns.take_back, numbers.look_through, desk.look_around,
        office.settings_pages,
    )  # fmt: skip
    for chapter in chapters:
        chapter(hands, tale, home)
    bench.count(hands, tale, [orders.find(tale.facts[name]["order"]) for name in ("packed", "packed_offline")])


def _home(language: str) -> str:
    return "sv" if language == "sv" else "id"


def _open(data: Path, out: Path, language: str, theme: str, size: tuple[int, int]) -> Hands:
    """A new shop, seen in this language and theme, as on its very first start."""
    app = App(data)
    app.start()
    name, person = _PEOPLE.get(language, _ANYBODY)
    settings.change_bench(name=name, person=person, screen_language=language, theme=theme, sounds=False)
    app.close()
    qt = QApplication.instance() or QApplication(["kolli"])
    assert isinstance(qt, QApplication)
    look_of().apply(mode=theme)
    session = Session(data)
    hands = Hands(session, out)
    sys.excepthook = session.report
    session.begin()
    hands.wait(lambda: session.window is not None and session.window.isVisible(), "the shop did not open")
    hands.window.resize(*size)
    hands.settle()
    return hands


def _empty(out: Path) -> None:
    """A folder for this tour; pictures and papers of an earlier one are removed, nothing else is."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for file in [*out.glob("[0-9][0-9]*.png"), *out.glob("*.pdf"), out / "tour.json"]:
            file.unlink(missing_ok=True)
        (out / "tour.json").write_text("{}", encoding="utf-8")
    except OSError as error:
        raise FolderRefused(where=str(out)) from error


def _keep_papers(data: Path, out: Path) -> None:
    for paper in sorted((data / "documents").glob("*.pdf")):
        shutil.copy(paper, out)


__all__ = ["TourStopped", "drive"]

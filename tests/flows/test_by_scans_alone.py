"""N1: the whole packing loop by scanned codes and the command card alone: 0 keys, 0 clicks.

The real window on the real store thread; every scan is the key events of a wedge scanner, into whatever has the focus.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from desktop.domain.checks import CheckRule
from desktop.domain.codes import Command, command_code
from desktop.domain.order import Fulfilment, Stage
from desktop.domain.remote import RemoteArticle
from desktop.domain.rights import Role
from desktop.domain.tasks import What
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, checks, orders, printing, remote, settings, staff, tasks
from desktop.services.changes import unit
from desktop.services.orders import OrderView
from desktop.services.tasks import TaskRule
from desktop.ui.start import Session
from desktop.ui.wedge import type_keys
from tests.hard.audit import faults
from tests.services import shop

CUP, KOPI, SAMBAL, LAMP = "CUP-300-BL", "KGA-250-B", "SMB-ROA-150", "LAMP-2"
CUP_BARCODE = "8991234000017"
WAIT_MS = 20_000


class Packer:
    """A person with a scanner, and eyes for the lane. `heard` are the outcomes, in their order."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        assert session.window is not None
        self.window, self._session, self._qtbot = session.window, session, qtbot
        self.heard: list[str] = []
        self.window.lane.shown.connect(self._hear)

    def scan(self, *codes: str) -> str:
        """Scan one after the other; the outcome of the last."""
        for code in codes:
            before = len(self.heard)
            type_keys(self.window.windowHandle(), code)
            self._wait_for(before + 1)
        self._qtbot.waitUntil(lambda: self._session.tasks.idle, timeout=WAIT_MS)
        return self.heard[-1]

    def command(self, command: Command) -> str:
        return self.scan(command_code(command))

    def scan_without_waiting(self, *codes: str) -> list[str]:
        """All at once, as when the window was busy; what they were answered."""
        before, stamp = len(self.heard), None
        for code in codes:
            stamp = type_keys(self.window.windowHandle(), code, start_ms=None if stamp is None else stamp + 5)
        self._wait_for(before + len(codes))
        self._qtbot.waitUntil(lambda: self._session.tasks.idle, timeout=WAIT_MS)
        return self.heard[before:]

    def _wait_for(self, answers: int) -> None:
        self._qtbot.waitUntil(lambda: len(self.heard) >= answers, timeout=WAIT_MS)

    def _hear(self, outcome: str, _headline: str, _detail: str) -> None:
        self.heard.append(outcome)


@pytest.fixture
def shop_file(data_folder: Path) -> Iterator[Path]:
    """A shop with four articles, whose bench makes no sound; open here as well as in the window."""
    file = data_folder / "kolli.db"
    open_database(str(file))
    settings.change_shop(name="Sagara Rasa", zone="Asia/Jakarta")
    settings.change_bench(sounds=False)
    changes.work_at(settings.bench().name, "")
    with unit():
        for sku, code in ((CUP, CUP_BARCODE), (KOPI, ""), (SAMBAL, ""), (LAMP, "")):
            barcodes = (code,) if code else ()
            remote.intake_article(RemoteArticle("", sku, f"The {sku}", "", Decimal(10), "IDR", barcodes, stock=50))
    yield file
    forget()
    changes.work_at("Bench 1", "")


@pytest.fixture
def at_the_bench(data_folder: Path, shop_file: Path, qtbot: QtBot) -> Iterator[Callable[[], Packer]]:
    """Starts the program and goes to its bench."""
    begun: list[Session] = []

    def start() -> Packer:
        for before in begun:
            _end(before)  # one window a shop; this thread keeps its own connection
        session = Session(data_folder)
        begun.append(session)
        session.begin()
        qtbot.waitUntil(lambda: session.window is not None and session.status is not None, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: session.tasks.idle, timeout=WAIT_MS)
        packer = Packer(session, qtbot)
        packer.window.open("packing")
        qtbot.waitUntil(lambda: session.tasks.idle, timeout=WAIT_MS)
        return packer

    yield start
    for session in begun:
        _end(session)


def _end(session: Session) -> None:
    session.end()
    if session.window is not None and shiboken6.isValid(session.window):
        session.window.close()
        session.window.deleteLater()


def _state(order: OrderView) -> tuple[Fulfilment, list[int]]:
    return orders.show(order.id).state.fulfilment, shop.packed_counts(order.id)


def _papers(order: OrderView) -> list[str]:
    return sorted(job.kind for job in printing.jobs(limit=500) if job.order_id == order.id)


def test_the_whole_loop_needs_a_scanner_and_nothing_else(at_the_bench: Callable[[], Packer], shop_file: Path) -> None:
    first, second, third = shop.order((CUP, 2), (KOPI, 1)), shop.order((SAMBAL, 3)), shop.order((LAMP, 1))
    packer = at_the_bench()

    # Open, pack, and be refused: each kind of wrong code says so and counts nothing.
    assert packer.scan(first.code) == "saved"
    assert packer.scan(CUP_BARCODE) == "right"
    assert packer.scan(SAMBAL) == "wrong"
    assert packer.scan("2900010099416") == "unknown"
    assert packer.scan(second.code) == "attention"
    assert packer.scan(CUP, CUP) == "too-many"
    assert _state(first) == (Fulfilment.PACKING, [2, 0])

    # One too many taken back, and packed again.
    assert packer.command(Command.UNDO) == "saved"
    assert _state(first) == (Fulfilment.PACKING, [1, 0])
    assert packer.scan(CUP, KOPI) == "right"
    assert _state(first) == (Fulfilment.PACKED, [2, 1])
    assert _papers(first) == ["packing-slip", "parcel-label"]

    # Reopened to look inside, and closed again; it prints again, once.
    assert packer.command(Command.REOPEN) == "saved"
    assert _state(first) == (Fulfilment.PACKING, [2, 1])
    assert packer.scan(KOPI) == "too-many"
    assert packer.command(Command.NEXT) == "right"
    assert _state(first) == (Fulfilment.PACKED, [2, 1])
    assert _papers(first) == ["packing-slip", "packing-slip", "parcel-label", "parcel-label"]

    # The next order by its slip, put aside after one unit; another one in between; then on where it was.
    for parcel in orders.show(first.id).parcels:
        assert packer.scan(parcel.code) == "saved"
    assert packer.command(Command.NEXT) == "saved"
    assert packer.scan(second.code, SAMBAL) == "right"
    assert packer.command(Command.ASIDE) == "saved"
    assert _state(second) == (Fulfilment.PICKING, [1])
    assert packer.scan(LAMP) == "right"  # an item alone opens the order that needs it, and closes it
    assert _state(third) == (Fulfilment.PACKED, [1])
    assert packer.scan(second.code) == "saved"
    assert packer.scan(SAMBAL, SAMBAL) == "right"
    assert _state(second) == (Fulfilment.PACKED, [3])

    # What is on disk is what was answered.
    assert [units for _code, _verdict, units in shop.scans(first.id) if units] == [1, 1, -1, 1, 1]
    assert {orders.show(order.id).stage for order in (first, second, third)} == {Stage.TO_SHIP}
    assert faults(shop_file, [], keep_wal=True) == []


def test_scans_faster_than_their_answers_land_in_the_order_that_was_meant(at_the_bench: Callable[[], Packer]) -> None:
    """The slip that follows a command must not be lost to what the command shows later."""
    urgent, first, second = shop.order((CUP, 9)), shop.order((KOPI, 2)), shop.order((CUP, 2))
    packer = at_the_bench()
    packer.scan(first.code, KOPI)
    aside = command_code(Command.ASIDE)
    assert packer.scan_without_waiting(aside, second.code, CUP) == ["saved", "saved", "right"]
    packer.scan(CUP)
    assert _state(second) == (Fulfilment.PACKED, [2])
    assert shop.packed_counts(urgent.id) == [0]
    assert shop.packed_counts(first.id) == [1]


def test_every_command_is_answered(at_the_bench: Callable[[], Packer]) -> None:
    """A packer looks at the box: also a command that only changes the screen says that it was heard."""
    order = shop.order((CUP, 3), note="Bungkus kado")
    packer = at_the_bench()
    answers = {command: packer.command(command) for command in Command}
    assert set(answers.values()) <= {"saved", "attention"}
    packer.scan(order.code, CUP)
    for command in (Command.SEEN, Command.QUANTITY, Command.CANCEL, Command.MANUAL, Command.CANCEL, Command.UNDO):
        assert packer.command(command) == "saved", command
    assert shop.packed_counts(order.id) == [0]


def test_quantities_and_reasons_are_scanned_by_their_digits(at_the_bench: Callable[[], Packer]) -> None:
    order = shop.order((CUP, 12), (KOPI, 1), (LAMP, 1))
    packer = at_the_bench()
    packer.scan(order.code)
    assert packer.command(Command.QUANTITY) == "saved"
    packer.command(Command.DIGIT_1)
    packer.command(Command.DIGIT_2)
    assert packer.scan(CUP_BARCODE) == "right"
    assert _state(order) == (Fulfilment.PACKING, [12, 0, 0])
    assert packer.command(Command.QUANTITY) == "saved"
    assert packer.command(Command.CANCEL) == "saved"
    assert packer.scan(KOPI) == "right"
    assert _state(order) == (Fulfilment.PACKING, [12, 1, 0])
    assert packer.command(Command.MANUAL) == "saved"
    assert packer.command(Command.DIGIT_2) == "right"
    assert _state(order) == (Fulfilment.PACKED, [12, 1, 1])
    row = run("SELECT method, reason FROM packing_scan WHERE order_id = ? ORDER BY id DESC", (order.id,)).fetchone()
    assert tuple(row) == ("manual", "No barcode on it")


def test_several_parcels_and_their_labels_scanned_back(at_the_bench: Callable[[], Packer]) -> None:
    """Next parcel, sealed one by one; the label of the other parcel, and of another order, is refused."""
    order, other = shop.order((CUP, 2), (KOPI, 1)), shop.packed_order((LAMP, 1))
    packer = at_the_bench()
    packer.scan(order.code, CUP, CUP)
    assert packer.command(Command.NEXT) == "saved"
    assert packer.scan(KOPI) == "right"
    first, second = (parcel.code for parcel in orders.show(order.id).parcels)
    assert _papers(order) == ["packing-slip", "parcel-label", "parcel-label"]
    assert packer.scan(second) == "wrong"
    assert packer.scan(orders.show(other).parcels[0].code) == "wrong"
    assert [parcel.sealed_at for parcel in orders.show(order.id).parcels] == [None, None]
    assert packer.scan(first) == "saved"
    assert packer.scan(second) == "saved"
    assert all(parcel.sealed_at for parcel in orders.show(order.id).parcels)


def test_notes_and_tasks_keep_the_parcel_open_until_they_are_done(at_the_bench: Callable[[], Packer]) -> None:
    tasks.save_rule(TaskRule(What.WRAP))
    order = shop.order((CUP, 1), note="Bungkus kado")
    packer = at_the_bench()
    assert packer.scan(order.code) == "saved"
    assert packer.scan(CUP) == "attention"  # all counted, but it does not close yet
    assert _state(order) == (Fulfilment.PACKING, [1])
    packer.command(Command.SEEN)
    assert _state(order) == (Fulfilment.PACKING, [1])
    assert packer.command(Command.DONE) == "right"
    assert _state(order) == (Fulfilment.PACKED, [1])


def test_a_question_about_an_article_is_answered_by_the_card(at_the_bench: Callable[[], Packer]) -> None:
    checks.save_rule(CheckRule(CUP, "Is the glaze whole?"))
    good, bad = shop.order((CUP, 1)), shop.order((CUP, 1))
    packer = at_the_bench()
    packer.scan(good.code, CUP)
    assert _state(good) == (Fulfilment.PACKING, [1])
    assert packer.command(Command.YES) == "right"
    assert _state(good) == (Fulfilment.PACKED, [1])
    packer.scan(orders.show(good.id).parcels[0].code, bad.code, CUP)
    packer.command(Command.NO)
    assert orders.show(bad.id).state.fulfilment is not Fulfilment.PACKED


def test_a_part_goes_ahead_with_a_supervisors_badge(at_the_bench: Callable[[], Packer]) -> None:
    """Who may not send a part is asked for a badge; the approval stands in the book, the rest stays under To pack."""
    order = shop.order((CUP, 2), (KOPI, 1))
    packer_badge, chief_badge = _people()
    packer = at_the_bench()
    assert packer.scan(packer_badge) == "saved"
    packer.window.open("packing")
    packer.scan(order.code, CUP, CUP)
    assert packer.command(Command.PART) == "saved"
    assert packer.command(Command.DIGIT_1) == "attention"
    assert orders.show(order.id).state.fulfilment is Fulfilment.PACKING
    assert packer.scan(chief_badge) == "saved"
    view = orders.show(order.id)
    assert view.parcels[0].part
    assert view.stage is Stage.TO_PACK
    assert run("SELECT count(*) FROM approval WHERE order_id = ?", (order.id,)).fetchone()[0] == 1


def _people() -> tuple[str, str]:
    """A packer and an owner who is a supervisor; their badges."""
    owner = staff.new_badge(staff.add("Ratna Kusuma", Role.OWNER).id)
    somebody = staff.new_badge(staff.add("Dewi Anggraini", Role.PACKER).id)
    return somebody.badge, owner.badge


def test_the_program_ends_between_two_scans_and_the_next_start_goes_on(at_the_bench: Callable[[], Packer]) -> None:
    order = shop.order((CUP, 3))
    packer = at_the_bench()
    packer.scan(order.code, CUP)
    packer = at_the_bench()
    assert packer.scan(CUP, CUP) == "right"
    assert _state(order) == (Fulfilment.PACKED, [3])

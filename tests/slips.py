"""Two houses in one test: a shop with orders, and a bench that knows nothing; one is open at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
import keyring.backend
import pytest

from desktop import paths
from desktop.domain.codes import Command, command_code
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, closing, notes, orders, packing, settings, tasks
from desktop.services.bench import Answer, Happened, Seat
from desktop.services.slips import carried
from tests.documents import reading
from tests.services import shop


class Ring(keyring.backend.KeyringBackend):
    """A system keyring that works; every house has its own names in it."""

    priority = 9.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop((service, username), None)


class House:
    """A data folder of its own. `with house:` opens it; everything inside happens there."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, bench: str, who: str) -> None:
        folder.mkdir()
        self.folder, self._patch, self._bench, self._who = folder, monkeypatch, bench, who

    @contextmanager
    def open(self) -> Iterator[Seat]:
        self._patch.setenv("KOLLI_DATA", str(self.folder))
        self._patch.setattr(paths, "_chosen", None)
        open_database(str(self.folder / "kolli.db"))
        changes.work_at(self._bench, self._who)
        if settings.bench().name != self._bench:
            settings.change_bench(name=self._bench)
        try:
            yield Seat()
        finally:
            changes.work_at("", "")
            forget()


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    monkeypatch.delenv("KOLLI_SECRETS_PASSWORD", raising=False)
    return made


@pytest.fixture
def main(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: Ring) -> House:
    """The shop, which has orders."""
    return House(tmp_path / "main", monkeypatch, "Bench 1", "Sari")


@pytest.fixture
def blank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: Ring) -> House:
    """A bench that knows nothing."""
    return House(tmp_path / "blank", monkeypatch, "Bench 9", "Bagas")


def scan(seat: Seat, *texts: str) -> Answer:
    """Scan these; the answer to the last."""
    answer = Answer(Happened.NOTHING)
    for text in texts:
        answer = seat.scan(text, changes.new_op_id())
    return answer


def say_yes(seat: Seat) -> Answer:
    return scan(seat, command_code(Command.YES))


def codes_of(order_id: int) -> list[str]:
    return carried.codes(orders.show(order_id))


def open_by_slip(seat: Seat, codes: list[str]) -> int:
    """Scan a slip; trust its shop where the bench asks. The order's id here."""
    answer = scan(seat, *codes)
    if answer.happened is Happened.ASKED:
        answer = say_yes(seat)
    assert answer.order is not None, answer
    return answer.order.id


def pack_all(seat: Seat, order_id: int, by: dict[str, str] | None = None, boxes: int = 1) -> None:
    """Scan every unit of the open order, one after the other, and do what stands against closing.

    `by` says which code is printed on an article, by its SKU; `boxes`: into so many, as far as there are units.
    """
    lines = [line for line in orders.lines(order_id) if line.needs_packing]
    for turn, line in enumerate(lines):
        if 0 < turn < boxes:
            scan(seat, command_code(Command.NEXT))
        for part in line.parts:
            for _unit in range(part.left):
                scan(seat, part.sku)
        if not line.parts:
            code = (by or {}).get(line.sku.strip(), line.sku.strip())
            for _unit in range(line.left):
                result = scan(seat, code).result
                assert result is not None, code
                assert result.verdict.counts, f"{code} was not taken for a unit"
    _finish(seat, order_id)


def _finish(seat: Seat, order_id: int) -> None:
    if seat.order_id != order_id:
        return
    notes.see(order_id)
    for task in tasks.of(order_id):
        if task.done_at is None:
            tasks.finish(task.id)
    if not orders.show(order_id).units_left and not closing.standing(order_id):
        seat.finish()


def printed(order_id: int) -> dict[str, str]:
    """What is printed on the articles of an order: of each the last of its codes, by its SKU."""
    rows = run("SELECT l.sku, b.code FROM order_line l JOIN barcode b ON b.article_id = l.article_id"
               " WHERE l.order_id = ? AND b.units = 1 ORDER BY b.id", (order_id,)).fetchall()  # fmt: skip
    return {sku.strip(): code for sku, code in rows}


def facts(order_id: int) -> dict[str, object]:
    """All that a packed order is, as it must be the same in both houses: no ids, and not what names its source."""
    view = orders.show(order_id)
    merged = {"merged", "decided", "packed-elsewhere"}
    story = list(reversed(view.history))
    begun = next((at for at, row in enumerate(story) if row.action == "start"), len(story))
    return {
        "order": (view.number, view.code, view.stage, view.state.fulfilment, view.buyer, view.note, view.ship_to,
                  view.courier, view.service, view.note_seen_at),
        "lines": [(line.sku.strip(), line.name.strip(), line.variant, line.options, line.note, line.wanted, line.packed,
                   line.note_seen_at, tuple((part.sku, part.units, part.wanted, part.packed) for part in line.parts))
                  for line in view.lines if line.needs_packing and line.wanted],
        "parcels": [(parcel.position, parcel.code, parcel.state, parcel.carrier, parcel.service, parcel.tracking,
                     parcel.weight_g, parcel.closed_at, parcel.sealed_at, parcel.part, parcel.consignment)
                    for parcel in view.parcels],
        "contents": [(content.sku.strip(), content.units) for content in packing.contents(order_id)],
        "record": [(row.at, row.who, row.bench, row.method, row.units, row.sku.strip(), row.parcel, row.reason)
                   for row in packing.record(order_id)],
        "history": [(row.at, row.who, row.bench, row.action, row.became, row.comment)
                    for row in story[begun:] if row.action not in merged],
        "tasks": [(task.what, task.text, task.done_at, task.done_by) for task in tasks.of(order_id) if task.done_at],
        "units": [(row[0], row[1], row[2], row[3]) for row in run(
            "SELECT a.sku, u.serial, u.lot, u.expiry FROM packed_unit u JOIN article a ON a.id = u.article_id"
            " WHERE u.order_id = ? AND u.freed_at IS NULL ORDER BY u.id", (order_id,)).fetchall()],
        "scans": [tuple(row) for row in run(
            "SELECT at, code, verdict, method, units, reason, who FROM packing_scan WHERE order_id = ? ORDER BY id",
            (order_id,)).fetchall()],
    }  # fmt: skip


def some_order(*rows: tuple[str, int], note: str = "") -> int:
    return shop.order(*(rows or (("CUP", 2), ("TEA", 1))), note=note).id


def codes_on(pdf: bytes) -> list[str]:
    """Every code of a paper as a scanner reads it, page by page, at the dots of a label printer."""
    return [text for page in range(reading.pages(pdf)) for _kind, text in reading.codes(reading.image(pdf, page))]

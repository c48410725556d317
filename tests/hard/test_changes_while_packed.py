"""R5: an order is changed, cancelled and refunded in the store and at the office while a bench packs it.

Two writers and a packer in any sequence. A model keeps what lies in the box by what the packer was told, and who has
said last what is wanted. Nothing that was packed may be undone in silence, no word of a writer may be lost in silence,
and no parcel may close, after a cancellation least of all, with anything in it but what is wanted.
"""

import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from desktop.domain.errors import KolliError
from desktop.domain.merge import Outcome
from desktop.domain.order import Action, Fulfilment, Payment
from desktop.domain.packing import Verdict
from desktop.domain.remote import RemoteLine
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import closing, orders, packing, remote, take_outs
from desktop.services.orders import NewLine
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.services import shop

SKUS = ("CUP", "TEA", "JAM", "ROA")
STEPS = 25
ONCE_WRONG = 924379376  # units that had changed their line were taken back two at a time
_DONE = (Fulfilment.PACKED, Fulfilment.CANCELLED)


class History:
    """One order's life. `wrong` says what must not be, in words."""

    def __init__(self, store_id: int, dice: Random) -> None:
        self.store_id, self.dice = store_id, dice
        rows = [(sku, dice.randint(1, 3)) for sku in dice.sample(SKUS, dice.randint(1, 3))]
        self.said = shop.remote(*rows)
        self.box: Counter[str] = Counter()
        self.done: list[tuple[str, int]] = []  # what undo takes back, the newest last
        self.office = False  # its change of the lines stands beside the store's word
        self.decided = True  # no cancellation of the store is unanswered
        self.wrong: list[str] = []
        self.steps: list[str] = []
        self.stops = self.closed = self.emptied = 0
        remote.save_orders(store_id, [self.said])
        self.order_id = orders.find(self.said.number)

    def live(self) -> None:
        acts = (self.open, self.scan, self.scan, self.scan, self.scan, self.undo, self.aside, self.store_lines,
                self.store_cancels, self.store_takes_back, self.store_refunds, self.office_lines, self.office_cancels,
                self.decide, self.reopen)  # fmt: skip
        self.act(self.open)
        for _step in range(STEPS):
            self.act(self.dice.choice(acts))
        self.come_to_an_end()

    def act(self, does: Callable[[], None]) -> None:
        self.steps.append(does.__name__)
        with contextlib.suppress(KolliError):  # refused, with a sentence: nothing may have changed then either
            does()
        self.look()

    # The packer.
    def open(self) -> None:
        packing.open_order(self.order_id)

    def scan(self) -> None:
        self.scan_one(self.dice.choice(SKUS))

    def scan_one(self, sku: str) -> None:
        found = packing.scan(self.order_id, sku)
        if self.took_out():
            self.box[sku] -= 1
        elif found.verdict.counts:
            self.box[sku] += 1
        self.steps.append(f"{sku} {found.verdict}")
        if found.cancelled:
            self.emptied += 1
        if found.verdict is Verdict.COMPLETE:
            self.closed += 1
            self.look_at_closed()

    def took_out(self) -> bool:
        row = run("SELECT method FROM packing_scan WHERE order_id = ? ORDER BY id DESC LIMIT 1", (self.order_id,))
        return str(row.fetchone()[0]) == "take-out"

    def undo(self) -> None:
        before = self.on_disk()
        packing.undo(self.order_id)
        self.box.update(self.on_disk())
        self.box.subtract(before)
        if sum((self.on_disk() - before).values()) + sum((before - self.on_disk()).values()) != 1:
            self.wrong.append(f"undo made {before} to {self.on_disk()}")

    def aside(self) -> None:
        packing.put_aside(self.order_id)

    def reopen(self) -> None:
        packing.reopen(self.order_id)

    # The store.
    def store_lines(self) -> None:
        lines = [replace(line, quantity=self.dice.randint(line.refunded, 3)) for line in self.said.lines]
        if self.dice.random() < 0.5:
            turn, sku = f"n{len(self.steps)}-{self.dice.random()}", self.dice.choice(SKUS)
            lines.append(RemoteLine(turn, sku, sku, self.dice.randint(1, 2), Decimal(10), Decimal(10)))
        self.say(lines=tuple(line for line in lines if line.quantity) or self.said.lines)

    def store_cancels(self) -> None:
        if self.dice.random() < 0.4:
            self.decided = self.state() is Fulfilment.CANCELLED
            self.say(status="cancelled", fulfilment=Fulfilment.CANCELLED)

    def store_takes_back(self) -> None:
        self.decided = True
        self.say(status="processing", fulfilment=Fulfilment.OPEN)

    def store_refunds(self) -> None:
        lines = tuple(replace(line, refunded=min(line.quantity, line.refunded + 1)) for line in self.said.lines)
        self.say(lines=lines, payment=Payment.PART_REFUNDED, refunded=Decimal(10))

    def say(self, **changes: object) -> None:
        asked, sealed = self.wanted(), self.state() in _DONE
        said = replace(self.said, **changes)  # type: ignore[arg-type]
        heard = said.lines != self.said.lines
        self.said = said
        remote.save_orders(self.store_id, [said])
        if heard and (self.office or sealed) and self.wanted() != asked:
            self.wrong.append(f"the store's lines went over {'the office' if self.office else 'a closed parcel'}")
        if heard and not (self.office or sealed) and not self.is_asked() and not take_outs.is_cancelling(self.order_id):
            theirs = Counter[str]()
            for line in said.lines:
                theirs[line.sku] += line.quantity - line.refunded
            if +theirs != self.wanted():
                self.wrong.append(f"the store wants {theirs}, and we {self.wanted()}, and nobody was asked")

    # The office.
    def office_lines(self) -> None:
        lines = orders.lines(self.order_id)
        chosen = {self.dice.choice(lines).id: self.dice.randint(0, 3)} if lines else {}
        add = [NewLine(self.dice.choice(SKUS), "", 1, Decimal(10))] if self.dice.random() < 0.4 else []
        orders.change_lines(self.order_id, chosen, add, "asked on the phone")
        self.office = True

    def office_cancels(self) -> None:
        if self.dice.random() < 0.2:
            orders.do(self.order_id, Action.CANCEL, "changed their mind")

    def decide(self) -> None:
        for asked in remote.open_decisions(self.order_id):
            outcome = self.dice.choice((Outcome.OURS, Outcome.THEIRS))
            remote.decide(asked.id, outcome)
            self.steps.append(f"{asked.field} {outcome}")
            if asked.field == "fulfilment":
                self.decided = True
            if asked.field == "lines" and outcome is Outcome.THEIRS:
                self.office = False

    # What must be.
    def look(self) -> None:
        if self.state() is not Fulfilment.CANCELLED and +self.box != self.on_disk():
            self.wrong.append(f"in the box are {+self.box}, and on disk {self.on_disk()}")
            self.box = self.on_disk()
        if self.state() is Fulfilment.PACKING:
            over = +(self.on_disk() - self.wanted())
            if over and not closing.standing(self.order_id) and not self.is_asked():
                self.wrong.append(f"{over} must come out, and nothing stands against closing")
            self.stops += bool(over)

    def look_at_closed(self) -> None:
        if +self.box != self.wanted():
            self.wrong.append(f"closed with {+self.box} in it, and wanted were {self.wanted()}")
        if not self.decided:
            self.wrong.append("packed after it was cancelled, and nobody was stopped")

    def come_to_an_end(self) -> None:
        """Everybody answers, the packer does what the bench asks, and the order comes to its end."""
        for _turn in range(60):
            if self.state() in _DONE and not self.is_asked():
                break
            self.act(self.decide)
            self.act(self.open)
            over = sorted((self.on_disk() - self.wanted()).elements())
            lacking = sorted((self.wanted() - self.on_disk()).elements())
            for sku in (over or lacking)[:1]:
                self.act(lambda sku=sku: self.scan_one(sku))  # type: ignore[misc]
            if not over and not lacking and self.state() is Fulfilment.PACKING:
                with contextlib.suppress(KolliError):
                    packing.close_if_done(self.order_id)
        if self.state() not in _DONE:
            self.wrong.append(f"it never came to an end: {self.state()}, {orders.show(self.order_id).conflict}")
        if self.state() is Fulfilment.CANCELLED and self.on_disk():
            self.wrong.append(f"cancelled, and {self.on_disk()} lies in its box")
        bent = run(
            "SELECT l.id FROM order_line l LEFT JOIN packing_scan s ON s.line_id = l.id WHERE l.order_id = ?"
            " GROUP BY l.id, l.packed HAVING l.packed <> coalesce(sum(s.units), 0)",
            (self.order_id,),
        ).fetchall()
        if bent:
            self.wrong.append("a line is not the sum of its scans")

    def state(self) -> Fulfilment:
        return orders.show(self.order_id).state.fulfilment

    def is_asked(self) -> bool:
        return bool(remote.open_decisions(self.order_id))

    def on_disk(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for line in orders.lines(self.order_id):
            found[line.sku] += line.packed
        return +found

    def wanted(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for line in orders.lines(self.order_id):
            found[line.sku] += line.wanted
        return +found


def _live(times: int, seed: int, enough: int = 10) -> tuple[list[str], Counter[str]]:
    figures: Counter[str] = Counter()
    wrong: list[str] = []
    with quick_folder() as folder:
        open_database(str(folder / "r5.db"))
        try:
            store_id = shop.store()
            for turn in range(times):
                if len(wrong) >= enough:
                    break
                history = History(store_id, Random(seed + turn))
                history.live()
                figures.update(stops=history.stops, closed=history.closed, emptied=history.emptied, histories=1)
                wrong += [f"seed {seed + turn}: {text} after {history.steps}" for text in history.wrong[:1]]
                packing.forget_all()
            stocked = run(
                "SELECT a.sku FROM article a LEFT JOIN stock_move m ON m.article_id = a.id GROUP BY a.id HAVING"
                " a.on_hand <> coalesce(sum(m.on_hand), 0) OR a.reserved <> coalesce(sum(m.reserved), 0)"
            ).fetchall()
            wrong += [f"the stock of {row[0]} is not the sum of its moves" for row in stocked]
        finally:
            packing.forget_all()
            forget()
    return wrong, figures


@pytest.mark.timeout(1800)
@runs(sample=200, whole=10_000)
def test_no_unit_leaves_that_is_not_wanted_and_no_word_is_lost(times: int) -> None:
    assert _live(1, ONCE_WRONG)[0] == []
    seed = new_seed()
    wrong, figures = _live(times, seed)
    report("R5 changed while packed", seed, **{name: int(many) for name, many in figures.items()}, faults=len(wrong))
    assert wrong == []
    assert figures["stops"] > times / 4
    assert figures["emptied"] > 0


def _no_gate(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(closing, "GATES", tuple(gate for gate in closing.GATES if gate is not take_outs.standing))


def _lines_written_over(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(take_outs, "lies_in_a_box", lambda _order_id: False)
    broken.setattr(remote, "Fulfilment", type("Never", (), {"PACKING": None}))


def _office_forgotten(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(take_outs, "was_changed_here", lambda _order_id: False)


@pytest.mark.parametrize("fault", [_no_gate, _lines_written_over, _office_forgotten])
def test_the_harness_sees_a_program_that_is_broken(
    fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault(monkeypatch)
    wrong, _figures = _live(40, 1, enough=1)
    assert wrong

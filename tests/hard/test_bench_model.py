"""R6: the packing bench against a model of it, by Hypothesis: any sequence of scans, undo, redo, put aside, reopen."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from desktop.domain.errors import KolliError
from desktop.domain.order import Action, Stage
from desktop.domain.packing import Verdict
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import orders, packing, stock
from desktop.services.packing import counting, undoing
from tests.hard.audit import faults
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.services import shop

SKUS = ("CUP", "cup2", "PLATE")  # SPOON is an article of the shop that no order has
STEPS = 50
_template: Path | None = None


@dataclass
class Model:
    """One order as a person with a pencil would keep it."""

    rows: list[tuple[str, int]]
    packed: list[int] = field(default_factory=list)
    undoable: list[tuple[int, int]] = field(default_factory=list)  # (row, units), the newest last
    place: str = "open"  # open, packing, aside, packed, shipped
    scans: int = 0

    def __post_init__(self) -> None:
        self.packed = [0] * len(self.rows)

    @property
    def left(self) -> int:
        return sum(most for _sku, most in self.rows) - sum(self.packed)

    def expect(self, code: str, units: int) -> tuple[Verdict, int | None]:
        """What the bench must answer, and the row that counts it."""
        fits = [row for row, (sku, _most) in enumerate(self.rows) if sku.casefold() == code.casefold()]
        if not fits:
            return (
                Verdict.WRONG if code.casefold() in ("spoon", *(s.casefold() for s in SKUS)) else Verdict.UNKNOWN
            ), None
        for row in fits:
            if self.rows[row][1] - self.packed[row] >= units:
                return (Verdict.COMPLETE if self.left == units else Verdict.RIGHT), row
        return Verdict.TOO_MANY, None

    def count(self, row: int, units: int) -> None:
        self.packed[row] += units
        self.undoable.append((row, units))
        if self.left == 0:
            self.place = "packed"


class Bench(RuleBasedStateMachine):
    """Two orders at one bench; after each step the disk must say what the model says."""

    undone = Bundle("undone")  # what was taken back, to be scanned again

    @initialize(
        first=some.lists(some.tuples(some.sampled_from(SKUS), some.integers(1, 3)), min_size=1, max_size=3),
        second=some.lists(some.tuples(some.sampled_from(SKUS), some.integers(1, 2)), min_size=1, max_size=2),
    )
    def begin(self, first: list[tuple[str, int]], second: list[tuple[str, int]]) -> None:
        assert _template is not None
        self.file = Path(tempfile.mkstemp(suffix=".db", dir=_template.parent)[1])
        shutil.copyfile(_template, self.file)
        open_database(str(self.file))
        self.models: dict[int, Model] = {}
        for rows in (first, second):
            self.models[shop.order(*rows).id] = Model(rows)
        self.ids = list(self.models)

    @rule(which=some.integers(0, 1))
    def open(self, which: int) -> None:
        order_id, model = self._order(which)
        with self._refused(model.place not in ("open", "aside", "packing")):
            packing.open_order(order_id)
            model.place = "packing"

    @rule(
        which=some.integers(0, 1),
        code=some.sampled_from([*SKUS, "Cup", "PLATE", "SPOON", "nothing", ""]),
        units=some.sampled_from([1, 1, 1, 1, 2, 3]),
        again=some.booleans(),
    )
    def scan(self, which: int, code: str, units: int, again: bool) -> None:
        order_id, model = self._order(which)
        with self._refused(model.place != "packing"):
            verdict, row = model.expect(code, units)
            op_id = f"{order_id}/{model.scans}"
            found = packing.scan(order_id, code, units, op_id=op_id)
            model.scans += 1
            assert found.verdict is verdict
            if row is not None:
                model.count(row, units)
            assert found.left == model.left
            if again:  # the same scan given again answers the same and counts nothing
                packing.forget_all()
                told = packing.scan(order_id, code, units, op_id=op_id)
                assert (told.verdict, told.left, told.line_id) == (verdict, model.left, found.line_id)

    @rule(which=some.integers(0, 1), row=some.integers(0, 2))
    def confirm_by_hand(self, which: int, row: int) -> None:
        order_id, model = self._order(which)
        row %= len(model.rows)
        with self._refused(model.place != "packing"):
            fits = model.packed[row] < model.rows[row][1]
            last = fits and model.left == 1
            found = packing.confirm(order_id, orders.lines(order_id)[row].id, "label torn")
            model.scans += 1
            assert found.verdict is (Verdict.COMPLETE if last else Verdict.RIGHT if fits else Verdict.TOO_MANY)
            if fits:
                model.count(row, 1)

    @rule(target=undone, which=some.integers(0, 1))
    def undo(self, which: int) -> tuple[int, int, int]:
        order_id, model = self._order(which)
        row, units = -1, 0
        with self._refused(model.place != "packing" or not model.undoable):
            packing.undo(order_id)
            model.scans += 1
            row, units = model.undoable.pop()
            model.packed[row] -= units
        return which, row, units

    @rule(taken=consumes(undone))
    def redo(self, taken: tuple[int, int, int]) -> None:
        which, row, units = taken
        if row >= 0:
            self.scan(which, self._order(which)[1].rows[row][0], units, False)  # type: ignore[misc]

    @rule(which=some.integers(0, 1))
    def put_aside(self, which: int) -> None:
        order_id, model = self._order(which)
        with self._refused(model.place not in ("packing", "aside")):
            packing.put_aside(order_id)
            # From To pack it goes back to To pick: the same road, one step further.
            model.place = "aside" if model.place == "packing" else "open"

    @rule(which=some.integers(0, 1))
    def reopen(self, which: int) -> None:
        order_id, model = self._order(which)
        with self._refused(model.place != "packed"):
            packing.reopen(order_id)
            model.place = "packing"

    @rule(which=some.integers(0, 1))
    def finish(self, which: int) -> None:
        order_id, model = self._order(which)
        with self._refused(model.place != "packing" or model.left > 0):
            packing.finish(order_id)
            model.place = "packed"

    @rule()
    def killed(self) -> None:
        packing.forget_all()

    @invariant()
    def the_disk_says_what_the_model_says(self) -> None:
        stages = {"open": Stage.TO_PICK, "packing": Stage.TO_PACK, "aside": Stage.TO_PACK, "packed": Stage.TO_SHIP}
        wanted = dict.fromkeys([*SKUS], (0, 0))
        for order_id, model in getattr(self, "models", {}).items():
            view = orders.show(order_id)
            assert [line.packed for line in view.lines] == model.packed
            assert view.stage is stages[model.place]
            kept = run("SELECT count(*), coalesce(sum(units), 0) FROM packing_scan WHERE order_id = ?", (order_id,))
            assert tuple(kept.fetchone()) == (model.scans, sum(model.packed))
            for sku, most in model.rows:
                taken, promised = wanted[sku]
                closed = model.place == "packed"
                wanted[sku] = (taken - most, promised) if closed else (taken, promised + most)
        for sku, level in wanted.items() if hasattr(self, "models") else ():
            there = run("SELECT 1 FROM article WHERE sku = ?", (sku,)).fetchone()
            if there:
                found = stock.level(sku)
                assert (found.on_hand, found.reserved) == level

    def teardown(self) -> None:
        packing.forget_all()
        forget()
        if hasattr(self, "file"):
            assert faults(self.file, []) == []
            for left in self.file.parent.glob(f"{self.file.name}*"):
                left.unlink()

    def _order(self, which: int) -> tuple[int, Model]:
        return self.ids[which], self.models[self.ids[which]]

    @contextlib.contextmanager
    def _refused(self, refused: bool) -> Iterator[None]:
        """What is inside is refused with a sentence, and changes nothing, exactly when it should be."""
        if refused:
            with pytest.raises(KolliError) as said:
                yield
            assert said.value.say()
        else:
            yield


@pytest.fixture
def template() -> Iterator[Path]:
    global _template
    with quick_folder() as folder:
        _template = folder / "template.db"
        open_database(str(_template))
        orders.do(shop.order(*((sku, 1) for sku in (*SKUS, "SPOON"))).id, Action.CANCEL)
        forget()
        yield _template
    _template = None


def _play(machine: type[RuleBasedStateMachine], times: int, seed: int) -> None:
    chosen = settings(
        max_examples=times, stateful_step_count=STEPS, deadline=None, database=None, print_blob=False,
        suppress_health_check=list(HealthCheck),
        # A difference is shown as it was found: making it smaller takes longer than reading it.
        phases=(Phase.generate,),
    )  # fmt: skip
    run_machine(seeded(seed)(machine), settings=chosen)


@pytest.mark.usefixtures("template")
@runs(sample=25, whole=1000)
def test_the_bench_does_what_a_person_with_a_pencil_would_expect(times: int) -> None:
    seed = new_seed()
    _play(Bench, times, seed)
    report("R6 bench against its model", seed, histories=times, steps_each=STEPS, differences=0)


_FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "undo that leaves the count": lambda broken: broken.setattr(
        undoing, "run", lambda text, values=(): run(text.replace("packed - ? WHERE", "packed - 0 * ? WHERE"), values)
    ),
    "a parcel that closes with its last line and not with its last unit": lambda broken: broken.setattr(
        counting, "_COUNT", counting._COUNT.replace("RETURNING packed < ordered - cancelled OR", "RETURNING")
    ),
}


@pytest.mark.usefixtures("template")
@pytest.mark.parametrize("fault", _FAULTS)
def test_the_model_sees_a_bench_that_is_broken(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _FAULTS[fault](monkeypatch)
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        _play(Bench, 60, 1)

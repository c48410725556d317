"""A walk through a wave: scan a bin, an item, its tote, and the units are picked.

A walk stands on disk exactly as far as it has come, with the bin it is at and what it has in its hand: a killed
program goes on where it was. Units count when the tote is scanned; in a wave of one order, and in a shop without
totes, when the item is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.domain import codes
from desktop.domain.codes import Code, Kind
from desktop.domain.errors import BadInput, KolliError, NotAllowed, NotFound
from desktop.domain.order import Action, Fulfilment, is_packable
from desktop.domain.picking import Outcome, Reason, Said
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, storable
from desktop.services import bins, history, permits, shortages, sscc, tick_sheets, totes, waves
from desktop.services.changes import Work, actor, new_op_id, now, unit
from desktop.services.packing import Article, article_of
from desktop.services.totes import ToteRow, ToteTaken
from desktop.services.waves import Part, Stop, WaveOrder, WaveView

# Counts units of a pick, where the disk still is what this scan has read.
_COUNT = (
    "UPDATE pick SET picked = picked + ? WHERE id = ? AND picked = ? AND EXISTS (SELECT 1 FROM orders o"
    " JOIN wave_order w ON w.order_id = o.id AND w.wave_id = pick.wave_id AND w.left_at IS NULL"
    " WHERE o.id = pick.order_id AND o.fulfilment IN ('open', 'picking') AND NOT o.held AND NOT o.conflict)"
)
_LOG = (
    "INSERT INTO pick_scan (op_id, wave_id, pick_id, tote_id, at, who, bench, code, said, units, reason, undone)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class OtherListOpen(KolliError):
    text = N_("Pick list {name} is still open here. Finish it or put it aside first. Nothing was counted.")


class NotWalking(KolliError):
    text = N_("Pick list {name} has ended. Scan another one.")


@dataclass(frozen=True, slots=True)
class Step:
    """Where a walk stands: the bin scanned last, the article in the hand, the order that the next tote is for."""

    at_bin: str = ""
    hand: str = ""
    hand_units: int = 0
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one scan, already on disk, with the wave as it is now.

    `stop` is the one that was meant, `order` the order, `units` how many were counted, `bin` the right place where a
    wrong one was scanned, `got` the article of a wrong item. `done`: nothing is left, and the wave has ended.
    """

    said: Said
    code: str
    wave: WaveView
    step: Step
    stop: Stop | None = None
    order: WaveOrder | None = None
    units: int = 0
    bin: str = ""
    got: Article | None = None
    done: bool = False

    @property
    def current(self) -> Stop | None:
        return current(self.wave, self.step)


def start(order_ids: Sequence[int]) -> None:
    """The pick list is in somebody's hand: orders that wait are picked from now on."""
    with unit() as work:
        for order_id in order_ids:
            state = history.state_of(order_id, lock=True)
            if state.fulfilment is Fulfilment.OPEN and is_packable(state):
                history.move(work, order_id, Action.PICK)


def open_wave(wave_id: int) -> Told:
    """Begin a walk at this bench, or go on where it stood.

    Raises:
        NotFound: there is no such wave.
        NoRight: this person does not pick.
        NotWalking: it has ended.
        OtherListOpen: this bench walks another one.
    """
    permits.require(Right.PICK)
    with unit() as work:
        view = waves.lock(wave_id)
        if not view.open:
            raise NotWalking(name=view.name)
        here, other = actor(), unfinished(actor().bench)
        if other is not None and other != wave_id:
            raise OtherListOpen(name=waves.show(other).name)
        run(
            "INSERT INTO walk (wave_id, bench, who, at_bin, hand, hand_units, opened_at) VALUES (?, ?, ?, '', '', 0, ?)"
            " ON CONFLICT (wave_id, bench) DO UPDATE SET closed_at = NULL, who = excluded.who",
            (wave_id, here.bench, here.who, ms(now())),
        )
        work.changed("wave", wave_id)
        return Told(Said.OPENED, view.code, view, _step(wave_id))


def unfinished(bench: str) -> int | None:
    """The wave that this bench walks, and walked when the program last ended."""
    row = run(
        "SELECT k.wave_id FROM walk k JOIN wave w ON w.id = k.wave_id WHERE k.bench = ? AND k.closed_at IS NULL"
        " AND w.state = 'open' ORDER BY k.id DESC LIMIT 1",
        (bench,),
    ).fetchone()
    return None if row is None else int(row[0])


def put_aside(wave_id: int) -> WaveView:
    """Leave the walk; what was picked stays picked, what is in the hand is laid down, and the list can be resumed."""
    with unit() as work:
        run("UPDATE walk SET closed_at = ?, hand = '', hand_units = 0 WHERE wave_id = ? AND bench = ?",
            (ms(now()), wave_id, actor().bench))  # fmt: skip
        work.changed("wave", wave_id)
        return waves.show(wave_id)


def scan(wave_id: int, text: str, op_id: str | None = None, units: int = 1) -> Told:
    """Do what a scan says on this walk: a bin, an item, a tote, an order. Every scan is kept.

    `op_id` names this very scan: given again after a crash, it answers without counting again. `units` above one is a
    typed quantity of the item that is scanned.

    Raises:
        KolliError: nothing was counted; the sentence says why.
    """
    if units < 1:
        raise BadInput(what=N_("The quantity"), value=units, next=N_("Type a number above zero."))
    name = op_id or new_op_id()
    plain = storable(codes.without_symbology(sscc.meant(text)))
    code = codes.read(plain)
    with unit() as work:
        told = _told_before(wave_id, name, plain)
        if told is not None:
            return told
        walk = _Walk(work, waves.lock(wave_id), name, plain)
        walk.must_be_open()
        if code.kind is Kind.TOTE:
            return walk.tote(totes.find(plain))
        if code.kind in (Kind.ORDER, Kind.PARCEL):
            return walk.order(code)
        place = bins.find(plain)
        # A product may be called as a bin is: what is wanted here decides, and then the product.
        if place is not None and (place.name in _bins_of(walk.view) or not walk.matching(code)):
            return walk.bin(place.name)
        return walk.item(code, units)


def tick(text: str, units: int | None = None) -> Told:
    """Take over a ticked row of a wave sheet: so many units of what it asked for are picked, None for all of them.

    A row says what lies in the basket and not what is to be added: scanned again, or after some of it was scanned at
    the shelf, it counts what is not known yet. It opens no walk.

    Raises:
        NotFound: there is no such row.
        BadInput: more units than it asked for, or none.
        NotWalking: the list has ended.
        OtherListOpen: this bench walks another one.
    """
    permits.require(Right.PICK)
    row = tick_sheets.find(text)
    other = unfinished(actor().bench)
    if other not in (None, row.wave_id):
        raise OtherListOpen(name=waves.show(other).name)
    if units is not None and not 0 < units <= row.units:
        raise BadInput(what=N_("The quantity"), value=units, next=N_("The row asks for fewer; type how many you took."))
    with unit() as work:
        walk = _Walk(work, waves.lock(row.wave_id), new_op_id(), row.code)
        walk.must_be_open()
        return walk.tick(row.pick_id, row.was + (row.units if units is None else units))


def take_all(wave_id: int, op_id: str | None = None) -> Told:
    """Every unit that is still wanted of the article in the hand is in the hand: it has been scanned once."""
    name = op_id or new_op_id()
    with unit() as work:
        told = _told_before(wave_id, name, "")
        if told is not None:
            return told
        walk = _Walk(work, waves.lock(wave_id), name, "")
        walk.must_be_open()
        return walk.all()


def lay_down(wave_id: int) -> Told:
    """Empty the hand; nothing had been counted."""
    with unit() as work:
        walk = _Walk(work, waves.lock(wave_id), new_op_id(), "")
        return walk.lay_down()


def undo(wave_id: int, op_id: str | None = None) -> Told:
    """Take back what this bench picked last in this wave, also after that ended it; with something in the hand, lay
    that down.

    Raises:
        NotAllowed: nothing was picked, or its order is worked on already.
    """
    name = op_id or new_op_id()
    with unit() as work:
        told = _told_before(wave_id, name, "")
        if told is not None:
            return told
        walk = _Walk(work, waves.lock(wave_id), name, "")
        return walk.lay_down() if walk.step.hand else walk.undo()


def short(
    wave_id: int, reason: Reason, units: int | None = None, outcome: Outcome | None = None, op_id: str | None = None
) -> Told:
    """Say that units of the current stop cannot be picked. `units` None: all that are left of it.

    An article that is known to lie in another bin, too, is looked for there first. `outcome` None is what the shop's
    rules say.

    Raises:
        BadInput: more than are left, or none.
    """
    name = op_id or new_op_id()
    with unit() as work:
        told = _told_before(wave_id, name, "")
        if told is not None:
            return told
        walk = _Walk(work, waves.lock(wave_id), name, "")
        walk.must_be_open()
        return walk.short(reason, units, outcome)


def current(view: WaveView, step: Step) -> Stop | None:
    """The stop to go to: what is in the hand, else the bin one stands at, else the next open one from there on."""
    still = [stop for stop in view.stops if stop.left]
    if step.hand:
        held = [stop for stop in still if stop.key == step.hand]
        if held:
            return next((stop for stop in held if stop.bin == step.at_bin), held[0])
    if not step.at_bin:
        return still[0] if still else None
    here = [place for place, stop in enumerate(view.stops) if stop.bin == step.at_bin]
    begin = min(here) if here else 0
    after = [stop for stop in view.stops[begin:] if stop.left]
    return after[0] if after else still[0] if still else None


def destination(stop: Stop) -> Part | None:
    """Who gets the next units of a stop."""
    return next((part for part in stop.parts if part.left), None)


class _Walk:
    """One scan of one bench on one wave, inside its unit."""

    def __init__(self, work: Work, view: WaveView, op_id: str, text: str) -> None:
        self.work, self.view, self.op_id, self.text = work, view, op_id, text
        self.step = _step(view.id)
        self.rules = waves.rules()

    def must_be_open(self) -> None:
        if not self.view.open:
            raise NotWalking(name=self.view.name)

    def matching(self, code: Code) -> list[Stop]:
        """The stops whose article carries this code, exactly before with its capitals folded."""
        values = {self.text, code.value}
        found = [stop for stop in self.view.stops if values & stop.codes]
        if not found:
            folded = self.text.casefold()
            found = [stop for stop in self.view.stops if any(folded == own.casefold() for own in stop.codes)]
        return found

    def bin(self, name: str) -> Told:
        stop = self._current()
        still = [each for each in self.view.stops if each.left]
        if any(each.bin == name for each in still) and not (self.step.hand and stop and stop.bin != name):
            return self._stand_at(name, Said.BIN)
        if stop is not None and stop.article_id is not None and name in bins.of_article(stop.article_id):
            self._fetch_from(stop, name)
            return self._stand_at(name, Said.REPLANNED)
        return self._say(Said.WRONG_BIN, stop, bin=stop.bin if stop else "")

    def item(self, code: Code, units: int) -> Told:
        found = self.matching(code)
        if not found:
            got = article_of(self.text) or article_of(code.value)
            stop = self._current()
            return self._say(Said.WRONG_ITEM if got else Said.UNKNOWN, stop, got=got, bin=stop.bin if stop else "")
        if len({stop.key for stop in found}) > 1:
            found = [stop for stop in found if stop.sku == self.text]
            if not found:
                return self._say(Said.AMBIGUOUS, None)
        if self.step.hand and self.step.hand != found[0].key:
            return self._say(Said.HAND_FULL, self._current())
        still = [stop for stop in found if stop.left]
        held = self.step.hand_units if self.step.hand else 0
        if not still or held + units > sum(stop.left for stop in still):
            stop = still[0] if still else found[0]
            return self._say(Said.TOO_MANY, stop, bin=stop.bin)
        stop = next((each for each in still if each.bin == self.step.at_bin), still[0])
        if self._alone() or not self.rules.totes:
            return self._count(self._portions(still, units, None), still[0], None, None)
        self._stand(replace(self.step, at_bin=stop.bin, hand=stop.key, hand_units=held + units))
        return self._say(Said.TAKE, stop, order=self._order_of(destination(stop)), units=held + units)

    def all(self) -> Told:
        stop = self._current()
        if stop is None or not self.step.hand:
            raise NotAllowed(ref=self.view.name, reason=N_("scan the item once first."), action="all")
        every = sum(each.left for each in self.view.stops if each.key == self.step.hand)
        self._stand(replace(self.step, hand_units=every))
        return self._say(Said.TAKE, stop, order=self._order_of(destination(stop)), units=every)

    def tote(self, tote: ToteRow) -> Told:
        """With something in the hand: it goes into this tote. Else a free tote is given to the next order."""
        here = {order.id: order for order in self.view.orders if order.here}
        stop = self._current() if self.step.hand else None
        if stop is None:
            return self._give(tote, here) if tote.order_id is None or self.step.order_id else self._name(tote, here)
        wanting = destination(stop)
        order = here.get(tote.order_id or 0)
        if tote.order_id is None and wanting is not None and not here[wanting.order_id].totes:
            tote = totes.give(self.work, tote, wanting.order_id)
            order = here[wanting.order_id]
        held = [each for each in self.view.stops if each.key == self.step.hand and each.left]
        if order is None or not any(part.left for each in held for part in each.parts if part.order_id == order.id):
            return self._say(Said.WRONG_TOTE, stop, order=self._order_of(wanting))
        return self._count(self._portions(held, self.step.hand_units, order.id), stop, order, tote)

    def tick(self, pick_id: int, picked: int) -> Told:
        """On paper `picked` units of this pick are in its basket."""
        stop = _stop_of(self.view, pick_id)
        part = next((part for part in stop.parts if part.pick_id == pick_id), None) if stop else None
        if stop is None or part is None:
            raise NotFound(what=N_("row of a wave sheet"), ref=self.text)
        missing = picked - part.picked
        if missing <= 0:
            return self._say(Said.TICKED, stop, order=self._order_of(part), units=part.picked)
        if missing > part.left:
            return self._say(Said.TOO_MANY, stop, bin=stop.bin)
        return self._count([(part, missing)], stop, None, None)

    def order(self, code: Code) -> Told:
        """The order that the next free tote is for."""
        found = next((order for order in self.view.orders if order.code == code.value), None)
        if found is None:
            raise NotFound(what=N_("order in this pick list"), ref=code.value)
        self._stand(replace(self.step, order_id=found.id))
        return self._say(Said.ORDER, None, order=found)

    def lay_down(self) -> Told:
        stop, units = self._current(), self.step.hand_units
        self._stand(replace(self.step, hand="", hand_units=0))
        return self._say(Said.LAID_DOWN, stop, reason=str(units))

    def undo(self) -> Told:
        last = run(
            "SELECT s.op_id FROM pick_scan s WHERE s.wave_id = ? AND s.bench = ? AND s.units > 0 AND NOT EXISTS"
            " (SELECT 1 FROM pick_scan u WHERE u.undone = s.id) ORDER BY s.id DESC LIMIT 1",
            (self.view.id, actor().bench),
        ).fetchone()
        if last is None:
            raise NotAllowed(ref=self.view.name, reason=N_("nothing was picked that could be undone."), action="undo")
        if not self.view.open:
            waves.open_again(self.work, self.view)
            run("UPDATE walk SET closed_at = NULL WHERE wave_id = ? AND bench = ?", (self.view.id, actor().bench))
        name = str(last[0]).partition("/")[0]
        taken = 0
        for turn, (scan_id, pick_id, units, code) in enumerate(
            run("SELECT id, pick_id, units, code FROM pick_scan WHERE (op_id = ? OR op_id LIKE ?) AND units > 0",
                (name, f"{name}/%")).fetchall()
        ):  # fmt: skip
            back = run("UPDATE pick SET picked = picked - ? WHERE id = ? AND picked >= ?", (units, pick_id, units))
            if back.rowcount != 1:
                raise NotAllowed(ref=self.view.name, reason=N_("it has been put back already."), action="undo")
            taken += int(units)
            self._log(Said.UNDONE, pick_id, None, -int(units), undone=int(scan_id), turn=turn, code=str(code))
        stop = _stop_of(waves.show(self.view.id), pick_id)
        if stop is not None:
            self._stand(replace(self.step, at_bin=stop.bin, hand="", hand_units=0))
        return self._answer(Said.UNDONE, stop, units=taken)

    def short(self, reason: Reason, units: int | None, outcome: Outcome | None) -> Told:
        stop = self._current()
        if stop is None:
            raise NotAllowed(ref=self.view.name, reason=N_("nothing is left to pick."), action="short")
        missing = stop.left if units is None else units
        if not 0 < missing <= stop.left:
            raise BadInput(what=N_("The quantity"), value=missing, next=N_("Type how many of them are missing."))
        other = self._elsewhere(stop) if missing == stop.left else None
        self._stand(replace(self.step, at_bin=stop.bin, hand="", hand_units=0))
        if other is not None:
            self._fetch_from(stop, other)
            self._log(Said.REPLANNED, None, None, 0, reason=_tried(stop))
            return self._answer(Said.REPLANNED, stop, bin=other)
        declared = self._last_first(stop, missing)
        for part, many in declared:
            run("UPDATE pick SET short = short + ? WHERE id = ?", (many, part.pick_id))
        self._log(Said.SHORT, declared[0][0].pick_id, None, 0, reason=f"{reason.value} {missing}")
        chosen = outcome or (Outcome(self.rules.short) if self.rules.short in list(Outcome) else Outcome.OPEN)
        shortages.declare(
            self.work, self.op_id, self.view.id, [(part.order_id, part.line_id, many) for part, many in declared],
            stop.article_id, reason, chosen,
        )  # fmt: skip
        return self._answer(Said.SHORT, stop, order=self._order_of(declared[0][0]), units=missing)

    def _give(self, tote: ToteRow, here: dict[int, WaveOrder]) -> Told:
        chosen = here.get(self.step.order_id or 0) or next((o for o in here.values() if not o.totes and o.left), None)
        if chosen is None:
            return self._say(Said.WRONG_TOTE, self._current())
        if tote.order_id not in (None, chosen.id):
            raise ToteTaken(tote=tote.code, ref=f"#{tote.number}")
        tote = totes.give(self.work, tote, chosen.id)
        self._stand(replace(self.step, order_id=None))
        return self._say(Said.TOTE_GIVEN, None, order=chosen, tote_id=tote.id)

    def _name(self, tote: ToteRow, here: dict[int, WaveOrder]) -> Told:
        """Whose tote it is; one of another wave is wrong here."""
        order = here.get(tote.order_id or 0)
        if order is None:
            raise ToteTaken(tote=tote.code, ref=f"#{tote.number}")
        return self._say(Said.ORDER, None, order=order)

    def _count(
        self, portions: list[tuple[Part, int]], stop: Stop, order: WaveOrder | None, tote: ToteRow | None
    ) -> Told:
        counted = 0
        for turn, (part, units) in enumerate(portions):
            if run(_COUNT, (units, part.pick_id, part.picked)).rowcount != 1:
                reason = N_("an order was changed meanwhile; nothing was counted. Scan again.")
                raise NotAllowed(ref=self.view.name, reason=reason, action="pick")
            self._log(Said.PICKED, part.pick_id, tote.id if tote else None, units, turn=turn)
            counted += units
        rest = self.step.hand_units - counted if self.step.hand else 0
        self._stand(replace(self.step, at_bin=stop.bin, hand=stop.key if rest > 0 else "", hand_units=max(0, rest)))
        return self._answer(Said.PICKED, stop, order=order or self._order_of(portions[0][0]), units=counted)

    def _portions(self, stops: list[Stop], units: int, order_id: int | None) -> list[tuple[Part, int]]:
        """Which picks units are counted in, in the sequence of the orders; those of one order where one is meant."""
        portions = []
        for part in (part for stop in stops for part in stop.parts if order_id in (None, part.order_id)):
            many = min(units, part.left)
            if many:
                portions.append((part, many))
                units -= many
        return portions

    def _last_first(self, stop: Stop, missing: int) -> list[tuple[Part, int]]:
        """Who goes without: the last orders of the wave, so that the most urgent ones get what is there."""
        declared = []
        for part in reversed(stop.parts):
            many = min(missing, part.left)
            if many:
                declared.append((part, many))
                missing -= many
        return declared

    def _elsewhere(self, stop: Stop) -> str | None:
        """Another bin of the article, where nobody on this walk has looked in vain."""
        if stop.article_id is None:
            return None
        tried = {
            str(row[0])
            for row in run(
                "SELECT reason FROM pick_scan WHERE wave_id = ? AND said = ?", (self.view.id, Said.REPLANNED.value)
            ).fetchall()
        }
        places = [name for name in bins.of_article(stop.article_id) if name != stop.bin]
        return next((name for name in places if f"{stop.key} {name}" not in tried), None)

    def _fetch_from(self, stop: Stop, name: str) -> None:
        for part in stop.parts:
            if part.left:
                run("UPDATE pick SET bin = ? WHERE id = ?", (name, part.pick_id))

    def _stand_at(self, name: str, said: Said) -> Told:
        self._stand(replace(self.step, at_bin=name))
        self._log(said, None, None, 0)
        told = self._answer(said, None, bin=name)
        return replace(told, stop=told.current)

    def _alone(self) -> bool:
        return len(self.view.orders) == 1

    def _current(self) -> Stop | None:
        return current(self.view, self.step)

    def _order_of(self, part: Part | None) -> WaveOrder | None:
        return next((order for order in self.view.orders if part is not None and order.id == part.order_id), None)

    def _stand(self, step: Step) -> None:
        self.step = step
        here = actor()
        run(
            "INSERT INTO walk (wave_id, bench, who, at_bin, hand, hand_units, order_id, opened_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (wave_id, bench) DO UPDATE SET at_bin = excluded.at_bin,"
            " hand = excluded.hand, hand_units = excluded.hand_units, order_id = excluded.order_id",
            (self.view.id, here.bench, here.who, step.at_bin, step.hand, step.hand_units, step.order_id, ms(now())),
        )

    def _log(
        self, said: Said, pick_id: int | None, tote_id: int | None, units: int, *, reason: str = "",
        undone: int | None = None, turn: int = 0, code: str = "",
    ) -> None:  # fmt: skip
        here = actor()
        insert(_LOG, (self.op_id if not turn else f"{self.op_id}/{turn}", self.view.id, pick_id, tote_id, ms(now()),
                      here.who, here.bench, code or self.text[:200], said.value, units, reason, undone))  # fmt: skip
        self.work.changed("wave", self.view.id)

    def _say(
        self, said: Said, stop: Stop | None, *, reason: str = "", tote_id: int | None = None, **more: object
    ) -> Told:
        """Log a scan that counts nothing, and answer it."""
        self._log(said, None, tote_id, 0, reason=reason)
        return self._answer(said, stop, **more)

    def _answer(self, said: Said, stop: Stop | None, **more: object) -> Told:
        view = waves.show(self.view.id)
        done = view.open and view.left == 0 and said in (Said.PICKED, Said.SHORT)
        if done:
            waves.end(self.work, view)
            view = waves.show(view.id)
        if stop is not None:
            stop = next((each for each in view.stops if (each.key, each.bin) == (stop.key, stop.bin)), stop)
        return Told(said, self.text, view, self.step, stop, done=done, **more)  # type: ignore[arg-type]


def _told_before(wave_id: int, op_id: str, text: str) -> Told | None:
    """What this very scan was answered, if it has reached the disk before."""
    row = run(
        "SELECT said, pick_id, (SELECT sum(units) FROM pick_scan s WHERE s.op_id = p.op_id OR s.op_id LIKE ?)"
        " FROM pick_scan p WHERE op_id = ? AND wave_id = ?",
        (f"{op_id}/%", op_id, wave_id),
    ).fetchone()
    if row is None:
        return None
    view = waves.show(wave_id)
    stop = _stop_of(view, row[1])
    part = next((part for part in stop.parts if part.pick_id == row[1]), None) if stop else None
    order = next((each for each in view.orders if part is not None and each.id == part.order_id), None)
    return Told(Said(row[0]), text, view, _step(wave_id), stop, order, units=abs(int(row[2])), done=not view.open)


def _stop_of(view: WaveView, pick_id: int | None) -> Stop | None:
    return next((stop for stop in view.stops if any(part.pick_id == pick_id for part in stop.parts)), None)


def _step(wave_id: int) -> Step:
    row = run(
        "SELECT at_bin, hand, hand_units, order_id FROM walk WHERE wave_id = ? AND bench = ?", (wave_id, actor().bench)
    ).fetchone()
    return Step(str(row[0]), str(row[1]), int(row[2]), row[3]) if row else Step()


def _bins_of(view: WaveView) -> set[str]:
    return {stop.bin for stop in view.stops}


def _tried(stop: Stop) -> str:
    return f"{stop.key} {stop.bin}"

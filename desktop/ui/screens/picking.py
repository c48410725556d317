"""The walk through the shelves: which bin, what, how many, into which tote; all of it by scans alone."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from desktop.domain.codes import Code, Command, Kind, read
from desktop.domain.errors import KolliError
from desktop.domain.picking import Outcome as Becomes
from desktop.domain.picking import Reason, Said
from desktop.i18n import N_, _, number
from desktop.services import batch, bins, picking, waves
from desktop.services.bench import Ask, Choice, Wants
from desktop.services.changes import Change, new_op_id
from desktop.services.picking import Told
from desktop.services.shortages import OUTCOMES, REASONS
from desktop.services.waves import WaveRow
from desktop.ui.desk import Desk
from desktop.ui.picking import asked, words
from desktop.ui.picking.asked import Found, Held, Missed
from desktop.ui.picking.keys import Keys
from desktop.ui.picking.overview import Facts, Lists, Prompt
from desktop.ui.picking.put_back import PutBackList, PutBackWork
from desktop.ui.picking.side import Stops
from desktop.ui.picking.walk import Walk
from desktop.ui.screen import Screen
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.words import order_name

_DIGITS = 5  # of a typed quantity


class PickingScreen(Screen):
    name, title, icon, letter = "picking", N_("Pick"), "list-checks", "W"
    rail, under, bench = "", "queue", True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._told: Told | None = None  # the walk that is open
        self._held: Held | None = None  # the put-back that is done
        self._typed: str | None = None  # quantity mode: the digits typed so far
        self._answer: Callable[[str], None] | None = None  # what a digit answers while a question is open
        self._unfinished: int | None = None
        self._first = True
        self.prompt, self.lists = Prompt(), Lists()
        self.walk, self.stops = Walk(), Stops()
        self.put_back, self.tasks = PutBackWork(), PutBackList()
        self.keys = Keys()
        self.primary = KeyButton("", "", "", bench=True, name="picking-primary")
        self._pages, self._sides = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()
        desk.hub.watch(self, {"wave", "order", "put-back", "settings"}, self._changed)
        self.retranslate()

    def entered(self) -> None:
        self._tell_idle()
        self._read_facts()

    def open(self, id: int | None) -> None:
        if id is not None:
            self._ask(partial(picking.open_wave, id))

    def scanned(self, text: str) -> None:
        code = read(text)
        if code.kind is Kind.COMMAND:
            self._command(code)
            return
        if code.kind is Kind.TICK:
            typed = self._typed
            self._taken_quantity()
            self._end_question()
            self._ask(partial(asked.tick, text, int(typed) if typed else None))
            return
        units = self._taken_quantity()
        self._end_question()
        if self._told is not None:
            self._ask(asked.scan(self._told.wave.id, text, units))
        elif self._held is not None:
            self.desk.tasks.run(partial(_put_or_take, self._held, text, units), self._show_held, self._refused)
        else:
            self._ask(partial(asked.open_by, text))

    def back(self) -> bool:
        if self._typed is not None or self._answer is not None:
            self._taken_quantity()
            self._end_question()
            return True
        if self._held is not None:
            self._leave()
            return True
        if self._told is not None and self._told.step.hand:
            self._ask(partial(picking.lay_down, self._told.wave.id))
            return True
        return False

    def undo(self) -> bool:
        if self._told is None:
            return False
        self._ask(partial(picking.undo, self._told.wave.id, new_op_id()))
        return True

    def help(self) -> list[tuple[str, str]]:
        return [("1-9", _("Answer a question, or type a quantity after F2"))]

    # What came back

    def _ask(self, work: Callable[[], Found]) -> None:
        self.desk.tasks.run(work, self._show, self._refused)

    def _show(self, found: Found) -> None:
        if isinstance(found, Held):
            self._show_held(found)
            return
        self._show_told(found)
        self.desk.lane.show_result(words.OUTCOMES[found.said], *words.said(found), 4000 if found.done else None)
        if found.done:
            self.desk.sounds.play("done")

    def _show_told(self, told: Told) -> None:
        self._told, self._held = told, None
        self._answer = None
        self.walk.show_told(told)
        self.stops.show_told(told)
        self._turn_to(self.walk, self.stops)
        self.keys.show_walk()
        self._say_primary()

    def _show_missed(self, missed: Missed) -> None:
        self._show_told(missed.told)
        headline, detail = words.said(missed.told)
        if missed.others:
            others = ", ".join(order_name(each.number) for each in missed.others[:4])
            detail = words.joined(detail, _("{orders} need it too").format(orders=others))
        self.desk.lane.show_result(words.OUTCOMES[missed.told.said], headline, detail)

    def _show_held(self, held: Held) -> None:
        before = self._held
        self._told = None
        if held.task is None and not held.tasks and not held.unknown:
            self._leave()
            return
        done = before is not None and held.units == 0 and held.task is not None and not held.unknown
        if done and held.task is not None and not held.task.left:
            following = next(iter(held.tasks), None)
            self.desk.lane.show_result(Outcome.RIGHT, _("Put back"), words.joined(held.task.name, held.task.bin))
            if following is None:
                self._leave()
                return
            held = Held(following, 0, held.tasks)
        elif done and held.task is not None and before is not None and before.units:
            self.desk.lane.show_result(Outcome.RIGHT, _("Put back"), words.joined(held.task.name, held.task.bin))
        self._held = held
        self.put_back.show_task(held.task, held.units)
        self.tasks.show_tasks(held.tasks, held.task.id if held.task else None)
        self._turn_to(self.put_back, self.tasks)
        self.keys.show_put_back()
        self._say_primary()
        if held.unknown:
            full = held.units > 0
            detail = _("No more of it goes back.") if full else _("It is not to be put back.")
            self.desk.lane.show_result(Outcome.TOO_MANY if full else Outcome.UNKNOWN, "", detail)
        elif held.units and held.task is not None:
            words_ = _("Put it into {bin} and scan the bin.").format(bin=held.task.bin or _("any bin"))
            self.desk.lane.show_result(Outcome.RIGHT, "", words.joined(held.task.name, words_))

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self.desk.lane.show_result(Outcome.ATTENTION, _("Nothing was counted"), error.say())

    # Commands and questions

    def _command(self, code: Code) -> None:
        command = Command(code.value)
        does: dict[Command, Callable[[], object]] = {
            Command.UNDO: self.undo, Command.QUANTITY: self._begin_quantity, Command.ASIDE: self._put_aside,
            Command.MANUAL: self._missing, Command.YES: self._press_primary, Command.DONE: self._press_primary,
            Command.NEXT: self._press_primary, Command.CANCEL: self.back, Command.NO: self.back,
            Command.REPRINT: self._print,
        }  # fmt: skip
        if command.digit:
            self._digit(command.digit)
        elif command in does:
            does[command]()
        else:
            self.desk.lane.show_result(Outcome.ATTENTION, _("Not done"), _("Nothing here knows this command."))

    def _digit(self, digit: str) -> None:
        if self._typed is not None:
            self._typed = (self._typed + digit).lstrip("0")[:_DIGITS]
            self._show_quantity()
        elif self._answer is not None:
            self._answer(digit)

    def _begin_quantity(self) -> None:
        if self._told is None or self._told.current is None:
            return
        self._typed = ""
        self._show_quantity()
        self.setFocus()

    def _show_quantity(self) -> None:
        self.walk.tile.ask(f"x {self._typed}" if self._typed else _("x ?"))

    def _taken_quantity(self) -> int:
        """The quantity that was typed, once; 1 for none."""
        typed, self._typed = self._typed, None
        if typed is not None and self._told is not None:
            self.walk.show_told(self._told)
        return int(typed) if typed else 1

    def _missing(self) -> None:
        """Why, how many, and what becomes of the order: each by a digit."""
        if self._told is None or self._told.current is None:
            return
        choices = tuple(Choice(str(turn), _(text)) for turn, text in enumerate(REASONS.values(), 1))
        self._question(Ask(Wants.REASON, _("What is wrong?"), choices=choices), self._reason)

    def _reason(self, digit: str) -> None:
        reasons = dict(zip((str(turn) for turn in range(1, 9)), REASONS, strict=False))
        stop = self._told.current if self._told is not None else None
        if digit not in reasons or stop is None:
            return
        if stop.left == 1:
            self._how_many(reasons[digit], "1")
            return
        few = tuple(Choice(str(units), number(units)) for units in range(1, min(stop.left, 9)))
        choices = (Choice("0", _("All {count}").format(count=number(stop.left))), *few)
        asking = Ask(Wants.QUANTITY, _("How many are missing?"), choices=choices)
        self._question(asking, partial(self._units, reasons[digit], stop.left))

    def _units(self, reason: Reason, left: int, digit: str) -> None:
        units = int(digit) or left
        if units <= left:
            self._how_many(reason, str(units))

    def _how_many(self, reason: Reason, units: str) -> None:
        self._answer = None
        self.desk.tasks.run(asked.rule, partial(self._outcome, reason, int(units)))

    def _outcome(self, reason: Reason, units: int, rule: str) -> None:
        if rule != "ask":
            self._declare(reason, units, None)
            return
        offered = (Becomes.WAIT, Becomes.PART, Becomes.CANCEL)
        choices = tuple(Choice(str(turn), _(OUTCOMES[each])) for turn, each in enumerate(offered, 1))
        asking = Ask(Wants.PART_REASON, _("What becomes of the order?"), choices=choices)
        self._question(asking, partial(self._becomes, reason, units, offered))

    def _becomes(self, reason: Reason, units: int, offered: tuple[Becomes, ...], digit: str) -> None:
        if 0 < int(digit) <= len(offered):
            self._declare(reason, units, offered[int(digit) - 1])

    def _declare(self, reason: Reason, units: int, outcome: Becomes | None) -> None:
        told = self._told
        self._end_question()
        if told is not None:
            work = partial(asked.short, told.wave.id, reason, units, outcome)
            self.desk.tasks.run(work, self._show_missed, self._refused)

    def _question(self, ask: Ask, answer: Callable[[str], None]) -> None:
        self._answer = answer
        self.walk.ask(ask)
        self.keys.show_ask()
        self.primary.setVisible(False)
        self.setFocus()

    def _end_question(self) -> None:
        self._answer = None
        if self._told is not None:
            self.walk.end_ask()
            self.keys.show_walk()
            self._say_primary()

    def _answered(self, digit: str) -> None:
        if self._answer is not None:
            self._answer(digit)

    # Buttons

    def _press_primary(self) -> None:
        told = self._told
        if told is None:
            return
        if told.step.hand:
            self._ask(partial(picking.take_all, told.wave.id, new_op_id()))
        elif told.wave.left == 0 and told.wave.open:
            self.desk.tasks.run(partial(waves.finish, told.wave.id), self._finished, self._refused)
        elif not told.wave.open:
            self._leave()

    def _finished(self, _wave: object) -> None:
        self._leave()
        self.desk.lane.show_result(Outcome.SAVED, _("All picked"), _("Bring it to the bench."))

    def _put_aside(self) -> None:
        if self._told is not None:
            self.desk.tasks.run(partial(picking.put_aside, self._told.wave.id), self._aside, self._refused)

    def _aside(self, wave: waves.WaveView) -> None:
        self._leave()
        self.desk.lane.show_result(Outcome.SAVED, _("Put aside"), wave.name)

    def _print(self) -> None:
        if self._told is not None:
            ids = [order.id for order in self._told.wave.orders if order.here]
            self.desk.tasks.run(partial(batch.pick, ids), self._printed, self._refused)

    def _printed(self, _done: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("In the print queue"))

    def _leave(self) -> None:
        self._told = self._held = self._answer = self._typed = None
        self._turn_to(self.prompt, self.lists)
        self.keys.show_nothing()
        self._tell_idle()
        self._read_facts()

    def _resume(self) -> None:
        self.open(self._unfinished)

    def _make(self, courier: str, zone: str, single: bool) -> None:
        self._ask(partial(asked.make, courier, zone, single))

    def _open_put_backs(self) -> None:
        self.desk.tasks.run(asked.list_put_backs, self._show_held, self._refused)

    def _say_primary(self) -> None:
        told = self._told
        self.primary.setVisible(told is not None)
        if told is None:
            return
        if told.step.hand:
            left = sum(stop.left for stop in told.wave.stops if stop.key == told.step.hand)
            self._primary_words(_("All {count} in the hand").format(count=number(left)), "Space",
                                told.step.hand_units < left)  # fmt: skip
        elif not told.wave.open:
            self._primary_words(_("Next list"), "Space", True)
        elif told.wave.left == 0:
            self._primary_words(_("End the walk"), "Space", True)
        else:
            self._primary_words(_("Ends by itself at 0 left"), "", False)

    def _primary_words(self, text: str, key: str, on: bool) -> None:
        self.primary.set_role("primary" if on else "default")
        self.primary.set_key(key)
        self.primary.setText(text)
        self.primary.setEnabled(on)

    # What changes by itself

    def _changed(self, changes: frozenset[Change]) -> None:
        if not self.isVisible():
            return
        told = self._told
        if told is None and self._held is None:
            self._read_facts()
        elif told is not None and Change("wave", told.wave.id) in changes and self._answer is None:
            self.desk.tasks.run(partial(waves.show, told.wave.id), self._follow)

    def _follow(self, wave: waves.WaveView) -> None:
        """Another bench has picked in the same wave."""
        told = self._told
        if told is not None and told.wave.id == wave.id and wave != told.wave and self._answer is None:
            self._show_told(Told(Said.OPENED, "", wave, told.step))

    def _read_facts(self) -> None:
        self.desk.tasks.run(asked.facts, self._show_facts)

    def _show_facts(self, found: tuple[Facts, WaveRow | None]) -> None:
        facts, unfinished = found
        self._unfinished = unfinished.id if unfinished is not None else None
        self.prompt.show_facts(facts, unfinished)
        self.lists.show_facts(facts)
        if self._first and unfinished is not None and self._told is None:
            self._first = False
            self._resume()  # exactly where this bench stood when the program ended
        self._first = False

    def _tell_idle(self) -> None:
        self.desk.lane.set_idle(_("Ready to scan"), _("A list, a bin, an item or a tote"))

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        for page in (self.prompt, self.walk, self.put_back):
            self._pages.addWidget(page)
        for panel in (self.lists, self.stops, self.tasks):
            self._sides.addWidget(panel)
        grid = QGridLayout(self)
        pad = look.px(16)
        grid.setContentsMargins(pad, pad, pad, look.px(12))
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(12))
        grid.addWidget(self._pages, 0, 0)
        grid.addWidget(self._sides, 0, 1)
        grid.addWidget(self.keys, 1, 0)
        grid.addWidget(self.primary, 1, 1)
        grid.setRowStretch(0, 1)
        grid.setColumnStretch(0, 1)
        self._sides.setFixedWidth(look.size("checklist"))
        self.primary.setFixedWidth(look.size("checklist"))
        self._turn_to(self.prompt, self.lists)
        self.keys.show_nothing()

    def _connect(self) -> None:
        self.prompt.made.connect(self._make)
        self.prompt.resume.clicked.connect(self._resume)
        self.prompt.put_back.clicked.connect(self._open_put_backs)
        self.lists.chosen.connect(self.open)
        self.walk.question.answered.connect(self._answered)
        self.keys.quantity.clicked.connect(self._begin_quantity)
        self.keys.missing.clicked.connect(self._missing)
        self.keys.printed.clicked.connect(self._print)
        self.keys.undo.clicked.connect(self.undo)
        self.keys.aside.clicked.connect(self._put_aside)
        self.keys.cancel.clicked.connect(self.back)
        self.keys.leave.clicked.connect(self._leave)
        self.primary.clicked.connect(self._press_primary)

    def _turn_to(self, page: QWidget, side: QWidget) -> None:
        if page is not self._pages.currentWidget() and self.isVisible():
            self.setFocus()  # Qt would give the focus to the next button, and Space would press it
        self._pages.setCurrentWidget(page)
        self._sides.setCurrentWidget(side)
        walking = page is not self.prompt
        self.keys.setVisible(walking)
        self.primary.setVisible(walking and page is not self.put_back)

    def retranslate(self) -> None:
        for part in (self.prompt, self.lists, self.stops, self.put_back, self.tasks, self.keys):
            part.retranslate()
        if self._told is not None:
            self._show_told(self._told)
        elif self.isVisible():
            self._read_facts()
        self._tell_idle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if self._typed is not None and text.isdigit():
            self._digit(text)
        elif self._typed and event.key() == Qt.Key.Key_Backspace:
            self._typed = self._typed[:-1]
            self._show_quantity()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() > theme().px(1600)
        side = theme().size("checklistWide" if wide else "checklist")
        self._sides.setFixedWidth(side)
        self.primary.setFixedWidth(side)
        self.walk.use_size(self.height(), self.width() - side)
        self.put_back.use_height(self.height())
        self.prompt.use_height(self.height())


def _put_or_take(held: Held, text: str, units: int) -> Held:
    """On the store thread: a bin takes what is in the hand; anything else is an item."""
    if held.task is not None and held.units and bins.find(text) is not None:
        return asked.put(held.task.id, text, held.units)
    return asked.take(text, held.task.id if held.task and held.units else None, held.units, units)

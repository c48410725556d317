"""The packing bench: scan, hear right or wrong, next. Every answer is on disk before it is shown."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from desktop.domain import merge
from desktop.domain.closing import Gate, Standing
from desktop.domain.codes import Command, command_code
from desktop.i18n import N_
from desktop.services import bench, settings
from desktop.services.bench import Answer, Wants
from desktop.services.changes import Change, new_op_id
from desktop.ui.bench import asked
from desktop.ui.bench.stage import Stage
from desktop.ui.bench.telling import Telling
from desktop.ui.desk import Desk
from desktop.ui.instruments import Instruments
from desktop.ui.printer_watch import PrinterWatch
from desktop.ui.screen import Screen
from desktop.ui.widgets.lane import Outcome


class PackingScreen(Screen):
    name, title, icon, letter, bench = "packing", N_("Pack"), "package-check", "K", True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._seat = bench.Seat()  # touched on the store thread only
        self.stage = Stage()
        self.telling = Telling(self.stage, desk)
        self.instruments = Instruments(desk)
        self.printers = PrinterWatch(desk, self)
        self.printers.changed.connect(self.stage.prompt.papers.show_now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stage)
        self._connect()
        desk.hub.watch(self, {"order", "parcel", "print", "decision", "settings"}, self._changed)
        self.retranslate()
        desk.tasks.run(settings.shop, self._know_shop)

    def left(self) -> None:
        self.instruments.follow(None)

    def entered(self) -> None:
        self.instruments.follow(self.telling.asked)
        self.telling.tell_idle()
        self.printers.look()
        if self.telling.order is None:
            self.telling.read_idle()

    def open(self, id: int | None) -> None:
        if id is not None:
            self._ask(partial(self._seat.show, id))

    def scanned(self, text: str) -> None:
        self._ask(partial(self._seat.scan, text, new_op_id()))

    def takes_badges(self) -> bool:
        """A supervisor's badge answers what the bench asks; any other changes the person, and the seat knows which."""
        return True

    def back(self) -> bool:
        """Esc: what is asked is not given; then out of the field, and away from a closed order."""
        stage = self.stage
        asked_for = self.telling.asked
        if asked_for is not None and stage.asking:
            self._ask(self._seat.cancel)
        elif stage.prompt.typing:
            stage.prompt.end_typing()
        elif stage.keys.row == "more":
            stage.keys.show_work()
        elif self.telling.order is None and stage.page is not stage.prompt:
            self._next()
        else:
            return False
        return True

    def undo(self) -> bool:
        if self.telling.order is None:
            return False
        self._command(Command.UNDO)
        return True

    # What a person does, told to the seat

    def _ask(self, work: Callable[[], Answer]) -> None:
        self.telling.waiting += 1
        self.desk.tasks.run(work, self.telling.tell, self.telling.refuse)

    def _command(self, command: Command) -> None:
        """A key does what the command of the card does."""
        self.scanned(command_code(command))

    def _answer(self, text: str) -> None:
        """The key of a choice, or what was typed."""
        self._ask(partial(self._seat.answer, text, new_op_id()))

    def _open_number(self, typed: str) -> None:
        self._ask(partial(asked.open_typed, self._seat, typed))

    def _resume(self) -> None:
        row = self.stage.prompt.unfinished
        if row is not None:
            self.open(row.id)

    def _next(self) -> None:
        """Back to the prompt; an order that was open waits under Resume."""
        self.desk.tasks.run(self._seat.leave)
        self.telling.show_prompt()

    def _press_primary(self) -> None:
        following = self.telling.steps.next
        if self.telling.order is None:
            self._next()
        elif following is None:
            self._ask(self._seat.finish)
        else:
            self._do(following)

    def _do(self, standing: Standing) -> None:
        """What a person says is done, or wants to do now."""
        command = _COMMANDS.get(standing.gate)
        if command is not None:
            self._command(command)
        elif standing.gate in (Gate.TASK, Gate.CHECK):
            self._ask(partial(self._seat.do, standing))

    def _decide(self, outcome: merge.Outcome) -> None:
        order, decision = self.telling.order, self.telling.decision
        if order is not None and decision is not None:
            self._ask(partial(asked.decide, self._seat, order.id, decision, outcome))

    def _say_trouble(self, sentence: str) -> None:
        """A scale or a camera is away: the question stays, and a person may answer it."""
        if sentence:
            self.telling.say(Outcome.ATTENTION, "", sentence)

    def _look_in_store(self) -> None:
        """Let the store be asked whether this order still stands; an answer that differs comes as a decision."""
        sync, order = getattr(self.desk.app, "sync", None), self.telling.order
        if sync is not None and order is not None and order.store_id is not None:
            sync.recheck(order.id)

    # What happens elsewhere

    def _changed(self, changes: frozenset[Change]) -> None:
        if any(change.kind == "settings" for change in changes):
            self.desk.tasks.run(settings.shop, self._know_shop)
        stage, telling = self.stage, self.telling
        if stage.page is stage.sealed:
            telling.read_papers()
        elif stage.page is stage.prompt:
            telling.read_idle()
        elif telling.order is not None:
            if Change("decision", telling.order.id) in changes:
                telling.read_difference()
            if any(change.kind == "parcel" or change == Change("order", telling.order.id) for change in changes):
                telling.look_again()

    def _know_shop(self, shop: settings.Shop) -> None:
        self.telling.zone = shop.zone

    # Keys and words

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        text, asked_for = event.text(), self.telling.asked
        quantity = asked_for is not None and asked_for.wants is Wants.QUANTITY
        if quantity and text.isascii() and text.isdigit():
            self._answer(text)
        elif quantity and event.key() == Qt.Key.Key_Backspace and asked_for is not None:
            self._ask(partial(asked.retype, self._seat, command_code(Command.QUANTITY), asked_for.detail[:-1]))
        elif text.isascii() and text.isdigit() and asked_for is None and self.telling.steps.next is not None:
            self._command(Command(text))  # the task of that number
        elif not self.stage.keys.play(_F_KEYS.get(Qt.Key(event.key()), "")):
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self.stage.retranslate()
        self.telling.retranslate()

    def _connect(self) -> None:
        stage, keys = self.stage, self.stage.keys
        stage.prompt.number_given.connect(self._open_number)
        stage.prompt.resume.clicked.connect(self._resume)
        stage.urgent.chosen.connect(self.open)
        stage.side.steps.chosen.connect(self._do)
        for button, command in (
            (keys.quantity, Command.QUANTITY), (keys.manual, Command.MANUAL), (keys.parcel, Command.NEXT),
            (keys.undo, Command.UNDO), (keys.undo_unknown, Command.UNDO), (keys.part, Command.PART),
            (keys.aside, Command.ASIDE), (keys.again, Command.REPRINT), (keys.copies, Command.REPRINT),
            (keys.photo, Command.PHOTO), (keys.weigh, Command.WEIGH), (keys.reopen, Command.REOPEN),
            (keys.cancel, Command.CANCEL), (stage.work.line.seen, Command.SEEN),
        ):  # fmt: skip
            button.clicked.connect(partial(self._command, command))
        keys.take_over.clicked.connect(partial(self._decide, merge.Outcome.THEIRS))
        keys.keep.clicked.connect(partial(self._decide, merge.Outcome.OURS))
        keys.bind.clicked.connect(self.telling.show_ask)
        for panel in (stage.work.line.ask, stage.alone.panel):
            panel.answered.connect(self._answer)
            panel.scanned.connect(self.scanned)
        stage.primary.clicked.connect(self._press_primary)
        self.instruments.answered.connect(self._answer)
        self.instruments.trouble.connect(self._say_trouble)
        self.telling.asks.connect(self.instruments.follow)
        self.telling.show_again.connect(self.open)
        self.telling.closing_soon.connect(self._look_in_store)


_COMMANDS = {Gate.NOTE: Command.SEEN, Gate.PHOTO: Command.PHOTO, Gate.WEIGHT: Command.WEIGH}
_F_KEYS = {Qt.Key.Key_F6: "F6", Qt.Key.Key_F7: "F7", Qt.Key.Key_F9: "F9"}

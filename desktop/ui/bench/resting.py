"""What the stage shows while no order is open: the prompt and what is urgent, or the order that was closed last."""

from functools import partial

from PySide6.QtCore import QObject

from desktop.i18n import _, clock
from desktop.services.bench import Answer, Ask, Label
from desktop.services.changes import now
from desktop.services.orders import OrderView
from desktop.ui.bench import asked, lane_words, live
from desktop.ui.bench.lines import Row, rows_of
from desktop.ui.bench.stage import Stage
from desktop.ui.bench.steps import Steps
from desktop.ui.desk import Desk
from desktop.ui.widgets.lane import Outcome
from desktop.ui.words import order_name


class Resting(QObject):
    """`show_prompt()` and `show_sealed(order)`; what is shown stands in `order`, `rows`, `current` and `asked`."""

    def __init__(self, stage: Stage, desk: Desk) -> None:
        super().__init__(stage)
        self.stage, self.desk = stage, desk
        self.order: OrderView | None = None
        self.rows: list[Row] = []
        self.current: int | None = None
        self.asked: Ask | None = None
        self.zone = "UTC"
        self.last_sealed: OrderView | None = None
        self.decision: int | None = None
        self.steps = Steps()

    def say(self, outcome: Outcome, headline: str, detail: str = "") -> None:
        self.desk.lane.show_result(outcome, headline, detail)

    # The order is closed

    def _tell_closed(self, answer: Answer, order: OrderView) -> None:
        result = answer.result
        parcel = result.parcel if result is not None else order.parcels[-1].code
        self.show_sealed(order)
        label = answer.ask.text if answer.ask is not None else ""
        detail = label or answer.said or f"{order_name(order.number)} · {parcel}"
        self.desk.lane.show_result(Outcome.RIGHT, _("All packed"), detail, 4000)
        self.desk.sounds.play("done")

    def _tell_part(self, order: OrderView | None, said: str) -> None:
        """What was packed goes ahead."""
        if order is not None:
            self.show_sealed(order)
            self.say(Outcome.SAVED, _("Send part"), said)

    def _tell_sealed(self, order: OrderView | None) -> None:
        if order is not None:
            self.show_sealed(order)
            self.say(Outcome.SAVED, _("Already packed"), _("Scan Reopen or press F8 to open it."))

    def _tell_label(self, label: Label | None, right: bool) -> None:
        if label is None:
            return
        stage = self.stage
        if right:
            stage.show_sealed()
            self.read_papers()
            rest = _("Scan the label of parcel {place} of {all}.").format(place=label.position, all=label.of)
            words = rest if label.expected else _("Every label is on its parcel.")
            self.say(Outcome.SAVED, _("Label scanned on parcel"), words)
        else:
            stage.work.show_wrong_label(label, self.last_sealed.number if self.last_sealed else "")
            stage.show_work()
            stage.keys.show_sealed()
            self.say(Outcome.WRONG, _("Wrong label"), _("Nothing was sealed."))

    def show_sealed(self, order: OrderView) -> None:
        self.order, self.asked, self.current = None, None, None
        self.rows = rows_of(order)
        self.last_sealed = order
        self.stage.side.show_rows(self.rows, None)
        self.stage.work.bar.show_order(order, self.zone)
        self.read_papers()
        self.stage.show_sealed()
        self.desk.tasks.run(partial(live.read, order.id), self._show_closed_live)
        self.tell_idle()

    def read_papers(self) -> None:
        if self.last_sealed is not None:
            self.desk.tasks.run(partial(asked.read_papers, self.last_sealed.id), self._show_papers)

    def _show_papers(self, found: asked.Papers) -> None:
        self.stage.sealed.show_order(*found, self.zone)

    # Nothing is open

    def _leave(self, answer: Answer, detail: str) -> None:
        self.show_prompt()
        self.say(Outcome.SAVED, lane_words.done(answer.happened), detail)

    def _tell_next(self, order: OrderView | None) -> None:
        """To the next order; `order` is one that is not to be sent any more."""
        self.show_prompt()
        if order is not None:
            words = _("It is not sent. Put everything back where it was.")
            self.say(Outcome.ATTENTION, order_name(order.number), words)
        else:
            self.say(Outcome.SAVED, _("Next order"))

    def show_prompt(self) -> None:
        # Without leaving the seat: an answer that leads here has done so, and the scan after it may be at work already.
        self.order = self.asked = self.decision = None
        self.stage.show_prompt()
        self.desk.lane.clear()
        self.tell_idle()
        self.read_idle()

    def read_idle(self) -> None:
        self.desk.tasks.run(asked.read_idle, self.show_idle)

    def show_idle(self, found: asked.IdlePage) -> None:
        idle, self.zone = found.idle, found.zone
        stage = self.stage
        stage.urgent.show_idle(idle, found.claims, self.zone)
        stage.prompt.show_rule(found.rule)
        stage.prompt.show_unfinished(idle.unfinished)
        self.desk.badge("packing", idle.waiting, False)
        if self.order is None and stage.page not in (stage.sealed, stage.alone, stage.work):
            stage.show_prompt()

    def tell_idle(self) -> None:
        """What the lane says between two scans."""
        sealed, last = self.last_sealed, ""
        if sealed is not None:
            at = max((parcel.closed_at for parcel in sealed.parcels if parcel.closed_at), default=None)
            last = _("Last: {number} sealed at {time}").format(
                number=order_name(sealed.number), time=clock(at or now(), zone=self.zone)
            )
        self.desk.lane.set_idle(_("Ready to scan"), last)

    def _show_closed_live(self, found: live.Live) -> None:
        if self.last_sealed is not None and self.last_sealed.id == found.order_id and self.order is None:
            self.show_live(found)

    def show_live(self, found: live.Live) -> None:
        """The parcels, and what was done before closing."""
        self.stage.side.show_parcels(found.parcels, found.parcels[-1].position)
        self.steps.begin(found.tasks)
        self.steps.know(found.standing)
        self.stage.side.show_steps(self.steps.steps)

"""What the pace of now says of the orders: how many will miss their courier, and a better order of work."""

import time
from collections.abc import Callable

from desktop.i18n import _, clock, ngettext, number
from desktop.services import radar
from desktop.services.radar import Plan
from desktop.ui import order_rows as rows
from desktop.ui.tasks import Runner
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.key_button import KeyButton

_LOOK_AGAIN_S = 30  # how old the forecast may be


class Forecast:
    """`look()` asks behind the list, not more often than each half minute; `changed` hears when it says otherwise."""

    def __init__(
        self, tasks: Runner, ahead: rows.Ahead, misses: KeyButton, sort: Choice, changed: Callable[[bool], object]
    ) -> None:
        self._tasks, self._ahead, self._misses, self._sort, self._changed = tasks, ahead, misses, sort, changed
        self._plan: Plan | None = None
        self._looked_at = float("-inf")
        self.zone = "UTC"

    @property
    def saves(self) -> bool:
        return self._plan is not None and self._plan.saved > 0

    def look(self) -> None:
        if time.monotonic() - self._looked_at >= _LOOK_AGAIN_S:
            self._looked_at = time.monotonic()
            self._tasks.run(radar.plan, self._show)

    def say(self) -> None:
        plan = self._plan
        if plan is None:
            return
        many, meant = len(plan.misses), {(risk.courier, risk.due) for risk in plan.misses}
        if len(meant) == 1:
            courier, due = meant.pop()
            words = ngettext("{count} will miss {courier} {time}", "{count} will miss {courier} {time}", many)
            said = words.format(count=number(many), courier=courier, time=clock(due, zone=self.zone))
        else:
            said = ngettext("{count} will miss its courier", "{count} will miss their couriers", many)
            said = said.format(count=number(many))
        self._misses.setText(said)
        better = ngettext("Saves {count} more", "Saves {count} more", plan.saved).format(count=number(plan.saved))
        self._sort.set_choices([("promise", _("By promise")), ("best", better if plan.saved else _("Saves most"))])

    def _show(self, plan: Plan) -> None:
        known = self._plan
        again = (plan.misses, plan.sequence) != ((known.misses, known.sequence) if known else ((), ()))
        self._plan = plan
        self._ahead.misses = {risk.order_id: risk.due for risk in plan.misses}
        self._ahead.sequence = plan.sequence
        self.say()
        self._changed(again)

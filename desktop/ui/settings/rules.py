"""Rules: which tasks an order gets, which questions an article brings, what counts as the same order twice, and who
says what becomes of parcels.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.domain.checks import CheckRule
from desktop.domain.tracking_mode import Mode
from desktop.i18n import _
from desktop.services import checks, settings, tasks
from desktop.services.settings import Rules
from desktop.services.tasks import TaskRule
from desktop.ui.desk import Desk
from desktop.ui.settings.check_form import CheckForm
from desktop.ui.settings.page import SettingField, SettingsPage, Undo
from desktop.ui.settings.task_form import TaskForm
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.words import TRACKING_MODES

_MOST_MINUTES = 10_080


@dataclass(frozen=True, slots=True)
class _Read:
    tasks: list[TaskRule]
    checks: list[CheckRule]
    rules: Rules


class RulesPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._read: _Read | None = None
        self.tasks, self.checks = TaskForm(self.save), CheckForm(self.save)
        self.minutes = SettingField("rules-duplicate-minutes", unit=_("min"))
        self.tracking = Choice("rules-tracking")
        self._minutes, self._tracking = LabelledField("", self.minutes), LabelledField("", self.tracking)
        look = theme()
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(12))
        panel.body.addWidget(self.tasks)
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        row.addWidget(self._minutes, 1)
        row.addWidget(self._tracking, 1)
        panel.body.addLayout(row)
        panel.body.addWidget(Hairline())
        panel.body.addWidget(self.checks)
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)
        self.minutes.given.connect(self._give_minutes)
        self.tracking.picked.connect(self._give_tracking)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def _show(self, read: _Read) -> None:
        self._read = read
        self.tasks.show_rules(read.tasks)
        self.checks.show_rules(read.checks)
        self.minutes.show_text(str(read.rules.duplicate_minutes))
        self.tracking.set_choices([(mode.value, _(TRACKING_MODES[mode])) for mode in Mode])
        self.tracking.choose(read.rules.tracking)

    def _give_minutes(self, typed: str) -> None:
        if self._read is None:
            return
        if not typed.isdecimal() or int(typed) > _MOST_MINUTES:
            self.minutes.set_wrong(True)
            self.say_trouble(_("Minutes are a whole number up to a week; 0 looks for no double orders."))
            return
        self._give("duplicate_minutes", int(typed), self._read.rules.duplicate_minutes)

    def _give_tracking(self, mode: object) -> None:
        if self._read is not None:
            self._give("tracking", str(mode), self._read.rules.tracking)

    def _give(self, name: str, value: object, before: object) -> None:
        if value != before:
            change = partial(settings.change_rules, **{name: value})
            self.save(change, partial(settings.change_rules, **{name: before}))

    def retranslate(self) -> None:
        self._minutes.set_label(_("The same order again within"))
        self._tracking.set_label(_("Tracking of parcels"))
        self.tasks.retranslate()
        self.checks.retranslate()
        if self._read is not None:
            self._show(self._read)


def _read() -> _Read:
    return _Read(tasks.rules(), checks.rules(), settings.rules())

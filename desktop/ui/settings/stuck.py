"""Waiting too long: after how many hours in a status an order is listed as stuck. One limit for each, for the shop."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.errors import BadInput
from desktop.domain.order import Stage
from desktop.i18n import N_, _
from desktop.services import stuck
from desktop.ui.desk import Desk
from desktop.ui.settings.page import SettingField, SettingsPage, Undo, scrolling
from desktop.ui.theme import theme
from desktop.ui.widgets.field import LabelledField
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel
from desktop.ui.words import STAGES


class StuckPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        look = theme()
        self._limits: Mapping[Stage, int] = stuck.USUAL
        self.fields = {stage: SettingField(f"stuck-{stage.value}") for stage in stuck.USUAL}
        self._labelled = {stage: LabelledField("", field) for stage, field in self.fields.items()}
        self._head = Label("", "heading")
        self._hint = Label("", "body", "ink.secondary", wrap=True)
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(12))
        panel.body.addWidget(self._head)
        panel.body.addWidget(self._hint)
        grid = QGridLayout()
        grid.setSpacing(look.px(12))
        for at, labelled in enumerate(self._labelled.values()):
            grid.addWidget(labelled, at // 2, at % 2)
        panel.body.addLayout(grid)
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(panel))
        for stage, field in self.fields.items():
            field.given.connect(partial(self._give, stage))
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(stuck.limits, self._show)

    def retranslate(self) -> None:
        self._head.setText(_("Hours in a status until an order is stuck"))
        self._hint.setText(_("Stuck orders are listed and counted, nothing moves by itself. 0 = never."))
        for stage, labelled in self._labelled.items():
            labelled.set_label(_(STAGES[stage]))
            self.fields[stage].setAccessibleName(_(STAGES[stage]))

    def _show(self, limits: Mapping[Stage, int]) -> None:
        self._limits = limits
        for stage, field in self.fields.items():
            field.show_text(str(limits[stage]))

    def _give(self, stage: Stage, typed: str) -> None:
        before, field = self._limits[stage], self.fields[stage]
        if not (typed.isascii() and typed.isdigit()):
            self.say_refused(BadInput(what=N_("The limit"), value=typed, next=N_("Give hours from 0 (never) to 8760.")))
            return
        self.save(partial(stuck.change, stage, int(typed)), partial(stuck.change, stage, before), field)

    def _saved(self, undo: Undo, field: QWidget | None, result: object) -> None:
        super()._saved(undo, field, result)
        self.reload()  # the next change is taken back to this one

"""At the bench: which order an item opens, whether notes are acknowledged and labels scanned back."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import N_, _
from desktop.services import settings
from desktop.services.settings import Rules
from desktop.ui.desk import Desk
from desktop.ui.settings.page import SettingRow, SettingsPage, Undo
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.switch import Switch

_FIRST = {
    "due": N_("The most urgent promise"),
    "oldest": N_("The oldest order"),
    "single": N_("Orders of one unit first"),
}
_SEAL = {"off": N_("Not asked"), "asked": N_("Asked for"), "required": N_("Needed to go on")}


class SeatPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._rules: Rules | None = None
        self.first, self.seal, self.notes = Choice("rule-item-first"), Choice("rule-seal"), Switch("rule-notes")
        self._rows = {widget: SettingRow(widget) for widget in (self.first, self.seal, self.notes)}
        self._title = Label("", "heading")
        panel = Panel(bench=True)
        panel.body.setSpacing(theme().px(10))
        panel.body.addWidget(self._title)
        for turn, row in enumerate(self._rows.values()):
            if turn:
                panel.body.addWidget(Hairline())
            panel.body.addWidget(row)
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)
        self.first.picked.connect(partial(self._set, "item_first"))
        self.seal.picked.connect(partial(self._set, "seal"))
        self.notes.clicked.connect(self._switch_notes)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(settings.rules, self._show)

    def _show(self, rules: Rules) -> None:
        self._rules = rules
        self.first.choose(rules.item_first)
        self.seal.choose(rules.seal)
        self.notes.setChecked(rules.notes)

    def _switch_notes(self) -> None:
        self._set("notes", self.notes.isChecked())

    def _set(self, name: str, value: object) -> None:
        if self._rules is not None and value != getattr(self._rules, name):
            before = getattr(self._rules, name)
            self.save(partial(settings.change_rules, **{name: value}), partial(settings.change_rules, **{name: before}))

    def retranslate(self) -> None:
        self._title.setText(_("At the bench"))
        self.first.set_choices([(key, _(text)) for key, text in _FIRST.items()])
        self.seal.set_choices([(key, _(text)) for key, text in _SEAL.items()])
        self._rows[self.first].say(_("Which order an item opens"), _("When it is scanned and no order is open."))
        self._rows[self.seal].say(_("Label scanned onto its parcel"), _("A label on the wrong box is refused."))
        self._rows[self.notes].say(
            _("Notes are acknowledged"), _("Before the parcel closes, by Seen on the card or F10.")
        )
        if self._rules is not None:
            self._show(self._rules)

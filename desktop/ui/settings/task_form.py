"""The shop's rules for pack tasks: choose one to change it, or add one."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.tasks import What, When
from desktop.i18n import N_, _
from desktop.services import tasks
from desktop.services.tasks import TaskRule
from desktop.ui.settings.page import SettingField, SettingRow, pair
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.switch import Switch

_WHAT = {
    What.WRAP: N_("Gift wrap"),
    What.CARD: N_("Thank-you card"),
    What.FRAGILE: N_("Fragile"),
    What.OWN: N_("A task of your own"),
}
_WHEN = {
    When.ALWAYS: N_("Every order"),
    When.NOTE: N_("The note has a word"),
    When.OPTION: N_("A chosen option has a word"),
    When.ARTICLE: N_("It has an article"),
    When.FRAGILE: N_("It has a fragile article"),
    When.TOTAL: N_("Total from"),
    When.UNITS: N_("Units from"),
    When.FIRST: N_("The buyer's first order"),
    When.COURIER: N_("The courier's name has a word"),
}
# What the condition's own field is called, and an example in it.
_VALUE = {
    When.NOTE: (N_("Words, with commas between"), N_("gift, id:kado, sv:present")),
    When.OPTION: (N_("Words, with commas between"), N_("engraving, gift")),
    When.ARTICLE: (N_("SKUs, * for any signs"), "CUP-*"),
    When.TOTAL: (N_("Amount"), "500000"),
    When.UNITS: (N_("Units"), "10"),
    When.COURIER: (N_("Words, with commas between"), "GoSend"),
}


class TaskForm(QWidget):
    """`save(change, undo, field)` is the page's; `show_rules(rules)` after each reading."""

    def __init__(self, save: Callable[..., object]) -> None:
        super().__init__()
        self._save = save
        self._rules: dict[int, TaskRule] = {}
        self._unsaid = False  # something was chosen that needs a word first: the form is ahead of what is kept
        self._title = Label("", "benchBody", weight=600)
        self.which, self.what, self.when = Choice("task-which"), Choice("task-what"), Choice("task-when")
        self.value, self.text = SettingField("task-value"), SettingField("task-text")
        self.active = Switch("task-active", on=True)
        self.add = KeyButton("", "plus", name="task-add")
        self.remove = KeyButton("", "trash-2", name="task-remove")
        self._labels = {
            field: LabelledField("", field) for field in (self.which, self.what, self.when, self.value, self.text)
        }
        self._active = SettingRow(self.active)
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        column.addWidget(self._title)
        column.addLayout(pair((self._labels[self.which], 1), (self._labels[self.what], 1)))
        column.addLayout(pair((self._labels[self.when], 1), (self._labels[self.value], 1)))
        foot = QHBoxLayout()
        foot.setSpacing(look.px(16))
        foot.addWidget(self._labels[self.text], 1)
        column.addLayout(foot)
        last = QHBoxLayout()
        last.setSpacing(look.px(16))
        last.addWidget(self._active, 1)
        last.addWidget(self.remove)
        last.addWidget(self.add)
        column.addLayout(last)
        self.which.picked.connect(self._choose)
        self.what.picked.connect(self._give)
        self.when.picked.connect(self._picked_when)
        self.value.given.connect(self._give)
        self.text.given.connect(self._give)
        self.active.clicked.connect(self._give)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.retranslate()
        self._choose(0)

    def show_rules(self, rules: list[TaskRule]) -> None:
        new = {rule.id for rule in rules} - set(self._rules)
        known = bool(self._rules)
        self._rules = {rule.id: rule for rule in rules}
        self._fill()
        if known and len(new) == 1:
            self.which.choose(new.pop())
        elif self.which.value() not in self._rules and rules and (new or self.which.value() != 0):
            self.which.choose(rules[0].id)
        if not (self._unsaid and self.which.value() in self._rules):
            self._choose(self.which.value())

    def _choose(self, rule_id: object) -> None:
        rule = self._rules.get(rule_id) if isinstance(rule_id, int) else None
        shown = rule or TaskRule(What.OWN)
        self._unsaid = False
        self.what.choose(shown.what)
        self.when.choose(shown.when)
        self.value.show_text(shown.value)
        self.text.show_text(shown.text)
        self.active.setChecked(shown.active)
        self._active.setVisible(rule is not None)
        self.remove.setVisible(rule is not None)
        self.add.setVisible(rule is None)
        self._show_value()

    def _picked_when(self, when: object) -> None:
        self.value.clear()
        self._show_value()
        self._give()

    def _show_value(self) -> None:
        label, example = _VALUE.get(When(str(self.when.value() or When.ALWAYS)), ("", ""))
        self._labels[self.value].setVisible(bool(label))
        self._labels[self.value].set_label(_(label) if label else "")
        self.value.setPlaceholderText(_(example) if example else "")

    def _meant(self) -> TaskRule:
        """The rule as the form stands now."""
        when = When(str(self.when.value()))
        value = self.value.text().strip() if when in _VALUE else ""
        rule_id = self.which.value()
        kept = rule_id if isinstance(rule_id, int) else 0
        return TaskRule(What(str(self.what.value())), when, value, self.text.text().strip(),
                        self.active.isChecked() or not kept, kept)  # fmt: skip

    def _give(self, _value: object = None) -> None:
        """Save what was changed, once all that it needs is there."""
        rule = self._meant()
        before = self._rules.get(rule.id)
        self._unsaid = False
        if before is None or rule == before:
            return
        if rule.when in _VALUE and not rule.value:
            self._unsaid = True
            self.value.setFocus()
        elif rule.what is What.OWN and not rule.text:
            self._unsaid = True
            self.text.setFocus()
        else:
            self._save(partial(tasks.save_rule, rule), partial(tasks.save_rule, before), self.value)

    def _add(self) -> None:
        made: list[TaskRule] = []
        self._save(partial(_add, made, replace(self._meant(), id=0)), partial(_unmake, made), self.value)

    def _remove(self) -> None:
        rule = self._rules.get(self._meant().id)
        if rule is not None:
            self._save(partial(tasks.remove_rule, rule.id), partial(tasks.restore_rule, rule), None)

    def _fill(self) -> None:
        self.which.set_choices([*((rule.id, _said(rule)) for rule in self._rules.values()), (0, _("New rule"))])

    def retranslate(self) -> None:
        self._title.setText(_("Tasks before a parcel closes"))
        for field, text in (
            (self.which, _("Rule")), (self.what, _("Task")), (self.when, _("When")),
            (self.text, _("What the packer reads")),
        ):  # fmt: skip
            self._labels[field].set_label(text)
        self.text.setPlaceholderText(_("Our own words"))
        self.what.set_choices([(what, _(text)) for what, text in _WHAT.items()])
        self.when.set_choices([(when, _(text)) for when, text in _WHEN.items()])
        self._active.say(_("In use"), _("For orders that come to the bench from now on."))
        self.add.setText(_("Add rule"))
        self.remove.setText(_("Remove"))
        self._fill()
        self._show_value()


def _said(rule: TaskRule) -> str:
    """A rule in the list: what, and when."""
    what = rule.text or _(_WHAT[rule.what])
    when = _(_WHEN[rule.when])
    if rule.value:
        value = rule.value if len(rule.value) <= 24 else rule.value[:23] + "…"
        when = f"{when}: {value}"
    return f"{what} · {when}" if rule.active else _("{rule} (off)").format(rule=f"{what} · {when}")


def _add(made: list[TaskRule], rule: TaskRule) -> TaskRule:
    made.append(tasks.save_rule(rule))
    return made[-1]


def _unmake(made: list[TaskRule]) -> None:
    if made:
        tasks.remove_rule(made[-1].id)

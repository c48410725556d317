"""The shop's questions about articles: choose one to change it, or add one."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.checks import CheckRule, Kind, Per, measured
from desktop.domain.errors import BadInput
from desktop.i18n import N_, _
from desktop.services import checks
from desktop.ui.settings.page import SettingField, SettingRow, pair
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.switch import Switch

_KINDS = {Kind.YES_NO: N_("Yes or no"), Kind.VALUE: N_("A value"), Kind.PHOTO: N_("A photo")}
_PER = {Per.UNIT: N_("For each unit"), Per.LINE: N_("Once for each line"), Per.ORDER: N_("Once for the order")}


class CheckForm(QWidget):
    """`save(change, undo, field)` is the page's; `show_rules(rules)` after each reading."""

    def __init__(self, save: Callable[..., object]) -> None:
        super().__init__()
        self._save = save
        self._rules: dict[int, CheckRule] = {}
        self._title = Label("", "benchBody", weight=600)
        self.which, self.kind, self.per = Choice("check-which"), Choice("check-kind"), Choice("check-per")
        self.articles = SettingField("check-articles", codes=True)
        self.question, self.unit = SettingField("check-question"), SettingField("check-unit")
        self.low, self.high = SettingField("check-low"), SettingField("check-high")
        self.active = Switch("check-active", on=True)
        self.add = KeyButton("", "plus", name="check-add")
        self.remove = KeyButton("", "trash-2", name="check-remove")
        self._typed = (self.articles, self.question, self.unit, self.low, self.high)
        self._labels = {field: LabelledField("", field) for field in (self.which, self.kind, self.per, *self._typed)}
        self._active = SettingRow(self.active)
        self._lay_out()
        self.which.picked.connect(self._choose)
        for choice in (self.kind, self.per):
            choice.picked.connect(self._give)
        for field in self._typed:
            field.given.connect(self._give)
        self.active.clicked.connect(self._give)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.retranslate()
        self._choose(0)

    def show_rules(self, rules: list[CheckRule]) -> None:
        new = {rule.id for rule in rules} - set(self._rules)
        self._rules = {rule.id: rule for rule in rules}
        self._fill()
        if len(new) == 1:
            self.which.choose(new.pop())
        elif self.which.value() not in self._rules and rules and (new or self.which.value() != 0):
            self.which.choose(rules[0].id)
        self._choose(self.which.value())

    def _choose(self, rule_id: object) -> None:
        rule = self._rules.get(rule_id) if isinstance(rule_id, int) else None
        shown = rule or CheckRule("", "")
        self.kind.choose(shown.kind)
        self.per.choose(shown.per)
        for field, text in (
            (self.articles, shown.articles), (self.question, shown.question), (self.unit, shown.unit),
            (self.low, _shown(shown.low)), (self.high, _shown(shown.high)),
        ):  # fmt: skip
            field.show_text(text)
        self.active.setChecked(shown.active)
        self._active.setVisible(rule is not None)
        self.remove.setVisible(rule is not None)
        self.add.setVisible(rule is None)
        self._show_limits()

    def _show_limits(self) -> None:
        for field in (self.unit, self.low, self.high):
            self._labels[field].setVisible(self.kind.value() == Kind.VALUE)

    def _meant(self) -> CheckRule:
        rule_id = self.which.value()
        kept = rule_id if isinstance(rule_id, int) else 0
        return CheckRule(
            self.articles.text().strip(), self.question.text().strip(), Kind(str(self.kind.value())),
            self.unit.text().strip() if self.kind.value() == Kind.VALUE else "", None, None,
            Per(str(self.per.value())), self.active.isChecked() or not kept, kept,
        )  # fmt: skip

    def _limits(self) -> tuple[str, str]:
        if self.kind.value() != Kind.VALUE:
            return "", ""
        return self.low.text().strip(), self.high.text().strip()

    def _give(self, _value: object = None) -> None:
        self._show_limits()
        rule = self._meant()
        before = self._rules.get(rule.id)
        if before is None or (replace(before, low=None, high=None), _texts(before)) == (rule, self._limits()):
            return
        self._save(partial(_keep, rule, *self._limits()), partial(checks.save_rule, before), self.articles)

    def _add(self) -> None:
        made: list[CheckRule] = []
        self._save(partial(_add, made, replace(self._meant(), id=0), *self._limits()), partial(_unmake, made),
                   self.articles)  # fmt: skip

    def _remove(self) -> None:
        rule = self._rules.get(self._meant().id)
        if rule is not None:
            self._save(partial(checks.remove_rule, rule.id), partial(checks.restore_rule, rule), None)

    def _fill(self) -> None:
        said = {
            rule.id: _("{rule} (off)").format(rule=_said(rule)) if not rule.active else _said(rule)
            for rule in self._rules.values()
        }
        self.which.set_choices([*said.items(), (0, _("New question"))])

    def _lay_out(self) -> None:
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        column.addWidget(self._title)
        column.addLayout(pair((self._labels[self.which], 1), (self._labels[self.articles], 1)))
        column.addWidget(self._labels[self.question])
        column.addLayout(pair((self._labels[self.kind], 1), (self._labels[self.per], 1)))
        column.addLayout(pair(*((self._labels[field], 1) for field in (self.low, self.high, self.unit))))
        last = QHBoxLayout()
        last.setSpacing(look.px(16))
        last.addWidget(self._active, 1)
        last.addWidget(self.remove)
        last.addWidget(self.add)
        column.addLayout(last)

    def retranslate(self) -> None:
        self._title.setText(_("Questions about an article"))
        for field, text in (
            (self.which, _("Question")), (self.articles, _("Articles: SKUs, * for any signs")),
            (self.question, _("What the packer reads")), (self.kind, _("Answered by")), (self.per, _("Asked")),
            (self.low, _("Lowest that is good")), (self.high, _("Highest that is good")), (self.unit, _("Unit")),
        ):  # fmt: skip
            self._labels[field].set_label(text)
        self.kind.set_choices([(kind, _(text)) for kind, text in _KINDS.items()])
        self.per.set_choices([(per, _(text)) for per, text in _PER.items()])
        self.articles.setPlaceholderText("CUP-*")
        self.question.setPlaceholderText(_("Is the handle whole?"))
        self._active.say(_("In use"), _("No puts the order on hold, with the reason."))
        self.add.setText(_("Add question"))
        self.remove.setText(_("Remove"))
        self._fill()


def _said(rule: CheckRule) -> str:
    articles = rule.articles if len(rule.articles) <= 20 else rule.articles[:19] + "…"
    return f"{rule.question} · {articles}"


def _shown(limit: Decimal | None) -> str:
    return "" if limit is None else f"{limit:f}"


def _texts(rule: CheckRule) -> tuple[str, str]:
    return _shown(rule.low), _shown(rule.high)


def _keep(rule: CheckRule, low: str, high: str) -> CheckRule:
    return checks.save_rule(replace(rule, low=_limit(low), high=_limit(high)))


def _limit(typed: str) -> Decimal | None:
    if not typed:
        return None
    value = measured(typed, "")
    if value is None:
        raise BadInput(what=N_("The value"), value=typed[:40], next=N_("Give a number, such as 12.5."))
    return value


def _add(made: list[CheckRule], rule: CheckRule, low: str, high: str) -> CheckRule:
    made.append(_keep(rule, low, high))
    return made[-1]


def _unmake(made: list[CheckRule]) -> None:
    if made:
        checks.remove_rule(made[-1].id)

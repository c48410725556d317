"""Payments: what the shop does with each way of paying. A change that moves orders asks first, with how many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from desktop.domain.payment_policy import OTHER, Keeper, Later, Policy
from desktop.i18n import N_, _, ngettext, number
from desktop.services import payment_policies
from desktop.services.payment_policies import Moves
from desktop.ui.desk import Desk
from desktop.ui.dialogs import Ask
from desktop.ui.settings.page import SettingField, SettingsPage, Undo
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.tick import Tick

_LATER = {
    Later.AS_SAID: N_("As the store says"),
    Later.YES: N_("Packed before it is paid"),
    Later.NO: N_("Packed when it is paid"),
}
_KEEPERS = {
    Keeper.SHOP: N_("The shop, at once"),
    Keeper.COURIER: N_("The courier, at the door"),
    Keeper.CHANNEL: N_("The store, which pays out"),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A change that somebody wants, and what it would move."""

    policies: tuple[Policy, ...]
    moves: Moves


class PaymentsPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._all: tuple[Policy, ...] = ()
        self._key = ""
        self.which = Choice("policy-which")
        self.add = KeyButton("", "plus", "", name="policy-add")
        self.name, self.aliases = SettingField("policy-name"), SettingField("policy-aliases")
        self.later, self.keeper = Choice("policy-later"), Choice("policy-keeper")
        self.due = SettingField("policy-due-days", unit=_("days"))
        self.remind = SettingField("policy-remind-days", unit=_("days"))
        self.cancel = SettingField("policy-cancel-days", unit=_("days"))
        self.check, self.owner = Tick("policy-check"), Tick("policy-owner")
        self._hint = Label("", "caption", "ink.secondary", wrap=True)
        fields = (self.which, self.name, self.aliases, self.later, self.keeper, self.due, self.remind, self.cancel)
        self._labels = [LabelledField("", field) for field in fields]
        self._lay_out()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(payment_policies.every, self._show)

    @property
    def policy(self) -> Policy:
        return next((policy for policy in self._all if policy.key == self._key), OTHER)

    def _show(self, policies: tuple[Policy, ...]) -> None:
        self._all = policies
        if self._key not in {policy.key for policy in policies}:
            self._key = policies[0].key
        policy = self.policy
        self.which.set_choices([(each.key, _(each.name)) for each in policies])
        self.which.choose(self._key)
        self.name.show_text(_(policy.name))
        self.aliases.show_text(", ".join(policy.aliases))
        self.later.set_choices([(value.value, _(words)) for value, words in _LATER.items()])
        self.later.choose(policy.later.value)
        self.keeper.set_choices([(value.value, _(words)) for value, words in _KEEPERS.items()])
        self.keeper.choose(policy.keeper.value)
        self.due.show_text(str(policy.due_days))
        self.remind.show_text(str(policy.remind_days))
        self.cancel.show_text(str(policy.cancel_days))
        self.check.setChecked(policy.check)
        self.owner.setChecked(policy.owner_confirms)
        self.aliases.setEnabled(policy.key != OTHER.key)

    def _choose(self, key: object) -> None:
        self._key = str(key)
        self._show(self._all)

    def _add(self) -> None:
        taken = {policy.key for policy in self._all}
        key = next(f"own-{turn}" for turn in range(1, 1000) if f"own-{turn}" not in taken)
        self._key = key
        self._want((Policy(key, _("New way of paying")), *self._all))

    def _change(self, **values: object) -> None:
        changed = replace(self.policy, **values)  # type: ignore[arg-type]
        if changed != self.policy:
            self._want(tuple(changed if policy.key == self._key else policy for policy in self._all))

    def _want(self, policies: tuple[Policy, ...]) -> None:
        self.desk.tasks.run(partial(_asked, policies), self._ask, self._no)

    def _ask(self, asked: _Asked) -> None:
        if asked.moves.all and not self._sure(asked.moves):
            self._show(self._all)
            return
        self.save(partial(payment_policies.change, asked.policies), partial(payment_policies.change, self._all))

    def _no(self, error: Exception) -> None:
        self.say_refused(error)
        self._show(self._all)

    def _sure(self, moves: Moves) -> bool:
        packed, waits = moves.to_pack, moves.to_confirm
        said = (
            ngettext("{count} unpaid order may be packed then.", "{count} unpaid orders may be packed then.", packed)
            if packed else "",
            ngettext("{count} order waits for its money again.", "{count} orders wait for their money again.", waits)
            if waits else "",
        )  # fmt: skip
        words = " ".join(
            text.format(count=number(count)) for text, count in zip(said, (packed, waits), strict=True) if text
        )
        return Ask(self, _("Orders that wait now follow"), words, [(_("Change"), "primary")]).ask() == 0

    def _give_aliases(self, typed: str) -> None:
        self._change(aliases=tuple(part.strip() for part in typed.split(",") if part.strip()))

    def _give_days(self, field: SettingField, name: str, typed: str) -> None:
        if typed.isdecimal():
            self._change(**{name: int(typed)})
        else:
            field.set_wrong(True)
            self.say_trouble(_("Days are a whole number; 0 is never."))

    def _lay_out(self) -> None:
        look = theme()
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(12))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(8))
        which, name, aliases, later, keeper, due, remind, cancel = self._labels
        grid.addWidget(which, 0, 0, 1, 3)
        grid.addWidget(name, 1, 0)
        grid.addWidget(aliases, 1, 1, 1, 2)
        grid.addWidget(later, 2, 0)
        grid.addWidget(keeper, 2, 1, 1, 2)
        for column, field in enumerate((due, remind, cancel)):
            grid.addWidget(field, 3, column)
        panel.body.addLayout(grid)
        panel.body.addWidget(self.check)
        panel.body.addWidget(self.owner)
        panel.body.addWidget(self._hint)
        panel.body.addWidget(self.add)
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)

    def _connect(self) -> None:
        self.which.picked.connect(self._choose)
        self.add.clicked.connect(self._add)
        self.name.given.connect(self._give_name)
        self.aliases.given.connect(self._give_aliases)
        self.later.picked.connect(self._give_later)
        self.keeper.picked.connect(self._give_keeper)
        for field, name in ((self.due, "due_days"), (self.remind, "remind_days"), (self.cancel, "cancel_days")):
            field.given.connect(partial(self._give_days, field, name))
        self.check.clicked.connect(self._give_check)
        self.owner.clicked.connect(self._give_owner)

    def _give_name(self, typed: str) -> None:
        self._change(name=typed)

    def _give_later(self, value: object) -> None:
        self._change(later=Later(str(value)))

    def _give_keeper(self, value: object) -> None:
        self._change(keeper=Keeper(str(value)))

    def _give_check(self) -> None:
        self._change(check=self.check.isChecked())

    def _give_owner(self) -> None:
        self._change(owner_confirms=self.owner.isChecked())

    def retranslate(self) -> None:
        words = (
            _("Way of paying"), _("Name"), _("As stores call it, with commas between"), _("When it is packed"),
            _("Who has the money first"), _("An invoice is due after"), _("Listed to remind after"),
            _("Listed to cancel after"),
        )  # fmt: skip
        for label, text in zip(self._labels, words, strict=True):
            label.set_label(text)
        self.add.setText(_("Another way of paying"))
        self.check.setText(_("Check here also what the store calls paid"))
        self.owner.setText(_("Only an owner confirms these payments"))
        self._hint.setText(_("0 days is never. What is listed is only listed: nothing is cancelled by itself."))
        if self._all:
            self._show(self._all)


def _asked(policies: Sequence[Policy]) -> _Asked:
    return _Asked(tuple(policies), payment_policies.what_moves(policies))

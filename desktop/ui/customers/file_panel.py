"""The file of one person: how to reach them, what they bought, what is open, what they agreed to, what they have."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.order import Stage
from desktop.domain.returns import STATES
from desktop.i18n import LANGUAGES, _, date, day_time, money, ngettext, number
from desktop.services import complaints
from desktop.services.addresses import lines as address_lines
from desktop.services.customer_file.consents import WORDS as CONSENTS
from desktop.services.customer_file.doubles import Why
from desktop.services.loyalty.vouchers import written
from desktop.ui.customers.facts import Facts
from desktop.ui.customers.form import Form
from desktop.ui.customers.section import Line, Section
from desktop.ui.customers.words import reason
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.words import STAGE_BADGES, STAGES

_MOST = 12


class FilePanel(QWidget):
    """`show_facts(facts)`; what a person wants is told by `wants(word, value)`."""

    wants = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self.facts: Facts | None = None
        self.form = Form()
        self._name, self._reach = ElideLabel("", "title"), ElideLabel("", "body", "ink.secondary")
        self._state, self._tier = Badge("", "warn", "attention"), Badge("", "plain", "")
        self.edit = KeyButton("", "pencil", "E", name="customers-edit")
        self.complain = KeyButton("", "message-square-text", "C", name="customers-complain")
        self.merge = KeyButton("", "users", "M", role="quiet", name="customers-merge")
        self.export = KeyButton("", "file-down", "X", role="quiet", name="customers-export")
        self.erase = KeyButton("", "trash-2", role="quiet", name="customers-erase")
        self.block = KeyButton("", "lock", role="quiet", name="customers-block")
        self.note_button = KeyButton("", "pencil", "N", role="quiet", name="customers-note")
        self.points_button = KeyButton("", "plus", "B", role="quiet", name="customers-points")
        self.voucher_button = KeyButton("", "gift", "V", role="quiet", name="customers-voucher")
        self.note = NoteBar("", "note")
        self.orders, self.open = Section("orders"), Section("open")
        self.contact, self.consents = Section("contact"), Section("consents")
        self.loyalty, self.addresses, self.same = Section("loyalty"), Section("addresses"), Section("same")
        self.loyalty.buttons.addWidget(self.points_button)
        self.loyalty.buttons.addWidget(self.voucher_button)
        self._lay_out(look.px(12))
        for button, word in (
            (self.edit, "edit"), (self.complain, "complain"), (self.merge, "merge"), (self.export, "export"),
            (self.erase, "erase"), (self.block, "block"), (self.note_button, "note"), (self.points_button, "points"),
            (self.voucher_button, "voucher"),
        ):  # fmt: skip
            button.clicked.connect(self._want(word))
        self.retranslate()

    def show_facts(self, facts: Facts) -> None:
        self.facts = facts
        view, contact = facts.view, facts.view.contact
        gone = view.erased_at is not None
        name = contact.name or contact.company or contact.email or contact.phone
        self._name.setText(_("Erased customer") if gone else name or f"#{view.id}")
        reached = [contact.company if contact.name else "", contact.email, contact.phone]
        self._reach.setText(" · ".join(text for text in reached if text))
        self._state.setVisible(bool(view.blocked) or gone)
        self._state.show_state(_("Erased") if gone else _("Not on account"), "stop" if gone else "warn", "attention")
        tier = facts.standing.tier
        self._tier.setVisible(tier is not None and not gone)
        if tier is not None:
            self._tier.show_state(" · ".join(text for text in (tier.name, tier.benefit) if text), "go", "right")
        self.note.setVisible(bool(view.note or view.blocked))
        self.note.say(view.note or view.blocked, view.blocked if view.note else "")
        self.block.setText(_("Let them pay later again") if view.blocked else _("Not on account"))
        self.erase.setVisible(facts.may_erase and not gone)
        for button in (self.edit, self.complain, self.merge, self.block, self.note_button, self.points_button,
                       self.voucher_button):  # fmt: skip
            button.setEnabled(not gone)
        self._say_orders(facts)
        self._say_open(facts)
        self._say_contact(facts)
        self._say_consents(facts)
        self._say_loyalty(facts)
        self._say_addresses(facts)
        self._say_same(facts)

    def retranslate(self) -> None:
        self.edit.setText(_("Edit contact"))
        self.complain.setText(_("Complaint"))
        self.merge.setText(_("Merge"))
        self.export.setText(_("Export data"))
        self.erase.setText(_("Erase"))
        self.note_button.setText(_("Note"))
        self.points_button.setText(_("Points"))
        self.voucher_button.setText(_("Voucher"))
        if self.facts is not None:
            self.show_facts(self.facts)

    def _want(self, word: str, value: object = None) -> Callable[[], None]:
        return partial(self.wants.emit, word, value)

    def _say_orders(self, facts: Facts) -> None:
        lines = []
        for each in facts.view.orders[:_MOST]:
            stage = Stage(each.stage) if each.stage else None
            lines.append(Line(
                f"#{each.number}", date(each.placed_at, zone=facts.zone),
                money(each.total_minor, each.currency) if facts.prices else "",
                (*STAGE_BADGES[stage], _(STAGES[stage])) if stage is not None and not facts.prices else None,
                strong=True, act=self._want("order", each.id), act_words=_("Open"),
            ))  # fmt: skip
        sums = [
            _("{total} in {orders}").format(
                total=money(each.total_minor - each.refunded_minor, each.currency),
                orders=ngettext("{count} order", "{count} orders", each.orders).format(count=number(each.orders)),
            )
            for each in facts.view.sums
        ]
        self.orders.say(_("Orders"), lines, _("No orders."), " · ".join(sums))

    def _say_open(self, facts: Facts) -> None:
        lines = [
            Line(case.number, f"#{case.order}", _(STATES[case.state]), act=self._want("return", case.id),
                 act_words=_("Open"), strong=True)
            for case in facts.view.cases
        ]  # fmt: skip
        for row in facts.complaints[:_MOST]:
            words = _("Overdue") if row.is_overdue else _(complaints.STATES[row.state])
            kind = "stop" if row.is_overdue else {"open": "warn", "waiting": "plain", "solved": "go"}[row.state]
            lines.append(Line(row.subject, f"#{row.order}" if row.order else "", "", (kind, "", words),
                              act=self._want("complaint", row.id), act_words=_("Open"), strong=True))  # fmt: skip
        self.open.say(_("Returns and complaints"), lines, _("Nothing is open."))

    def _say_contact(self, facts: Facts) -> None:
        contact = facts.view.contact
        lines = [
            Line(title, text)
            for title, text in (
                (_("E-mail"), contact.email), (_("Phone"), contact.phone),
                (_("Language"), LANGUAGES.get(contact.language, contact.language)),
            ) if text
        ]  # fmt: skip
        for account in facts.view.accounts:
            told = [account.group, "" if account.points is None else _("{count} points").format(count=account.points)]
            lines.append(Line(account.store, " · ".join(text for text in told if text) or account.remote_id))
        self.contact.say(_("Contact"), lines)

    def _say_consents(self, facts: Facts) -> None:
        last = {}
        for row in reversed(facts.consents):
            last[row.kind] = row
        lines = []
        for kind, title in CONSENTS.items():
            said = last.get(kind)
            told = "" if said is None else f"{date(said.at, zone=facts.zone)} · {said.source}"
            given = said is not None and said.given
            badge = ("go", "right", _("Yes")) if given else ("plain", "", _("No") if said else _("Not said"))
            act = self._want("withdraw" if given else "agree", kind) if facts.view.erased_at is None else None
            lines.append(Line(_(title), told, "", badge, act=act, act_words=_("Withdraw") if given else _("Agree"),
                              act_icon="x" if given else "check"))  # fmt: skip
        self.consents.say(_("Consent"), lines)

    def _say_loyalty(self, facts: Facts) -> None:
        has = facts.standing
        lines = [Line(_("Points"), _("worth {amount}").format(amount=money(has.worth_minor, has.currency))
                      if has.worth_minor else "", number(has.points.points), strong=True)]  # fmt: skip
        if has.points.next_expiry is not None:
            count, when = has.points.next_expiry
            lines.append(Line(_("Ends soon"), date(when, zone=facts.zone), number(count)))
        if has.stamps_needed:
            full = has.stamps >= has.stamps_needed and facts.view.erased_at is None
            lines.append(Line(_("Stamps"), "", f"{has.stamps} / {has.stamps_needed}",
                              act=self._want("cards") if full else None, act_words=_("Make voucher"),
                              act_icon="gift"))  # fmt: skip
        lines += [
            Line(date(row.at, zone=facts.zone), (f"#{row.order} · " if row.order else "") + reason(row.reason),
                 f"{row.amount:+d}")
            for row in facts.points[:5]
        ]  # fmt: skip
        for voucher in facts.vouchers[:5]:
            lines.append(Line(written(voucher.code), "" if voucher.expires_at is None else
                              _("until {day}").format(day=date(voucher.expires_at, zone=facts.zone)),
                              money(voucher.left_minor, voucher.currency)))  # fmt: skip
        self.loyalty.say(_("Points and vouchers"), lines)

    def _say_addresses(self, facts: Facts) -> None:
        lines = [Line(each.name or each.company, ", ".join(address_lines(each))) for each in facts.view.addresses[:6]]
        self.addresses.say(_("Addresses used"), lines, _("None."))

    def _say_same(self, facts: Facts) -> None:
        words = {Why.EMAIL: _("same e-mail"), Why.PHONE: _("same phone"), Why.PLACE: _("same name and postcode")}
        lines = [
            Line(each.customer.name or each.customer.email, ", ".join(words[why] for why in each.why), strong=True,
                 act=self._want("merge-with", each.customer.id), act_words=_("Merge"), act_icon="users")
            for each in facts.doubles[:6]
        ]  # fmt: skip
        lines += [
            Line(each.goes.name or each.goes.email or each.goes.phone,
                 _("merged {day}").format(day=day_time(each.at, zone=facts.zone)),
                 act=self._want("part", each.id), act_words=_("Undo"), act_icon="rotate-ccw")
            for each in facts.merges if each.undone_at is None
        ]  # fmt: skip
        if facts.view.erased_at is not None:
            lines = [
                Line(each.say(), " · ".join(text for text in (each.names, each.until and _("until {day}").format(
                    day=each.until)) if text), str(each.count)) for each in facts.stays
            ]  # fmt: skip
            self.same.say(_("What stays, and until when"), lines)
        else:
            self.same.say(_("Perhaps the same person"), lines, _("Nobody else is like this one."))

    def _lay_out(self, gap: int) -> None:
        top = QHBoxLayout()
        top.setSpacing(gap)
        top.addWidget(self._name, 1)
        top.addWidget(self._tier)
        top.addWidget(self._state)
        actions = QHBoxLayout()
        actions.setSpacing(theme().px(6))
        for button in (self.edit, self.complain, self.note_button, self.merge, self.export):
            actions.addWidget(button)
        actions.addStretch(1)
        more = QHBoxLayout()
        more.setSpacing(theme().px(6))
        more.addStretch(1)
        more.addWidget(self.block)
        more.addWidget(self.erase)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme().px(4), 0)
        column.setSpacing(gap)
        column.addLayout(top)
        column.addWidget(self._reach)
        column.addLayout(actions)
        column.addWidget(self.note)
        column.addWidget(self.form)
        grid = QGridLayout()
        grid.setSpacing(gap)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for at, (left, right) in enumerate((
            (self.orders, self.loyalty), (self.open, self.consents), (self.addresses, self.contact),
        )):  # fmt: skip
            grid.addWidget(left, at, 0)
            grid.addWidget(right, at, 1)
        grid.addWidget(self.same, 3, 0, 1, 2)
        column.addLayout(grid)
        column.addLayout(more)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)  # after setWidget, which turns it on
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

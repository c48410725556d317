"""Who sends mails to buyers: the address, the server, its password, the stores whose buyers Kolli writes to."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import _
from desktop.services.messages import sender as sending
from desktop.services.messages.sender import Security, Sender, is_loopback
from desktop.ui.desk import Desk
from desktop.ui.errands import Errands
from desktop.ui.settings.page import SettingField, SettingRow, pair
from desktop.ui.settings.unlock import Unlock
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline
from desktop.ui.widgets.switch import Switch

_USUAL_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
_TEXTS = ("name", "address", "reply_to", "host", "user", "review_link", "imap_host", "imap_folder", "imap_sent")
_NUMBERS = ("port", "review_days", "imap_port")
Save = Callable[..., None]


class SenderForm(QWidget):
    """`show_sender(sender, stores)`; `wrong(sentence)` where something typed cannot be."""

    wrong = Signal(str)

    def __init__(self, desk: Desk, save: Save) -> None:
        super().__init__()
        look = theme()
        self._desk, self._save, self._sender = desk, save, Sender()
        self._errands = Errands(self)
        self.on = Switch("mail-on")
        self._on = SettingRow(self.on)
        self.fields = {name: SettingField(f"mail-{name.replace('_', '-')}", codes=name in ("port", "imap_port"))
                       for name in (*_TEXTS, *_NUMBERS)}  # fmt: skip
        self._labels = {name: LabelledField("", field) for name, field in self.fields.items()}
        self.security, self.password = Choice("mail-security"), TextField("mail-password")
        self.password.setEchoMode(TextField.EchoMode.Password)
        self._security, self._password = LabelledField("", self.security), LabelledField("", self.password)
        self.plain = NoteBar(kind="note")
        self.plain_is_fine = Switch("mail-plain-is-fine")
        self._plain_is_fine = SettingRow(self.plain_is_fine)
        self.unlock = Unlock(desk)
        self.test_to, self.test = TextField("mail-test-to"), KeyButton("", "send", "F9", name="mail-test")
        self._test_to = LabelledField("", self.test_to)
        self.said = NoteBar(kind="hint")
        self.stores: dict[int, Switch] = {}
        self._stores_head, self._box_head = Label("", "body", weight=600), Label("", "body", weight=600)
        self._stores = QVBoxLayout()
        self._lay_out(look.px(12))
        for name, field in self.fields.items():
            field.given.connect(partial(self._give, name))
        self.on.clicked.connect(self._switch)
        self.security.picked.connect(self._secure)
        self.plain_is_fine.clicked.connect(self._accept_plain)
        self.password.returnPressed.connect(self._keep_password)
        self.password.editingFinished.connect(self._keep_password)
        self.test.clicked.connect(self._try)
        self.retranslate()

    def show_sender(self, by: Sender, stores: Sequence[tuple[int, str]]) -> None:
        self._sender = by
        self.on.setChecked(by.since > 0)
        self.on.setEnabled(by.ready or by.since > 0)
        for name in _TEXTS:
            self.fields[name].show_text(str(getattr(by, name)))
        for name in _NUMBERS:
            self.fields[name].show_text(str(getattr(by, name)))
        self.security.choose(by.security)
        open_line = by.security == Security.NONE and bool(by.host) and not is_loopback(by.host)
        self._plain_is_fine.setVisible(open_line)
        self.plain_is_fine.setChecked(by.plain_is_fine)
        self.plain.setVisible(open_line)
        self.test.setEnabled(by.ready)
        self._show_stores(by, stores)
        if by.user:
            self.unlock.check()
        else:
            self.unlock.hide()

    def _show_stores(self, by: Sender, stores: Sequence[tuple[int, str]]) -> None:
        if list(self.stores) != [store_id for store_id, _name in stores]:
            while (item := self._stores.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            self.stores.clear()
            for store_id, name in stores:
                switch = Switch(f"mail-store-{store_id}")
                row = SettingRow(switch)
                row.say(name, _("Kolli writes to this store's buyers, and asks the store not to."))
                switch.clicked.connect(partial(self._choose_store, store_id))
                self.stores[store_id] = switch
                self._stores.addWidget(row)
        self._stores_head.setVisible(bool(stores))
        for store_id, switch in self.stores.items():
            switch.setChecked(store_id in by.stores)

    def _give(self, name: str, typed: str) -> None:
        before = getattr(self._sender, name)
        value: object = typed
        if name in _NUMBERS:
            if not typed.isdecimal():
                self.fields[name].set_wrong(True)
                self.wrong.emit(_("This is a whole number."))
                return
            value = int(typed)
        self._change({name: value}, {name: before}, self.fields[name])

    def _change(self, values: dict[str, object], before: dict[str, object], field: QWidget | None = None) -> None:
        self._save(partial(sending.change, **values), partial(sending.change, **before), field)

    def _secure(self, value: object) -> None:
        chosen, was = Security(str(value)), Security(self._sender.security)
        if chosen == was:
            return
        values: dict[str, object] = {"security": chosen.value}
        before: dict[str, object] = {"security": was.value, "port": self._sender.port,
                                     "plain_is_fine": self._sender.plain_is_fine}  # fmt: skip
        if self._sender.port == _USUAL_PORTS[was]:
            values["port"] = _USUAL_PORTS[chosen]
        if chosen is Security.NONE and not is_loopback(self._sender.host):
            # The warning stands under it from now on, and its switch takes the choice back.
            values["plain_is_fine"] = True
        self._change(values, before)

    def _accept_plain(self) -> None:
        fine = self.plain_is_fine.isChecked()
        if fine:
            self._change({"plain_is_fine": True}, {"plain_is_fine": False})
        else:
            self._change({"security": "starttls", "plain_is_fine": False, "port": 587},
                         {"security": "none", "plain_is_fine": True, "port": self._sender.port})  # fmt: skip

    def _switch(self) -> None:
        on = self.on.isChecked()
        self._save(partial(sending.switch, on), partial(sending.switch, not on), None)

    def _choose_store(self, store_id: int, on: bool = False) -> None:
        on = self.stores[store_id].isChecked()
        chosen = {each for each in self._sender.stores if each != store_id} | ({store_id} if on else set())
        self._change({"stores": tuple(sorted(chosen))}, {"stores": self._sender.stores})

    def _keep_password(self) -> None:
        typed = self.password.text()
        if typed:
            self.password.clear()
            self._desk.tasks.run(partial(sending.keep_password, typed), self._kept, self._refused)

    def _kept(self, _result: object) -> None:
        self._say(_("The password lies in this computer's keyring."), "hint")

    def _try(self) -> None:
        from desktop.sync import trial_mail

        self.test.setEnabled(False)
        address = self.test_to.text().strip() or self._sender.reply_to or self._sender.address
        self._desk.tasks.run(partial(trial_mail.test_of, address), self._go, self._refused)

    def _go(self, give_in: Callable[[], str]) -> None:
        self._say(_("The mail server is asked ..."), "hint")
        self._errands.run(give_in, self._took, self._refused)

    def _took(self, answer: str) -> None:
        self.test.setEnabled(True)
        self._say(_("The mail server took it: {answer}").format(answer=answer), "hint")

    def _refused(self, error: Exception) -> None:
        self.test.setEnabled(self._sender.ready)
        if not isinstance(error, KolliError):
            raise error
        self._say(error.say(), "refused")

    def _say(self, sentence: str, kind: str) -> None:
        self.said.say(sentence, "", kind)
        self.said.setVisible(bool(sentence))

    def _lay_out(self, gap: int) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap)
        labels = self._labels
        column.addWidget(self._on)
        column.addLayout(pair((labels["name"], 1), (labels["address"], 1)))
        column.addLayout(pair((labels["host"], 3), (self._security, 2), (labels["port"], 1)))
        column.addWidget(self.plain)
        column.addWidget(self._plain_is_fine)
        column.addLayout(pair((labels["user"], 1), (self._password, 1)))
        column.addWidget(self.unlock)
        row = QHBoxLayout()
        row.setSpacing(theme().px(16))
        row.addWidget(self._test_to, 1)
        row.addWidget(self.test)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(Hairline())
        column.addLayout(pair((labels["reply_to"], 2), (labels["review_days"], 1), (labels["review_link"], 2)))
        column.addWidget(self._stores_head)
        column.addLayout(self._stores)
        column.addWidget(Hairline())
        column.addWidget(self._box_head)
        column.addLayout(pair((labels["imap_host"], 3), (labels["imap_port"], 1)))
        column.addLayout(pair((labels["imap_folder"], 1), (labels["imap_sent"], 1)))
        for note in (self.plain, self.said):
            note.hide()
        self._plain_is_fine.hide()

    def retranslate(self) -> None:
        self._on.say(_("Write to buyers"), _("From now on; nothing that happened before is ever mailed."))
        words = {
            "name": _("The sender's name"), "address": _("The sender's e-mail address"),
            "reply_to": _("Answers go to (if elsewhere)"), "host": _("Mail server (SMTP)"), "port": _("Port"),
            "user": _("User"), "review_days": _("Ask how it was after days"),
            "review_link": _("The shop's page for opinions"), "imap_host": _("Mailbox server (IMAP)"),
            "imap_port": _("Port"), "imap_folder": _("Folder of incoming mails"),
            "imap_sent": _("Folder of sent mails"),
        }  # fmt: skip
        for name, text in words.items():
            self._labels[name].set_label(text)
        self._security.set_label(_("Security"))
        chosen = self.security.value()
        self.security.set_choices([
            (Security.STARTTLS.value, _("STARTTLS")), (Security.TLS.value, _("TLS")),
            (Security.NONE.value, _("None")),
        ])  # fmt: skip
        self.security.choose(chosen or self._sender.security)
        self._password.set_label(_("Password (kept in the keyring)"))
        self.plain.say(_("Everyone on the way can read the password and the mails."), "", "note")
        self._plain_is_fine.say(_("Send without encryption all the same"))
        self._test_to.set_label(_("Try it: an e-mail address"))
        self.test.setText(_("Send a test"))
        self._stores_head.setText(_("Stores: each mails its own buyers, unless switched on here"))
        self._box_head.setText(_("The shop's mailbox: mails that came back, ratings, doubts (may stay empty)"))

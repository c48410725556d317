"""E-mails to buyers: who sends them, and what each says in each language, as the buyer of a real order reads it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from desktop.i18n import N_, _
from desktop.services import settings, stores
from desktop.services.mail import listing, reviews
from desktop.services.mail.reviews import Average
from desktop.services.messages import Event, texts
from desktop.services.messages import sender as sending
from desktop.services.messages.events import NAMES
from desktop.services.messages.fields import FACTS, reader, values
from desktop.services.messages.sender import Sender
from desktop.services.messages.texts import Habit, Template
from desktop.ui.desk import Desk
from desktop.ui.settings.mail_sender import SenderForm
from desktop.ui.settings.mail_text import MailText
from desktop.ui.settings.page import SettingsPage, Undo
from desktop.ui.settings.side_list import SideList
from desktop.ui.theme import theme
from desktop.ui.widgets.panel import Panel

SENDER = "sender"
_ICONS = {
    Event.RECEIVED: "inbox", Event.PAID: "wallet", Event.SHIPPED: "truck", Event.DELAYED: "clock-alert",
    Event.DELIVERED: "package-check", Event.REVIEW: "circle-question-mark", Event.RETURN_OPENED: "undo-2",
    Event.RETURN_APPROVED: "list-checks", Event.RETURN_RECEIVED: "package-open", Event.RETURN_REJECTED: "ban",
    Event.REFUNDED: "coins", Event.EXCHANGED: "refresh-cw", Event.REPAIRED: "check", Event.VOUCHER: "gift",
    Event.COMPLAINT: "message-square-text", Event.NOTE: "pencil",
}  # fmt: skip
# What only a return or a voucher knows; for the eye, in the preview.
_EXAMPLES = {
    "case": "R-1024", "amount": "125", "code": "TACK-2026", "new_number": "1025", "return_items": "1 × …",
    "reason": N_("the goods were used"), "method": N_("bank transfer"), "until": "31 Dec 2026",
    "note": N_("a new zip was sewn in"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    sender: Sender
    stores: list[tuple[int, str]]
    template: Template | None = None
    habit: Habit = field(default_factory=lambda: Habit(False))
    values: dict[str, str] = field(default_factory=dict)
    order: str = ""
    opinions: tuple[Average, ...] = ()


class MailsPage(SettingsPage):
    """The list at the left: the sender, then each kind of mail."""

    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        look = theme()
        self.kinds = SideList("mail-kinds", width=look.px(210))
        self.form, self.text = SenderForm(desk, self.save), MailText(self.save)
        self._language = ""
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(10))
        # Not a stack, which would be as high as the longer of the two.
        for page in (self.form, self.text):
            panel.body.addWidget(page)
        self.text.hide()
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.px(16))
        columns.addWidget(self.kinds)
        columns.addWidget(panel, 1)
        self.kinds.chosen.connect(self._choose)
        self.text.spoken.connect(self._speak)
        self.form.wrong.connect(self.say_trouble)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(partial(_read, self.kinds.current(), self._language), self._show)

    def _choose(self, _key: str) -> None:
        self.text.keep_now()
        self.say_trouble("")
        self.reload()

    def _speak(self, language: str) -> None:
        self._language = language
        self.reload()

    def _show(self, read: _Read) -> None:
        self.form.show_sender(read.sender, read.stores)
        self.form.setVisible(read.template is None)
        self.text.setVisible(read.template is not None)
        if read.template is not None:
            self.text.show_mail(read.template, read.habit, read.values, read.order)
            self.text.show_opinions(read.opinions)

    def retranslate(self) -> None:
        events = [(f"event:{event}", _ICONS[event], _(NAMES[event])) for event in Event]
        self.kinds.set_items([(SENDER, "send", _("Sender and server")), *events])
        self.form.retranslate()
        self.text.retranslate()


def _read(key: str, language: str) -> _Read:
    by, known = sending.sender(), [(row.id, row.name) for row in stores.every()]
    if key == SENDER:
        return _Read(by, known)
    event = Event(key.removeprefix("event:"))
    spoken = language or settings.shop().language
    order_id = listing.order_to_show(event)
    said: dict[str, str] = {}
    number = ""
    if order_id is not None:
        who = reader(order_id)
        said = values(who, spoken, {name: _(text) for name, text in _EXAMPLES.items() if name in FACTS})
        number = who.number
    opinions = tuple(reviews.averages()) if event is Event.REVIEW else ()
    return _Read(by, known, texts.get(event, spoken), texts.habit(event), said, number, opinions)

"""One complaint: what was said, the answer that is being written, and the ways on."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _, day_time
from desktop.services import complaints
from desktop.services.complaints import Complaint, Standard
from desktop.ui.customers.words import said_by
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice, LabelledField, TextArea
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel


class ComplaintPanel(Panel):
    """`show_complaint(found, standards, zone)`; what a person wants is told by `wants(word, text)`."""

    wants = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self.found: Complaint | None = None
        self._standards: tuple[Standard, ...] = ()
        self._title, self._who = ElideLabel("", "heading"), ElideLabel("", "body", "ink.secondary")
        self._state = Badge("", "warn", "")
        self.order = KeyButton("", "file-text", "O", role="quiet", name="complaint-order")
        self.customer = KeyButton("", "user", "U", role="quiet", name="complaint-customer")
        self.standard = Choice("complaint-standard")
        self._standard = LabelledField("", self.standard)
        self.text = TextArea("complaint-text", lines=4)
        self._text = LabelledField("", self.text)
        self.mail = KeyButton("", "mail", "Ctrl+Return", role="primary", name="complaint-mail")
        self.chat = KeyButton("", "copy", "F6", name="complaint-chat")
        self.heard = KeyButton("", "message-square-text", name="complaint-heard")
        self.solve = KeyButton("", "check", "F8", name="complaint-solve")
        self.take_back = KeyButton("", "undo-2", "F7", name="complaint-return")
        self._said = QVBoxLayout()
        self._said.setSpacing(look.px(8))
        self._lay_out(look.px(8))
        self.standard.picked.connect(self._choose)
        for button, word in (
            (self.mail, "mail"), (self.chat, "chat"), (self.heard, "heard"), (self.solve, "solve"),
            (self.take_back, "return"), (self.order, "order"), (self.customer, "customer"),
        ):  # fmt: skip
            button.clicked.connect(partial(self._want, word))
        self.retranslate()

    def show_complaint(self, found: Complaint, standards: tuple[Standard, ...], zone: str) -> None:
        same = self.found is not None and self.found.row.id == found.row.id
        self.found, self._standards = found, standards
        row = found.row
        self._title.setText(row.subject)
        due = "" if row.due_at is None else _("answer by {time}").format(time=day_time(row.due_at, zone=zone))
        self._who.setText(" · ".join(text for text in (f"C{row.id}", row.name, due) if text))
        words = _("Overdue") if row.is_overdue else _(complaints.STATES[row.state])
        kind = "stop" if row.is_overdue else {"open": "warn", "waiting": "plain", "solved": "go"}[row.state]
        self._state.show_state(words, kind, "attention" if row.is_overdue else "")
        self.order.setText(f"#{row.order}")
        self.order.setVisible(row.order_id is not None)
        self.customer.setVisible(row.customer_id is not None)
        self.mail.setEnabled(row.order_id is not None)
        self.take_back.setVisible(row.order_id is not None)
        self.solve.setText(_("Open again") if row.state == "solved" else _("Solved"))
        self.standard.set_choices(
            [("", _("Choose a standard answer")), *((each.name, _(each.title)) for each in standards)]
        )
        if not same:
            self.text.clear()
        self._say(found, zone)

    def done(self) -> None:
        """What was typed is said: an empty field for what comes next."""
        self.text.clear()
        self.standard.choose("")

    def retranslate(self) -> None:
        self.customer.setText(_("Customer"))
        self._standard.set_label(_("Standard answer"))
        self.standard.setAccessibleName(_("Standard answer"))
        self._text.set_label(_("Answer"))
        self.text.setAccessibleName(_("Answer"))
        self.mail.setText(_("Send by e-mail"))
        self.chat.setText(_("Copy for chat"))
        self.heard.setText(_("They wrote this"))
        self.take_back.setText(_("Return"))

    def _choose(self, name: object) -> None:
        body = next((each.body for each in self._standards if each.name == name), "")
        if body:
            self.text.setPlainText(body)
            self.text.setFocus()

    def _want(self, word: str, _checked: bool = False) -> None:
        if self.found is not None:
            self.wants.emit(word, self.text.toPlainText().strip())

    def _say(self, found: Complaint, zone: str) -> None:
        while (item := self._said.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for each in found.said:
            head = " · ".join(text for text in (said_by(each.kind), each.who, day_time(each.at, zone=zone)) if text)
            self._said.addWidget(Label(head, "caption", "ink.secondary", weight=600))
            if each.body:
                self._said.addWidget(Label(each.body, "body", wrap=True))
        self._said.addStretch(1)

    def _lay_out(self, gap: int) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._state)
        links = QHBoxLayout()
        links.addWidget(self.order)
        links.addWidget(self.customer)
        links.addStretch(1)
        held = QWidget()
        held.setLayout(self._said)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(held)
        held.setAutoFillBackground(False)  # after setWidget, which turns it on
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, buttons in ((first, (self.mail, self.chat)), (second, (self.heard, self.take_back, self.solve))):
            row.setSpacing(gap)
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
        self.body.addLayout(top)
        self.body.addWidget(self._who)
        self.body.addLayout(links)
        self.body.addWidget(Hairline())
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self._standard)
        self.body.addWidget(self._text)
        self.body.addLayout(first)
        self.body.addLayout(second)

"""One message to a store: what became of it, and where the store refused it, a form to mend it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _, day_time
from desktop.services.outbox import OutboxRow
from desktop.services.stores import StoreRow
from desktop.ui.sync.words import STATES, change_words
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice, LabelledField, ScanField, TextArea, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline, Panel


class MessagePanel(Panel):
    """`show_message(row, store, zone)`. `again(id, body)` and `dropped(id)` are what a person decides."""

    again = Signal(int, object)
    dropped = Signal(int)
    opened = Signal(int)  # the order

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.row: OutboxRow | None = None
        self._zone = "UTC"
        self._store: StoreRow | None = None
        self._title = ElideLabel("", "benchBody", weight=600)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(15))
        head.addWidget(self._title, 1)
        self.note = NoteBar(kind="attention")
        self.number, self.carrier = ScanField("sync-tracking"), TextField("sync-carrier")
        self.status, self.text = Choice("sync-status"), TextArea("sync-comment", lines=4)
        self._fields = {
            name: LabelledField("", field)
            for name, field in (
                ("number", self.number), ("carrier", self.carrier), ("status", self.status), ("text", self.text),
            )
        }  # fmt: skip
        self._change = Label("", "body", weight=600, wrap=True)
        self._state = Badge("", "done", "")
        self._story = Label("", "body", "ink.secondary", wrap=True)
        self.drop = KeyButton("", "trash-2", role="danger", name="sync-discard")
        self.send = KeyButton("", "send", "Ctrl+Return", role="primary", name="sync-send-again")
        self.order = KeyButton("", "file-text", "Return", name="sync-open-order")
        form, story = QWidget(), QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        column.addWidget(self.note)
        for field in self._fields.values():
            column.addWidget(field)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        buttons.addWidget(self.drop)
        buttons.addWidget(self.send, 1)
        column.addLayout(buttons)
        told = QVBoxLayout(story)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(look.px(10))
        told.addWidget(self._change)
        told.addWidget(self._state)
        told.addWidget(self._story)
        told.addStretch(1)
        told.addWidget(self.order)
        self._pages = QStackedWidget()
        self._pages.addWidget(form)
        self._pages.addWidget(story)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        inner.addWidget(self._pages)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addLayout(inner, 1)
        self.send.clicked.connect(self._send)
        self.drop.clicked.connect(self._drop)
        self.order.clicked.connect(self._open)
        self.number.textEdited.connect(self._clear_wrong)
        self.retranslate()

    def show_message(self, row: OutboxRow | None, store: StoreRow | None, zone: str) -> None:
        same = self.row is not None and row is not None and (self.row.id, self.row.state) == (row.id, row.state)
        self.row, self._store, self._zone = row, store, zone
        self.setVisible(row is not None)
        if row is None:
            return
        parked = row.state == "parked"
        self._pages.setCurrentIndex(0 if parked else 1)
        self._title.setText(_("Parked change") if parked else _("Change"))
        if parked and not same:  # what is being typed stays
            self._fill(row, store)
        elif not parked:
            self._tell(row)

    def say_wrong(self, sentence: str) -> None:
        """What was given cannot be: beside its field where it has one."""
        name = {"tracking": "number", "note": "text"}.get(self.row.kind if self.row else "", "")
        if name:
            self._fields[name].say_wrong(sentence)
            self._fields[name].field.setFocus()
        else:
            self.note.say(sentence, "", "refused")

    def _fill(self, row: OutboxRow, store: StoreRow | None) -> None:
        shown = {"tracking": ("number", "carrier"), "order_status": ("status",), "note": ("text",)}.get(row.kind, ())
        for name, field in self._fields.items():
            field.setVisible(name in shown)
            field.say_wrong("")
        self.note.say(change_words(row), row.reason, "attention")
        self.number.setText(str(row.body.get("number", "")))
        self.number.setCursorPosition(0)
        self.carrier.setText(str(row.body.get("carrier", "")))
        self.text.setPlainText(str(row.body.get("text", "")))
        status = str(row.body.get("status", ""))
        found = store.settings.get("statuses") if store else None
        known = [(str(one[0]), str(one[1])) for one in found] if isinstance(found, list) else []
        if status and status not in dict(known):
            known.insert(0, (status, status))
        self.status.set_choices(list(known))
        self.status.choose(status)
        if row.kind == "tracking":
            self.number.set_wrong(True)

    def _tell(self, row: OutboxRow) -> None:
        text, icon, _mark_ink, _ink = STATES[row.state]
        self._change.setText(change_words(row))
        self._state.show_state(_(text), "go" if row.state in ("sending", "sent") else "done", icon)
        lines = [row.store, _("Made {time}").format(time=day_time(row.created_at, zone=self._zone))]
        if row.confirmed_at is not None:
            lines.append(_("Read back {time}").format(time=day_time(row.confirmed_at, zone=self._zone)))
        elif row.tries:
            lines.append(_("Tried {count} times").format(count=row.tries))
        comment = str(row.body.get("text", ""))
        self._story.setText("\n".join(part for part in (*lines, row.reason, comment) if part))
        self.order.setVisible(row.order_id is not None)

    def _send(self) -> None:
        if self.row is None:
            return
        body: dict[str, object] = {}
        if self.row.kind == "tracking":
            body = {"number": self.number.text().strip(), "carrier": self.carrier.text().strip()}
        elif self.row.kind == "order_status":
            body = {"status": self.status.value()}
        elif self.row.kind == "note":
            body = {"text": self.text.toPlainText().strip()}
        self.again.emit(self.row.id, body)

    def _clear_wrong(self) -> None:
        self._fields["number"].say_wrong("")

    def _drop(self) -> None:
        if self.row is not None:
            self.dropped.emit(self.row.id)

    def _open(self) -> None:
        if self.row is not None and self.row.order_id is not None:
            self.opened.emit(self.row.order_id)

    def retranslate(self) -> None:
        labels = (_("Tracking number"), _("Courier"), _("Status in the store"), _("Comment to the customer"))
        for field, label in zip(self._fields.values(), labels, strict=True):
            field.set_label(label)
        self.drop.setText(_("Discard"))
        self.send.setText(_("Send again"))
        self.order.setText(_("Open order"))
        if self.row is not None:
            row, self.row = self.row, None if self.row.state != "parked" else self.row
            self.show_message(row, self._store, self._zone)

"""One message to a store: what became of it, and where the store refused it, a form to mend it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _, clock, day_time
from desktop.services.changes import now
from desktop.services.outbox import OutboxRow
from desktop.services.outbox.editing import Editable, Entry
from desktop.ui.settings.page import scrolling
from desktop.ui.sync.words import STATES, change_words
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice, LabelledField, ScanField, TextArea, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.tick import Tick

# What a store is most likely to have refused of each kind: marked, and where the focus goes.
_BLAMED = {"tracking": "number", "note": "text", "order_status": "status", "refund": "amount"}


class MessagePanel(Panel):
    """`show_message(row, fields, zone, may)`. `again(id, body)` and `dropped(id)` are what a person decides."""

    again = Signal(int, object)
    dropped = Signal(int)
    opened = Signal(int)  # the order

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.row: OutboxRow | None = None
        self._editable: tuple[Editable, ...] = ()
        self._zone, self._may = "UTC", True
        self._title = ElideLabel("", "benchBody", weight=600)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(15))
        head.addWidget(self._title, 1)
        self.note = NoteBar(kind="attention")
        self.inputs: dict[str, TextField | TextArea | Choice | Tick] = {}
        self._labelled: dict[str, LabelledField] = {}
        self._area = scrolling(QWidget())
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
        column.addWidget(self._area, 1)
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(look.px(8))
        buttons.addWidget(self.drop)
        buttons.addWidget(self.send, 1)
        column.addWidget(self._buttons)
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
        self.retranslate()

    def show_message(
        self, row: OutboxRow | None, fields: tuple[Editable, ...] = (), zone: str = "UTC", may: bool = True
    ) -> None:
        """`fields`: what may be changed in it; `may`: whether who works here may."""
        same = self.row is not None and row is not None and (self.row.id, self.row.state) == (row.id, row.state)
        again = self._may != may
        self.row, self._zone, self._may = row, zone, may
        self.setVisible(row is not None)
        if row is None:
            return
        parked = row.state == "parked"
        self._pages.setCurrentIndex(0 if parked else 1)
        self._title.setText(_("Parked change") if parked else _("Change"))
        if parked and (not same or again):  # what is being typed stays
            self._editable = fields
            self._fill(row)
        elif not parked:
            self._tell(row)

    def say_wrong(self, sentence: str) -> None:
        """What was given cannot be: beside its field where it has one."""
        name = _BLAMED.get(self.row.kind if self.row else "", "")
        if name in self._labelled:
            self._labelled[name].say_wrong(sentence)
            self._labelled[name].setToolTip(sentence)
            self.inputs[name].setFocus()
        else:
            self.note.say(sentence, "", "refused")

    def _fill(self, row: OutboxRow) -> None:
        look = theme()
        self.note.say(change_words(row), row.reason, "attention")
        self.inputs, self._labelled = {}, {}
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, look.px(4), 0)
        column.setSpacing(look.px(10))
        for field in self._editable:
            made = self._input(field)
            self.inputs[field.name] = made
            made.setEnabled(self._may)
            if isinstance(made, Tick):
                column.addWidget(made)
                continue
            self._labelled[field.name] = LabelledField(_(field.label), made)
            column.addWidget(self._labelled[field.name])
        if not self._may:
            column.addWidget(Label(_("Who may decide differences with a store can mend it."), "body", "ink.secondary",
                                   wrap=True))  # fmt: skip
        column.addStretch(1)
        self._area.setWidget(content)
        content.setAutoFillBackground(False)
        self._buttons.setVisible(self._may)
        blamed = self.inputs.get(_BLAMED.get(row.kind, ""))
        if row.kind == "tracking" and isinstance(blamed, TextField):
            blamed.set_wrong(True)

    def _input(self, field: Editable) -> TextField | TextArea | Choice | Tick:
        name = f"sync-{field.name.replace('_', '-')}"
        made: TextField | TextArea | Choice | Tick
        if field.entry is Entry.SWITCH:
            made = Tick(name, text=_(field.label))
            made.setChecked(bool(field.value))
        elif field.entry is Entry.CHOICE:
            made = Choice(name)
            made.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            made.setMinimumContentsLength(8)
            choices = list(field.choices)
            if field.value and field.value not in dict(choices):
                choices.insert(0, (str(field.value), str(field.value)))
            made.set_choices([(value, text) for value, text in choices])
            made.choose(field.value)
        elif field.entry is Entry.TEXT:
            made = TextArea(name, lines=4)
            made.setPlainText(str(field.value))
        else:
            made = ScanField(name) if field.name == "number" else TextField(name)
            made.setText(str(field.value))
            made.setCursorPosition(0)
            made.textEdited.connect(self._clear_wrong)
        return made

    def _tell(self, row: OutboxRow) -> None:
        text, icon, _mark_ink, _ink = STATES[row.state]
        self._change.setText(change_words(row))
        self._state.show_state(_(text), "go" if row.state in ("sending", "sent") else "done", icon)
        self._story.setText("\n".join(part for part in self._lines(row) if part))
        self.order.setVisible(row.order_id is not None)

    def _lines(self, row: OutboxRow) -> list[str]:
        lines = [row.store, _("Made {time}").format(time=day_time(row.created_at, zone=self._zone))]
        if row.confirmed_at is not None:
            lines.append(_("Read back {time}").format(time=day_time(row.confirmed_at, zone=self._zone)))
            read = (row.evidence or {}).get("read")
            lines.append(_("The store says: {evidence}").format(evidence=read) if read else "")
        elif row.tries:
            lines.append(_("Tried {count} times").format(count=row.tries))
            if row.state == "waiting" and row.next_at > now():
                lines.append(_("Next try {time}").format(time=clock(row.next_at, zone=self._zone)))
        return [*lines, row.reason, str(row.body.get("text", ""))]

    def _send(self) -> None:
        if self.row is None or not self._may:
            return
        body: dict[str, object] = {}
        for field in self._editable:
            made = self.inputs[field.name]
            if isinstance(made, Tick):
                value: object = made.isChecked()
            elif isinstance(made, Choice):
                value = made.value()
            else:
                value = made.toPlainText().strip() if isinstance(made, TextArea) else made.text().strip()
            if value != field.value or field.name == _BLAMED.get(self.row.kind):
                body[field.name] = value
        self.again.emit(self.row.id, body)

    def _clear_wrong(self, _text: str = "") -> None:
        for field in self._labelled.values():
            field.say_wrong("")

    def _drop(self) -> None:
        if self.row is not None:
            self.dropped.emit(self.row.id)

    def _open(self) -> None:
        if self.row is not None and self.row.order_id is not None:
            self.opened.emit(self.row.order_id)

    def retranslate(self) -> None:
        self.drop.setText(_("Discard"))
        self.send.setText(_("Send again"))
        self.order.setText(_("Open order"))
        for field in self._editable:
            if field.name in self._labelled:
                self._labelled[field.name].set_label(_(field.label))
            elif isinstance(made := self.inputs.get(field.name), Tick):
                made.setText(_(field.label))
        if self.row is not None:
            row, self.row = self.row, None if self.row.state != "parked" else self.row
            self.show_message(row, self._editable, self._zone, self._may)

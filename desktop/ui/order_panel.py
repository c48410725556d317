"""The side panel of the queue: one order at a glance, with the two ways on."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _, clock, day_time, ngettext, number
from desktop.services.changes import now
from desktop.services.history import HistoryRow
from desktop.services.orders import LineView, OrderView
from desktop.ui import icons
from desktop.ui.ship_by import ship_by
from desktop.ui.theme import theme
from desktop.ui.twin_card import TwinCard
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.photo import Photo
from desktop.ui.words import STAGE_BADGES, STAGES, history_comment, history_words, order_name

_MOST_LINES = 30  # more are counted in words: the order page shows them all


class OrderPanel(Panel):
    """`show_order(view, zone)`; `pack` and `open_order` are its buttons."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        pad = look.px(16)
        head = QVBoxLayout()
        head.setContentsMargins(pad, look.px(15), pad, look.px(12))
        head.setSpacing(look.px(7))
        top = QHBoxLayout()
        top.setSpacing(look.px(10))
        self._number = ElideLabel("", "heading", weight=600)
        self._stage = Badge("", "go", "")
        self._due = Badge("", "plain", "")
        for widget in (self._number, self._stage):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self._due)
        second = QHBoxLayout()
        self._buyer = ElideLabel("", "body", "ink.secondary")
        self._courier = ElideLabel("", "body", "ink.secondary", align=Qt.AlignmentFlag.AlignRight)
        second.addWidget(self._buyer, 1)
        second.addWidget(self._courier)
        head.addLayout(top)
        head.addLayout(second)
        self.twin = TwinCard("queue")
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QHBoxLayout()
        foot.setContentsMargins(pad, look.px(12), pad, pad)
        foot.setSpacing(look.px(8))
        self.pack = KeyButton("", "package-open", "F5", role="primary", name="queue-pack")
        self.open_order = KeyButton("", "", "Return", name="queue-open")
        foot.addWidget(self.pack, 5)
        foot.addWidget(self.open_order, 4)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self._twin_box = QWidget()
        beside = QVBoxLayout(self._twin_box)
        beside.setContentsMargins(pad, look.px(12), pad, 0)
        beside.addWidget(self.twin)
        self.body.addWidget(self._twin_box)
        self.body.addWidget(self._scroll, 1)
        self.body.addLayout(foot)
        self.order: OrderView | None = None
        self.away = False  # something else stands in its place
        self._zone = "UTC"
        self.retranslate()

    def show_order(self, order: OrderView | None, zone: str) -> None:
        self.order, self._zone = order, zone
        self.setVisible(order is not None and not self.away)
        if order is None:
            return
        self._number.setText(order_name(order.number))
        if order.stage is not None:
            kind, icon = STAGE_BADGES[order.stage]
            self._stage.show_state(order.packer or _(STAGES[order.stage]), kind, "in-work" if order.packer else icon)
        due = ship_by(order.ship_by, now(), zone)
        self._due.setVisible(due.urgent)
        self._due.show_state(due.words, due.kind, due.icon)
        self._buyer.setText(" · ".join(text for text in (order.buyer, order.place) if text))
        self._courier.setText(" ".join(text for text in (order.courier, order.service) if text))
        self.twin.show_pairs(order.id, order.doubles, zone)
        self._twin_box.setVisible(bool(order.doubles))
        content = self._content(order)
        self._scroll.setWidget(content)
        content.setAutoFillBackground(False)  # QScrollArea.setWidget() sets it

    def _content(self, order: OrderView) -> QWidget:
        look = theme()
        box = QWidget()
        box.setAutoFillBackground(False)
        column = QVBoxLayout(box)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        column.setSpacing(look.px(8))
        units = ngettext("{units} unit", "{units} units", order.units).format(units=number(order.units))
        column.addWidget(Label(_("Lines · {units}").format(units=units), "caption", "ink.secondary", weight=600))
        for line in order.lines[:_MOST_LINES]:
            column.addWidget(line_widget(line))
        if len(order.lines) > _MOST_LINES:
            more = len(order.lines) - _MOST_LINES
            column.addWidget(Label(_("and {count} more lines").format(count=number(more)), "body", "ink.secondary"))
        if order.note.strip():
            column.addWidget(NoteBar(" ".join(order.note.split())))
        column.addSpacing(look.px(4))
        column.addWidget(Label(_("History"), "caption", "ink.secondary", weight=600))
        for entry in order.history[:4]:
            column.addWidget(history_widget(entry, self._zone))
        column.addStretch(1)
        return box

    def retranslate(self) -> None:
        self.pack.setText(_("Pack now"))
        self.open_order.setText(_("Open order"))
        if self.order is not None:
            self.show_order(self.order, self._zone)


def line_widget(line: LineView) -> QWidget:
    """Photo, name, variant and bin, and how many."""
    look = theme()
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(12))
    photo = Photo(40, source=line.photo, spoken=line.name)
    words = QVBoxLayout()
    words.setSpacing(look.px(1))
    variant = line.variant or ", ".join(value for _key, value in line.options) or line.sku
    words.addWidget(ElideLabel(line.name.strip() or line.sku, "body"))
    words.addWidget(ElideLabel(" · ".join(text for text in (variant, line.bin) if text), "caption", "ink.muted",
                               weight=400, codes=True))  # fmt: skip
    row.addWidget(photo)
    row.addLayout(words, 1)
    row.addWidget(Label(number(line.wanted), "benchBody", weight=600))
    return box


def history_widget(
    entry: HistoryRow, zone: str, waiting: frozenset[str] = frozenset(), mails: frozenset[str] = frozenset(),
    moved: str = "",
) -> QWidget:  # fmt: skip
    """What happened, who did it and when, with its comment. `waiting`: comments the store has yet to pass on; `mails`:
    those whose mail has not left. `moved`: what it was and what it became; the bench stands beside it."""
    look = theme()
    text, icon = history_words(entry.action)
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(14))
    sign = QLabel()
    sign.setPixmap(icons.icon(icon, "ink.secondary", 20))
    words = QVBoxLayout()
    words.setSpacing(look.px(1))
    said = history_comment(entry.action, entry.comment)
    words.addWidget(ElideLabel(f"{text}: {said}" if said else text, "body"))
    today = entry.at.astimezone(ZoneInfo(zone)).date() == now().astimezone(ZoneInfo(zone)).date()
    when = clock(entry.at, zone=zone) if today else day_time(entry.at, zone=zone)
    told = _("customer notified") if entry.notified else ""
    if not told and entry.comment and entry.comment in waiting:
        told = _("waits for the store")
    if not told and entry.comment.strip() and entry.comment.strip() in mails:
        told = _("the mail has not left yet")
    sub = " · ".join(part for part in (entry.who or entry.bench, when, told) if part)
    words.addWidget(ElideLabel(sub, "caption", "ink.muted", weight=400))
    if moved:
        bench = entry.bench if entry.who else ""
        more = " · ".join(part for part in (moved, bench) if part)
        words.addWidget(ElideLabel(more, "caption", "ink.muted", weight=400))
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return box

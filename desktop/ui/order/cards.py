"""The three cards under the lines: where it goes, what was paid, which papers there are."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.order import Stage
from desktop.i18n import _, clock, day_time, money, weekday
from desktop.services import couriers
from desktop.services.addresses import lines as address_lines
from desktop.services.changes import now
from desktop.services.orders import OrderView
from desktop.services.printing import Job
from desktop.ui import icons
from desktop.ui.order.road import RoadRows
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel
from desktop.ui.words import PAYMENTS

_MOST_LINES = 6


class Delivery(Panel):
    """Name, address, phone, the wish for the courier, courier and service."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(theme().px(6))
        self._title = Label("", "benchBody", weight=600)
        self._name = ElideLabel("", "body", weight=500)
        self._lines = [ElideLabel("", "body", "ink.secondary") for _turn in range(_MOST_LINES)]
        self._phone, self._wish, self._courier = _Signed(), _Signed(), _Signed()
        self.road = RoadRows()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.road.mode)
        self.body.addLayout(head)
        self.body.addWidget(self._name)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for line in self._lines:
            lines.addWidget(line)
        self.body.addLayout(lines)
        for signed in (self._phone, self._wish, self._courier):
            self.body.addWidget(signed)
        self.body.addWidget(self.road)
        self.body.addStretch(1)

    def show_order(self, order: OrderView, lines: tuple[str, ...], pick_up: str = "") -> None:
        """`pick_up`: when its courier comes next, in words."""
        self._title.setText(_("Delivery"))
        self._name.setText(order.ship_to.name or order.ship_to.company or order.buyer)
        for turn, label in enumerate(self._lines):
            label.setText(lines[turn] if turn < len(lines) else "")
            label.setVisible(turn < len(lines))
        self._phone.say("phone", order.ship_to.phone or order.phone, "ink.secondary")
        self._wish.say("phone-call", order.ship_to.instruction, "warn.ink")
        courier = " ".join(text for text in (order.courier, order.service) if text)
        tracking = ", ".join(parcel.tracking for parcel in order.parcels if parcel.tracking)
        self._courier.say("truck", " · ".join(text for text in (courier, tracking or pick_up) if text), "ink.secondary")


class PaymentCard(Panel):
    """What is due, what came, how."""

    def __init__(self) -> None:
        super().__init__()
        head = QHBoxLayout()
        self._title = Label("", "benchBody", weight=600)
        self._state = Badge("", "done", "")
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._state)
        self.body.addLayout(head)
        self._rows = [_Pair() for _turn in range(4)]
        for row in self._rows:
            self.body.addWidget(row)
        self.body.addStretch(1)
        self.confirm = KeyButton("", "check", "B", name="order-confirm")
        self.body.addWidget(self.confirm)

    def show_order(self, order: OrderView, can_confirm: bool) -> None:
        self._title.setText(_("Payment"))
        payment = order.state.payment.value
        later = order.state.pay_later and payment in ("unpaid", "claimed")
        words = _("Pay on delivery") if later else _(PAYMENTS[payment])
        kind, mark = ("done", "right") if payment == "paid" else ("warn", "attention")
        self._state.show_state(words, kind, mark)
        pairs = [
            (_("Amount due"), money(order.due_minor, order.currency), True),
            (_("Received"), money(order.paid_minor, order.currency), True),
            (_("Refunded"), money(order.refunded_minor, order.currency) if order.refunded_minor else "", False),
            (_("Method"), order.payment_method, False),
        ]
        for row, (name, value, strong) in zip(self._rows, pairs, strict=True):
            row.say(name, value, strong)
        self.confirm.setText(_("Confirm payment"))
        self.confirm.setVisible(can_confirm)


class Documents(Panel):
    """Each kind of paper: its number or when it came out, and a button that prints it."""

    printed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._title = Label("", "benchBody", weight=600)
        self.correct = KeyButton("", "pencil", "D", role="quiet", name="order-documents")
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.correct)
        self.body.addLayout(head)
        self._rows: dict[str, _Paper] = {}
        for kind, key in (("invoice", "I"), ("packing-slip", "S"), ("parcel-label", "L"), ("pick-list", "P")):
            row = self._rows[kind] = _Paper(kind, key)
            row.button.clicked.connect(self._print)
            self.body.addWidget(row)
        self.body.addStretch(1)

    def show_order(self, order: OrderView, jobs: list[Job], zone: str, *, may_correct: bool = False) -> None:
        self._title.setText(_("Documents"))
        self.correct.set_accessible(_("Credit or void a document"))
        self.correct.setVisible(may_correct)
        numbers = {document.kind: document.number for document in order.documents if not document.void_reason}
        titles = {
            "invoice": _("Invoice"),
            "packing-slip": _("Packing slip"),
            "parcel-label": _("Parcel label"),
            "pick-list": _("Pick list"),
        }
        for kind, row in self._rows.items():
            last = next((job for job in jobs if job.kind == kind), None)
            state = _job_words(last, zone) if last is not None else ""
            if kind == "parcel-label" and not order.parcels:
                state = _("prints on closing")
            credited = numbers.get("credit-note", "") if kind == "invoice" else ""
            row.say(titles[kind], " · ".join(text for text in (numbers.get(kind, ""), credited, state) if text))
            row.button.setEnabled(kind != "parcel-label" or bool(order.parcels))

    def _print(self) -> None:
        button = self.sender()
        if isinstance(button, KeyButton):
            self.printed.emit(str(button.property("kind")))


class _Paper(QWidget):
    def __init__(self, kind: str, key: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = ElideLabel("", "body", weight=500)
        self._state = ElideLabel("", "caption", "ink.secondary", weight=400, codes=True)
        words.addWidget(self._title)
        words.addWidget(self._state)
        self.button = KeyButton("", "printer", key, role="quiet", name=f"order-print-{kind}")
        self.button.setProperty("kind", kind)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def say(self, title: str, state: str) -> None:
        self._title.setText(title)
        self._state.setText(state or _("not printed"))
        self.button.set_accessible(_("Print {paper}").format(paper=title))


class _Signed(QWidget):
    """One line with an icon before it; nothing when the text is empty."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme().px(3), 0, 0)
        row.setSpacing(theme().px(10))
        self._sign, self._box = Label("", "body"), QVBoxLayout()
        self._text: ElideLabel | None = None
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self._box, 1)

    def say(self, icon: str, text: str, ink: str) -> None:
        self.setVisible(bool(text.strip()))
        self._sign.setPixmap(icons.icon(icon, ink, 18))
        if self._text is None:
            self._text = ElideLabel("", "body", ink)
            self._box.addWidget(self._text)
        self._text.setText(text)


class _Pair(QWidget):
    """A name at the left and a value at the right."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._name = Label("", "body", "ink.secondary")
        self._value = ElideLabel("", "body", weight=600, align=Qt.AlignmentFlag.AlignRight)
        row.addWidget(self._name)
        row.addWidget(self._value, 1)

    def say(self, name: str, value: str, strong: bool) -> None:
        self._name.setText(name)
        self._value.setText(value)
        self.setVisible(bool(value))


def _job_words(job: Job, zone: str) -> str:
    when = day_time(job.done_at or job.queued_at, zone=zone)
    words = {
        "done": _("printed {when}"),
        "failed": _("did not come out"),
        "unsure": _("did it come out?"),
        "sent": _("printing"),
        "sending": _("printing"),
        "queued": _("waits for the printer"),
    }
    return words.get(job.state, "").format(when=when)


def pick_up_words(order: OrderView, zone: str) -> str:
    """When the order's courier comes next: "pick-up 15:00", another day by its name; "" where no time is set.

    To be called on the store thread; also for the line above the work at the bench.
    """
    found = couriers.cut_off(order.courier, order.service).next if order.courier else None
    if found is None or order.stage not in (Stage.TO_CONFIRM, Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP):
        return ""
    place = ZoneInfo(zone)
    today = found.astimezone(place).date() == now().astimezone(place).date()
    when = clock(found, zone=zone) if today else f"{weekday(found, zone=zone)} {clock(found, zone=zone)}"
    return _("pick-up {time}").format(time=when)


def shown_lines(order: OrderView) -> tuple[str, ...]:
    """The address below the name, as its country writes it; to be called on the store thread."""
    to = order.ship_to
    company = (to.company,) if to.company and to.company != to.name and to.name else ()
    return (*company, *address_lines(to))[:_MOST_LINES]

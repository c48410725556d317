"""The three cards under the lines: where it goes, what was paid, which papers there are."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.money import to_minor
from desktop.domain.order import Stage
from desktop.i18n import _, clock, date, day_time, money, ngettext, number, weekday
from desktop.services import couriers
from desktop.services.addresses import lines as address_lines
from desktop.services.changes import now
from desktop.services.earning import Earned
from desktop.services.estimates import Promise
from desktop.services.money import OPENING, STORE, Move
from desktop.services.orders import OrderView
from desktop.services.printing import Job
from desktop.services.return_terms import Terms
from desktop.services.store_credits import CreditView
from desktop.services.voucher_moves import METHOD as VOUCHER
from desktop.ui import icons
from desktop.ui.order.road import RoadRows
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.rolling import rolling
from desktop.ui.widgets.switch import Switch
from desktop.ui.words import PAYMENTS

_MOST_LINES = 6
_UNSAID = ("", OPENING, STORE, "carried")  # ways of money that nobody named


class Delivery(Panel):
    """Name, address, phone, the wish for the courier, courier and service."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(theme().px(6))
        self._title = Label("", "benchBody", weight=600)
        self._name = ElideLabel("", "body", weight=500)
        self._lines = [ElideLabel("", "body", "ink.secondary") for _turn in range(_MOST_LINES)]
        self._phone, self._wish, self._courier, self._there = _Signed(), _Signed(), _Signed(), _Signed(wraps=True)
        self.road = RoadRows()
        self._head, head = QHBoxLayout(), QHBoxLayout()
        self.edit = KeyButton("", "pencil", "A", role="quiet", name="order-address")
        self.customer = KeyButton("", "user", "U", role="quiet", name="order-customer")
        self._head.addWidget(self._title, 1)
        head.addWidget(self.road.mode)
        head.addWidget(self.customer)
        head.addWidget(self.edit)
        head.addStretch(0)
        self._head.addLayout(head)
        self.body.addLayout(self._head)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(6))
        column.addWidget(self._name)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for line in self._lines:
            lines.addWidget(line)
        column.addLayout(lines)
        for signed in (self._phone, self._wish, self._courier, self._there):
            column.addWidget(signed)
        column.addWidget(self.road)
        column.addStretch(1)
        self.body.addWidget(_rolling(inside), 1)  # a long address and the day do not fit a small screen together

    def fold(self, narrow: bool) -> None:
        """Where there is no room beside the title its buttons stand under it."""
        _fold(self._head, narrow)

    def show_order(
        self, order: OrderView, lines: tuple[str, ...], pick_up: str = "", promise: Promise | None = None
    ) -> None:
        """`pick_up`: when its courier comes next, in words; `promise`: the day for the buyer."""
        self._title.setText(_("Delivery"))
        self.edit.set_accessible(_("Change the address"))
        self._name.setText(order.ship_to.name or order.ship_to.company or order.buyer)
        self.customer.set_accessible(_("The customer's file"))
        for turn, label in enumerate(self._lines):
            label.setText(lines[turn] if turn < len(lines) else "")
            label.setVisible(turn < len(lines))
        self._phone.say("phone", order.ship_to.phone or order.phone, "ink.secondary")
        self._wish.say("phone-call", order.ship_to.instruction, "warn.ink")
        courier = " ".join(text for text in (order.courier, order.service) if text)
        tracking = ", ".join(parcel.tracking for parcel in order.parcels if parcel.tracking)
        self._courier.say("truck", " · ".join(text for text in (courier, tracking or pick_up) if text), "ink.secondary")
        there = _("there by {date}").format(date=date(promise.on)) if promise else ""
        there = " · ".join(text for text in (there, promise.kept if promise else "") if text)
        self._there.say("calendar", there, "ink.secondary")


class PaymentCard(Panel):
    """What is due, what came and how; what the order earns people, and what was taken off it."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(theme().px(3))
        self._narrow = False
        self._head = QHBoxLayout()
        self._title = Label("", "benchBody", weight=600)
        self._state = Badge("", "done", "")
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        self._head.addWidget(self._state)
        self.body.addLayout(self._head)
        self._rows = [_Pair() for _turn in range(6)]
        self._line = Hairline()
        self._more = [_Pair() for _turn in range(5)]
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(3))
        for row in (*self._rows, self._line, *self._more):
            column.addWidget(row)
        column.addStretch(1)
        self._scroll = _rolling(inside)  # what is due stands first; on a small screen the rest scrolls
        self.body.addWidget(self._scroll, 1)
        self.confirm = KeyButton("", "check", "B", name="order-confirm")
        self.body.addWidget(self.confirm)

    def fold(self, narrow: bool) -> None:
        """Where there is no room beside the title the state stands under it, and the button says less."""
        self._narrow = narrow
        _fold(self._head, narrow)
        for pair in (*self._rows, *self._more):
            pair.fold(narrow)
        self._say_confirm()

    def _say_confirm(self) -> None:
        self.confirm.setText(_("Confirm") if self._narrow else _("Confirm payment"))
        self.confirm.set_accessible(_("Confirm payment"))

    def show_order(
        self, order: OrderView, can_confirm: bool, moves: tuple[Move, ...] = (),
        earned: CreditView | Earned | None = None, zone: str = "UTC",
    ) -> None:  # fmt: skip
        """`moves`: its ledger of money, oldest first; `earned`: what its store, or the shop, credits people for it."""
        self._title.setText(_("Payment"))
        payment = order.state.payment.value
        later = order.state.pay_later and payment in ("unpaid", "claimed")
        words = _("Pay on delivery") if later else _(PAYMENTS[payment])
        kind, mark = ("done", "right") if payment == "paid" else ("warn", "attention")
        self._state.show_state(words, kind, mark)
        last = next((move for move in reversed(moves) if move.amount_minor > 0 and not move.undone), None)
        came = "" if last is None or last.method in _UNSAID else f"{last.method} {day_time(last.at, zone=zone)}"
        _fill(
            self._rows,
            [
                (_("Amount due"), money(order.due_minor, order.currency), True),
                (
                    _("To pay back"),
                    money(order.to_pay_back_minor, order.currency) if order.to_pay_back_minor else "",
                    True,
                ),
                (_("Received"), money(order.paid_minor, order.currency), True),
                (_("Refunded"), money(order.refunded_minor, order.currency) if order.refunded_minor else "", False),
                (_("Method"), order.payment_method, False),
                (_("Last"), came, False),
            ],
        )
        more = _ours(earned) if isinstance(earned, Earned) else _credited(earned, order.currency)
        more += _by_voucher(moves)
        more += [
            (
                _("Coupon {code}").format(code=each.code) if each.code else each.reason,
                money(-each.amount_minor, order.currency),
                False,
            )
            for each in order.discounts
        ]
        self._line.setVisible(bool(more))
        _fill(self._more, more)
        self.setToolTip("\n".join(_move_words(move, zone) for move in moves))
        self._say_confirm()
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
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(2))
        for kind, key in (("invoice", "I"), ("packing-slip", "S"), ("parcel-label", "L"), ("pick-list", "P")):
            row = self._rows[kind] = _Paper(kind, key)
            row.button.clicked.connect(self._print)
            column.addWidget(row)
        column.addStretch(1)
        self.body.addWidget(_rolling(inside), 1)
        self.body.addWidget(Hairline())
        self.returns = Switch("order-returns")
        self._returns = ElideLabel("", "body", weight=500)
        self._until = ElideLabel("", "caption", "ink.secondary", weight=400)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._returns)
        words.addWidget(self._until)
        foot = QHBoxLayout()
        foot.addLayout(words, 1)
        foot.addWidget(self.returns)
        self.body.addLayout(foot)
        self.body.setSpacing(theme().px(4))
        self._flag = ElideLabel("", "caption", "warn.ink", weight=600)
        self.body.addWidget(self._flag)

    def show_terms(self, terms: Terms | None, zone: str, *, may_switch: bool) -> None:
        """Whether it may come back; the store's warning of fraud stands by itself and switches nothing."""
        if terms is None:
            return
        self.returns.setAccessibleName(_("Returns allowed"))
        self.returns.blockSignals(True)  # shown, not switched by a person
        self.returns.setChecked(terms.allowed)
        self.returns.blockSignals(False)
        self.returns.setEnabled(may_switch)
        self._returns.setText(_("Returns allowed") if terms.allowed else _("No returns"))
        until = ""
        if terms.allowed and terms.until is not None:
            until = _("until {date}").format(date=date(terms.until, zone=zone))
        elif terms.allowed and terms.days:
            until = ngettext("{days} day after delivery", "{days} days after delivery", terms.days).format(
                days=number(terms.days)
            )
        if terms.excluded:
            left_out = ngettext(
                "{lines} line does not come back", "{lines} lines do not come back", len(terms.excluded)
            ).format(lines=number(len(terms.excluded)))
            until = " · ".join(part for part in (until, left_out) if part)
        self._until.setText(until)
        self._until.setVisible(bool(until))
        self.returns.setToolTip(terms.policy)
        self._flag.setVisible(bool(terms.flag))
        self._flag.setText(_("The store warns: {flag}").format(flag=terms.flag))

    def show_order(
        self, order: OrderView, jobs: list[Job], zone: str, *, may_correct: bool = False,
        outdated: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        """`outdated`: kinds that came out before the order was changed."""
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
            old = _("out of date") if kind in outdated else ""
            row.say(titles[kind], " · ".join(text for text in (old, numbers.get(kind, ""), credited, state) if text))
            # The three papers of picture 02 fit; the pick list goes once its order is picked.
            row.setVisible(kind != "pick-list" or order.stage is Stage.TO_PICK)
            row.button.setEnabled(kind != "parcel-label" or bool(order.parcels))

    def _print(self) -> None:
        button = self.sender()
        if isinstance(button, KeyButton):
            self.printed.emit(str(button.property("kind")))


def _fold(head: QBoxLayout, narrow: bool) -> None:
    head.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
    head.setSpacing(theme().px(2 if narrow else 6))


def _rolling(inside: QWidget) -> QScrollArea:
    scroll = rolling(inside)
    scroll.setMinimumHeight(theme().px(60))
    return scroll


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
    """A text with an icon before it, on one line where it does not wrap; nothing when the text is empty."""

    def __init__(self, *, wraps: bool = False) -> None:
        super().__init__()
        self._wraps = wraps
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme().px(3), 0, 0)
        row.setSpacing(theme().px(10))
        self._sign, self._box = Label("", "body"), QVBoxLayout()
        self._text: Label | ElideLabel | None = None
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self._box, 1)

    def say(self, icon: str, text: str, ink: str) -> None:
        self.setVisible(bool(text.strip()))
        self._sign.setPixmap(icons.icon(icon, ink, 18))
        if self._text is None:
            self._text = Label("", "body", ink, wrap=True) if self._wraps else ElideLabel("", "body", ink)
            self._box.addWidget(self._text)
        self._text.setText(text)


class _Pair(QWidget):
    """A name at the left and a value at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._name = Label("", "body", "ink.secondary")
        self._value = ElideLabel("", "body", weight=600, align=Qt.AlignmentFlag.AlignRight)
        row.addWidget(self._name)
        row.addWidget(self._value, 1)

    def fold(self, narrow: bool) -> None:
        """The value under its name, where both have no room on one line."""
        _fold(self._row, narrow)

    def say(self, name: str, value: str, strong: bool) -> None:
        self._name.setText(name)
        self._value.setText(value)
        self.setVisible(bool(value))


def _fill(rows: list[_Pair], pairs: list[tuple[str, str, bool]]) -> None:
    shown = [pair for pair in pairs if pair[1]][: len(rows)]
    for turn, row in enumerate(rows):
        row.say(*(shown[turn] if turn < len(shown) else ("", "", False)))


def _credited(view: CreditView | None, currency: str) -> list[tuple[str, str, bool]]:
    """What the order earns people in its store, with whether they have it."""
    if view is None:
        return []
    found = []
    for name, worth, wanted, given in (
        (_("Reward points"), number(view.credits.points) if view.credits.points else "", view.wanted_points,
         view.credits.points_given),
        (_("Commission"), money(to_minor(view.credits.commission, currency), currency) if view.credits.commission
         else "", view.wanted_commission, view.credits.commission_given),
    ):  # fmt: skip
        there = given if wanted is None else wanted
        if worth:
            found.append((name, f"+{worth}" if there else worth, False))
    return found


def _ours(earned: Earned) -> list[tuple[str, str, bool]]:
    """What an order without a store has given so far."""
    commission = money(earned.commission_minor, earned.currency) if earned.commission_minor else ""
    who = _("Commission, {name}").format(name=earned.affiliate) if earned.affiliate else _("Commission")
    return [(name, f"+{worth}", False) for name, worth in (
        (_("Reward points"), number(earned.points) if earned.points else ""),
        (_("Stamps"), number(earned.stamps) if earned.stamps else ""), (who, commission)) if worth]  # fmt: skip


def _by_voucher(moves: tuple[Move, ...]) -> list[tuple[str, str, bool]]:
    """Which vouchers paid a part of it."""
    return [
        (_("Voucher {code}").format(code=move.reference), money(move.amount_minor, move.currency), False)
        for move in moves if move.method == VOUCHER and move.undoes is None and not move.undone and move.kind == "in"
    ]  # fmt: skip


def _move_words(move: Move, zone: str) -> str:
    sign = -1 if move.kind == "out" else 1
    return " · ".join(part for part in (
        money(sign * move.amount_minor, move.currency), move.method, move.reference, day_time(move.at, zone=zone),
        move.who) if part)  # fmt: skip


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

"""Payments: lines of the bank and what they pay, what buyers say, what is late, and what channels owe."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.errors import KolliError, NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_, _, ngettext, number
from desktop.services import bank, orders, payments, permits, settings
from desktop.services.bank import Imported
from desktop.services.changes import Change, now
from desktop.services.payments import OrderFacts, Waiting
from desktop.services.slips.meant import order_of
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_file
from desktop.ui.payments.checked_page import CheckedPage
from desktop.ui.payments.claim_form import ENDINGS, ClaimForm
from desktop.ui.payments.claims_page import ClaimsPage
from desktop.ui.payments.find_form import FindForm
from desktop.ui.payments.late_page import LatePage
from desktop.ui.payments.lines_page import LinesPage
from desktop.ui.payments.payouts_page import PayoutsPage
from desktop.ui.screen import Screen
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.stage_tabs import StageTabs
from desktop.ui.words import order_name

TABS = ("lines", "claims", "late", "payouts", "checked")
_MOST_UNDO = 50
_CALM_MS = 250
_NARROW = 1180  # px of the page below which the tabs need the room of the head's words
_A_LOOK_S = 0.04  # a scan waits behind one look at most
_SHOWN_EACH = 40  # looks, until what is known by then is shown
_FILES = "*.csv *.txt *.xml *.bgmax *.zip"


_Part = LinesPage | ClaimsPage | LatePage | PayoutsPage | CheckedPage


class PaymentsScreen(Screen):
    name, title, icon, letter = "payments", N_("Payments"), "wallet", "P"
    right = Right.ORDERS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._zone = "UTC"
        self._undone: list[Callable[[], object]] = []
        self._waiting = Waiting()
        self._looking, self._looks = False, 0
        self._dropped: bytes | Path | None = None  # a receipt that waits for its order
        self.setAcceptDrops(True)
        self.head, self.tabs, self.pages = PageHead(), StageTabs("payments-tabs"), QStackedWidget()
        self.take_back = KeyButton("", "undo-2", "", role="quiet", name="payments-undo")
        self.import_ = KeyButton("", "file-up", "I", name="payments-import")
        self.claim = KeyButton("", "plus", "N", name="payments-claim")
        self.first = KeyButton("", "file-up", "", role="primary", name="payments-import-first")
        self.lines, self.claims = LinesPage(desk, self.first), ClaimsPage(desk)
        self.late, self.payouts, self.checked = LatePage(desk), PayoutsPage(desk), CheckedPage(desk)
        self._parts: dict[str, _Part] = {
            "lines": self.lines, "claims": self.claims, "late": self.late, "payouts": self.payouts,
            "checked": self.checked,
        }  # fmt: skip
        self._calm = QTimer(self)
        self.head.add_middle(self.tabs)
        self.head.add_action(self.take_back)
        self.head.add_action(self.claim)
        self.head.add_action(self.import_)
        for page in self._parts.values():
            self.pages.addWidget(page)
        column = page_column(self)
        column.addWidget(self.head)
        column.addWidget(self.pages, 1)
        self._connect()
        desk.hub.watch(self, {"order", "bank", "payment-claim", "payout", "settings"}, self._changed)
        self.retranslate()

    def entered(self) -> None:
        self.desk.tasks.run(_zone, self._show_zone)
        self._look()
        self._read(anew=True)
        self.lines.table.setFocus()

    def open(self, id: int | None) -> None:
        """Propose an order for the current line; below zero: its buyer says that they have paid."""
        if id is not None and id < 0:
            self._claim_for(-id)
        elif id is not None:
            self.tabs.choose("lines")
            self.lines.propose(id)

    def scanned(self, text: str) -> None:
        self.desk.tasks.run(partial(_find, text), self._show_scanned, self._refused)

    def back(self) -> bool:
        if self._parts[self.tabs.current()].back():
            return True
        if self.tabs.current() != "lines":
            self.tabs.choose("lines")
            self._show_tab("lines")
            return True
        return False

    def undo(self) -> bool:
        if not self._undone:
            return False
        self.desk.tasks.run(self._undone.pop(), self._said_undone, self._refused)
        return True

    def help(self) -> list[tuple[str, str]]:
        return [
            ("1 – 5", _("Bank lines, buyers' words, unpaid, payouts, checked")),
            ("Enter", _("Confirm the payment and go to the next")),
            ("Down", _("Skip the line")),
            ("Ctrl Z", _("Undo: the line waits again, its order is as before")),
        ]

    # What is shown

    def _read(self, anew: bool = False) -> None:
        self.desk.tasks.run(payments.waiting, self._show_waiting, self._refused)
        self._parts[self.tabs.current()].read(anew)

    def _look(self) -> None:
        """Let the bank's lines be looked at, a little at a time: what others ask meanwhile comes in between."""
        if not self._looking:
            self._looking, self._looks = True, 0
            self.desk.tasks.run(partial(payments.look, _A_LOOK_S), self._looked, self._not_looked)

    def _looked(self, left: int) -> None:
        if left:
            if self._looks % _SHOWN_EACH == 0 and self.isVisible():
                self._read()
            self._looks += 1
            self.desk.tasks.run(partial(payments.look, _A_LOOK_S), self._looked, self._not_looked)
            return
        self._looking = False
        if self.isVisible():
            self._read()
        else:
            self.desk.tasks.run(payments.waiting, self._show_waiting, self._refused)

    def _not_looked(self, error: Exception) -> None:
        self._looking = False
        self._refused(error)

    def _show_waiting(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self.lines.expect(waiting.lines)
        self.tabs.set_count("lines", waiting.lines)
        self.tabs.set_count("claims", waiting.claims)
        self.tabs.set_count("late", waiting.late)
        self.desk.badge("payments", waiting.certain + waiting.claims, False)

    def _show_zone(self, zone: str) -> None:
        self._zone = zone
        for page in self._parts.values():
            page.show_zone(zone)

    def _show_tab(self, key: str) -> None:
        self.claim.setVisible(key == "claims")
        page = self._parts[key]
        self.pages.setCurrentWidget(page)
        page.read(anew=True)
        table = page.channels if isinstance(page, PayoutsPage) else page.table
        table.setFocus()

    def _changed(self, heard: frozenset[Change]) -> None:
        # Out of sight only what the rail counts is of interest: orders change with every scan at a bench.
        if not self.isVisible() and not any(change.kind in ("bank", "payment-claim") for change in heard):
            return
        if not self._calm.isActive():  # an import commits many times a second
            self._calm.start()

    def _follow(self) -> None:
        if not self.window().isVisible():
            return
        if self.isVisible():
            if self.tabs.current() != "lines":
                self._read()
            self._look()
        elif permits.may(Right.ORDERS):
            self._look()

    # What is done

    def _done(self, undo: Callable[[], object], _words: str, _detail: str) -> None:
        self._undone = [*self._undone[-_MOST_UNDO + 1 :], undo]
        self._look()
        self._say_undo()

    def _said_undone(self, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Undone"), _("Both sides are as before."))
        self._read()
        self._say_undo()

    def _undo_last(self) -> None:
        self.undo()

    def _say_undo(self) -> None:
        self.take_back.setVisible(bool(self._undone))

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        if isinstance(error, NotFound):
            self.desk.lane.show_result(Outcome.UNKNOWN, "", error.say())
        else:
            self.desk.lane.show_refused(error)

    def _show_scanned(self, order: OrderFacts) -> None:
        if self._dropped is not None or self.tabs.current() == "claims":
            self._claim(order)
            return
        self.tabs.choose("lines")
        self.lines.propose(order.id)
        self.desk.lane.show_result(Outcome.SAVED, order_name(order.number), _("It is proposed for this line."))

    def _import(self) -> None:
        file = choose_file(self, _("Import bank file"), [(_("Bank statements"), _FILES), (_("All files"), "*")])
        if file is not None:
            self.read_file(file)

    def read_file(self, file: Path) -> None:
        """Take in a statement; what was here already stays as it is."""
        self.desk.tasks.run(partial(bank.import_file, file), self._imported, self._refused)

    def _imported(self, result: Imported) -> None:
        new = ngettext("{count} new line", "{count} new lines", result.new).format(count=number(result.new))
        known = _("{count} were here already").format(count=number(result.known)) if result.known else ""
        left = _("{count} could not be read").format(count=number(result.refused_count)) if result.refused_count else ""
        outcome = Outcome.ATTENTION if result.refused_count else Outcome.SAVED
        detail = " · ".join(part for part in (result.file, known, left) if part)
        self.desk.lane.show_result(outcome, new, detail)
        self.tabs.choose("lines")
        self._show_tab("lines")
        self._read(anew=True)

    def _claim_new(self) -> None:
        """Find the order that a buyer says is paid."""
        form = FindForm(self.desk.tasks, self, self._zone)
        if form.exec() and form.order_id is not None:
            self._claim_for(form.order_id)

    def _claim_for(self, order_id: int) -> None:
        self.desk.tasks.run(partial(_facts, order_id), self._claim, self._refused)

    def _claim(self, order: OrderFacts) -> None:
        dropped, self._dropped = self._dropped, None
        form = ClaimForm(self.desk, self, order, now().astimezone(ZoneInfo(self._zone)).date())
        if isinstance(dropped, Path):
            form.take_file(dropped)
        if form.exec():
            self.desk.lane.show_result(Outcome.SAVED, order_name(order.number), _("The buyer's word is kept."))
            self.tabs.choose("claims")
            self._show_tab("claims")
            self._read()

    def _open_order(self, order_id: int) -> None:
        self.desk.open("order", order_id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = Path(event.mimeData().urls()[0].toLocalFile())
        if file.suffix.casefold() not in ENDINGS:
            self.read_file(file)
            return
        self._dropped = file
        late = self.late.current() if self.tabs.current() == "late" else None
        if late is not None:
            self._claim_for(late.id)
        else:
            self.desk.lane.show_result(
                Outcome.ATTENTION,
                _("Whose receipt is it?"),
                _("Scan the order, or choose it under Unpaid and press N."),
            )

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.take_back.clicked.connect(self._undo_last)
        self.import_.clicked.connect(self._import)
        self.claim.clicked.connect(self._claim_new)
        self.first.clicked.connect(self._import)
        self.lines.done.connect(self._done)
        self.claims.done.connect(self._done)
        self.payouts.done.connect(self._done)
        self.late.claimed.connect(self._claim_for)
        for changing in (self.late, self.payouts, self.checked):
            changing.changed.connect(self._read_again)
        for opening in (self.claims, self.late, self.payouts, self.checked):
            opening.opened.connect(self._open_order)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._follow)

    def _say_head(self) -> None:
        """On a small screen the tabs come before the words of the head: what it does stands in hints there."""
        narrow = self.width() < theme().px(_NARROW)
        self.head.set_title("" if narrow else _("Payments"))
        for button, words in (
            (self.take_back, _("Undo last")), (self.claim, _("Buyer says paid")), (self.import_, _("Import bank file")),
        ):  # fmt: skip
            button.setText("" if narrow else words)
            button.set_accessible(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_head()

    def _read_again(self) -> None:
        self._read()

    def retranslate(self) -> None:
        words = (_("To confirm"), _("Buyer says paid"), _("Unpaid"), _("Payouts"), _("Checked"))
        self.tabs.set_tabs(list(zip(TABS, words, strict=True)))
        self._say_head()
        self.claim.setVisible(self.tabs.current() == "claims")
        self.first.setText(_("Import bank file"))
        for page in self._parts.values():
            page.retranslate()
        self._say_undo()


def _zone() -> str:
    return settings.shop().zone


def _facts(order_id: int) -> OrderFacts:
    found = payments.orders([order_id]).get(order_id)
    if found is None:
        raise NotFound(what=N_("order"), ref=order_id)
    return found


def _find(text: str) -> OrderFacts:
    code = codes.read(text)
    return _facts(order_of(code.value) if code.kind is Kind.MESSAGE else orders.find(text))

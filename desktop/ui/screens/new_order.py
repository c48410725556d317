"""An order from the phone, a chat or a marketplace, typed by a person. What is typed is never lost."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.errors import KolliError
from desktop.domain.rights import Right
from desktop.i18n import N_, _, ngettext, number
from desktop.services import chat_orders, order_entry, permits, settings
from desktop.services.order_entry import Draft, Entered, Offered
from desktop.ui.desk import Desk
from desktop.ui.new_order.form import BuyerForm, Fields, TravelForm
from desktop.ui.new_order.lines import ArticleLines
from desktop.ui.screen import Screen
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.words import order_name

_KEEP_MS = 800


class NewOrderScreen(Screen):
    name, title, icon, letter, rail = "new-order", N_("New order"), "plus", "", ""
    right = Right.ORDERS
    under = "queue"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._currency = "IDR"
        self._read = False
        self._saving = False
        self._undone: list[Draft] = []
        self._kept = Draft()
        self.head = PageHead()
        self.go_back = KeyButton("", "arrow-left", "", name="new-back")
        self.start_over = KeyButton("", "trash-2", "Ctrl+D", role="quiet", name="new-start-over")
        self.paste = KeyButton("", "file-text", "Alt+V", name="new-paste")
        self.save = KeyButton("", "check", "Ctrl+Return", role="primary", name="new-save")
        self.lines, self.buyer, self.travel = ArticleLines(desk.tasks), BuyerForm(), TravelForm()
        self._soon = QTimer(self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def entered(self) -> None:
        self.desk.lane.set_idle(_("Scan an article"), _("It is added to the order"))
        self.desk.tasks.run(_begin, self._begin)

    def left(self) -> None:
        self._keep()

    def back(self) -> bool:
        self.desk.open("queue", None)
        return True

    def scanned(self, text: str) -> None:
        if codes.read(text).kind in (Kind.PRODUCT, Kind.OTHER):
            self.desk.tasks.run(partial(order_entry.by_code, text), partial(self._scanned, text), self._refused)
        else:
            self._scanned(text, None)

    def undo(self) -> bool:
        if not self._undone:
            return False
        self._show(self._undone.pop())
        return True

    def search_focus(self) -> bool:
        self.lines.field.setFocus()
        self.lines.field.selectAll()
        return True

    def help(self) -> Sequence[tuple[str, str]]:
        return ((_("Up, Down"), _("Choose among the articles found")), (_("Enter"), _("Add the marked article")))

    def draft(self) -> Draft:
        """What stands in the fields now."""
        typed = dict([*self.buyer.texts(), *self.travel.texts()])
        return Draft(
            **typed,
            payment=str(self.travel.payment.value() or "unpaid"),
            channel=str(self.travel.channel.value() or ""),
            lines=self.lines.lines(),
        )

    def _begin(self, found: tuple[str, Draft, bool]) -> None:
        self._currency, kept, sees_customers = found
        self.buyer.known.setVisible(sees_customers)
        if not self._read:
            self._read = True
            self._kept = kept
            self._show(kept)
        self.lines.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, draft: Draft) -> None:
        self.buyer.show_draft(draft)
        self.travel.show_draft(draft)
        self.lines.show_lines(draft.lines, self._currency)
        self.lines.say_wrong("")
        self._typed()

    def _typed(self) -> None:
        shipping = dict(self.travel.texts())["shipping"]
        self.lines.show_shipping(order_entry.amount(shipping, self._currency))
        self.start_over.setEnabled(self.draft() != Draft())
        self._soon.start()

    def _keep(self) -> None:
        """Put what is typed on disk, so that it is here after a restart too."""
        self._soon.stop()
        typed = self.draft()
        if self._read and not self._saving and typed != self._kept:
            self._kept = typed
            self.desk.tasks.run(partial(order_entry.keep_draft, typed))

    def _scanned(self, text: str, article: Offered | None) -> None:
        if article is None:
            detail = _("{code} is on no product. Nothing was added.").format(code=text[:40])
            self.desk.lane.show_result(Outcome.UNKNOWN, "", detail)
            return
        self.lines.add(article)
        name = " · ".join(part for part in (article.name or article.sku, article.variant) if part)
        self.desk.lane.show_result(Outcome.SAVED, _("Added"), name)

    def _remove(self, at: int) -> None:
        draft = self.draft()
        self._undone.append(draft)
        self.lines.show_lines([line for turn, line in enumerate(draft.lines) if turn != at], self._currency)
        self._focus_beside(at)
        self._typed()

    def _start_over(self) -> None:
        self._undone.append(self.draft())
        self._show(Draft())
        self.save.setFocus()

    def _focus_beside(self, at: int) -> None:
        # On a button: a field would take the Ctrl Z that brings the line back.
        left = len(self.lines.lines())
        (self.lines.row(min(at, left - 1)).cross if left else self.save).setFocus()

    # Begun from elsewhere

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        self.desk.tasks.run(partial(chat_orders.paste, self.draft(), text), self._pasted, self._refused)

    def _pasted(self, filled: chat_orders.Filled) -> None:
        self._begun(filled.draft)
        read = ngettext("{count} field read", "{count} fields read", filled.fields).format(count=number(filled.fields))
        rows = ngettext("{lines} line", "{lines} lines", filled.lines).format(lines=number(filled.lines))
        said = f"{read} · {rows}"
        if filled.left:
            left = _("Not understood, it stands in the note: {text}").format(text=" / ".join(filled.left))
            self.desk.lane.show_result(Outcome.ATTENTION, said, left)
        else:
            self.desk.lane.show_result(Outcome.SAVED, said, _("Ctrl Z takes it back."))

    def _fill_known(self) -> None:
        phone = dict(self.buyer.texts())["phone"]
        self.desk.tasks.run(partial(chat_orders.of_phone, self.draft(), phone), self._filled_known, self._refused)

    def _filled_known(self, draft: Draft) -> None:
        self._begun(draft)
        self.desk.lane.show_result(Outcome.SAVED, draft.name, _("Ctrl Z takes it back."))

    def _begun(self, draft: Draft) -> None:
        self._undone.append(self.draft())
        self._show(draft)
        self.save.setFocus()  # a field would take the Ctrl Z that takes it back

    # Saving

    def _save(self) -> None:
        if self._saving:
            return  # pressed twice: one order
        self._saving = True
        self.save.setEnabled(False)
        self._soon.stop()
        self.desk.tasks.run(partial(order_entry.save, self.draft()), self._saved, self._refused)

    def _saved(self, entered: Entered) -> None:
        self._free()
        if entered.order is None:
            self._say_wrong(entered.faults)
            return
        self._undone.clear()
        self._kept = Draft()
        self._show(Draft())
        self.desk.open("order", entered.order.id)
        self.desk.lane.show_result(Outcome.SAVED, order_name(entered.order.number), _("The order is kept"))

    def _say_wrong(self, faults: dict[str, KolliError]) -> None:
        forms: tuple[Fields, ...] = (self.travel, self.buyer)
        for form in forms:
            for name in form.fields:
                form.say_wrong(name, faults[name].say() if name in faults else "")
                if name in faults:
                    form.focus(name)
        of_lines = [(key, error) for key, error in faults.items() if key.startswith(("lines", "quantity", "price"))]
        self.lines.say_wrong(of_lines[0][1].say() if of_lines else "")
        for key, error in reversed(of_lines):
            field, _dash, at = key.partition("-")
            if at:
                self.lines.row(int(at)).say_wrong(field, error.say())
            else:
                self.lines.field.setFocus()

    def _refused(self, error: Exception) -> None:
        self._free()
        self.desk.lane.show_refused(error)

    def _free(self) -> None:
        self._saving = False
        self.save.setEnabled(True)

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        self.head.add_before(self.go_back)
        self.head.add_action(self.start_over)
        self.head.add_action(self.paste)
        self.head.add_action(self.save)
        left = QVBoxLayout()
        left.setSpacing(look.px(16))
        left.addWidget(self.lines, 1)
        left.addWidget(self.travel)
        columns = QHBoxLayout()
        columns.setSpacing(look.px(16))
        columns.addLayout(left, 1)
        self.buyer.setFixedWidth(look.size("panelSide"))
        columns.addWidget(self.buyer)
        column = page_column(self)
        column.addWidget(self.head)
        column.addLayout(columns, 1)

    def _connect(self) -> None:
        self._soon.setSingleShot(True)
        self._soon.setInterval(_KEEP_MS)
        self._soon.timeout.connect(self._keep)
        self.go_back.clicked.connect(self._go_back)
        self.paste.clicked.connect(self._paste)
        self.buyer.known.clicked.connect(self._fill_known)
        self.start_over.clicked.connect(self._start_over)
        self.save.clicked.connect(self._save)
        self.lines.typed.connect(self._typed)
        self.lines.removed.connect(self._remove)
        self.lines.scanned.connect(self.scanned)
        self.buyer.typed.connect(self._typed)
        self.travel.typed.connect(self._typed)

    def _go_back(self) -> None:
        self.back()

    def retranslate(self) -> None:
        self.head.set_title(_("New order"))
        self.go_back.set_accessible(_("Back to the orders"))
        self.start_over.setText(_("Start over"))
        self.paste.setText(_("Paste a chat"))
        self.save.setText(_("Save order"))


def _begin() -> tuple[str, Draft, bool]:
    return settings.shop().currency, order_entry.draft(), permits.may(Right.CUSTOMERS)

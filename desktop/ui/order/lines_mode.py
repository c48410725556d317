"""While the lines of an order are changed: what is typed, scanned and saved, and what waits for the next time."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.rights import Right
from desktop.i18n import _
from desktop.services import line_changes, order_entry
from desktop.services.line_changes import Typed
from desktop.services.order_entry import Offered
from desktop.services.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.order.change_lines import ChangeLines
from desktop.ui.order.page import Page
from desktop.ui.widgets.lane import Outcome


class LinesMode(QObject):
    """`begin(page)`, `stop()`. `shown(on)` asks the page to show the panel or the order; `left` gives the focus back.

    Nothing is kept before it is saved; what was typed waits for the next time.
    """

    shown = Signal(bool)
    left = Signal()
    saved = Signal(object)

    def __init__(self, desk: Desk, panel: ChangeLines, is_on: Callable[[], bool], other: Callable[[str], None]) -> None:
        super().__init__(panel)
        self.desk, self.panel, self._is_on, self._other = desk, panel, is_on, other
        self._typed: dict[int, Typed] = {}  # changes of lines that were begun and not saved
        self._saving = False
        panel.saved.connect(self._save)
        panel.ended.connect(self.leave)

    def begin(self, page: Page) -> None:
        if page.can_change:
            self.shown.emit(True)
            typed = self._typed.pop(page.order.id, Typed())
            self.panel.begin(page.order, typed, page.currency, prices=Right.PRICES in page.rights)
            self.desk.lane.set_idle(_("Scan an article"), _("It is added to the order"))

    def leave(self) -> None:
        self.stop()
        self.left.emit()

    def stop(self) -> None:
        """Show the order as it is again."""
        if self._is_on() and self.panel.order is not None:
            typed = self.panel.typed()
            if typed != Typed():
                self._typed[self.panel.order.id] = typed
            self.shown.emit(False)
            self.desk.lane.set_idle("", "")

    def scanned(self, text: str) -> None:
        """An article is added; anything else is for the page."""
        self.desk.tasks.run(partial(order_entry.by_code, text), partial(self._add, text), self.desk.lane.show_refused)

    def _add(self, text: str, article: Offered | None) -> None:
        if article is None:
            self._other(text)  # an order's own number, perhaps
            return
        self.panel.add(article)
        name = " · ".join(part for part in (article.name or article.sku, article.variant) if part)
        self.desk.lane.show_result(Outcome.SAVED, _("Added"), name)

    def _save(self) -> None:
        order, typed = self.panel.order, self.panel.typed()
        if order is None or self._saving:
            return
        faults = line_changes.faults(order, typed)
        self.panel.say_wrong(faults)
        if not faults:
            self._saving = True
            self.desk.tasks.run(partial(line_changes.save, order, typed), self._saved, self._refused)

    def _saved(self, order: OrderView) -> None:
        self._saving = False
        self.shown.emit(False)
        self.desk.lane.set_idle("", "")
        self.left.emit()
        self.saved.emit(order)
        detail = _("{bench} hears it at once.").format(bench=order.packer) if order.packer else _("Saved")
        self.desk.lane.show_result(Outcome.SAVED, _("Lines changed"), detail)

    def _refused(self, error: Exception) -> None:
        self._saving = False
        self.desk.lane.show_refused(error)

"""One field that finds articles or scans them, and the list of what it finds; for pages where lines are written."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from desktop.domain.money import to_minor
from desktop.i18n import N_, _, money, number
from desktop.services import order_entry
from desktop.services.order_entry import Offered
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.tables import Source
from desktop.ui.tasks import Runner
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.paged_table import PagedTable

_COLUMNS = (Column(N_("Article"), 200, stretch=1), Column(N_("Bin"), 96), Column(N_("Price"), 190, RIGHT))
_TYPING_MS = 60


class ArticleFinder(QObject):
    """`field` and `found` are laid out by who uses them: `searching(True)` asks to show `found`, False to hide it.

    `chosen` brings an article, or with id 0 the words as they were typed; `scanned` what a scanner read.
    """

    chosen = Signal(object)
    scanned = Signal(str)
    searching = Signal(bool)

    def __init__(self, tasks: Runner, prefix: str, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._is_open, self.currency = tasks, False, "IDR"
        self.field = TextField(f"{prefix}-article", icon="scan-line", key="/", takes_scan=True)
        self.found = PagedTable(tasks, _COLUMNS, name=f"{prefix}-found")
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self._search)
        self.field.textEdited.connect(self._soon.start)
        self.field.returnPressed.connect(self._enter)
        self.field.scanned.connect(self._scan)
        self.field.installEventFilter(self)
        self.found.settled.connect(self._settled)
        self.found.opened.connect(self._choose)
        self.retranslate()

    def clear(self) -> None:
        self.field.clear()
        self._show(False)

    def retranslate(self) -> None:
        self.field.setPlaceholderText(_("Scan an article, or type its SKU or name"))
        self.field.setAccessibleName(_("Add an article"))

    def _show(self, is_open: bool) -> None:
        self._is_open = is_open
        self.searching.emit(is_open)

    def _search(self) -> None:
        typed = self.field.text().strip()
        if not typed or not self.field.isVisible():
            self._show(False)
            return
        self.found.show_source(Source(page=partial(_found, typed), show=partial(_row, self.currency), id=_id))
        self._show(True)

    def _settled(self, count: int) -> None:
        if self.found.currentIndex().row() < 0:
            self.found.select_row(0)

    def _enter(self) -> None:
        """A code that names an article is that article; else what is marked in the list, or the words as they are."""
        typed = self.field.text().strip()
        if typed:
            self._soon.stop()
            self._tasks.run(partial(order_entry.by_code, typed), partial(self._entered, typed))

    def _entered(self, typed: str, named: Offered | None) -> None:
        if self.field.text().strip() != typed:
            return
        marked = named or (self.found.current() if self._is_open else None)
        self._choose(marked if marked is not None and marked.id else Offered(0, "", typed, "", "", "", None, 0))

    def _choose(self, article: object) -> None:
        self.clear()
        self.chosen.emit(article)

    def _scan(self, text: str) -> None:
        self.field.clear()
        self.scanned.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            key = Qt.Key(event.key())
            if key in steps and self._is_open:
                self.found.select_row(self.found.currentIndex().row() + steps[key])
                return True
            if key == Qt.Key.Key_Escape and self.field.text():
                self.clear()
                return True
        return super().eventFilter(watched, event)


def _found(typed: str, after: Offered | None, limit: int) -> Sequence[Offered]:
    """What the words find, and last the words themselves: a shop sells what it has no article for."""
    if after is not None:
        return ()
    return [*order_entry.find(typed, limit=min(30, limit - 1)), Offered(0, "", typed, "", "", "", None, 0)]


def _row(currency: str, article: Offered) -> Row:
    if not article.id:
        words = _("Add “{text}” without an article").format(text=article.name)
        return Row((Cell(words, _("It is packed by its words; no code fits it"), mark="plus"), Cell(), Cell()))
    sub = " · ".join(text for text in (article.variant, article.sku) if text)
    price = "" if article.price is None else money(to_minor(article.price, currency), currency)
    there = _("{count} available").format(count=number(article.available))
    if article.apart:
        there = " · ".join((there, _("{count} kept apart").format(count=number(article.apart))))
    return Row((
        Cell(article.name or article.sku, sub, photo=article.photo),
        Cell(article.bin, codes=True),
        Cell(price, there),
    ))  # fmt: skip


def _id(article: Offered) -> int:
    return article.id

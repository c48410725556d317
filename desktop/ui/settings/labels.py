"""Labels: for articles, shelves, bins and totes; how many of each, on which paper, from which label of a used sheet."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.documents.media import MEDIA, Media, named
from desktop.domain.label_words import Labels
from desktop.i18n import N_, _, ngettext, number
from desktop.services import labels, papers, printers, printing, settings, template_preview
from desktop.services.labels import Item
from desktop.services.order_entry import Offered
from desktop.services.paper_kinds import PAPERS
from desktop.services.printers import PrinterRow
from desktop.ui.article_finder import ArticleFinder
from desktop.ui.desk import Desk
from desktop.ui.errands import Errands
from desktop.ui.settings.label_rows import CellGrid, Items
from desktop.ui.settings.page import SettingsPage, Undo
from desktop.ui.settings.paper_view import PaperView
from desktop.ui.tasks import Job
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.switch import Switch

_KINDS = (
    ("product-label", N_("Product labels")), ("price-label", N_("Price labels")), ("bin-label", N_("Bin labels")),
    ("tote-label", N_("Tote labels")),
)  # fmt: skip
_OF_ARTICLES = ("product-label", "price-label")
_OWN_SIZE = "own"
_REST_MS = 250  # so long after the last letter the labels are drawn anew
_MEDIA_KEY = "label-media"  # the sizes that were printed last, by kind


class LabelsPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._drawing: Job | None = None
        self._last: dict[str, str] = {}
        self._printer: PrinterRow | None = None
        self._pdf, self.painted = b"", b""
        self._errands = Errands(self)
        self.kind, self.paper_size = Choice("labels-kind"), Choice("labels-size")
        self.own = TextField("labels-own-size")
        self.finder = ArticleFinder(desk.tasks, "labels", self)
        self.place = TextField("labels-place", icon="scan-line", takes_scan=True)
        self.items, self.grid, self.view = Items(), CellGrid("labels-start"), PaperView("labels-view")
        self.price, self._price_name = Switch("labels-price", on=True), Label("", "body")
        self.print, self.none = (
            KeyButton("", "printer", "Ctrl+P", role="primary", name="labels-print"),
            KeyButton("", "x", role="quiet", name="labels-none"),
        )
        self._title, self._where = ElideLabel("", "heading"), ElideLabel("", "caption", "ink.secondary")
        self._preview = ElideLabel("", "benchBody", weight=600)
        self._size_field, self._own_field = LabelledField("", self.paper_size), LabelledField("", self.own)
        self._entry, self._lists = QStackedWidget(), QStackedWidget()
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._lay_out()
        self._connect()
        self.retranslate()

    # what a person does

    def reload(self) -> None:
        self.desk.tasks.run(partial(_read, self._kind()), self._show)

    def scanned(self, text: str) -> None:
        """A scan anywhere on the page: one more label for the thing."""
        kind = self._kind()
        self.desk.tasks.run(partial(labels.item, kind, text), self._add, self.say_refused)

    def wanted(self) -> Labels | None:
        """What would be printed now; None where something that was typed cannot be."""
        items, media = self.items.wanted(), self._media()
        if items is None or media is None or (not items and self._kind() in _OF_ARTICLES):
            return None
        price = self.price.isChecked() or self._kind() != "product-label"
        return Labels(items, media.name, self.grid.start if media.cells else 1, price)

    def _connect(self) -> None:
        self.kind.picked.connect(self._change_kind)
        self.paper_size.picked.connect(self._change_size)
        self.own.textEdited.connect(self._change_size)
        self.finder.chosen.connect(self._chosen)
        self.finder.scanned.connect(self.scanned)
        self.finder.searching.connect(self._searching)
        self.place.returnPressed.connect(self._place_typed)
        self.place.scanned.connect(self._place_scanned)
        self.items.changed.connect(self._counted)
        self.grid.picked.connect(self._rest.start)
        self.price.clicked.connect(self._rest.start)
        self.none.clicked.connect(self.items.clear)
        self.print.clicked.connect(self._print)
        self._rest.timeout.connect(self._draw)

    def _change_kind(self, _kind: object = None) -> None:
        self.items.clear()
        self.finder.clear()
        self.say_trouble("")
        self._show_kind()
        self.reload()

    def _change_size(self, _value: object = None) -> None:
        self._own_field.setVisible(self.paper_size.value() == _OWN_SIZE)
        media = self._media()
        self.own.set_wrong(media is None and bool(self.own.text()))
        self.grid.show_sheet(media.cells if media else None)
        self._rest.start()

    def _chosen(self, article: Offered) -> None:
        self.scanned(article.sku if article.id else article.name)

    def _searching(self, is_open: bool) -> None:
        self._lists.setCurrentIndex(1 if is_open else 0)

    def _place_typed(self) -> None:
        if self.place.text().strip():
            self.scanned(self.place.text().strip())

    def _place_scanned(self, text: str) -> None:
        self.place.clear()
        self.scanned(text)

    def _add(self, item: Item) -> None:
        self.place.clear()
        self.say_trouble("")
        self.items.add(item)

    def _print(self) -> None:
        asked = self.wanted()
        if asked is not None:
            count = sum(count for _ref, count in asked.items)
            done = partial(self._queued, count, asked)
            self.desk.tasks.run(partial(_queue, self._kind(), asked), done, self.say_refused)

    def _queued(self, count: int, asked: Labels, _result: object) -> None:
        self.say_trouble("")
        self._last[self._kind()] = asked.media
        words = (
            ngettext("{count} label", "{count} labels", count).format(count=number(count)) if count else _("All labels")
        )
        self.desk.lane.show_result(Outcome.SAVED, _("Sent to the printer"), words)

    # what is shown

    def _show(self, read: tuple[dict[str, str], PrinterRow | None]) -> None:
        self._last, self._printer = read
        usual = self._last.get(self._kind()) or (
            self._printer.media(self._kind()) if self._printer else PAPERS[self._kind()].media
        )
        if self.paper_size.value() is None or not self.items.rows:
            self._choose_size(usual)
        where = _("They come out of {printer}.").format(printer=self._printer.name) if self._printer else ""
        self._where.setText(where or _("No printer is set for them; choose one on the page Printers."))
        self._change_size()

    def _choose_size(self, name: str) -> None:
        if any(self.paper_size.itemData(at) == name for at in range(self.paper_size.count())):
            self.paper_size.choose(name)
        else:
            self.paper_size.choose(_OWN_SIZE)
            self.own.setText(name)

    def _counted(self) -> None:
        wanted = self.items.wanted()
        self.grid.show_count(sum(count for _ref, count in wanted or ()))
        self.none.setEnabled(bool(self.items.rows))
        self._rest.start()

    def _draw(self) -> None:
        asked = self.wanted()
        self.print.setEnabled(asked is not None)
        if asked is None or not self.isVisible():  # the page was left while it rested
            return
        if self._drawing is not None:
            self._drawing.cancel()
        work = partial(papers.draw_own, self._kind(), asked.written(), dpi=self._printer.dpi if self._printer else 203)
        self._drawing = self.desk.tasks.run(work, self._drawn, self._not_drawn)

    def _drawn(self, pdf: bytes) -> None:
        self.say_trouble("")
        self._pdf = pdf
        across, down = self.view.room()
        if across > 0 and down > 0:
            self._errands.run(partial(template_preview.picture, pdf, 0, across, down), partial(self._painted, pdf))

    def _not_drawn(self, error: Exception) -> None:
        self.print.setEnabled(False)
        self.say_refused(error)

    def _painted(self, pdf: bytes, seen: template_preview.Seen) -> None:
        if pdf == self._pdf:
            self.painted = pdf
            self.view.show_page(seen.width, seen.height, seen.data)

    def _kind(self) -> str:
        return str(self.kind.value() or _KINDS[0][0])

    def _media(self) -> Media | None:
        name = self.paper_size.value()
        try:
            found = named(
                self.own.text().strip().replace(",", ".").replace(" ", "") if name == _OWN_SIZE else str(name)
            )
        except KeyError:
            return None
        return found if found.height else None

    def _show_kind(self) -> None:
        articles = self._kind() in _OF_ARTICLES
        self._entry.setCurrentIndex(0 if articles else 1)
        for widget in (self.price, self._price_name):
            widget.setVisible(self._kind() == "product-label")
        bin_label = self._kind() == "bin-label"
        self.place.setPlaceholderText(_("Scan a bin, or type its name") if bin_label else _("Scan a tote"))
        self.place.setAccessibleName(_("Add a bin") if bin_label else _("Add a tote"))
        self.items.say_empty(
            _("Scan articles, or search for them. Scanned again, one label more is printed.")
            if articles
            else _("Labels are printed for all of them; scan or type to print only some.")
        )

    # looks

    def _lay_out(self) -> None:
        look = theme()
        left, right = Panel(bench=True), Panel()
        left.body.setSpacing(look.px(10))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.kind)
        self._entry.addWidget(self.finder.field)
        self._entry.addWidget(self.place)
        self._entry.setFixedHeight(self.finder.field.sizeHint().height())
        self._lists.addWidget(self.items)
        self._lists.addWidget(self.finder.found)
        paper = QVBoxLayout()
        paper.setSpacing(look.px(8))
        paper.addWidget(self._size_field)
        paper.addWidget(self._own_field)
        price = QHBoxLayout()
        price.addWidget(self._price_name, 1)
        price.addWidget(self.price)
        paper.addLayout(price)
        paper.addStretch(1)
        sheet = QHBoxLayout()
        sheet.setSpacing(look.px(16))
        sheet.addLayout(paper, 1)
        sheet.addWidget(self.grid)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(8))
        foot.addWidget(self.print)
        foot.addWidget(self.none)
        foot.addStretch(1)
        left.body.addLayout(head)
        left.body.addWidget(self._entry)
        left.body.addWidget(self._lists, 1)
        left.body.addLayout(sheet)
        left.body.addWidget(self.trouble)
        left.body.addWidget(self._where)
        left.body.addLayout(foot)
        right.body.addWidget(self._preview)
        right.body.addWidget(self.view, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.px(16))
        columns.addWidget(left, 3)
        columns.addWidget(right, 2)
        self._tab_in_turn()

    def _tab_in_turn(self) -> None:
        order: list[QWidget] = [
            self.kind, self.finder.field, self.place, self.paper_size, self.own, self.price, self.grid, self.print,
            self.none,
        ]  # fmt: skip
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def retranslate(self) -> None:
        self._title.setText(_("Labels"))
        self.kind.setAccessibleName(_("What the labels are for"))
        self.kind.set_choices([(kind, _(words)) for kind, words in _KINDS])
        self._size_field.set_label(_("Size"))
        self._own_field.set_label(_("Width and height in mm, as 45x22"))
        self.paper_size.set_choices(
            [*((media.name, _size(media)) for media in _sizes()), (_OWN_SIZE, _("Another size"))]
        )
        self._price_name.setText(_("With the price"))
        self.price.setAccessibleName(_("With the price"))
        self.print.setText(_("Print"))
        self.none.setText(_("Empty the list"))
        self._preview.setText(_("As it is printed"))
        self.view.setAccessibleName(_("As it is printed"))
        self.finder.retranslate()
        self._show_kind()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rest.start()


def _sizes() -> list[Media]:
    """What labels are printed on: rolls and sheets, not letters."""
    return [media for media in MEDIA.values() if media.cells or (media.height and media.width <= 105)]


def _size(media: Media) -> str:
    width, height = (number(Decimal(f"{side:g}")) for side in media.label)
    if media.cells is None:
        return _("{width} × {height} mm, roll").format(width=width, height=height)
    sheet = _("{width} × {height} mm, A4 sheet of {count}")
    return sheet.format(width=width, height=height, count=number(media.cells.count))


def _read(kind: str) -> tuple[dict[str, str], PrinterRow | None]:
    return settings.value(_MEDIA_KEY, {}), printers.route(kind, settings.bench().name)


def _queue(kind: str, asked: Labels) -> None:
    papers.draw_own(kind, asked.written())  # what cannot be drawn is said now, and not by the printer
    printing.queue_own(kind, asked.written())
    settings.remember(_MEDIA_KEY, {**settings.value(_MEDIA_KEY, {}), kind: asked.media})

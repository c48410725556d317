"""A file of orders or articles: shown before anything is written, then read, and told what became of it."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.domain.rights import Right
from desktop.formats.preview import Preview
from desktop.i18n import N_, _, number
from desktop.services import settings
from desktop.services.imports import ImportResult
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_file
from desktop.ui.importing import told
from desktop.ui.importing.reader import Reader
from desktop.ui.screen import Screen
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.stage_tabs import Segments

ORDERS, ARTICLES = "orders", "articles"
_FACTS = 10


class ImportScreen(Screen):
    name, title, icon, letter, rail = "import", N_("Read a file"), "folder-down", "", ""
    right = Right.ORDERS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._path: Path | None = None
        self._preview: Preview | None = None
        self._result: ImportResult | None = None
        self._running = False
        self._zone = "UTC"
        self.reader = Reader(desk.app, desk.tasks, self)
        self.head, self.kind = PageHead(), Segments("import-kind", " ")
        self.choose = KeyButton("", "folder", "Ctrl+O", name="import-choose")
        self.first_choose = KeyButton("", "folder", "Return", role="primary", name="import-choose-first")
        self.go = KeyButton("", "check", "Ctrl+Return", role="primary", name="import-run")
        self.stop = KeyButton("", "x", "Escape", name="import-stop")
        self.see = KeyButton("", "inbox", "Return", role="primary", name="import-see")
        self.empty = EmptyState("folder-down", "", "", self.first_choose)
        self.refusal = NoteBar("", "refused")
        self.summary, self.progress_words = Label("", "heading", wrap=True), Label("", "body", "ink.secondary")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self._facts = [
            (Label("", "caption", "ink.secondary", weight=600), ElideLabel("", "body")) for _f in range(_FACTS)
        ]
        self.first = PagedTable(desk.tasks, told.FIRST, name="import-first")
        self.wrong = PagedTable(desk.tasks, told.WRONG, name="import-wrong")
        self._first_title, self._wrong_title = Label("", "benchBody", weight=600), Label("", "benchBody", weight=600)
        self._first_part, self._wrong_part = QWidget(), QWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self.retranslate()

    def entered(self) -> None:
        self.desk.lane.set_idle(_("Ready to scan"), _("Orders, slips, parcels and items open from any screen"))
        self.desk.tasks.run(settings.shop, self._know_shop)

    def back(self) -> bool:
        if self._running:
            self._stop()
        else:
            self.desk.open("queue", None)
        return True

    def read_file(self, path: Path) -> None:
        """Show what this file would become."""
        self._path, self._preview, self._result = path, None, None
        self.refusal.hide()
        self._show_progress(_("Reading {file}").format(file=path.name), 0, 0)
        self.reader.preview(path, self._articles)

    @property
    def _articles(self) -> bool:
        return self.kind.current() == ARTICLES

    # What came back

    def _show_preview(self, preview: Preview) -> None:
        self._preview = preview
        self._end_progress()
        self.summary.setText(told.makes(preview.counts, self._articles))
        self._show_facts(told.read_as(preview))
        remarks = told.remarks_of(preview)
        rows = list(preview.first)
        show = partial(told.first_row, preview.currency, preview.zone or self._zone)
        self.first.show_source(_listed(rows, show))
        self._show_remarks(remarks)
        self._first_part.show()
        self.go.setVisible(True)
        self.see.hide()
        self._pages.setCurrentIndex(1)
        self.go.setFocus()

    def _show_result(self, result: ImportResult) -> None:
        self._result, self._running = result, False
        self._end_progress()
        tally = result.tally
        words = told.makes(result.counts, self._articles)
        did = _("{new} new, {changed} changed, {unchanged} were here already.").format(
            new=number(tally.new), changed=number(tally.changed), unchanged=number(tally.unchanged)
        )
        if result.cancelled:
            did = _("Stopped. What was read stays; the same file goes on from there.") + " " + did
        elif tally.waiting:
            did += " " + _("{count} wait for a decision.").format(count=number(tally.waiting))
        self.summary.setText(f"{did}\n{words}")
        self._show_remarks(told.remarks_after(result))
        self._first_part.hide()
        self.go.setVisible(result.cancelled)
        self.see.show()
        self.see.setFocus()

    def _show_remarks(self, remarks: list[told.Remark]) -> None:
        self._wrong_part.setVisible(bool(remarks))
        self.wrong.show_source(_listed(remarks, told.remark_row))

    def _show_facts(self, facts: list[tuple[str, str]]) -> None:
        for turn, (what, answer) in enumerate(self._facts):
            shown = turn < len(facts)
            what.setVisible(shown)
            answer.setVisible(shown)
            if shown:
                what.setText(facts[turn][0])
                answer.setText(facts[turn][1])

    def _fail(self, error: Exception) -> None:
        self._running = False
        self._end_progress()
        if not isinstance(error, KolliError):
            raise error
        self.refusal.say(error.say())
        self.refusal.show()

    def _show_progress(self, words: str, row: int, rows: int) -> None:
        self.progress_words.setText(words)
        self.progress.setRange(0, rows)
        self.progress.setValue(row)
        for part in (self.progress, self.progress_words):
            part.setVisible(True)

    def _end_progress(self) -> None:
        for part in (self.progress, self.progress_words, self.stop):
            part.setVisible(False)
        self.choose.setEnabled(True)
        self.go.setEnabled(True)

    def _progressed(self, row: int, rows: int) -> None:
        if self._running:
            words = _("Row {row} of {rows}").format(row=number(row), rows=number(rows))
            self._show_progress(words, row, rows)

    # What is done

    def _choose(self) -> None:
        kinds = [(_("Lists"), "*.csv *.xlsx *.txt *.tsv *.sql *.gz"), (_("All files"), "*")]
        path = choose_file(self, _("Read a file"), kinds)
        if path is not None:
            self.read_file(path)

    def _choose_kind(self, _kind: str) -> None:
        if self._path is not None and not self._running:
            self.read_file(self._path)

    def _run(self) -> None:
        if self._path is None or self._running:
            return
        self._running = True
        self.choose.setEnabled(False)
        self.go.setEnabled(False)
        self.stop.setVisible(True)
        self.refusal.hide()
        self._show_progress(_("Reading {file}").format(file=self._path.name), 0, 0)
        self.reader.run(self._path, self._articles)

    def _stop(self) -> None:
        self.reader.stop()

    def _see(self) -> None:
        self.desk.open("queue", None)

    def _know_shop(self, shop: settings.Shop) -> None:
        self._zone = shop.zone

    # Layout

    def _lay_out(self) -> None:
        look = theme()
        self.head.add_middle(self.kind)
        self.head.add_action(self.choose)
        self.head.add_action(self.stop)
        self.head.add_action(self.go)
        self.head.add_action(self.see)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._preview_page())
        column = page_column(self)
        column.addWidget(self.head)
        column.addWidget(self.refusal)
        column.addWidget(self.progress_words)
        column.addWidget(self.progress)
        column.addWidget(self._pages, 1)
        self.kind.setMaximumWidth(look.px(260))
        for part in (self.refusal, self.go, self.see, self.stop, self.progress, self.progress_words):
            part.hide()

    def _preview_page(self) -> QWidget:
        look = theme()
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.px(16))
        left = QVBoxLayout()
        left.setSpacing(look.px(12))
        top = Panel()
        top.body.addWidget(self.summary)
        left.addWidget(top)
        for section, title, table in (
            (self._first_part, self._first_title, self.first),
            (self._wrong_part, self._wrong_title, self.wrong),
        ):
            _lay_list(section, title, table)
            left.addWidget(section, 1)
        left.addStretch(0)
        side = Panel()
        grid = QGridLayout()
        grid.setVerticalSpacing(look.px(4))
        for turn, (what, answer) in enumerate(self._facts):
            grid.addWidget(what, 2 * turn, 0)
            grid.addWidget(answer, 2 * turn + 1, 0)
        side.body.addLayout(grid)
        side.body.addStretch(1)
        side.setFixedWidth(look.size("panelSide"))
        columns.addLayout(left, 1)
        columns.addWidget(side)
        return page

    def _connect(self) -> None:
        self.choose.clicked.connect(self._choose)
        self.first_choose.clicked.connect(self._choose)
        self.go.clicked.connect(self._run)
        self.stop.clicked.connect(self._stop)
        self.see.clicked.connect(self._see)
        self.kind.chosen.connect(self._choose_kind)
        self.reader.previewed.connect(self._show_preview)
        self.reader.progressed.connect(self._progressed)
        self.reader.imported.connect(self._show_result)
        self.reader.failed.connect(self._fail)

    def retranslate(self) -> None:
        self.head.set_title(_("Read a file"))
        self.kind.set_choices([(ORDERS, _("Orders")), (ARTICLES, _("Articles"))])
        self.choose.setText(_("Another file"))
        self.first_choose.setText(_("Choose a file"))
        self.go.setText(_("Read it in"))
        self.stop.setText(_("Stop"))
        self.see.setText(_("See the orders"))
        self.empty.say(
            _("Which file?"),
            _("Exports of Tokopedia, Shopee, Shopify and WooCommerce, or a list of your own: CSV or Excel."
              " You see what it would become before anything is kept."),
        )  # fmt: skip
        self._first_title.setText(_("The first rows, as they will be kept"))
        self._wrong_title.setText(_("Rows to know about"))
        if self._result is not None:
            self._show_result(self._result)
        elif self._preview is not None:
            self._show_preview(self._preview)


def _lay_list(section: QWidget, title: Label, table: PagedTable) -> None:
    """A table with its head in a panel, under its title."""
    column = QVBoxLayout(section)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().px(12))
    panel = Panel(flush=True)
    panel.body.setSpacing(0)
    panel.body.addWidget(TableHead(table))
    panel.body.addWidget(table, 1)
    column.addWidget(title)
    column.addWidget(panel, 1)


def _listed(entries: list, show) -> Source:  # type: ignore[no-untyped-def, type-arg]
    """A short list that is here already, for a table that reads pages."""
    ids = {id(entry): turn for turn, entry in enumerate(entries)}

    def page(after, limit):  # type: ignore[no-untyped-def]
        begin = ids[id(after)] + 1 if after is not None else 0
        return entries[begin : begin + limit]

    return Source(page=page, show=show, id=lambda entry: ids[id(entry)], size=lambda: len(entries))

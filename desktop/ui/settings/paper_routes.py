"""Where each paper comes out at this bench: a row for every kind, with its printer, its paper and its time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services import paper_times
from desktop.services.paper_times import When
from desktop.ui import icons
from desktop.ui.marks import MARKS, mark_pixmap
from desktop.ui.rows import RIGHT
from desktop.ui.settings.page import scrolling
from desktop.ui.settings.paper_words import CONDITIONS, PAPERS, TIMES, groups, media
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel

_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Route:
    """How a kind of paper fares now. `printer` is the value of its choice; `trouble` why it could not come out."""

    printer: object
    state: str
    trouble: str
    media: str
    media_choices: tuple[str, ...]
    when: When


class PaperRow(QObject):
    """One kind of paper: its printer, what it is printed on, and when."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        look = theme()
        self.kind = kind
        self.icon = QLabel()
        self.mark = QLabel()
        self.name_ = ElideLabel("", "body", weight=500)
        self.printer, self.media, self.when = (
            Choice(f"{what}-{kind}", bare=True) for what in ("printer", "media", "when")
        )
        self.trouble = ElideLabel("", "caption", "warn.ink", weight=500)
        self.mark.setFixedWidth(look.px(20))
        for choice, letters in ((self.printer, 10), (self.media, 6), (self.when, 6)):
            choice.setMinimumContentsLength(letters)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.where = QWidget()
        column = QVBoxLayout(self.where)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self.printer)
        under = QHBoxLayout()
        under.setContentsMargins(look.px(6), 0, 0, 0)
        under.addWidget(self.trouble)
        column.addLayout(under)
        column.addStretch(1)

    def show_route(self, route: Route, printers: list[tuple[object, str]]) -> None:
        self.printer.set_choices(printers)
        self.printer.choose(route.printer)
        self.media.set_choices([(name, media(name)) for name in route.media_choices])
        self.media.choose(route.media)
        self.media.setEnabled(len(route.media_choices) > 1)
        self.when.choose(route.when)
        self.trouble.setText(route.trouble)
        self.trouble.setVisible(bool(route.trouble))
        text, icon, ink = CONDITIONS[route.state]
        mark = mark_pixmap(icon, 18) if icon in MARKS else icons.icon(icon, ink or "ink.muted", 18)
        self.mark.setPixmap(mark)
        self.mark.setAccessibleName(_(text))
        self.mark.setToolTip(route.trouble or _(text))
        self.printer.setAccessibleDescription(route.trouble or _(text))
        self.printer.setToolTip(self.printer.currentText())
        self.media.setToolTip(self.media.currentText())

    def retranslate(self) -> None:
        text, icon = PAPERS[self.kind]
        paper = _(text)
        self.name_.setText(paper)
        self.icon.setPixmap(icons.icon(icon, "ink.primary", 20))
        self.printer.setAccessibleName(_("Printer for: {paper}").format(paper=paper))
        self.media.setAccessibleName(_("Printed on: {paper}").format(paper=paper))
        self.when.setAccessibleName(_("When it prints: {paper}").format(paper=paper))
        self.when.set_choices([(when, _(TIMES[when])) for when in paper_times.choices(self.kind)])


class PaperRoutes(Panel):
    """`show_routes({kind: (Route, choices of printers)}, bench)`; tells what a person chose, and what is looked at."""

    routed = Signal(str, object)  # kind, the value of its choice of printer
    media_chosen = Signal(str, str)
    timed = Signal(str, object)  # kind, When
    looked_at = Signal(str)  # kind

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.rows = {kind: PaperRow(kind) for _title, kinds in groups() for kind in kinds}
        self._title, self._where = (
            Label("", "benchBody", weight=600),
            ElideLabel("", "body", "ink.secondary", align=RIGHT),
        )
        self._heads = [Label("", "caption", "ink.secondary", weight=600) for _turn in range(4)]
        self._groups: list[tuple[str, Label]] = []
        self._lay_out()
        for kind, row in self.rows.items():
            row.printer.picked.connect(partial(self.routed.emit, kind))
            row.media.picked.connect(partial(self._choose_media, kind))
            row.when.picked.connect(partial(self.timed.emit, kind))
            row.printer.installEventFilter(self)
        self.retranslate()

    def show_routes(
        self, routes: Mapping[str, tuple[Route, Sequence[tuple[object, str]]]], bench: str
    ) -> None:  # fmt: skip
        self._where.setText(bench)
        for kind, (route, printers) in routes.items():
            self.rows[kind].show_route(route, list(printers))

    def _choose_media(self, kind: str, name: object) -> None:
        self.media_chosen.emit(kind, str(name))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The panel beside shows the printer of the row that has the focus."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, Choice):
            self.looked_at.emit(watched.objectName().removeprefix("printer-"))
        return False

    def _lay_out(self) -> None:
        look = theme()
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(15), look.px(16), look.px(14))
        head.addWidget(self._title)
        head.addWidget(self._where, 1)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(look.px(16), 0, look.px(8), 0)
        grid.setHorizontalSpacing(look.px(8))
        grid.setVerticalSpacing(0)
        for column, label in zip((0, 2, 4, 5), self._heads, strict=True):
            grid.addWidget(label, 0, column, 1, 2 if column in (0, 2) else 1)
        grid.setRowMinimumHeight(0, look.px(32))
        line = 1
        for title, kinds in groups():
            if title:
                label = Label("", "caption", "ink.secondary", weight=600)
                self._groups.append((title, label))
                grid.addWidget(Hairline(), line, 0, 1, _COLUMNS)
                grid.addWidget(label, line + 1, 0, 1, _COLUMNS)
                grid.setRowMinimumHeight(line + 1, look.px(36))
                line += 2
            for kind in kinds:
                row = self.rows[kind]
                grid.addWidget(Hairline(), line, 0, 1, _COLUMNS)
                for column, widget in enumerate((row.icon, row.name_, row.mark, row.where, row.media, row.when)):
                    grid.addWidget(widget, line + 1, column)
                grid.setRowMinimumHeight(line + 1, look.px(53))
                line += 2
        grid.setRowStretch(line, 1)
        for column, share in ((1, 6), (3, 9), (4, 8), (5, 6)):
            grid.setColumnStretch(column, share)
        self.body.addWidget(scrolling(content), 1)

    def retranslate(self) -> None:
        self._title.setText(_("Where each paper comes out"))
        for label, text in zip(self._heads, (_("Document"), _("Printer"), _("Media"), _("When")), strict=True):
            label.setText(text)
        for title, label in self._groups:
            label.setText(_(title))
        for row in self.rows.values():
            row.retranslate()

"""Beside the list: everything that a list may be narrowed to. What is chosen counts at once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.money import to_decimal, to_minor
from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.services import permits
from desktop.services.queue_filter import ALL, Only, Sort
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.tick import Tick

_TYPING_MS = 250
TICKS = {
    "express": N_("Express"), "today": N_("Due today or late"), "stuck": N_("Stuck too long"),
    "problem": N_("With a problem"), "note": N_("With a note"), "unassigned": N_("Nobody is at it"), "held": N_("Held"),
}  # fmt: skip
_SORTS = {Sort.PROMISE: N_("By promise"), Sort.NEWEST: N_("Newest first"), Sort.WAITED: N_("Longest here first")}
_DAYS = {None: N_("Any time"), 1: N_("Last 24 hours"), 7: N_("Last 7 days"), 30: N_("Last 30 days"),
         90: N_("Last 90 days"), 365: N_("Last 365 days")}  # fmt: skip


class FilterPanel(Panel):
    """`show_only(only, sort, ...)`; emits `chosen(Only, Sort | None)` and `closed`."""

    chosen = Signal(object, object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.setObjectName("queue-filters")
        self._only, self._currency = ALL, "IDR"
        self._showing = False
        self._title = Label("", "heading")
        self.sort = Choice("filter-sort")
        self.language, self.method, self.days = (
            Choice("filter-language"),
            Choice("filter-method"),
            Choice("filter-days"),
        )
        self.article, self.bin = TextField("filter-article", takes_scan=True, codes=True), TextField("filter-bin")
        self.least, self.most = TextField("filter-least"), TextField("filter-most")
        self.start, self.end = TextField("filter-start"), TextField("filter-end")
        self.ticks = {key: Tick(f"filter-{key}") for key in TICKS}
        self.clear = KeyButton("", "rotate-ccw", name="filter-clear")
        self.shut = KeyButton("", "x", "Escape", role="quiet", name="filter-close")
        self._fields = {
            name: LabelledField("", field)
            for name, field in (
                ("sort", self.sort), ("language", self.language), ("method", self.method), ("article", self.article),
                ("bin", self.bin), ("least", self.least), ("most", self.most), ("days", self.days),
                ("start", self.start), ("end", self.end),
            )
        }  # fmt: skip
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self._read)
        self._lay_out()
        self._connect()
        self.hide()
        self.retranslate()

    def show_only(
        self, only: Only, sort: Sort | None, usual: Sort, sorts: bool, languages: list[str], methods: list[str],
        currency: str,
    ) -> None:  # fmt: skip
        """What is chosen now, and what there is to choose from; `sorts`: the sequence can be chosen too."""
        self._showing = True
        self._only, self._currency = only, currency
        self._fields["sort"].setVisible(sorts)
        self.sort.choose(sort or usual)
        for choice, values, now, every in (
            (self.language, languages, only.language, _("Any language")),
            (self.method, methods, only.method, _("Any way to pay")),
        ):
            known = [*values, *([now] if now is not None and now not in values else [])]
            choice.set_choices([(None, every), *((value, value) for value in known)])
            choice.choose(now)
        self.days.choose(only.days)
        for field, text in (
            (self.article, only.article), (self.bin, only.bin), (self.start, only.start), (self.end, only.end),
            (self.least, self._shown(only.least_minor)), (self.most, self._shown(only.most_minor)),
        ):  # fmt: skip
            if not field.hasFocus():
                field.setText(text)
        for key, tick in self.ticks.items():
            tick.setChecked(bool(getattr(only, key)))
        prices = permits.may(Right.PRICES)
        for name in ("least", "most"):
            self._fields[name].setVisible(prices)
        self._showing = False

    def _shown(self, minor: int | None) -> str:
        return "" if minor is None else f"{to_decimal(minor, self._currency):f}"

    def _read(self) -> None:
        if self._showing:
            return
        wrong = False
        days: dict[str, str] = {}
        for name, field in (("start", self.start), ("end", self.end)):
            days[name], bad = _day(field.text())
            self._fields[name].say_wrong(_("Type it as 2026-12-24.") if bad else "")
            wrong |= bad
        amounts: dict[str, int | None] = {}
        for name, field in (("least", self.least), ("most", self.most)):
            amounts[name], bad = self._minor(field.text())
            self._fields[name].say_wrong(_("Type an amount.") if bad else "")
            wrong |= bad
        if wrong:
            return
        period = self.days.value()
        language, method, sort = self.language.value(), self.method.value(), self.sort.value()
        only = replace(
            self._only, language=language if isinstance(language, str) else None,
            method=method if isinstance(method, str) else None, days=period if isinstance(period, int) else None,
            article=self.article.text().strip(), bin=self.bin.text().strip(), start=days["start"], end=days["end"],
            least_minor=amounts["least"], most_minor=amounts["most"],
            **{key: tick.isChecked() for key, tick in self.ticks.items()},  # type: ignore[arg-type]
        )  # fmt: skip
        self._only = only
        self.chosen.emit(only, sort if isinstance(sort, Sort) else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter has narrowed the list: it must not open an order too."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _minor(self, text: str) -> tuple[int | None, bool]:
        plain = text.strip().replace(" ", "").replace("\u00a0", "")
        if not plain:
            return None, False
        try:
            return to_minor(Decimal(plain.replace(",", ".")), self._currency), False
        except InvalidOperation:
            return None, True

    def _clear(self) -> None:
        sort = self.sort.value()
        self.chosen.emit(ALL, sort if isinstance(sort, Sort) else None)

    def _connect(self) -> None:
        for choice in (self.sort, self.language, self.method, self.days):
            choice.picked.connect(self._read_now)
        for field in (self.article, self.bin, self.least, self.most, self.start, self.end):
            field.textEdited.connect(self._soon.start)
            field.returnPressed.connect(self._read)
        self.article.scanned.connect(self._read_now)
        for tick in self.ticks.values():
            tick.clicked.connect(self._read_now)
        self.clear.clicked.connect(self._clear)
        self.shut.clicked.connect(self.closed)

    def _read_now(self, _value: object) -> None:
        self._read()

    def _lay_out(self) -> None:
        look = theme()
        pad = look.px(16)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(pad, look.px(12), pad, look.px(12))
        column.setSpacing(look.px(10))
        column.addWidget(self._fields["sort"])
        ticks = QGridLayout()
        for at, tick in enumerate(self.ticks.values()):
            ticks.addWidget(tick, at, 0)
        ticks.setVerticalSpacing(0)
        column.addLayout(ticks)
        for pair in (("language", "method"), ("article", "bin"), ("least", "most"), ("days",), ("start", "end")):
            row = QHBoxLayout()
            row.setSpacing(look.px(12))
            for name in pair:
                row.addWidget(self._fields[name], 1)
            column.addLayout(row)
        for choice in (self.language, self.method, self.days, self.sort):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        head, foot = QHBoxLayout(), QHBoxLayout()
        for line in (head, foot):
            line.setContentsMargins(pad, look.px(10), pad, look.px(10))
            line.setSpacing(look.px(8))
        head.addWidget(self._title, 1)
        foot.addWidget(self.clear, 1)
        foot.addWidget(self.shut, 1)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addWidget(scroll, 1)
        self.body.addWidget(Hairline())
        self.body.addLayout(foot)

    def retranslate(self) -> None:
        self._title.setText(_("Filter"))
        words = {
            "sort": _("Sequence"), "language": _("Language"), "method": _("Way to pay"), "article": _("SKU or barcode"),
            "bin": _("Bin begins with"), "least": _("From amount"), "most": _("To amount"), "days": _("Placed"),
            "start": _("From day"), "end": _("To day"),
        }  # fmt: skip
        for name, text in words.items():
            self._fields[name].set_label(text)
        for key, tick in self.ticks.items():
            tick.setText(_(TICKS[key]))
            tick.setAccessibleName(_(TICKS[key]))
        self.sort.set_choices([(sort, _(text)) for sort, text in _SORTS.items()])
        self.days.set_choices([(days, _(text)) for days, text in _DAYS.items()])
        self.start.setPlaceholderText("2026-01-31")
        self.end.setPlaceholderText("2026-12-31")
        self.clear.setText(_("Clear"))
        self.shut.setText(_("Close"))


def _day(text: str) -> tuple[str, bool]:
    plain = text.strip()
    if not plain:
        return "", False
    try:
        return date.fromisoformat(plain).isoformat(), False
    except ValueError:
        return "", True

"""Which documents are listed: the words searched for, the year and the month, and what has become of them."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.services.invoicing.listing import Asked, Only
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, TextField

_CALM_MS = 180
_ONLY = {
    Only.ALL: N_("All of them"), Only.STANDING: N_("Those that stand"), Only.VOIDED: N_("Voided"),
    Only.UNPAID: N_("Unpaid invoices"),
}  # fmt: skip
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


class Filters(QWidget):
    """`asked(kind)` is what is wanted now; `changed` when a person has said something else."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = TextField("invoices-search", icon="search", key="/")
        self.year, self.month, self.only = (
            Choice("invoices-year"), Choice("invoices-month"), Choice("invoices-only")
        )  # fmt: skip
        self._years: list[int] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        row.addWidget(self.search, 1)
        for choice in (self.year, self.month, self.only):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(5)
            choice.picked.connect(self._tell)
            row.addWidget(choice)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self.changed)
        self.search.textChanged.connect(self._typed)
        self.retranslate()

    def asked(self, kind: str) -> Asked:
        year, month = self.chosen_year(), self.month.value()
        return Asked(
            kind, year, month if isinstance(month, int) and month and year else None,
            Only(str(self.only.value() or "")), self.search.text(),
        )  # fmt: skip

    def show_years(self, years: list[int]) -> None:
        if years != self._years:
            self._years = years
            self._fill()

    def chosen_year(self) -> int | None:
        year = self.year.value()
        return year if isinstance(year, int) and year else None

    def newest_year(self) -> int | None:
        return next(iter(self._years), None)

    def clear(self) -> bool:
        """Everything again; True if less was listed."""
        less = bool(self.search.text() or self.year.value() or self.month.value() or self.only.value())
        if less:
            self.search.clear()
            for choice, every in ((self.year, 0), (self.month, 0), (self.only, "")):
                choice.choose(every)
            self._tell()
        return less

    def retranslate(self) -> None:
        self.search.setPlaceholderText(_("Number, order, buyer"))
        self.search.setAccessibleName(_("Search in the list"))
        self.year.setAccessibleName(_("Year"))
        self.month.setAccessibleName(_("Month"))
        self.only.setAccessibleName(_("Which documents"))
        self._fill()

    def _fill(self) -> None:
        self.year.set_choices([(0, _("All years")), *((year, str(year)) for year in self._years)])
        self.month.set_choices([(0, _("All months")), *((at, _(name)) for at, name in enumerate(_MONTHS, 1))])
        self.only.set_choices([(only.value, _(text)) for only, text in _ONLY.items()])

    def _typed(self, _text: str) -> None:
        self._calm.start()

    def _tell(self, _chosen: object = None) -> None:
        self._calm.stop()
        self.month.setEnabled(bool(self.year.value()))
        self.changed.emit()

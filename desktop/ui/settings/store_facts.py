"""What a store has said about itself, below its test: so its owner sees that it is the right one, and how it works."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import LANGUAGES, N_, _
from desktop.sync.connector import Facts, Tracking
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label

_TRACKING = {
    Tracking.FULFILMENTS: N_("as a parcel, with its lines"),
    Tracking.FULFILMENT: N_("as a parcel, with its lines"),
    Tracking.SHIPMENT_TRACKING: N_("by the plug-in Shipment Tracking"),
    Tracking.ADVANCED_TRACKING: N_("by the plug-in Advanced Shipment Tracking"),
    Tracking.NOTE: N_("as a comment to the customer"),
    Tracking.FILE: N_("in a file"),
}
_COLUMNS = 2
_LONG = 18  # signs; a longer fact has a line of its own


class StoreFactsBox(QWidget):
    """`show_facts(kind_name, facts)`; `clear()` where nothing has been said."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("store-facts")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, theme().px(4))
        self._grid.setHorizontalSpacing(theme().px(12))
        self._grid.setVerticalSpacing(theme().px(4))
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(2 * column + 1, 1)
        self._shown: tuple[str, Facts] | None = None
        self.lines: list[tuple[str, str]] = []

    def clear(self) -> None:
        self._shown = None
        self._draw([])

    def show_facts(self, kind: str, facts: Facts) -> None:
        self._shown = (kind, facts)
        self._draw(facts_words(kind, facts))

    def _draw(self, lines: list[tuple[str, str]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = lines
        line = place = 0
        for name, value in lines:
            wide = len(value) > _LONG
            if wide and place:
                line, place = line + 1, 0
            self._grid.addWidget(Label(name, "caption", "ink.secondary", weight=600), line, 2 * place)
            self._grid.addWidget(ElideLabel(value, "body"), line, 2 * place + 1, 1, 2 * _COLUMNS - 1 if wide else 1)
            line, place = (line + 1, 0) if wide or place else (line, 1)
        self.setVisible(bool(lines))

    def retranslate(self) -> None:
        if self._shown is not None:
            self.show_facts(*self._shown)


def facts_words(kind: str, facts: Facts) -> list[tuple[str, str]]:
    """(what, as people read it), only what the store has said."""
    names = dict(facts.statuses)
    hours = f"{facts.zone_offset_h:+g}"
    zone = facts.zone or (_("UTC{hours}").format(hours=hours) if facts.zone_offset_h else "")
    return [
        (name, value)
        for name, value in (
            (_("Shop"), " · ".join(part for part in (facts.name, f"{kind} {facts.version}".strip()) if part)),
            (_("Tracking numbers"), _(_TRACKING[facts.tracking])),
            (_("Currency"), facts.currency),
            (_("Time zone"), zone),
            (_("Languages"), _listed([LANGUAGES.get(each[:2].lower(), each) for each in facts.languages])),
            (_("It mails the customer"), _listed([names.get(each, each) for each in sorted(facts.mails_on)])),
        )
        if value
    ]


def _listed(words: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(words))

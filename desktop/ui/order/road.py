"""How an order's parcels are tracked, and what was heard of them, with who said so."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStyleOptionComboBox, QVBoxLayout, QWidget

from desktop.domain.tracking_mode import Mode
from desktop.i18n import N_, _, day_time
from desktop.services.deliveries import Event
from desktop.services.store_parcels import Road
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice
from desktop.ui.words import SOURCES, TRACKING_MODES

_EVENTS = {
    Event.DELIVERED: N_("Delivered"), Event.FAILED: N_("Not delivered"), Event.RETURNING: N_("Coming back"),
    Event.RETURNED: N_("Came back"),
}  # fmt: skip
_STATES = {"shipped": N_("Handed over"), "delivered": N_("Delivered"), "cancelled": N_("Cancelled")}
_MOST = 2  # events in the card; all of them are in its hint, and in the history


class _Mode(Choice):
    """Closed, it says the mode alone: beside its card's title there is no room for "Usual: ..." before it."""

    _short = ""  # Qt asks for the size before __init__ has ended

    def say_short(self, text: str) -> None:
        self._short = text
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._short) + theme().px(64), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        option.currentText = self._short


class RoadRows(QWidget):
    """`show_road(road, zone, may_change)`; `chosen` says which mode, "" for the shop's. `mode` stands where its card
    has room for it."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.mode = _Mode("order-tracking")
        self._events = [ElideLabel("", "caption", "ink.secondary", weight=400, codes=True) for _turn in range(_MOST)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(2))
        for label in self._events:
            column.addWidget(label)
        self.mode.picked.connect(self._picked)

    def show_road(self, road: Road, zone: str, may_change: bool) -> None:
        self.mode.setAccessibleName(_("Tracking"))
        self.mode.setToolTip(_("Who says what becomes of its parcels"))
        usual = _("Usual: {mode}").format(mode=_(TRACKING_MODES[road.mode]))
        modes = [mode for mode in Mode if mode is not Mode.AUTOMATIC or road.can_be_automatic]
        first = usual if road.own is None else _("As usual")
        self.mode.set_choices([("", first), *((mode.value, _(TRACKING_MODES[mode])) for mode in modes)])
        self.mode.choose(road.own.value if road.own else "")
        self.mode.say_short(_(TRACKING_MODES[road.own or road.mode]))
        self.mode.setEnabled(may_change)
        said = _words(road, zone)
        for turn, label in enumerate(self._events):
            label.setVisible(turn < len(said))
            label.setText(said[turn] if turn < len(said) else "")
        self.setVisible(bool(said))
        self.setToolTip("\n".join(said) if len(said) > _MOST else "")

    def _picked(self, mode: object) -> None:
        self.chosen.emit(str(mode or ""))


def _words(road: Road, zone: str) -> list[str]:
    """Every event with when and by whom, the newest first: what became one of our parcels' is said once."""
    rows = []
    for event in road.events:
        said = " ".join(part for part in (_(_EVENTS[event.kind]), _(SOURCES[event.source]), event.who) if part)
        rows.append((event.at, (said, day_time(event.at, zone=zone), event.parcel)))
    for told in road.told:
        if told.used and told.state == "delivered":
            continue
        what = _(_STATES[told.state]) if told.state in _STATES else told.state
        number = " ".join(part for part in (told.carrier, told.number) if part)
        said = f"{what} {_(SOURCES['store'])}"
        rows.append((told.at, (said, day_time(told.at, zone=zone), told.parcel or number)))
    rows.sort(key=lambda row: row[0], reverse=True)
    return [" · ".join(part for part in words if part) for _at, words in rows]

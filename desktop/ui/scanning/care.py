"""Says what the scan bus has to say, in the lane and the strip, and keeps what was learned of the bench's scanners."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.domain import codes, gs1
from desktop.domain.scanners import Profile
from desktop.i18n import N_, _
from desktop.services import scanners, settings
from desktop.services.scanners import LineScanner
from desktop.ui.desk import Desk
from desktop.ui.errands import Errands
from desktop.ui.scanning.bus import Doubt, ScanBus
from desktop.ui.scanning.wedge import Trouble
from desktop.ui.widgets.lane import Outcome

if TYPE_CHECKING:
    from desktop.devices.device import Condition

_WARM_MS = 2500  # after the start, when nothing else is being done
# Why a scan was not taken: headline and what next. In each, nothing was counted.
REFUSALS = {
    Trouble.TWO_PIECES: (N_("Scan it again"), N_("The code came in two pieces. Nothing was counted.")),
    Trouble.NO_END: (
        N_("Scan it again"),
        N_("The code came without its end. Nothing was counted. If it is always so: Settings, Scanners."),
    ),
    Doubt.LAYOUT: (
        N_("Scan the calibration code"),
        N_("Scanner and computer may have different keyboards. Nothing was counted. See Settings, Scanners."),
    ),
    Doubt.CAPS: (N_("Caps Lock is on"), N_("Turn it off and scan again. Nothing was counted.")),
    Doubt.CALIBRATION: (
        N_("Scan it again"),
        N_("The calibration code came in pieces. Hold the scanner a little closer or farther away."),
    ),
}


@dataclass(frozen=True, slots=True)
class _Read:
    country: str
    bench: str
    profile: Profile
    lines: tuple[LineScanner, ...]


class ScannerCare(QObject):
    """`begin()` once the shop is open: reads how this bench's scanners are, and follows every change."""

    def __init__(self, bus: ScanBus, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._bus, self._desk = bus, desk
        self._errands = Errands(self)
        self._bench = ""
        self._note: tuple[str, str] = ("", "")
        self._conditions: dict[str, Condition] = {}
        bus.refused.connect(self._refused)
        bus.repaired.connect(self._repaired)
        bus.learned.connect(self._learned)
        bus.told.connect(self._told)

    def begin(self) -> None:
        self._desk.hub.watch(self, {"settings"}, self._changed)
        self._reload()
        QTimer.singleShot(_WARM_MS, self, self._get_ready)

    def ask(self, texts: Sequence[str], answer: Callable[[set[str]], object]) -> None:
        """Which of these the shop knows: for the bus."""
        self._desk.tasks.run(partial(scanners.known, tuple(texts)), answer)

    def retranslate(self) -> None:
        self._show()

    def _get_ready(self) -> None:
        self._errands.run(gs1.get_ready)

    def _changed(self, _changes: object) -> None:
        self._reload()

    def _reload(self) -> None:
        self._desk.tasks.run(_read, self._use)

    def _use(self, read: _Read) -> None:
        from desktop.devices.scanners import Setting

        self._bench = read.bench
        self._bus.use(read.profile)
        lines = [
            Setting(
                line.name, line.port, line.usb, line.baud, line.line_end.value, line.prefix, line.suffix, line.separator
            )
            for line in read.lines
            if line.on
        ]  # fmt: skip
        self._bus.use_lines(lines)
        names = {line.name for line in lines}
        self._conditions = {name: how for name, how in self._conditions.items() if name in names}
        self._show()

    @Slot(str)
    def _refused(self, reason: str) -> None:
        headline, detail = REFUSALS[reason]
        self._desk.lane.show_result(Outcome.ATTENTION, _(headline), _(detail))

    @Slot(str, str)
    def _repaired(self, what: str, layout: str) -> None:
        if (what, layout) != self._note:
            self._note = (what, layout)
            self._show()

    @Slot(object)
    def _learned(self, profile: Profile) -> None:
        self._desk.tasks.run(partial(_keep, profile), self._kept)

    def _kept(self, _result: object) -> None:
        self._desk.lane.show_result(Outcome.SAVED, _("Scanner learned"), learned_words(self._bus.profile))

    @Slot(str, object)
    def _told(self, name: str, condition: "Condition") -> None:
        self._conditions[name] = condition
        self._show()

    def _show(self) -> None:
        faults = [how.reason for how in self._conditions.values() if how.reason]
        strip = self._desk.strip
        if faults:
            strip.show_item("scanner", icon="scan-line", text=faults[0], ink="warn.ink", page="settings")
            return
        strip.show_item("scanner", icon="scan-line", text=repair_words(*self._note), page="settings")


def repair_words(what: str, layout: str) -> str:
    """The sentence about a repair; "" where nothing was repaired."""
    if what == "caps":
        return _("Caps Lock is on: repaired")
    if what != "layout":
        return ""
    if not layout:
        return _("Scanner and computer have different keyboards: repaired")
    return _("Scanner types US, the computer is set to {layout}: repaired").format(layout=_(layout))


def learned_words(profile: Profile) -> str:
    """In short, what the calibration taught."""
    pace = _("{pace} ms a key").format(pace=round(profile.pace_ms)) if profile.pace_ms else ""
    layout = _("the computer is set to {layout}").format(layout=_(profile.layout)) if profile.layout else ""
    lost = _("never arrives: {signs}").format(signs=" ".join(profile.lost)) if profile.lost else ""
    return " · ".join(part for part in (pace, layout, lost) if part)


def _read() -> _Read:
    shop, bench = settings.shop(), settings.bench().name
    codes.use_country(shop.country)
    return _Read(shop.country, bench, scanners.profile(bench), tuple(scanners.every(bench)))


def _keep(profile: Profile) -> None:
    scanners.keep_profile(settings.bench().name, profile)

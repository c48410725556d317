"""How long there is until an order must go: words, and how urgent they look."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from desktop.i18n import _, clock, day_time, weekday

_SOON_MIN = 120


@dataclass(frozen=True, slots=True)
class ShipBy:
    """`words` such as "1 h 12 m", "18 m late", "Fri 15:00"; `sub` is the clock time or the day; kind is a badge's."""

    words: str = ""
    sub: str = ""
    kind: str = "plain"
    icon: str = ""

    @property
    def urgent(self) -> bool:
        return self.kind in ("warn", "stop")


def ship_by(due: datetime | None, at: datetime, zone: str) -> ShipBy:
    """Late in red, under two hours in amber, later plain; another day by its name. No promise: nothing."""
    if due is None:
        return ShipBy()
    minutes = int(abs((due - at).total_seconds()) // 60)
    if due < at:
        return ShipBy(_("{time} late").format(time=span(minutes)), _day(due, at, zone), "stop", "wrong")
    if minutes < _SOON_MIN:
        return ShipBy(span(minutes), clock(due, zone=zone), "warn", "clock-alert")
    days = (due.astimezone(ZoneInfo(zone)).date() - at.astimezone(ZoneInfo(zone)).date()).days
    if days == 0:
        return ShipBy(span(minutes), clock(due, zone=zone))
    sub = _("tomorrow") if days == 1 else ""
    if days < 7:
        return ShipBy(f"{weekday(due, zone=zone)} {clock(due, zone=zone)}", sub)
    return ShipBy(day_time(due, zone=zone), sub)


def span(minutes: int) -> str:
    """42 m, 1 h 12 m, 3 d."""
    if minutes >= 2 * 24 * 60:
        return _("{days} d").format(days=minutes // (24 * 60))
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return _("{hours} h {minutes} m").format(hours=hours, minutes=rest)
    return _("{hours} h").format(hours=hours) if hours else _("{minutes} m").format(minutes=rest)


def _day(due: datetime, at: datetime, zone: str) -> str:
    same = due.astimezone(ZoneInfo(zone)).date() == at.astimezone(ZoneInfo(zone)).date()
    return clock(due, zone=zone) if same else day_time(due, zone=zone)

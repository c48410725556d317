"""Until when a complaint is to be answered: the shop's promise, in the hours in which somebody is there."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.domain.working_hours import Hours, after, span
from desktop.i18n import N_
from desktop.services import permits, settings

_KEY = "complaint-timer"


@dataclass(frozen=True, slots=True)
class Timer:
    hours: int = 8
    when: Hours = field(default_factory=Hours)


def timer() -> Timer:
    kept = settings.value(_KEY)
    if not isinstance(kept, dict):
        return Timer()
    return Timer(int(kept["hours"]), Hours(tuple(kept["week"]), tuple(kept["closed"])))


def change_timer(chosen: Timer) -> None:
    """Keep another promise; complaints that are open keep theirs.

    Raises:
        BadInput: hours or spans of a day that cannot be.
    """
    permits.require(Right.SETTINGS)
    if not 1 <= chosen.hours <= 500:
        raise BadInput(what=N_("The hours"), value=chosen.hours, next=N_("Use 1 to 500."))
    for text in chosen.when.week:
        try:
            span(text)
        except ValueError:
            raise BadInput(what=N_("The hours of a day"), value=text, next=N_("Write them as 09:00-17:00.")) from None
    if len(chosen.when.week) != 7 or not any(chosen.when.week):
        raise BadInput(what=N_("The week"), value="", next=N_("Give the hours of one day at least."))
    settings.remember(_KEY, {"hours": chosen.hours, **asdict(chosen.when)})


def due(at: datetime) -> datetime:
    chosen = timer()
    return after(at, chosen.hours, chosen.when, settings.shop().zone)

"""What the lane says of a scan at the door."""

from dataclasses import dataclass

from desktop.domain.errors import KolliError, NotFound
from desktop.i18n import _, ngettext, number
from desktop.services.handover import Answer, Said
from desktop.services.manifests import Closed, WrongCourier
from desktop.services.parcels import ParcelRow
from desktop.ui.widgets.lane import Outcome
from desktop.ui.words import order_name


@dataclass(frozen=True, slots=True)
class Spoken:
    outcome: Outcome
    headline: str
    detail: str = ""
    hold_ms: int | None = None


_WAITS_MS = 60_000  # for the courier's number


def spoken(answer: Answer, numberless: frozenset[str]) -> Spoken:
    """One answer in words; a question says what keeps it and what drops it."""
    row = answer.parcel
    if answer.said in (Said.LOADED, Said.AGAIN, Said.IN_HAND) and row is not None:
        return _of_parcel(answer.said, row, answer, numberless)
    if answer.said is Said.SAVED and row is not None:
        return _saved(answer, row)
    if answer.said is Said.SAME and row is not None:
        return Spoken(Outcome.SAVED, _("The right number"), f"{row.code} · {row.tracking}")
    return _other(answer)


def closed(result: Closed) -> Spoken:
    """A manifest was handed over, or some of it."""
    count = result.parcels
    words = ngettext("{count} parcel handed over", "{count} parcels handed over", count).format(count=number(count))
    details = [result.manifest.courier, result.manifest.code]
    missing = len(result.missing)
    if missing:
        details.append(ngettext("{count} stays here", "{count} stay here", missing).format(count=number(missing)))
    if not result.refused:
        return Spoken(Outcome.SAVED, words, " · ".join(details))
    code, why = result.refused[0]
    refused = len(result.refused)
    take = ngettext("Take {parcel} out again.", "Take {count} parcels out again, first {parcel}.", refused)
    return Spoken(Outcome.ATTENTION, words, f"{take.format(parcel=code, count=number(refused))} {why.say()}")


def refused(error: Exception) -> Spoken:
    """Why nothing was done; another error than one of ours is raised again."""
    if not isinstance(error, KolliError):
        raise error
    if isinstance(error, WrongCourier):
        return Spoken(Outcome.WRONG, _("Wrong courier"), error.say())
    if isinstance(error, NotFound):
        return Spoken(Outcome.UNKNOWN, "", error.say())
    return Spoken(Outcome.ATTENTION, _("Not done"), error.say())


def _of_parcel(said: Said, row: ParcelRow, answer: Answer, numberless: frozenset[str]) -> Spoken:
    name = f"{row.code} · {order_name(row.number)}"
    wants = not row.tracking and row.courier not in numberless
    asks = _("Now scan the courier's number") if wants else row.tracking
    detail = " · ".join(part for part in (name, asks) if part)
    hold = _WAITS_MS if wants else None
    if said is Said.IN_HAND:
        headline = _("It has left already") if row.state == "shipped" else _("No courier yet")
        return Spoken(Outcome.SAVED, headline, detail, _WAITS_MS)
    courier = answer.manifest.courier if answer.manifest else row.courier
    if said is Said.AGAIN:
        return Spoken(Outcome.SAVED, _("On the manifest of {courier} already").format(courier=courier), detail, hold)
    return Spoken(Outcome.SAVED, _("On the manifest of {courier}").format(courier=courier), detail, hold)


def _saved(answer: Answer, row: ParcelRow) -> Spoken:
    details = [row.code, f"{row.courier} {row.tracking}".strip()]
    if answer.likely:
        details.append(_("looks like {courier}").format(courier=answer.likely))
    details.append(_("told to the store now") if row.state == "shipped" else _("told to the buyer with Shipped"))
    return Spoken(Outcome.SAVED, _("Tracking number saved"), " · ".join(details))


def _other(answer: Answer) -> Spoken:
    keep = _("Scan or save it again to keep it, Esc drops it.")
    row, other = answer.parcel, answer.other
    if answer.said is Said.ASK_TAKEN and other is not None:
        name = f"{other.code} · {order_name(other.number)}"
        return Spoken(Outcome.ATTENTION, _("This number is on another parcel"), f"{name}. {keep}")
    if answer.said is Said.ASK_REPLACE and row is not None:
        return Spoken(Outcome.ATTENTION, _("The parcel has another number"), f"{row.code} · {row.tracking}. {keep}")
    if answer.said is Said.ASK_DIGIT:
        return Spoken(Outcome.ATTENTION, _("The number's check digit is wrong"), f"{answer.number}. {keep}")
    if answer.said is Said.ARTICLE:
        return Spoken(Outcome.ATTENTION, _("That is an article"), _("No number was saved."))
    if answer.said is Said.MANY and row is not None:
        return Spoken(Outcome.ATTENTION, _("The order has {count} parcels").format(count=number(row.of)),
                      _("Scan the label on the parcel itself."))  # fmt: skip
    if answer.said is Said.MANIFEST and answer.manifest is not None:
        return Spoken(Outcome.SAVED, _("Manifest {courier}").format(courier=answer.manifest.courier),
                      answer.manifest.code)  # fmt: skip
    return Spoken(Outcome.UNKNOWN, "", _("Scan the parcel first, then the courier's number."))

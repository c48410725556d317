"""What a scan at the door comes to: a parcel onto its manifest, or the courier's number of the parcel in hand."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain import codes, tracking
from desktop.domain.codes import Kind
from desktop.domain.tracking import tracking_number
from desktop.services import carriers, couriers, manifests, parcels, settings, shipping, sscc
from desktop.services.manifests import Manifest, NoCourier
from desktop.services.orders import find, show
from desktop.services.parcels import ParcelRow
from desktop.services.slips.meant import order_of


class Said(StrEnum):
    LOADED = "loaded"
    AGAIN = "again"  # it was on the manifest before
    IN_HAND = "in-hand"  # a parcel of ours that is not loaded: it has left, or has no courier; a number may follow
    MANY = "many"  # an order's code, and the order has several parcels
    SAVED = "saved"  # a courier's number
    SAME = "same"  # the number that the parcel in hand has
    ASK_DIGIT = "ask-digit"  # its check digit is wrong
    ASK_TAKEN = "ask-taken"  # another parcel has this number
    ASK_REPLACE = "ask-replace"  # the parcel in hand has another number
    ARTICLE = "article"
    MANIFEST = "manifest"
    NOTHING = "nothing"


QUESTIONS = (Said.ASK_DIGIT, Said.ASK_TAKEN, Said.ASK_REPLACE)


@dataclass(frozen=True, slots=True)
class Answer:
    """`parcel` is the one that is meant now, `was` the same before a number was saved, `other` who has the number.

    `likely` is a courier that such numbers are of, where that is another one than the parcel's.
    """

    said: Said
    parcel: ParcelRow | None = None
    manifest: Manifest | None = None
    number: str = ""
    was: ParcelRow | None = None
    other: ParcelRow | None = None
    likely: str = ""


def hear(text: str, courier: str | None = None, in_hand: int | None = None, sure: str = "",
         op_id: str | None = None) -> Answer:  # fmt: skip
    """Do what a scan means. `courier` is whose manifest is chosen, `in_hand` the parcel that was scanned last.

    A number that is asked about is kept when it comes again as `sure`. Once something is on the chosen courier's
    manifest, another courier's parcel is refused; before that, it chooses its own.

    Raises:
        KolliError: the parcel must stay here, goes with another courier, or is unknown; the sentence says which.
    """
    text = sscc.meant(text)
    code = codes.read(text)
    if code.kind is Kind.MESSAGE:
        text = show(order_of(code.value)).code
        code = codes.read(text)
    if code.kind is Kind.MANIFEST:
        return Answer(Said.MANIFEST, manifest=manifests.find(code.value))
    if code.kind is Kind.ORDER:
        several = [row for row in parcels.of_order(find(code.value)) if row.state != "shipped"]
        if len(several) > 1:
            return Answer(Said.MANY, parcels.meant(text))
    if code.kind in (Kind.PARCEL, Kind.ORDER):
        found = parcels.meant(text)
        return Answer(Said.NOTHING) if found is None else _load(found, courier, op_id)
    if code.kind not in (Kind.OTHER, Kind.PRODUCT):
        return Answer(Said.NOTHING)
    number = codes.without_symbology(text).strip()
    hand = parcels.get(in_hand) if in_hand is not None else None
    ours = parcels.with_number(number)
    if ours is not None and hand is not None and ours.id == hand.id:
        return Answer(Said.SAME, hand, number=number)
    if ours is not None and (hand is None or hand.tracking):
        return _load(ours, courier, op_id)  # the courier's own label is as good as ours
    if hand is None:
        return Answer(Said.ARTICLE if parcels.is_article(text) else Said.NOTHING)
    answer = give(hand, hand.courier or carriers.surely(number), number, sure=sure == number)
    loose = answer.said is Said.SAVED and answer.parcel is not None and answer.parcel.manifest_id is None
    if loose and answer.parcel is not None and answer.parcel.may_go and not hand.courier and answer.parcel.courier:
        manifests.scan(hand.id, None, op_id)  # it only waited for its courier's name
    return answer


def give(row: ParcelRow, courier: str, number: str, *, sure: bool = False) -> Answer:
    """Keep a courier's number for a parcel, or ask about it; `sure`: it was asked about and is meant.

    Raises:
        BadInput: it can be no number at all.
    """
    plain = tracking_number(number)
    if parcels.is_article(plain):
        return Answer(Said.ARTICLE, row, number=plain)
    was = parcels.get(row.id)
    if not sure:
        other = parcels.with_number(plain, besides=row.id)
        if other is not None:
            return Answer(Said.ASK_TAKEN, was, number=plain, other=other)
        if was.tracking and was.tracking != plain:
            return Answer(Said.ASK_REPLACE, was, number=plain)
        if not tracking.check(plain, courier).right:
            return Answer(Said.ASK_DIGIT, was, number=plain)
    shipping.track(row.order_id, courier, plain, row.id)
    likely = carriers.suggest(plain, settings.shop().country)
    fits = not courier or not likely or any(carriers.same(courier, name) for name in likely)
    return Answer(Said.SAVED, parcels.get(row.id), number=plain, was=was, likely="" if fits else likely[0])


def next_courier(now_at: str | None) -> str | None:
    """The courier after this one, as the cards stand: for a bench without a mouse."""
    names = [row.name for row in parcels.waiting()]
    if not names:
        return None
    return names[(names.index(now_at) + 1) % len(names)] if now_at in names else names[0]


def _load(row: ParcelRow, courier: str | None, op_id: str | None) -> Answer:
    if row.state == "shipped":
        return Answer(Said.IN_HAND, row)
    try:
        loaded = manifests.scan(row.id, _bound(courier), op_id)
    except NoCourier:
        return Answer(Said.IN_HAND, row)
    return Answer(Said.AGAIN if loaded.again else Said.LOADED, loaded.parcel, loaded.manifest)


def _bound(courier: str | None) -> str | None:
    """The chosen courier, once something is on its manifest."""
    found = manifests.open_of(courier) if courier else None
    return courier if found is not None and found.parcels else None


def needs_number(row: ParcelRow) -> bool:
    """Whether its courier gives numbers at all: a driver who takes a parcel across the town has none."""
    known = couriers.meant(row.courier)
    return known is None or known.needs_number

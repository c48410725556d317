"""What an owner may choose of each kind of paper: the parts that can be left out, the texts, and the logo's places."""

from dataclasses import dataclass, field

from desktop.documents.template import LogoPlace
from desktop.i18n import N_

# Every hole that a text may have, with what it says.
HOLES = {
    "name": N_("the buyer's first name"),
    "number": N_("the order's number"),
    "courier": N_("the courier with its service"),
    "person": N_("who packed it"),
    "shop": N_("the shop's name"),
    "web": N_("the shop's web address"),
    "email": N_("the shop's email"),
    "phone": N_("the shop's phone"),
    "date": N_("the day of printing"),
    "days": N_("the days for returns"),
}
OF_SHOP = ("shop", "web", "email", "phone", "date", "days")
_OF_ORDER = ("name", "number", "courier", *OF_SHOP)


@dataclass(frozen=True, slots=True)
class Words:
    """A text of the owner's. `longest` in signs; `lines` is how many the field has."""

    title: str
    longest: int = 300
    lines: int = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """`parts`: what can be left out, with its name. `logo_mm`: the least, the usual and the greatest height."""

    parts: dict[str, str] = field(default_factory=dict)
    texts: dict[str, Words] = field(default_factory=dict)
    holes: tuple[str, ...] = OF_SHOP
    logo_at: tuple[LogoPlace, ...] = ()
    logo_mm: tuple[int, int, int] = (8, 14, 24)
    logo_usual: bool = True
    media: tuple[str, ...] = ()


_HEADING = Words(N_("Words at the top"))
_BILL = Shape(
    parts={
        "sku": N_("Article numbers"), "variant": N_("Variants"), "due": N_("Due date"),
        "payment": N_("Way of payment"), "code": N_("Code of the order"),
    },
    texts={"heading": _HEADING, "note": Words(N_("Words at the foot"), 500, 3)},
    holes=_OF_ORDER,
    logo_at=(LogoPlace.LEFT, LogoPlace.CENTRE),
)  # fmt: skip
SHAPES: dict[str, Shape] = {
    "packing-slip": Shape(
        parts={"sku": N_("Article numbers"), "bin": N_("Bins"), "picture": N_("Pictures")},
        texts={
            "heading": _HEADING, "thanks": Words(N_("Thanks"), 120),
            "returns": Words(N_("If something is wrong"), 500, 3),
        },
        holes=_OF_ORDER, logo_at=(LogoPlace.RIGHT,), logo_usual=False, media=("A4", "A5"),
    ),
    "parcel-label": Shape(
        parts={
            "phone": N_("The receiver's phone"), "sender": N_("Sender"), "weight": N_("Weight"), "date": N_("Date"),
        },
        texts={"sender": Words(N_("Sender, two lines at most"), 120), "extra": Words(N_("Words of your own"), 80)},
        holes=_OF_ORDER,
    ),
    "invoice": _BILL,
    "credit-note": _BILL,
    "thank-you-card": Shape(
        parts={"packed-by": N_("Who packed it"), "site": N_("Web address")},
        texts={"thanks": Words(N_("Thanks"), 120), "text": Words(N_("Text"), 600, 4)},
        holes=("name", "number", "courier", "person", *OF_SHOP),
        logo_at=tuple(LogoPlace), logo_mm=(10, 18, 30),
    ),
    "receipt": Shape(
        texts={"heading": _HEADING, "footer": Words(N_("Words at the foot"), 300, 3)},
        holes=("number", *OF_SHOP), logo_at=(LogoPlace.CENTRE,), logo_mm=(8, 14, 20), logo_usual=False,
        media=("roll-80", "roll-58"),
    ),
    "return-label": Shape(
        texts={"text": Words(N_("What the buyer shall do"), 300, 3)}, holes=_OF_ORDER, media=("100x150", "A4"),
    ),
    "pick-list": Shape(
        parts={"sku": N_("Article numbers"), "picture": N_("Pictures"), "codes": N_("Codes of the orders")},
        texts={"heading": _HEADING},
    ),
    "wave-list": Shape(
        parts={"sku": N_("Article numbers"), "picture": N_("Pictures"), "codes": N_("Codes of the orders")},
        texts={"heading": _HEADING},
    ),
    "manifest": Shape(
        parts={"place": N_("Where it goes"), "weight": N_("Weight")},
        texts={"heading": _HEADING, "declaration": Words(N_("Words above the signatures"), 400, 3)},
        holes=("courier", *OF_SHOP),
    ),
}  # fmt: skip

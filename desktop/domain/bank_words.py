"""What speaks for a bank line's order and against it, as sentences in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date

from desktop.domain import bank_names
from desktop.domain.bank_names import Alike
from desktop.i18n import N_, _, date, money


@dataclass(frozen=True, slots=True)
class Amount:
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of evidence; `text` is marked with N_(). `against`: it is a reason to look twice."""

    text: str
    values: Mapping[str, str | int | Amount | Date] = field(default_factory=dict)
    against: bool = False

    def say(self) -> str:
        return _(self.text).format(**{name: _spoken(value) for name, value in self.values.items()})


def _spoken(value: str | int | Amount | Date) -> str:
    if isinstance(value, Amount):
        return money(value.minor, value.currency)
    return date(value) if isinstance(value, Date) else str(value)


_SAME_NAME = N_("The payer's name is the buyer's: {buyer}.")
_LIKE_NAME = N_("The payer's name, {payer}, resembles the buyer's, {buyer}.")
_OTHER_NAME = N_("The name differs: {payer} has paid, {buyer} has bought.")


def about_name(payer: str, buyers: Sequence[str]) -> Said | None:
    """What the payer's name is to the buyer's; None where one of them is not known."""
    alike = bank_names.best(payer, buyers)
    if alike is Alike.UNKNOWN:
        return None
    buyer = max((name for name in buyers if name.strip()), key=lambda name: bank_names.alike(payer, name))
    if alike is Alike.SAME:
        return Said(_SAME_NAME, {"buyer": buyer})
    differs = alike is Alike.DIFFERENT
    return Said(_OTHER_NAME if differs else _LIKE_NAME, {"payer": payer, "buyer": buyer}, against=differs)

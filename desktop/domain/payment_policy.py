"""What a shop does with each way of paying: whether goods may go before the money, what is checked, when it reminds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.order import Fulfilment, Payment, State
from desktop.i18n import N_


class Later(StrEnum):
    """Whether an order may be packed before it is paid."""

    AS_SAID = "as-said"  # as its store or file says
    YES = "yes"
    NO = "no"


class Keeper(StrEnum):
    """Who has the money first."""

    SHOP = "shop"
    COURIER = "courier"  # collects it at the door
    CHANNEL = "channel"  # the store or marketplace pays it out later


@dataclass(frozen=True, slots=True)
class Policy:
    """One way of paying. `aliases` are texts as stores give them; the one with the most letters that fits is meant.

    `check`: also what the store calls paid is looked at here first. `due_days`: an invoice's; 0 = at once.
    `remind_days`, `cancel_days`: after so long unpaid it is listed to be reminded, to be cancelled; 0 = never.
    `owner_confirms`: nobody but an owner confirms it.
    """

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    later: Later = Later.AS_SAID
    due_days: int = 0
    check: bool = False
    remind_days: int = 2
    cancel_days: int = 7
    owner_confirms: bool = False
    keeper: Keeper = Keeper.SHOP


OTHER = Policy("other", N_("Any other way"))  # what applies where none fits
USUAL: tuple[Policy, ...] = (
    Policy(
        "cod", N_("Cash on delivery"),
        ("cod", "cash on delivery", "bayar di tempat", "bayar ditempat", "postförskott", "efterkrav"),
        Later.YES, remind_days=0, cancel_days=0, keeper=Keeper.COURIER,
    ),
    Policy(
        "transfer", N_("Bank transfer"),
        ("bank transfer", "transfer bank", "bacs", "banköverföring", "bankgiro", "plusgiro", "virtual account", "atm"),
        remind_days=1, cancel_days=3,
    ),
    Policy("invoice", N_("Invoice"), ("faktura", "invoice", "tagihan", "tempo"), due_days=30, remind_days=30,
           cancel_days=60),
    Policy("swish", N_("Swish"), ("swish",), remind_days=1, cancel_days=3),
    Policy("qris", N_("QRIS and wallets"), ("qris", "gopay", "ovo", "dana", "shopeepay", "linkaja"), remind_days=1,
           cancel_days=3),
    Policy("card", N_("Card"), ("card", "kartu kredit", "kartu debit", "kort", "stripe", "klarna", "paypal"),
           remind_days=1, cancel_days=3, keeper=Keeper.CHANNEL),
    OTHER,
)  # fmt: skip
_MOST_KNOWN = 5000  # texts whose meaning is remembered


class Policies:
    """A shop's policies; `of` says which one a store's text means."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.all = tuple(policies)
        self._other = next((policy for policy in self.all if policy.key == OTHER.key), OTHER)
        found = [(alias.casefold().strip(), policy) for policy in self.all for alias in policy.aliases if alias.strip()]
        self._aliases = [
            (re.compile(rf"(?<!\w){re.escape(alias)}(?!\w)"), policy)
            for alias, policy in sorted(found, key=lambda each: -len(each[0]))
        ]
        self._known: dict[str, Policy] = {}

    def of(self, method: str) -> Policy:
        """The policy of a way of paying; the one of any other way where none fits."""
        known = self._known.get(method)
        if known is None:
            text = " ".join(method.casefold().replace("_", " ").replace("-", " ").split())
            known = next((policy for alias, policy in self._aliases if alias.search(text)), self._other)
            if len(self._known) < _MOST_KNOWN:
                self._known[method] = known
        return known

    def later(self, method: str, said: bool) -> bool:
        """Whether an order paid this way may be packed before it is paid; `said`: so its store says."""
        later = self.of(method).later
        return said if later is Later.AS_SAID else later is Later.YES

    def arrives(self, method: str, said: State) -> State:
        """The state of a new order whose source says `said`."""
        policy = self.of(method)
        checked = policy.check and said.payment is Payment.PAID and said.fulfilment is Fulfilment.OPEN
        later = said.pay_later if policy.later is Later.AS_SAID else policy.later is Later.YES
        if not checked and later == said.pay_later:
            return said
        return State(Payment.CLAIMED if checked else said.payment, said.fulfilment, said.held, later)

"""What every online store must be able to do for Kolli, and the few ways in which it can fail.

A connector speaks HTTP and knows rules; it knows no table and no screen. Every write is: read, leave it if it is
already so, write, read the answer. So a message may be handed over any number of times and has one effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol

from desktop.domain.errors import KolliError
from desktop.domain.remote import RemoteArticle, RemoteCustomer, RemoteOrder, RemoteStock
from desktop.i18n import N_, _
from desktop.sync.fields import Field


class Fault(StrEnum):
    """Why a store does not let us in; each has one sentence that says what to do."""

    ADDRESS = "address"
    PLAIN_HTTP = "plain-http"
    CERTIFICATE = "certificate"
    NO_ANSWER = "no-answer"
    MOVED = "moved"
    BLOCKED = "blocked"
    NOT_A_STORE = "not-a-store"
    NO_SHOP_PLUGIN = "no-shop-plugin"
    HTTPS_NOT_SEEN = "https-not-seen"
    KEY_MISSING = "key-missing"
    KEY_UNKNOWN = "key-unknown"
    SECRET_WRONG = "secret-wrong"  # noqa: S105 - no secret
    NO_READ = "no-read"
    NO_WRITE = "no-write"
    NOT_STAFF = "not-staff"
    CLOCK = "clock"
    ADDRESS_REFUSED = "address-refused"  # the store has a list of addresses, and ours is not on it
    UNKNOWN = "unknown"  # the store does not say why
    NO_MODULE = "no-module"  # the shop is there, our extension in it is not
    DATABASE = "database"
    FOLDER = "folder"


SENTENCES = {
    Fault.ADDRESS: N_("{url} is not a web address. Type it as the browser shows it, beginning with https://."),
    Fault.PLAIN_HTTP: N_(
        "{host} would be reached without encryption, so the key could be read on the way."
        " Use its https:// address, or allow plain http for this store if it stands in your own network."
    ),
    Fault.CERTIFICATE: N_(
        "The certificate of {host} cannot be trusted: {detail} Ask your web host to renew it, check this computer's"
        " date, or choose your own certificate authority's file."
    ),
    Fault.NO_ANSWER: N_(
        "{host} does not answer: {detail} Check the address and this computer's network ({address}), then try again."
    ),
    Fault.MOVED: N_("The store sends us on to {detail}. Enter that address; the key was not sent there."),
    Fault.BLOCKED: N_(
        "{host} refuses this computer before the key is looked at. Ask your web host to let {address} through its"
        " firewall."
    ),
    Fault.NOT_A_STORE: N_(
        "There is no WordPress interface at {url}. Check the address, and that permalinks in WordPress are not set"
        " to plain."
    ),
    Fault.NO_SHOP_PLUGIN: N_("{host} runs WordPress without WooCommerce's interface. Switch WooCommerce on there."),
    Fault.HTTPS_NOT_SEEN: N_(
        "The store does not notice that it is reached by https and so ignores the key. Ask your web host to pass"
        " https on to WordPress (its proxy is not trusted)."
    ),
    Fault.KEY_MISSING: N_("The key of {host} is not on this computer. Enter it again under Settings, Stores."),
    Fault.KEY_UNKNOWN: N_(
        "The store does not know this key. Make a new one under WooCommerce, Settings, Advanced, REST API, and copy"
        " both parts."
    ),
    Fault.SECRET_WRONG: N_(
        "The store knows the key, but the secret is not the right one. Copy it again without spaces, or make a new key."
    ),
    Fault.NO_READ: N_("The key may write but not read. Change its permission to Read/Write in the store."),
    Fault.NO_WRITE: N_("The key may read but not write. Change its permission to Read/Write in the store."),
    Fault.NOT_STAFF: N_(
        "The key belongs to a user who may not see orders. Make the key for an administrator or shop manager."
    ),
    Fault.CLOCK: N_(
        "This computer's clock is {detail} away from the store's. Set date and time right, then try again."
    ),
    Fault.ADDRESS_REFUSED: N_(
        "The store lets in only the internet addresses on its list, and {address} is not on it. Add it there, then"
        " try again."
    ),
    Fault.UNKNOWN: N_(
        "The store refuses without saying why. Check the key, that its user is switched on, this computer's clock, and"
        " the list of allowed addresses."
    ),
    Fault.NO_MODULE: N_(
        "The shop at {host} answers, but Kolli's module is not installed there. Install it, then try again."
    ),
    Fault.DATABASE: N_("The shop's database at {host} does not let Kolli in: {detail}"),
    Fault.FOLDER: N_("The folder {detail} cannot be used. Choose one that this computer may read and write."),
}


class StoreError(KolliError):
    """A store could not do what was asked."""


class Offline(StoreError):
    """No answer, or one that says nothing. Whatever was sent may have been done: read before sending it again."""

    text = N_("{host} cannot be reached: {detail} Kolli goes on working and tries again by itself.")


class Busy(StoreError):
    """The store asks us to wait. `wait_s` is its own wish, or ours where it named none."""

    text = N_("{host} is busy or being updated: {detail} Kolli tries again in {wait_s} seconds.")

    @property
    def wait_s(self) -> float:
        wait = self.values.get("wait_s", 60)
        return float(wait) if isinstance(wait, (int, float)) else 60.0

    @property
    def whole_store(self) -> bool:
        """False: only this one request is in trouble; the store answers others."""
        return bool(self.values.get("whole_store", True))


class Refused(StoreError):
    """The store, or we before asking it, said no for good. A person must look at it; the rest goes on."""

    text = N_("The store refused this: {detail} Look at the order in the store, then try again or leave it.")

    @property
    def code(self) -> str:
        return str(self.values.get("code", ""))


class Conflict(Refused):
    """The order is not as we left it: what was wanted would undo what the store says now."""

    text = N_(
        "Order {number} is “{found}” in the store, so it was not set to “{wanted}”. Decide which is right, then try"
        " again or leave it."
    )


class StockMoved(Conflict):
    """Somebody else has counted, or sold, since we looked."""

    text = N_(
        "The shop has {found} of this article now and not what Kolli had read there, so it was not set to {wanted}."
        " Read the shop's stock again, then decide."
    )


class SignInFailed(StoreError):
    """The store does not let us in. It is paused until its owner has done what the sentence says."""

    text = N_("The store does not let Kolli in.")

    @property
    def fault(self) -> Fault:
        return Fault(str(self.values["fault"]))

    def _marked(self) -> str:
        """The store's kind may have a sentence that fits better (`sentence=`)."""
        return str(self.values.get("sentence") or SENTENCES[self.fault])

    def say(self) -> str:
        spoken = {
            name: _(value) if isinstance(value, str) and value and name != "sentence" else value
            for name, value in self.values.items()
        }
        return _(self._marked()).format_map(_Blanks(spoken))

    def __str__(self) -> str:
        return self._marked().format_map(_Blanks(self.values))


class _Blanks(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


class Tracking(StrEnum):
    """How a store takes a tracking number."""

    FULFILMENTS = "fulfilments"
    SHIPMENT_TRACKING = "shipment-tracking"
    ADVANCED_TRACKING = "advanced-tracking"
    NOTE = "note"
    FULFILMENT = "fulfilment"  # a parcel of its own in the store, with its lines
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Account:
    """How a store is reached. `meanings`: the store's status -> our stage, for what its owner has explained."""

    url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    ca_file: str = ""
    allow_plain_http: bool = False
    meanings: Mapping[str, str] = field(default_factory=dict)
    history_days: int = 90
    read_s: float = 60.0  # the store sends its mails inside the request
    options: Mapping[str, object] = field(default_factory=dict)  # the store's settings, as its kind's FIELDS name them
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)  # everything of this store in the keyring


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this very store can be asked and told.

    `kinds`: kinds of Push that it takes. `mails_on`: statuses on which the store itself writes to the customer,
    whatever we ask. `restocks_on`: statuses that put an order's goods back into stock. `choice_of_mail`: a status may
    be written with or without a mail (`notify`). `lists_orders` False: it can only be told, orders come another way.
    `reads_back` False: after a lost answer nobody can know whether it was done, so a person is asked. `asks` False: it
    brings orders by itself and can be asked for none, and what it brought once it does not bring again: a folder.
    """

    kinds: frozenset[str]
    articles: bool
    tracking: Tracking
    mails_on: frozenset[str]
    restocks_on: frozenset[str] = frozenset()
    choice_of_mail: bool = False
    lists_orders: bool = True
    reads_back: bool = True
    customers: bool = False
    stock: bool = False
    asks: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What a store says about itself. `skew_s`: its clock minus ours; None where it named no time."""

    name: str
    home: str
    version: str = ""
    zone_offset_h: float = 0.0
    currency: str = ""
    orders_table: bool = True
    statuses: tuple[tuple[str, str], ...] = ()
    tracking: Tracking = Tracking.NOTE
    signed: bool = False
    all_variations: bool = False
    weight_unit: str = ""
    skew_s: float | None = None
    zone: str = ""  # an IANA name, where the store tells one
    languages: tuple[str, ...] = ()
    restocks_on: frozenset[str] = frozenset()
    mails_on: frozenset[str] = frozenset()
    address: str = ""  # ours, when the store let it in last; "" where it never had to name one


class Check(StrEnum):
    """The steps of the wizard, in order."""

    ADDRESS = N_("The address can be reached")
    SHOP = N_("The shop answers there")
    SECURE = N_("The connection is encrypted")
    CLOCK = N_("Both clocks agree")
    KEY = N_("The key is known")
    READ = N_("Orders can be read")
    WRITE = N_("Orders can be changed")


@dataclass(frozen=True, slots=True)
class Step:
    """One tested thing; `error` says what is wrong and what to do, None where all is well."""

    check: Check
    error: StoreError | None = None

    @property
    def passed(self) -> bool:
        return self.error is None


@dataclass(frozen=True, slots=True)
class Pull:
    """One piece of what changed, and the cursor to save with it. `more`: ask again at once. `refused` says of what
    could not be read why, a sentence each; it is put aside where its owner finds it."""

    orders: tuple[RemoteOrder, ...]
    cursor: str
    more: bool
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticlePull:
    articles: tuple[RemoteArticle, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class CustomerPull:
    customers: tuple[RemoteCustomer, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class StockPull:
    """What the store says it has. Only articles whose stock it counts."""

    levels: tuple[RemoteStock, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class Push:
    """One effect wanted in the store. `key` names it for ever; `values` say the state wanted, never a step.

    `remote_id` names the order, for "stock" the article, as the store names it.

    "order_status": status (the store's own word); also notify (mail the customer, where the store leaves us the
    choice), text (the comment that goes with it).
    "tracking": number, carrier, url; also notify, text, items: [{"line": the store's line id, "quantity": units}].
    "note": text, to_customer.
    "stock": was (units the store had when we last read it), to (units that it should have).
    "refund": amount (a decimal as text), reason, restock (bool), items as above with "amount" each, through_gateway.
    "points", "commission": given (bool): whether the store should have credited them for this order.
    """

    kind: str
    remote_id: str
    key: str
    values: Mapping[str, object]


class Result(StrEnum):
    DONE = "done"
    ALREADY = "already"  # it was so before we wrote
    NOTHING = "nothing"  # this store is not told such a thing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read back. `order` is the store's word afterwards, where it came along; `echo` names that version."""

    result: Result
    evidence: str
    order: RemoteOrder | None = None

    @property
    def echo(self) -> str:
        return self.order.modified_at.isoformat() if self.order and self.order.modified_at else ""


class Connector(Protocol):
    """One online store. Every method may raise Offline, Busy, Refused or SignInFailed."""

    KIND: ClassVar[str]
    NAME: ClassVar[str]  # a proper name, the same in every language
    FIELDS: ClassVar[tuple[Field, ...]]  # what its owner types in
    STATUS_MAP: ClassVar[Mapping[str, str]]  # our word for a move -> the store's status, where its owner chose none
    MEANINGS: ClassVar[Mapping[str, str]]  # the statuses that every such store has -> our stage

    def __init__(self, account: Account) -> None: ...

    def test(self) -> list[Step]:
        """Every step up to the first that fails; never raises for a fault of the store."""

    def probe(self) -> Facts: ...

    def capabilities(self) -> Capabilities: ...

    def pull_orders(self, cursor: str) -> Pull:
        """What changed after the cursor, oldest change first; "" begins with the recent past."""

    def pull_articles(self, cursor: str) -> ArticlePull: ...

    def pull_customers(self, cursor: str) -> CustomerPull:
        """Those who have an account there, changed after the cursor where the store can tell; "" begins."""

    def pull_stock(self, cursor: str) -> StockPull:
        """Every article's counted stock, page by page; "" begins."""

    def open_orders(self, cursor: str) -> Pull:
        """Every order that is still to be worked on, whatever its age; "" begins."""

    def missing(self, remote_ids: list[str]) -> list[str]:
        """Those of the ids that the store no longer has."""

    def read_order(self, remote_id: str, within_s: float | None = None) -> RemoteOrder | None:
        """The order as it is now; None if the store no longer has it."""

    def perform(self, push: Push) -> Outcome: ...

    def skew_s(self) -> float:
        """The store's clock less ours, as it was last seen."""

    def close(self) -> None: ...

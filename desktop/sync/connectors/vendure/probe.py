"""Finding out what a Vendure shop is and what its key may do, and naming the first thing that is wrong."""

from dataclasses import dataclass, field
from typing import Any

from desktop.i18n import N_
from desktop.sync.connector import Account, Busy, Check, Facts, Fault, Offline, Refused, SignInFailed, Step, Tracking
from desktop.sync.connectors.vendure import queries
from desktop.sync.connectors.vendure.read import NOT_PLACED
from desktop.sync.connectors.vendure.talk import Talk
from desktop.sync.http import own_address

_FIELDS = ("barcode", "barcodes", "ean", "ean13", "gtin", "upc")  # what shops call the field that Vendure lacks
_SENDS = "PaymentSettled"  # the e-mail plugin's own confirmation goes out then; it has none for what has left
_NO_FIELD = N_(
    "The shop's variants have no field “{detail}”. Leave it empty, or ask the shop's developer for its name."
)
_NO_CHANNEL = N_(
    "The shop does not know this channel token, and shows its main channel instead. Copy the token in Vendure's pages"
    " under Settings, Channels, or leave the field empty."
)


@dataclass(frozen=True, slots=True)
class Shop:
    """What the connector must know of a shop beside its facts. `methods`: payment method's code -> name; None where
    the key may not see them. `tracks`: whether stock is counted where an article says nothing.
    """

    facts: Facts
    places: int = 2
    barcode_field: str = ""
    tracks: bool = True
    counts: bool = False
    customers: bool = False
    methods: dict[str, str] | None = field(default=None)


def shop(talk: Talk, account: Account) -> Shop:
    data = talk.ask(queries.SETTINGS)
    channel, settings = data["activeChannel"], data["globalSettings"]
    config = settings["serverConfig"]
    fields = _variant_fields(config)
    wish = str(account.options.get("barcode_field", "") or "").strip()
    may_see = _optional(talk, queries.HAS_CUSTOMERS) is not None
    states = tuple(
        (str(s["name"]), _spaced(str(s["name"]))) for s in config["orderProcess"] if s["name"] not in NOT_PLACED
    )
    facts = Facts(
        name=_name(channel, talk),
        home=talk.http.url.rpartition("/")[0],
        version=_version(talk),
        currency=str(channel["defaultCurrencyCode"]),
        statuses=states,
        tracking=Tracking.FULFILMENT,
        all_variations=True,
        skew_s=talk.skew_s,
        languages=tuple(str(code) for code in channel["availableLanguageCodes"] or settings["availableLanguages"]),
        restocks_on=frozenset({"Cancelled"}),
        mails_on=frozenset({_SENDS}),
    )
    return Shop(
        facts=facts,
        places=int(config["moneyStrategyPrecision"]),
        barcode_field=wish if wish in fields else next((name for name in _FIELDS if not wish and name in fields), ""),
        tracks=bool(channel["trackInventory"] if channel["trackInventory"] is not None else settings["trackInventory"]),
        counts=talk.may(queries.MAY_COUNT),
        customers=may_see,
        methods=_methods(talk),
    )


def test(account: Account) -> list[Step]:
    """Every step up to the first that fails; nothing is changed."""
    steps: list[Step] = []
    check, talk = Check.ADDRESS, None
    try:
        talk = Talk(account)
        _greet(talk, steps)
        check = Check.KEY
        data = talk.ask(queries.SETTINGS)
        wrong = talk.channel and data["activeChannel"]["token"] != talk.channel
        if wrong:
            raise talk.shut(Fault.UNKNOWN, sentence=_NO_CHANNEL)
        steps.append(Step(check))
        check = Check.READ
        talk.ask(queries.READABLE)
        wish = str(account.options.get("barcode_field", "") or "").strip()
        if wish and wish not in _variant_fields(data["globalSettings"]["serverConfig"]):
            raise talk.shut(Fault.UNKNOWN, wish, _NO_FIELD)
        steps.append(Step(check))
        check = Check.WRITE
        if not talk.may(queries.MAY_TELL):
            raise talk.refuse_writing()
        steps.append(Step(check))
    except (SignInFailed, Offline, Busy, Refused) as error:
        steps.append(Step(_check_of(error, check, steps), error))
    finally:
        if talk:
            talk.close()
    return steps


def _greet(talk: Talk, steps: list[Step]) -> None:
    """Address, shop, encryption, clock. The clock is not needed: the shop is read by its own time."""
    try:
        talk.greet()
    except SignInFailed as error:
        if error.fault is Fault.NOT_A_STORE:
            steps.append(Step(Check.ADDRESS))
        raise
    except Offline as error:
        if error.values.get("page"):
            steps.append(Step(Check.ADDRESS))
            raise talk.no_shop() from error
        raise SignInFailed(
            fault=Fault.NO_ANSWER, host=talk.http.host, detail=error.values["detail"],
            address=own_address(talk.http.host),
        ) from error  # fmt: skip
    steps += [Step(check) for check in (Check.ADDRESS, Check.SHOP, Check.SECURE, Check.CLOCK)]


def _check_of(error: Exception, check: Check, steps: list[Step]) -> Check:
    if not isinstance(error, SignInFailed):
        return check
    if error.fault is Fault.PLAIN_HTTP or error.fault is Fault.CERTIFICATE:
        return Check.SECURE
    if error.fault is Fault.NOT_A_STORE:
        steps[:] = steps[:1]  # customers' interface answers like the other until something else is asked
        return Check.SHOP
    if error.fault is Fault.NO_READ and check is Check.KEY:
        steps.append(Step(Check.KEY))
        return Check.READ
    return check


def _optional(talk: Talk, query: str) -> dict[str, Any] | None:
    """What the shop says there; None where this key may not see it, or this version does not have it."""
    try:
        return talk.ask(query)
    except SignInFailed as error:
        if error.fault is not Fault.NO_READ:
            raise
    except Refused:
        pass
    return None


def _methods(talk: Talk) -> dict[str, str] | None:
    found = _optional(talk, queries.METHODS)
    return None if found is None else {str(m["code"]): str(m["name"]) for m in found["paymentMethods"]["items"]}


def _variant_fields(config: dict[str, Any]) -> list[str]:
    entities = config.get("entityCustomFields") or []
    return [
        str(f["name"])
        for e in entities
        if e["entityName"] == "ProductVariant"
        for f in e["customFields"]
        if "name" in f
    ]


def _version(talk: Talk) -> str:
    found = _optional(talk, queries.AGE)
    if not found:
        return "3"
    return "3.6+" if found.get("__type") else "3"


def _name(channel: dict[str, Any], talk: Talk) -> str:
    code = str(channel["code"])
    return talk.http.host if code.startswith("__") else code  # the main channel's own name says nothing


def _spaced(state: str) -> str:
    """PartiallyShipped -> Partially shipped: states have no other name."""
    return "".join(f" {sign.lower()}" if place and sign.isupper() else sign for place, sign in enumerate(state))

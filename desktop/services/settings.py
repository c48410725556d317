"""What the owner has chosen: the shop, its papers, this bench."""

import json
import re
import socket
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, cast

from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.domain.symbols import refuse_no_prefix
from desktop.domain.tax_profiles import PROFILES
from desktop.domain.tracking_mode import Mode
from desktop.i18n import LANGUAGES, N_
from desktop.models.base import is_postgres, run
from desktop.services import permits
from desktop.services.changes import new_op_id, unit

T = TypeVar("T", "Shop", "Bench", "Rules")
_PREFIXES = ("invoice_prefix", "credit_prefix", "receipt_prefix")
_PREFIX = re.compile(r"[^\W_][\w./-]{0,11}")
_SERIES = re.compile(r"[A-Z]{0,2}")


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop as its papers show it. `zone` is an IANA name; `tax_percent` is a decimal as text, "" = none."""

    name: str = ""
    address: tuple[str, ...] = ()
    web: str = ""
    email: str = ""
    phone: str = ""
    tax_id: str = ""  # the company's number
    vat_id: str = ""  # its number at the tax office
    f_tax: bool = False  # Swedish: approved for F-tax
    tax_profile: str = "plain"  # a name of domain.tax_profiles
    language: str = "en"  # of papers where the customer has none
    currency: str = "IDR"
    zone: str = "Asia/Jakarta"
    country: str = "ID"
    tax_percent: str = ""
    prices_include_tax: bool = True
    invoice_prefix: str = "INV"
    credit_prefix: str = "CR"
    receipt_prefix: str = "RC"
    returns_days: int = 14
    slip_paper: str = "A4"
    bank_account: str = ""
    gs1_prefix: str = ""  # GS1 company prefix: with one, parcels have logistic numbers (SSCC)


@dataclass(frozen=True, slots=True)
class Bench:
    """This computer's place, and what it prints by itself when a parcel closes."""

    name: str = "Bench 1"
    person: str = ""
    screen_language: str = "en"
    theme: str = "light"  # light, dark
    text_percent: int = 100
    sounds: bool = True
    volume: int = 80  # of tones and voice, 0 to 100
    spoken: bool = False  # short cues in the language of the screen
    spoken_counts: bool = True  # where cues are spoken, how many are left, too
    print_on_close: tuple[str, ...] = ("parcel-label", "packing-slip")
    series: str = ""  # the letter in this bench's legal numbers; benches with databases of their own cannot share one
    print_never: tuple[str, ...] = ()  # kinds that are refused here even when a person asks


@dataclass(frozen=True, slots=True)
class Rules:
    """How documents become work. Lines with these codes are kept but need no packing."""

    service_codes: tuple[str, ...] = (
        "POST", "DOT", "M", "D", "C2", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS", "S", "ADJUST", "DCGSSGIRL",
        "DCGSSBOY", "GIFT_*",
    )  # fmt: skip
    imported_orders_count_as_paid: bool = True
    claim_minutes: int = 10  # so long after its last sign of life a bench keeps the order that it is packing
    lock_minutes: int = 0  # so long after the last touch a bench asks who is there; 0 = never
    weigh: str = "off"  # off, required: a parcel closes with a weight that fits
    usual_tare_g: int = 0  # of a parcel whose carton nobody has told
    photo: str = "off"  # off, required: the open box is photographed
    carton: str = "off"  # off, required: the carton is scanned
    notes: bool = True  # what the buyer wrote is acknowledged before a parcel closes
    quantity_limit: int = 24  # the most units that a typed quantity counts without a supervisor
    item_first: str = "due"  # due, oldest, single: which order an article opens; see services.bench.items
    duplicate_minutes: int = 60  # the same order again within so long goes to review; 0 = off
    tracking: str = "hybrid"  # automatic, manual, hybrid: who says what becomes of parcels, where an order says nothing
    seal: str = "asked"  # off, asked, required: each parcel's own label is scanned onto it


def shop() -> Shop:
    return _read("shop", Shop)


def bench() -> Bench:
    return _read(_bench_key(), Bench)


def rules() -> Rules:
    return _read("rules", Rules)


def change_shop(**values: object) -> Shop:
    """Set some of the shop's settings, at once.

    Raises:
        BadInput: no such setting, or a value that it cannot have.
    """
    permits.require(Right.SETTINGS)
    _check_prefixes(values)
    return _change("shop", Shop, values)


def change_bench(**values: object) -> Bench:
    """Set some of this bench's settings, at once; BadInput as `change_shop`."""
    return _change(_bench_key(), Bench, values)


def change_rules(**values: object) -> Rules:
    permits.require(Right.SETTINGS)
    return _change("rules", Rules, values)


def value(key: str, default: object = None) -> Any:
    """A small setting that belongs to one screen or service."""
    row = run("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return default if row is None else json.loads(row[0])


def remember(key: str, chosen: object) -> None:
    with unit() as work:
        run(
            "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, json.dumps(chosen, ensure_ascii=False)),
        )
        work.changed("settings", 0)


def shop_id() -> str:
    """The name that this shop's database has for ever, made when it is first asked for."""
    known = value("shop-id")
    if known is None:
        known = new_op_id()
        remember("shop-id", known)
    return str(known)


def is_new() -> bool:
    """Whether nobody has set up this shop yet: then the welcome is shown."""
    return run("SELECT 1 FROM setting WHERE key = 'shop'").fetchone() is None


def _bench_key() -> str:
    # A shared database serves several computers, each with a bench of its own.
    return f"bench:{socket.gethostname()}" if is_postgres() else "bench"


def _read(key: str, kind: type[T]) -> T:
    kept = value(key, {})
    known = {field.name: kept[field.name] for field in fields(kind) if field.name in kept}
    values: Any = {name: tuple(v) if isinstance(v, list) else v for name, v in known.items()}
    return kind(**values)


def _change(key: str, kind: type[T], values: dict[str, object]) -> T:
    for name, chosen in values.items():
        _check(name, chosen, {field.name for field in fields(kind)})
    before = _read(key, kind)
    for name, chosen in values.items():
        if type(chosen) is not type(getattr(before, name)):
            raise BadInput(what=name, value=chosen, next=N_("It is another kind of value."))
    changed: T = replace(before, **cast("dict[str, Any]", values))
    remember(key, asdict(changed))
    return changed


def _check(name: str, chosen: object, known: set[str]) -> None:
    if name not in known:
        raise BadInput(what=name, value=chosen, next=N_("There is no such setting."))
    if name in ("language", "screen_language") and chosen not in LANGUAGES:
        raise BadInput(what=N_("The language"), value=chosen, next=N_("Choose en, id or sv."))
    if name == "currency" and not (isinstance(chosen, str) and len(chosen) == 3 and chosen.isupper()):
        raise BadInput(what=N_("The currency"), value=chosen, next=N_("Give its three letters, such as IDR or SEK."))
    if name == "volume" and not (isinstance(chosen, int) and 0 <= chosen <= 100):
        raise BadInput(what=N_("The volume"), value=chosen, next=N_("Choose 0 to 100."))
    if name == "duplicate_minutes" and not (isinstance(chosen, int) and 0 <= chosen <= 10_080):
        raise BadInput(what=N_("The minutes"), value=chosen, next=N_("Choose 0 (never) to 10080 (a week)."))
    if name == "tracking" and chosen not in set(Mode):
        raise BadInput(what=N_("The tracking"), value=chosen, next=N_("Choose automatic, manual or hybrid."))
    if name == "gs1_prefix" and chosen != "":
        refuse_no_prefix(str(chosen))
    if name == "series" and not _SERIES.fullmatch(str(chosen)):
        raise BadInput(what=N_("The letter of the numbers"), value=chosen, next=N_("Use A to Z, or nothing."))
    if name == "zone":
        _check_zone(str(chosen))
    if name == "tax_profile" and chosen not in PROFILES:
        raise BadInput(what=N_("The tax profile"), value=chosen, next=N_("Choose one of the list."))
    if name == "tax_percent" and chosen != "" and not _is_percent(str(chosen)):
        raise BadInput(what=N_("The tax"), value=chosen, next=N_("Give it in percent, such as 11 or 25."))


def _check_prefixes(values: dict[str, object]) -> None:
    """Each kind of document has numbers of its own: no two of them may ever be written alike."""
    known = shop()
    every = {name: str(values.get(name, getattr(known, name))).strip() for name in _PREFIXES}
    for name in set(values) & set(_PREFIXES):
        chosen = every[name]
        others = [other for key, other in every.items() if key != name]
        clash = any(f"{chosen}-".startswith(f"{other}-") or f"{other}-".startswith(f"{chosen}-") for other in others)
        if clash or not _PREFIX.fullmatch(chosen):
            raise BadInput(
                what=N_("The prefix"), value=chosen,
                next=N_("Use up to 12 letters and digits, others for each kind of document."),
            )  # fmt: skip


def _is_percent(text: str) -> bool:
    try:
        return 0 <= Decimal(text.replace(",", ".")) <= 100
    except InvalidOperation:  # no number at all; one that cannot be compared raises it too
        return False


def _check_zone(chosen: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(chosen)
    except (KeyError, ValueError, OSError):
        raise BadInput(
            what=N_("The time zone"), value=chosen, next=N_("Give a name such as Asia/Jakarta or Europe/Stockholm.")
        ) from None

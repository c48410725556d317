"""Finding out what a store is, and naming the first thing that is wrong with the way to it."""

from typing import Any

from desktop.sync.connector import (
    Account,
    Busy,
    Check,
    Facts,
    Fault,
    Offline,
    Refused,
    SignInFailed,
    Step,
    StoreError,
    Tracking,
)
from desktop.sync.connectors.woocommerce.talk import API, Talk
from desktop.sync.http import own_address

CLOCK_LIMIT_S = 15 * 60  # a signed request older than this is refused
_CORE = ("pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed")
# Status -> the mail about it to the customer, and whether it is switched on in a new shop.
_MAILS = {
    "completed": ("completed", True),
    "processing": ("processing", True),
    "on-hold": ("on_hold", True),
    "refunded": ("refunded", True),
    "failed": ("failed", False),  # from 9.5
    "cancelled": ("cancelled", False),
}
_PLUGIN_ROUTES = {"wc-shipment-tracking/v3": Tracking.SHIPMENT_TRACKING, "wc-ast/v3": Tracking.ADVANCED_TRACKING}


def facts(talk: Talk) -> Facts:
    """Ask the index, the versions and the statuses. What the key may not see is left out."""
    index = talk.first().data
    status = _optional(talk, "/system_status", {"_fields": "environment,settings"}) or {}
    environment, settings = status.get("environment") or {}, status.get("settings") or {}
    version = str(environment.get("version", ""))
    unit = _optional(talk, "/settings/products/woocommerce_weight_unit", {}) or {}
    return Facts(
        name=str(index.get("name", "")),
        home=str(index.get("home", "")),
        version=version,
        zone_offset_h=_hours(index.get("gmt_offset")),
        currency=str(settings.get("currency", "")),
        orders_table=bool(settings.get("HPOS_enabled", True)),
        statuses=statuses(talk),
        tracking=_tracking(index.get("namespaces", []), settings.get("enabled_features") or []),
        signed=talk.signed,
        all_variations=at_least(version, (10, 3)),
        weight_unit=str(unit.get("value", "")),
        skew_s=talk.skew_s,
        zone=_zone(str(index.get("timezone_string") or "")),
        languages=tuple(filter(None, [str(environment.get("language") or "").partition("_")[0]])),
        restocks_on=frozenset({"cancelled", "pending"}),  # wc_maybe_increase_stock_levels hangs on these two
        mails_on=_mails_on(talk),
    )


def statuses(talk: Talk) -> tuple[tuple[str, str], ...]:
    """(slug, name) of every status that an order of this store can have; older stores tell it in their index."""
    listed = _optional(talk, "/orders/statuses", {})
    if isinstance(listed, list):
        return tuple((str(item["slug"]), str(item["name"])) for item in listed if "slug" in item and "name" in item)
    found = _enum(talk.get(API).data)
    return tuple((slug, slug) for slug in found or _CORE)


def test(account: Account) -> list[Step]:
    """Every step up to the first that fails."""
    steps: list[Step] = []
    check = Check.ADDRESS
    talk = None
    try:
        talk = Talk(account)
        try:
            talk.first()
        except SignInFailed as error:
            if error.fault in (Fault.NOT_A_STORE, Fault.NO_SHOP_PLUGIN):
                steps.append(Step(Check.ADDRESS))
                check = Check.SHOP
            raise
        except Offline as error:
            if error.values.get("page"):
                steps.append(Step(Check.ADDRESS))
                check = Check.SHOP
                raise talk.shut(Fault.NOT_A_STORE) from error
            raise SignInFailed(
                fault=Fault.NO_ANSWER, host=talk.http.host, detail=error.values["detail"],
                address=own_address(talk.http.host),
            ) from error  # fmt: skip
        steps += [Step(Check.ADDRESS), Step(Check.SHOP), Step(Check.SECURE)]
        check = Check.CLOCK
        if abs(talk.skew_s) > CLOCK_LIMIT_S:
            raise talk.shut(Fault.CLOCK, _span(talk.skew_s))
        steps.append(Step(check))
        check = Check.KEY
        _test_key(talk)
        steps += [Step(Check.KEY), Step(Check.READ)]
        check = Check.WRITE
        _test_write(talk)
        steps.append(Step(check))
    except (SignInFailed, Offline, Busy, Refused) as error:
        check = _check_of(error, check)
        if check is Check.READ and Check.KEY not in [step.check for step in steps]:
            steps.append(Step(Check.KEY))
        steps.append(Step(check, error))
    finally:
        if talk:
            talk.close()
    return steps


def _test_key(talk: Talk) -> None:
    if not (talk.http.secure or talk.signed):
        raise talk.shut(Fault.HTTPS_NOT_SEEN)
    answer = talk.send("GET", "/orders", {"per_page": 1, "_fields": "id"})
    if answer.status < 300:
        talk.judged(answer)
        return
    fault = talk.door_fault(answer) if answer.status in (401, 403, 406) else None
    if fault is Fault.SECRET_WRONG and _may_write(talk):
        fault = Fault.NO_READ
    if fault:
        raise talk.shut(fault)
    talk.judged(answer)


def _test_write(talk: Talk) -> None:
    """Order 0 does not exist: a key that may write is told so, and nothing is touched."""
    answer = talk.send("PUT", "/orders/0", {}, {})
    if answer.status == 400:
        return
    if answer.status == 401 and answer.code.startswith("woocommerce_"):
        raise talk.shut(Fault.NO_WRITE)
    talk.judged(answer)


def _may_write(talk: Talk) -> bool:
    return talk.send("PUT", "/orders/0", {}, {}).status == 400


def _check_of(error: StoreError, check: Check) -> Check:
    if isinstance(error, SignInFailed) and check is Check.ADDRESS and error.fault is Fault.PLAIN_HTTP:
        return Check.SECURE
    if isinstance(error, SignInFailed) and error.fault is Fault.NO_READ:
        return Check.READ
    return check


def _optional(talk: Talk, path: str, query: dict[str, object]) -> Any:
    """What the store says there; None where this version or this key cannot say it."""
    answer = talk.send("GET", path, query)
    if answer.status in (403, 404) or (answer.status == 401 and answer.code.endswith("cannot_view")):
        return None
    return talk.judged(answer).data


def _mails_on(talk: Talk) -> frozenset[str]:
    """Statuses on which the store writes to the customer by itself: its owner switches each mail on or off."""
    found = set()
    for status, (name, usual) in _MAILS.items():
        setting = _optional(talk, f"/settings/email_customer_{name}_order/enabled", {"_fields": "value"})
        if setting.get("value") == "yes" if isinstance(setting, dict) and "value" in setting else usual:
            found.add(status)
    return frozenset(found)


def _zone(name: str) -> str:
    """An IANA name; a shop that chose "UTC+7" has none."""
    return name if "/" in name or name == "UTC" else ""


def at_least(version: str, wanted: tuple[int, int]) -> bool:
    """Whether a store's version is this one or later; False where it did not say."""
    parts = version.split(".")[:2]
    return len(parts) == 2 and all(part.isdigit() for part in parts) and tuple(map(int, parts)) >= wanted


def _tracking(namespaces: list[object], features: list[object]) -> Tracking:
    for namespace, way in _PLUGIN_ROUTES.items():
        if namespace in namespaces:
            return way
    return Tracking.FULFILMENTS if "fulfillments" in features else Tracking.NOTE


def _enum(index: Any) -> list[str]:
    """The statuses in the description of the orders route, "any" and drafts left out."""
    route = (index.get("routes") or {}).get("/wc/v3/orders") if isinstance(index, dict) else None
    if isinstance(route, dict):
        route = route.get("endpoints")
    for endpoint in route or []:
        args = endpoint.get("args")
        status = args.get("status", {}) if isinstance(args, dict) else {}
        found = status.get("enum") or (status.get("items") or {}).get("enum")
        if found:
            return [str(slug) for slug in found if slug not in ("any", "trash", "auto-draft")]
    return []


def _hours(offset: object) -> float:
    try:
        return float(str(offset))
    except ValueError:
        return 0.0


def _span(seconds: float) -> str:
    minutes = round(abs(seconds) / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"

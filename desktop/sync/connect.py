"""From a store's row and its keys to something that talks to it."""

from collections.abc import Mapping

from desktop.domain.errors import KolliError
from desktop.services import imports, settings, store_facts, stores
from desktop.services.stores import StoreRow
from desktop.sync.connector import Account, Connector, Fault, Refused, SignInFailed
from desktop.sync.connectors import CONNECTORS
from desktop.sync.fields import Keep


def account(url: str, settings: Mapping[str, object], keys: Mapping[str, str]) -> Account:
    """How to reach a store.

    `settings`: meanings (the store's status -> our stage), ca_file, plain_http, history_days. `keys`: key, secret.
    """
    meanings = settings.get("meanings")
    days = settings.get("history_days", 90)
    return Account(
        url=url,
        key=keys.get("key", "").strip(),
        secret=keys.get("secret", "").strip(),
        ca_file=str(settings.get("ca_file", "") or ""),
        allow_plain_http=bool(settings.get("plain_http", False)),
        meanings={str(k): str(v) for k, v in meanings.items()} if isinstance(meanings, Mapping) else {},
        history_days=int(str(days)),
        read_s=float(str(settings.get("read_s", 60))),
        options=dict(settings),
        keys={name: value.strip() for name, value in keys.items()},
    )


def connect(store: StoreRow) -> Connector:
    """Open a store with the keys of this computer.

    Raises:
        SignInFailed: its keys are not here, or its address cannot be.
        Refused: this Kolli has no connector of that kind.
    """
    if store.kind not in CONNECTORS:
        raise Refused(code="unknown-kind", detail=store.kind)
    secret = [field for field in CONNECTORS[store.kind].FIELDS if field.keep is Keep.KEYRING]
    try:
        keys = stores.keys(store.id) if secret else {}  # a folder has none, and needs no keyring
    except KolliError as error:
        raise SignInFailed(fault=Fault.KEY_MISSING, host=store.name, detail=error.say()) from error
    if not keys and any(field.needed for field in secret):
        raise SignInFailed(fault=Fault.KEY_MISSING, host=store.name)
    return CONNECTORS[store.kind](account(store.url, {**_shop(store), **store.settings}, keys))


def _shop(store: StoreRow) -> dict[str, object]:
    """What the shop itself has set: a folder's files say neither currency nor zone, and are answered in its words."""
    shop, chosen = settings.shop(), imports.choices()
    return {
        "shop": settings.shop_id(), "store": store.id, "language": shop.language, "currency": chosen.currency,
        "zone": chosen.zone, "no_packing": list(chosen.no_packing or ()), "count_as_paid": chosen.count_as_paid,
        "last_address": store_facts.of(store.id).address,
    }  # fmt: skip

"""What a store has said of itself, kept so that screens and services know it while the store is away."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from desktop.models.base import run
from desktop.services.changes import unit


@dataclass(frozen=True, slots=True)
class Known:
    """As sync.connector's Facts and Capabilities say it; the defaults are those of a store never reached.

    `statuses` are (the store's word, the name that people read there). `kinds` None: not known yet.
    """

    kinds: tuple[str, ...] | None = None
    statuses: tuple[tuple[str, str], ...] = ()
    mails_on: tuple[str, ...] = ()
    restocks_on: tuple[str, ...] = ()
    choice_of_mail: bool = False
    lists_orders: bool = True
    reads_back: bool = True
    articles: bool = False
    customers: bool = False
    stock: bool = False
    tracking: str = ""
    version: str = ""
    currency: str = ""
    zone: str = ""
    languages: tuple[str, ...] = ()
    address: str = ""  # this shop's own on the internet, when the store let it in last, where it named one

    def mails(self, kind: str, body: dict[str, object]) -> bool:
        """Whether the customer hears of it when this message reaches the store."""
        if kind == "note":
            return bool(body.get("to_customer"))
        if kind == "tracking":
            return bool(body.get("notify", True))
        if kind == "order_status" and not self.choice_of_mail:
            return str(body.get("status", "")) in self.mails_on
        return kind == "order_status" and bool(body.get("notify"))


def of(store_id: int) -> Known:
    """What is known of a store; the defaults where it has never been reached."""
    row = run("SELECT knows FROM store WHERE id = ?", (store_id,)).fetchone()
    if row is None or not row[0]:
        return Known()
    kept: dict[str, Any] = {name: _frozen(value) for name, value in json.loads(row[0]).items()}
    return Known(**{name: value for name, value in kept.items() if name in Known.__dataclass_fields__})


def keep(store_id: int, known: Known) -> Known:
    """Keep what the store says of itself now; returns what was known before. The same again writes nothing."""
    before = of(store_id)
    if known != before:
        with unit() as work:
            said = json.dumps(asdict(known), ensure_ascii=False)
            run("UPDATE store SET knows = ? WHERE id = ?", (said, store_id))
            work.changed("contact", store_id)
    return before


def _frozen(value: object) -> object:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value

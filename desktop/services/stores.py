"""The online stores of a shop: how to reach them, how far they have been read, and whether they answer."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain import telling
from desktop.domain.errors import AlreadyExists, BadInput, KolliError, NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, utc
from desktop.services import permits, secrets
from desktop.services.changes import now, unit


class Restocks(KolliError):
    """`word` names a move of ours, `status` is the store's."""

    text = N_(
        "“{status}” puts an order's goods back into the store's stock, so only a cancelled order is told so. Choose"
        " another status for “{word}”, or none."
    )


class SameShop(AlreadyExists):
    text = N_("{url} is connected already, as {store}. Change that one; connected twice, its orders would come twice.")


@dataclass(frozen=True, slots=True)
class StoreRow:
    """A store. `fault` says why it is paused, "" when it is not; `cursor` is how far it has been read."""

    id: int
    kind: str
    name: str
    url: str
    settings: dict[str, object] = field(default_factory=dict)
    cursor: object = None
    active: bool = True
    fault: str = ""
    last_contact: datetime | None = None
    skew_s: int = 0


@dataclass(frozen=True, slots=True)
class StoreState:
    """What is observed of a store. `online` None: not tried yet. `trouble` says why it did not answer, "" when it did.

    `next_try_at`: when it is asked again, None while it answers; `next_kind`: which kind of message goes first then.
    """

    online: bool | None
    last_contact: datetime | None
    trouble: str
    fault: str
    next_try_at: datetime | None
    next_kind: str
    waiting: int
    oldest_waiting: datetime | None
    parked: int
    asking: int


def add(kind: str, name: str, url: str, settings: dict[str, object], keys: dict[str, str]) -> StoreRow:
    """Keep a new store; its keys go to the system's keyring and nowhere else.

    `settings["status_map"]` translates our words (paid, picking, packed, shipped, delivered, cancelled, on-hold) into
    the store's.

    Raises:
        BadInput: no name or address.
        AlreadyExists: another store has this name, or is this very shop.
        Restocks: a status of the map would put goods back (`settings["restocks_on"]` as the store says).
    """
    permits.require(Right.SETTINGS)
    _check_map(settings)
    if not name.strip() or not url.strip():
        raise BadInput(what=N_("The store's name and address"), value="", next=N_("Type both."))
    if run("SELECT 1 FROM store WHERE name = ?", (name.strip(),)).fetchone():
        raise AlreadyExists(what=N_("The store"), ref=name.strip())
    _refuse_same(kind, url, settings)
    with unit() as work:
        store_id = insert(
            "INSERT INTO store (kind, name, url, settings, active, fault, skew_s) VALUES (?, ?, ?, ?, ?, '', 0)",
            (kind, name.strip(), url.strip().rstrip("/"), json.dumps(settings, ensure_ascii=False), True),
        )
        if keys:  # a folder has none, and needs no keyring
            secrets.keep(f"store:{store_id}", keys)
        work.changed("store", store_id)
        return get(store_id)


def _refuse_same(kind: str, url: str, settings: dict[str, object], but: int = 0) -> None:
    """One shop is connected once. A Vendure may hold several shops, each with a channel of its own."""
    for row in every():
        same = (row.kind, row.url.casefold(), row.settings.get("channel") or "") == (
            kind, url.strip().rstrip("/").casefold(), settings.get("channel") or "",
        )  # fmt: skip
        if same and row.id != but:
            raise SameShop(url=row.url, store=row.name)


def every() -> list[StoreRow]:
    return _select("1 = 1", ())


def active() -> list[StoreRow]:
    """The stores that are switched on, paused ones too."""
    return _select("active", ())


def get(store_id: int) -> StoreRow:
    """One store.

    Raises:
        NotFound: there is no such store.
    """
    found = _select("id = ?", (store_id,))
    if not found:
        raise NotFound(what=N_("store"), ref=store_id)
    return found[0]


def named(name: str) -> StoreRow:
    """The store that a person calls so, by its name or address.

    Raises:
        NotFound: there is no such store.
    """
    found = _select("name = ? OR url = ?", (name, name.rstrip("/")))
    if not found:
        raise NotFound(what=N_("store"), ref=name)
    return found[0]


def keys(store_id: int) -> dict[str, str]:
    """The store's keys, from the keyring."""
    return secrets.read(f"store:{store_id}")


def change(store_id: int, **values: object) -> StoreRow:
    """Set name, url, settings or active of a store, or its `keys`; a changed address or key ends a pause."""
    permits.require(Right.SETTINGS)
    with unit() as work:
        new_keys = values.pop("keys", None)
        if isinstance(new_keys, dict) and new_keys:
            secrets.keep(f"store:{store_id}", new_keys)
        if "url" in values:
            before = get(store_id)
            chosen = values.get("settings", before.settings)
            _refuse_same(before.kind, str(values["url"]), chosen if isinstance(chosen, dict) else {}, store_id)
        for name, chosen in values.items():
            if name not in ("name", "url", "settings", "active"):
                raise BadInput(what=name, value=chosen, next=N_("There is no such setting."))
            if name in ("name", "url") and not str(chosen).strip():
                raise BadInput(what=N_("The store's name and address"), value="", next=N_("Type both."))
            if name == "name" and run("SELECT 1 FROM store WHERE name = ? AND id <> ?", (chosen, store_id)).fetchone():
                raise AlreadyExists(what=N_("The store"), ref=chosen)
            if name == "settings" and isinstance(chosen, dict) and chosen != get(store_id).settings:
                _check_map(chosen)
            kept = json.dumps(chosen, ensure_ascii=False) if name == "settings" else chosen
            run(f"UPDATE store SET {name} = ?, fault = '' WHERE id = ?", (kept, store_id))
        if new_keys:
            run("UPDATE store SET fault = '' WHERE id = ?", (store_id,))
        work.changed("store", store_id)
        return get(store_id)


def state(store_id: int) -> StoreState:
    """Whether a store answers, since when, and what waits for it.

    Raises:
        NotFound: there is no such store.
    """
    row = run(
        "SELECT online, last_contact, trouble, fault, next_try_at FROM store WHERE id = ?", (store_id,)
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("store"), ref=store_id)
    waiting, oldest, first = run(
        "SELECT count(*), min(created_at), min(id) FROM outbox WHERE store_id = ?"
        " AND state IN ('waiting', 'sending', 'sent')",
        (store_id,),
    ).fetchone()
    others = dict(run(
        "SELECT state, count(*) FROM outbox WHERE store_id = ? AND state IN ('parked', 'asking') GROUP BY state",
        (store_id,),
    ).fetchall())  # fmt: skip
    kind = run("SELECT kind FROM outbox WHERE id = ?", (first,)).fetchone()[0] if first else ""
    online, contact, trouble, fault, next_try = row
    return StoreState(
        None if online is None else bool(online), utc(contact) if contact else None, trouble, fault,
        utc(next_try) if next_try else None, kind, int(waiting), utc(oldest) if oldest else None,
        int(others.get("parked", 0)), int(others.get("asking", 0)),
    )  # fmt: skip


def mark_contact(store_id: int, skew_s: int = 0) -> None:
    """The store has answered just now."""
    with unit() as work:
        run("UPDATE store SET last_contact = ?, skew_s = ?, fault = '', online = ?, trouble = '', next_try_at = NULL"
            " WHERE id = ?", (ms(now()), skew_s, True, store_id))  # fmt: skip
        work.changed("contact", store_id)


def mark_away(store_id: int, trouble: str, next_try_at: datetime) -> None:
    """The store did not answer; it is asked again then."""
    with unit() as work:
        run("UPDATE store SET online = ?, trouble = ?, next_try_at = ? WHERE id = ?",
            (False, trouble, ms(next_try_at), store_id))  # fmt: skip
        work.changed("contact", store_id)


def mark_paused(store_id: int, fault: str) -> None:
    """The store refuses us: nothing is tried until its owner has changed something."""
    with unit() as work:
        run("UPDATE store SET fault = ? WHERE id = ?", (fault, store_id))
        work.changed("contact", store_id)


def save_cursor(store_id: int, cursor: object) -> None:
    """How far the store has been read; called in the unit that keeps what was read."""
    with unit():
        run("UPDATE store SET cursor = ? WHERE id = ?", (json.dumps(cursor), store_id))


def _check_map(settings: dict[str, object]) -> None:
    told, restocks, named = settings.get("status_map"), settings.get("restocks_on"), settings.get("statuses")
    if not isinstance(told, dict) or not isinstance(restocks, list | tuple):
        return
    wrong = telling.restocking(told, [str(status) for status in restocks])
    if wrong:
        names = {str(one[0]): str(one[1]) for one in named} if isinstance(named, list | tuple) else {}
        status = str(told[wrong[0]])
        raise Restocks(word=telling.WORDS.get(wrong[0], wrong[0]), status=names.get(status, status))


def _select(where: str, values: tuple[object, ...]) -> list[StoreRow]:
    found = run(
        "SELECT id, kind, name, url, settings, cursor, active, fault, last_contact, skew_s FROM store"
        f" WHERE {where} ORDER BY id",
        values,
    ).fetchall()
    return [
        StoreRow(*[
            *row[:4], json.loads(row[4]), json.loads(row[5]) if row[5] else None, bool(row[6]), row[7],
            utc(row[8]) if row[8] else None, row[9]])
        for row in found
    ]  # fmt: skip

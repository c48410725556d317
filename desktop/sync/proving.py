"""Reads what a store says now about every order that a proof is about, and has both sides compared. Changes nothing."""

import logging
from collections.abc import Callable
from dataclasses import replace

from desktop.domain.proof import Proof
from desktop.domain.remote import RemoteOrder
from desktop.services import proof
from desktop.services.stores import StoreRow
from desktop.sync.connector import Connector, Pull, Refused

MOST_ALONE = 500  # orders asked for one by one, where the store's lists did not name them
MOST_TWICE = 100  # orders looked at a second time, because they differed

log = logging.getLogger(__name__)


def prove_store(
    row: StoreRow,
    open_store: Callable[[StoreRow], Connector],
    sync: Callable[[], None],
    go_on: Callable[[], bool] = lambda: True,
) -> Proof | None:
    """`prove` over a connection of its own, which looks back as far as a proof does, and no farther."""
    connector = open_store(replace(row, settings={**row.settings, "history_days": proof.days()}))
    try:
        return prove(row.id, connector, sync, go_on)
    finally:
        connector.close()


def prove(
    store_id: int,
    connector: Connector,
    sync: Callable[[], None] = lambda: None,
    go_on: Callable[[], bool] = lambda: True,
) -> Proof | None:
    """Prove one store and keep the proof; None where `go_on` said stop.

    `sync` brings what changed in the store meanwhile: what differs is read a second time after it, so that an order
    that somebody touches just now is no difference.

    Raises:
        Offline, Busy, Refused, SignInFailed: the store could not be read to the end; nothing is kept.
    """
    said = _listed(connector, go_on)
    left = [ref for ref in proof.refs(store_id) if ref not in said]
    _ask_each(connector, left[:MOST_ALONE], said, go_on)
    differing = proof.look(store_id, said)
    if differing and go_on():
        sync()
        _ask_each(connector, differing[:MOST_TWICE], said, go_on)
    return proof.keep(store_id, said) if go_on() else None


def _listed(connector: Connector, go_on: Callable[[], bool]) -> dict[str, RemoteOrder | None]:
    said: dict[str, RemoteOrder | None] = {}
    can = connector.capabilities()
    # Reading such a list may itself be a move: files are put aside once they were read.
    if not can.lists_orders or not can.reads_back or not can.asks:
        return said
    for read in (connector.pull_orders, connector.open_orders):
        _walk(read, said, go_on)
    return said


def _walk(
    read: Callable[[str], Pull], said: dict[str, RemoteOrder | None], go_on: Callable[[], bool], cursor: str = ""
) -> None:
    while go_on():
        pull = read(cursor)
        said.update((order.remote_id, order) for order in pull.orders)
        if not pull.more or pull.cursor == cursor:
            return
        cursor = pull.cursor


def _ask_each(
    connector: Connector, refs: list[str], said: dict[str, RemoteOrder | None], go_on: Callable[[], bool]
) -> None:
    for ref in refs:
        if not go_on():
            return
        try:
            said[ref] = connector.read_order(ref)
        except Refused as refusal:  # this one, or any: it stays unknown, and the proof says so
            log.info("order %s was not read for the proof: %s", ref, refusal.code)
            said.pop(ref, None)

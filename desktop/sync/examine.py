"""Looking at a store before it is kept: does it let us in, and what does it call its states?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from desktop.services.stores import StoreRow
from desktop.sync.connect import account, connect
from desktop.sync.connector import Check, Connector, Facts, Fault, SignInFailed, Step, StoreError
from desktop.sync.connectors import CONNECTORS

_CHECKS = {Fault.PLAIN_HTTP: Check.SECURE, Fault.CERTIFICATE: Check.SECURE, Fault.KEY_MISSING: Check.KEY}


@dataclass(frozen=True, slots=True)
class Examined:
    """`steps` up to the first that failed; `facts` None if one did. `words`: our word for a move -> the status it is
    told by; `known`: the statuses whose meaning every store of this kind shares, the others need their owner's word.
    """

    steps: tuple[Step, ...]
    facts: Facts | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return self.facts is not None


def examine(kind: str, url: str, settings: Mapping[str, object], keys: Mapping[str, str]) -> Examined:
    """Test an address and its keys step by step, nothing is kept; waits for the store, up to a minute or two."""
    return _examine(kind, lambda: CONNECTORS[kind](account(url, settings, keys)))


def examine_kept(store: StoreRow) -> Examined:
    """The same with a store that is kept, and the keys of this computer."""
    return _examine(store.kind, lambda: connect(store))


def _examine(kind: str, open_it: Callable[[], Connector]) -> Examined:
    try:
        connector = open_it()
    except SignInFailed as error:  # an address that cannot be, or a key that is not here
        return Examined((Step(_CHECKS.get(error.fault, Check.ADDRESS), error),))
    try:
        steps = tuple(connector.test())
        if not all(step.passed for step in steps):
            return Examined(steps)
        try:
            facts = connector.probe()
        except StoreError as error:
            return Examined((*steps[:-1], Step(steps[-1].check, error)))
    finally:
        connector.close()
    return Examined(steps, facts, dict(CONNECTORS[kind].STATUS_MAP), dict(CONNECTORS[kind].MEANINGS))

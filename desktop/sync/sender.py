"""The one sender of a store: message after message, each order's in sequence; what fails alone holds up nobody."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.errors import KolliError
from desktop.domain.remote import RemoteOrder
from desktop.i18n import N_, _
from desktop.services import levels, outbox, store_credits
from desktop.services.changes import now
from desktop.services.outbox import Message
from desktop.sync.connector import (
    Busy,
    Capabilities,
    Conflict,
    Connector,
    Offline,
    Outcome,
    Push,
    Refused,
    SignInFailed,
)
from desktop.sync.tally import LONGEST_OFFLINE_S, Tally, wait_s

PARK_AFTER = 8  # tries that the store itself spoiled; with no network a message waits for ever
_AT_FIRST = 2  # failures one after the other until the store counts as away; while it is away, each is one probe
_ALONE_AFTER = 4  # failures of one message beside others that went through, until its waits grow beyond the store's
_SWEEP = 50  # messages, until those are looked for that have become due behind us
_NOT_TAKEN = N_("This store cannot be told such a thing. It is kept, and told if the store takes it one day.")

_INTERRUPTED = N_(
    "Kolli was ended while it told the store this, and this store cannot be asked whether it was done. Look there, then"
    " try again or leave it."
)


@dataclass(slots=True)
class _Failure:
    """What is remembered of a message without an answer: how many other answers there had been until then."""

    answers: int
    alone: int = 0


class Sender:
    """Used by one thread. `keep_order` takes in what the store says after a write; `read_sales` reads its new orders.

    `settle_s`: how long after a write whose answer was lost the store may still be at it.
    """

    def __init__(
        self,
        store_id: int,
        connector: Connector,
        tally: Tally,
        *,
        settle_s: float,
        go_on: Callable[[], bool],
        capabilities: Callable[[], Capabilities],
        keep_order: Callable[[RemoteOrder], None],
        read_sales: Callable[[], None],
    ) -> None:
        self._store_id = store_id
        self._connector = connector
        self._tally = tally
        self._settle_s = settle_s
        self._go_on = go_on
        self._capabilities = capabilities
        self._keep_order = keep_order
        self._read_sales = read_sales
        self._away = False
        self._begun = False
        self._answers = 0
        self._failures: dict[int, _Failure] = {}
        self._moved: dict[str, int] = {}  # how often an article's level was not what the store had said last

    def push_due(self, within_s: float | None = None) -> bool:
        """Tell the store what is due, for so many seconds; True if more may be due.

        Raises:
            Offline, Busy, SignInFailed: the store as a whole does not take anything now.
        """
        end = None if within_s is None else time.monotonic() + within_s
        outbox.level_waits(self._store_id)
        if not self._begun:
            self._begin()
        after, sent, failed = 0, 0, list[Offline]()
        while self._go_on():
            if end is not None and time.monotonic() >= end:
                return True
            message = outbox.next_due(self._store_id, now(), after)
            if message is None and after:
                after = 0
                continue
            if message is None:
                break
            sent += 1
            after = message.id if sent % _SWEEP else 0
            trouble = self._push(message)
            failed = [*failed, trouble] if trouble else []
            if trouble and (self._away or len(failed) >= _AT_FIRST):
                self._away = True
                raise trouble
        if failed:
            raise failed[-1]
        return False

    def _begin(self) -> None:
        """What a sender before us left in the middle may be at work still, or nobody can ask whether it was done."""
        left = outbox.interrupted(self._store_id)
        if left and not self._capabilities().reads_back:
            for message_id in left:
                outbox.park(message_id, _(_INTERRUPTED))
                self._tally.parked += 1
        outbox.let_settle(self._store_id, self._settle_s)
        self._begun = True

    def has_answered(self) -> None:
        """The store has answered something else: it is not away."""
        self._answers += 1
        self._away = False

    def has_gone(self) -> None:
        """The store was found away by another request: the next message is a probe."""
        self._away = True

    def _push(self, message: Message) -> Offline | None:
        """Tell one message; Offline where there was no answer, and it is not known to be this message's own fault."""
        if message.kind not in self._capabilities().kinds:
            outbox.skip(message.id, _(_NOT_TAKEN))
            self._tally.skipped += 1
            return None
        fresh = levels.refresh(message) if message.kind == "stock" else message
        begun = outbox.mark_sending(fresh, self._settle_s) if fresh else None
        if begun is None:
            return None
        try:
            outcome = self._connector.perform(Push(begun.kind, begun.remote_id, begun.op_id, begun.body))
        except Refused as refusal:  # and Conflict: a person decides, if no rule does
            self.has_answered()
            if not self._is_moved_stock(begun, refusal):
                self._park(begun, refusal)
        except Busy as busy:
            self._wait(begun, busy)
            if busy.whole_store:
                raise
        except Offline as offline:
            return self._unanswered(begun, offline)
        except SignInFailed as shut:
            outbox.mark_failed(begun, shut.say(), 1.0)
            self._tally.failed += 1
            raise
        else:
            self.has_answered()
            self._confirm(begun, outcome)
        return None

    def _confirm(self, message: Message, outcome: Outcome) -> None:
        evidence = {"result": outcome.result.value, "read": outcome.evidence}
        outbox.mark_confirmed(message, evidence, outcome.echo)
        self._tally.confirmed += 1
        self._failures.pop(message.id, None)
        if message.kind == "stock":
            self._moved.pop(message.subject, None)
            levels.said(self._store_id, message.remote_id, int(str(message.body["to"])))
        elif message.kind in store_credits.KINDS:
            store_credits.confirmed(message)
        if outcome.order is not None:  # our own echo: kept now, so that the next delta has nothing new in it
            self._keep_order(outcome.order)

    def _is_moved_stock(self, message: Message, refusal: Refused) -> bool:
        """The store says another level than last time: what it sold meanwhile is read, and the level is worked out anew
        from what it says now. True if so."""
        found = str(refusal.values.get("found", ""))
        if message.kind != "stock" or not isinstance(refusal, Conflict) or not _is_number(found):
            return False
        turns = self._moved[message.subject] = self._moved.get(message.subject, 0) + 1
        levels.said(self._store_id, message.remote_id, int(found))
        # The next look at it makes another message of it (levels.refresh), or none. Not at once for ever.
        outbox.mark_failed(message, refusal.say(), 0.0 if turns < 3 else wait_s(turns))
        self._read_sales()
        return True

    def _unanswered(self, message: Message, offline: Offline) -> Offline | None:
        """The store is away, or this one request is always cut off while it answers others: who fails alone waits
        alone, longer and longer."""
        failure = self._failures.setdefault(message.id, _Failure(self._answers))
        if self._answers > failure.answers:
            failure.alone += 1
            failure.answers = self._answers
        alone = failure.alone >= _ALONE_AFTER
        pause = wait_s(failure.alone) if alone else wait_s(message.tries + 1, LONGEST_OFFLINE_S)
        if offline.values.get("sent"):  # its write may be still at work
            pause = max(pause, self._settle_s)
        outbox.mark_failed(message, offline.say(), pause)
        self._tally.failed += 1
        return None if alone else offline

    def _wait(self, message: Message, busy: Busy) -> None:
        """The store is in trouble. If it is over this one message, it is parked after some tries."""
        if not busy.whole_store and message.tries + 1 >= PARK_AFTER:
            self._park(message, busy)
            return
        pause = busy.wait_s if busy.whole_store else max(self._settle_s, wait_s(message.tries + 1))
        outbox.mark_failed(message, busy.say(), pause)
        self._tally.failed += 1

    def _park(self, message: Message, error: KolliError) -> None:
        outbox.park(message.id, error.say())
        self._tally.parked += 1


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal()

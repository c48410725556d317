"""The thread that sends mails: one after the other, each exactly once; and looks into the mailbox for what came back.

Only one sends for a shop at a time (a lease), and even two could not send one mail twice: who gives the last dot must
first have turned the mail from waiting to sending.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from desktop.domain.errors import KolliError
from desktop.formats.letter import Letter
from desktop.i18n import N_
from desktop.services import changes, lease, permits
from desktop.services.changes import Change, now
from desktop.services.mail import enclosing, posting, rounds
from desktop.services.mail.posting import Post
from desktop.services.messages.sender import Sender, password, sender
from desktop.sync.mailbox import look_into
from desktop.sync.smtp import (
    Fault,
    LaterMail,
    Line,
    Patience,
    RefusedMail,
    Server,
    ServerTrouble,
    UnknownMail,
    Withdrawn,
    server_of,
)
from desktop.sync.tally import wait_s

log = logging.getLogger(__name__)
_LEASE = "mail"
_GIVE_UP_AFTER = timedelta(days=2)  # a server that has said "later" for so long will not take it


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things are done, in seconds."""

    look_s: float = 30.0  # for mails that another process has made
    rounds_s: float = 3600.0  # for parcels that are late, and opinions to ask for
    mailbox_s: float = 300.0
    lease_s: float = 900.0  # longer than the longest wait for an answer
    lasting_s: float = 1800.0  # a server whose trouble needs a person is tried again so often by itself
    later_s: float = 60.0  # after a first "later"
    stumble_s: float = 5.0  # until the next turn, after one that the database ended
    fall_s: float = 60.0  # the same after one that nothing here foresaw
    patience: Patience = field(default_factory=Patience)


@dataclass(slots=True)
class Tally:
    """What one round has done. `trouble` is the sentence of a server that takes nothing, "" for none."""

    sent: int = 0
    waiting: int = 0
    parked: int = 0
    unsure: int = 0
    trouble: str = ""


class Postman:
    """`start()`, `stop()`; nothing else needs to be called. `at_end` closes the thread's database connection."""

    def __init__(
        self,
        *,
        pace: Pace | None = None,
        open_line: Callable[[Server, Patience], Line] = Line,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._pace = pace or Pace()
        self._open_line = open_line
        self._at_end = at_end
        self._owner = lease.owner()
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._line: Line | None = None
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._unlisten: Callable[[], None] = lambda: None
        self._fails = 0
        self._try_at = 0.0
        self._rounds_at = 0.0
        self._mailbox_at = 0.0
        self._begun = False
        self._held_until = 0.0

    def start(self) -> Callable[[], None]:
        """Begin; returns `stop`."""
        self._unlisten = changes.listen(self._hear)
        self._thread = threading.Thread(target=self._run, name="post")
        self._thread.start()
        return self.stop

    def stop(self) -> None:
        """End. A mail whose answer is being waited for is hung up on after a moment, and is unsure."""
        self._unlisten()
        self._stopping.set()
        self._awake.set()
        thread = self._thread
        if thread is None:
            return
        thread.join(5.0)
        line = self._line
        if thread.is_alive() and line is not None and line.handed_over:
            thread.join(25.0)  # an answer that comes spares a person the doubt
        if thread.is_alive():
            if line is not None:
                line.cut()
            thread.join()
        self._thread = None

    def wake(self) -> None:
        """Try now, whatever was waited for."""
        self._try_at = self._mailbox_at = 0.0
        self._awake.set()

    def run_once(self) -> Tally:
        """Send what is due and look into the mailbox, on the calling thread. For `kolli mail send`.

        Raises:
            OtherSender: another window or bench is sending.
        """
        by = sender()
        tally = Tally()
        if not by.on:
            return tally
        try:
            if not self._hold():
                raise OtherSender
            with permits.trusting():
                rounds.make_due()
                self._send_due(by, tally)
                look_into(by)
        finally:
            self._let_go()
        return tally

    def _run(self) -> None:
        try:
            with permits.trusting():  # buyers are written to whoever is signed in here
                while not self._stopping.is_set():
                    self._awake.clear()
                    self._awake.wait(self._safe_turn_s())
        finally:
            with contextlib.suppress(KolliError):  # without a database the lease ends by itself
                self._let_go()
            self._at_end()

    def _safe_turn_s(self) -> float:
        """One turn, whatever happens in it; returns how long to wait for the next."""
        try:
            self._turn()
            return self._pause_s()
        except KolliError as error:  # the database, not the mail server: that one is dealt with in _send_due
            log.warning("the post waits: %s", type(error).__name__)
            pause = self._pace.stumble_s
        except Exception:  # the top of this thread: report, and go on with the next turn
            log.exception("the post failed")
            pause = self._pace.fall_s
        # A mail may have been in the middle: when the lease is held anew, it is looked for and is unsure.
        self._begun = False
        return pause

    def _turn(self) -> None:
        by = sender()
        if not by.on or not self._hold():
            return
        clock = time.monotonic()
        if clock >= self._rounds_at:
            self._rounds_at = clock + self._pace.rounds_s
            rounds.make_due()
        if clock >= self._try_at:
            self._send_due(by, Tally())
        if by.imap_host and clock >= self._mailbox_at and not self._stopping.is_set():
            self._mailbox_at = clock + self._pace.mailbox_s
            look_into(by)

    def _send_due(self, by: Sender, tally: Tally) -> None:
        posting.level_waits()
        after = 0
        while not self._stopping.is_set() and self._hold():
            post = posting.next_due(now(), after)
            if post is None:
                break
            after = post.id
            try:
                self._send(by, post, tally)
            except ServerTrouble as trouble:
                if not trouble.in_mail:
                    self._server_fails(post, trouble, tally)
                    return
                # The line breaks over this one mail, perhaps always: it waits alone, the others go on.
                posting.not_taken(post, trouble.say(), wait_s(post.tries + 2))
                tally.waiting += 1
                continue
            self._fails = 0
            rounds.server_answers("")
        if self._line is not None:
            self._line.leave()
            self._line = None

    def _send(self, by: Sender, post: Post, tally: Tally) -> None:
        line = self._line_to(by)
        try:
            answer = line.send(_letter(by, post), partial(posting.begin, post))
        except Withdrawn:
            return
        except UnknownMail as unknown:
            posting.unsure(post.id, unknown.say())
            tally.unsure += 1
        except RefusedMail as refused:
            posting.park(post, refused.say())
            tally.parked += 1
        except LaterMail as later:
            if now() - post.created_at > _GIVE_UP_AFTER:
                posting.park(post, later.say())
                tally.parked += 1
            else:
                posting.not_taken(post, later.say(), self._pace.later_s * 2.0 ** min(post.tries, 6))
                tally.waiting += 1
        else:
            posting.sent(post.id, answer)
            tally.sent += 1

    def _server_fails(self, post: Post, trouble: ServerTrouble, tally: Tally) -> None:
        """Nothing can go now: every mail waits as it is, and the server is tried again after a growing wait."""
        posting.not_taken(post, trouble.say(), 0.0, tried=False)
        tally.trouble = trouble.say()
        rounds.server_answers(trouble.say())
        self._fails += 1
        pause = self._pace.lasting_s if trouble.fault.lasting else wait_s(self._fails)
        self._try_at = time.monotonic() + pause
        log.warning("the mail server takes nothing: %s", trouble.fault.value)

    def _line_to(self, by: Sender) -> Line:
        try:
            secret = password() if by.user else ""
        except KolliError as locked:
            raise ServerTrouble(Fault.LOCKED, by.host, locked.say()) from locked
        server = server_of(by, secret)
        if self._line is None or server != self._server:
            if self._line is not None:
                self._line.close()
            self._line = self._open_line(server, self._pace.patience)
            self._server = server
        return self._line

    def _hold(self) -> bool:
        """Whether it is we who send; what a sender before us left in the middle is unsure from then on."""
        clock = time.monotonic()
        if self._begun and clock < self._held_until:
            return True
        if not lease.take(_LEASE, self._owner, self._pace.lease_s):
            self._begun, self._held_until = False, 0.0
            return False
        self._held_until = clock + self._pace.lease_s / 10
        if not self._begun:
            posting.interrupted()
            self._begun = True
        return True

    def _let_go(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._held_until:  # who never sent holds nothing, and need not ask the database at the very end
            lease.leave(_LEASE, self._owner)
        self._begun, self._held_until = False, 0.0

    def _pause_s(self) -> float:
        due = posting.next_time()
        clock = time.monotonic()
        soonest = clock + self._pace.look_s
        if due is not None:
            soonest = min(soonest, max(clock + (due - now()).total_seconds(), self._try_at))
        return max(0.05, soonest - clock)

    def _hear(self, heard: frozenset[Change]) -> None:
        if threading.current_thread() is not self._thread and any(each.kind in ("mail", "settings") for each in heard):
            if any(each.kind == "settings" for each in heard):
                self._try_at = 0.0  # somebody may have mended the sender
            self._awake.set()


class OtherSender(KolliError):
    text = N_("Another bench or window is sending mails just now. Nothing is lost; try again in a minute.")


def _letter(by: Sender, post: Post) -> Letter:
    return Letter(
        post.message_id, by.name, by.address, post.to_name, post.to_address, post.subject, post.body, post.created_at,
        by.reply_to, post.language, post.event != "note", f"STOP-{post.number}" if post.event == "review" else "",
        enclosing.papers(post),
    )  # fmt: skip

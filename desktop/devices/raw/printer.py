"""A printer that is spoken to in its own language: the page as dots, its own status before and after each paper.

It keeps no list of its jobs. What it has said is all that is known: a paper whose line broke is doubtful, and so is one
that it held when it was turned off.
"""

import contextlib
import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from desktop.devices import raw
from desktop.devices.device import (
    Condition,
    JobState,
    Printer,
    PrinterAway,
    PrinterBroke,
    PrinterMissing,
    PrinterRefused,
    Progress,
    State,
    Ticket,
)
from desktop.devices.raw import dots
from desktop.devices.raw.language import Job, Language, Said
from desktop.devices.raw.line import Line, LineBroke
from desktop.devices.raw.options import Options
from desktop.i18n import N_, _

_ANSWER_S = 1.0
_SETTLE_S = 4.0  # a receipt of half a metre is out by then; a longer one is asked about later
_FRESH_S = 0.5
_ASK_AGAIN_S = 60.0  # a printer that said nothing may have been busy with another bench


class PrinterHeld(PrinterAway):
    """It says itself why it cannot print now; nothing was sent to it."""

    text = N_("{reason} The paper waits.")


class PrinterForbidden(PrinterAway):
    text = N_("This computer does not let Kolli use {address}. Let its administrator allow it; the paper waits.")


class RawPrinter:
    """See `Printer`. The line is opened for each paper and each question, so that benches can share a printer."""

    def __init__(self, name: str, dpi: int, language: Language, address: str, options: Options) -> None:
        self.name, self.dpi = name, dpi
        self._language, self._address, self._options = language, address, options
        self._speaks: bool | None = None  # None: it was not asked yet
        self._asked_at = 0.0
        self._confirms = False  # it has answered the question that stands behind a paper
        self._done: set[str] = set()
        self._held: set[str] = set()
        self._lost: set[str] = set()
        self._fresh: tuple[float, Condition] | None = None

    @classmethod
    def made(cls, name: str, dpi: int, settings: Mapping[str, object]) -> Printer:
        """Settings: language, address, and what Options reads."""
        language = raw.LANGUAGES.get(str(settings.get("language")), raw.LANGUAGES["zpl"])
        return cls(name, dpi, language, str(settings.get("address", "")), Options.of(settings))

    def send(self, ticket: Ticket) -> str:
        paper = self._drawn(ticket)
        with self._line() as line:
            self._check(line)
            try:
                line.write(paper)
            except LineBroke as fault:
                raise (PrinterBroke if fault.sent else PrinterAway)(printer=self.name) from fault
            try:
                done, said = self._settled(line)
            except OSError as fault:
                raise PrinterBroke(printer=self.name) from fault
        (self._done if done else self._held).add(ticket.key)
        if done:
            self._fresh = (time.monotonic() + _FRESH_S, self._as_condition(said))
        return ticket.key

    def find(self, key: str) -> Progress | None:
        raise PrinterBroke(printer=self.name)  # it keeps no list: a person must look

    def progress(self, remote: str) -> Progress:
        if remote in self._done or self._speaks is False:
            self._done.discard(remote)
            return Progress(remote, JobState.DONE)
        with self._line() as line:
            try:
                done, said = self._settled(line, again=True)
            except OSError as fault:
                raise PrinterAway(printer=self.name) from fault
        if not done:
            self._held.add(remote)
            return Progress(remote, JobState.SENT, self._as_condition(said).reason)
        if remote in self._held:
            self._held.discard(remote)
            return Progress(remote, JobState.DONE)
        self._lost.discard(remote)
        # It was turned off with the paper in its memory, or Kolli was, and cannot know whether it was.
        return Progress(remote, JobState.UNSURE, PrinterBroke(printer=self.name).say())

    def condition(self) -> Condition:
        fresh, self._fresh = self._fresh, None
        if fresh and time.monotonic() < fresh[0]:
            return fresh[1]
        try:
            with self._line() as line:
                return self._as_condition(self._ask(line))
        except PrinterMissing as fault:
            return Condition(State.MISSING, fault.say())
        except PrinterAway as fault:
            return Condition(State.AWAY, fault.say())
        except OSError:
            self._forget()
            return Condition(State.AWAY, PrinterAway(printer=self.name).say())

    # the line

    @contextlib.contextmanager
    def _line(self) -> Iterator[Line]:
        """An open line.

        Raises:
            PrinterMissing, PrinterAway: nothing was sent.
        """
        try:
            address = urlsplit(self._address)
            line = raw.LINES[address.scheme](address)
        except PermissionError as fault:
            raise PrinterForbidden(address=self._address) from fault
        except OSError as fault:
            self._forget()
            raise PrinterAway(printer=self.name) from fault
        except (KeyError, ValueError) as fault:  # an address that is none
            raise PrinterMissing(printer=self.name) from fault
        try:
            yield line
        finally:
            with contextlib.suppress(OSError):
                line.close()

    def _forget(self) -> None:
        """It may have been turned off: what it held is no longer in it, or it is; nobody knows."""
        self._lost |= self._held
        self._held.clear()

    def _check(self, line: Line) -> None:
        """See that it can print.

        Raises:
            PrinterAway: it does not answer any more, or says what is in its way.
        """
        try:
            said = self._ask(line)
        except OSError as fault:
            self._forget()
            raise PrinterAway(printer=self.name) from fault
        if said and said.trouble:
            raise PrinterHeld(reason=said.trouble)

    def _ask(self, line: Line) -> Said | None:
        """How it is; None = it is of those that never say.

        Raises:
            OSError: the line broke, or it has answered before and does so no more.
        """
        if not line.two_way or (self._speaks is False and time.monotonic() - self._asked_at < _ASK_AGAIN_S):
            return None
        self._asked_at = time.monotonic()
        line.write(self._language.ask)
        heard = b""
        while (left := self._asked_at + _ANSWER_S - time.monotonic()) > 0:
            heard += line.read(left)
            said = self._language.understand(heard)
            if said is not None:
                self._speaks = True
                return said
        if self._speaks:
            raise TimeoutError
        self._speaks = False
        return None

    def _settled(self, line: Line, *, again: bool = False) -> tuple[bool, Said | None]:
        """Whether all that was sent has come out, and how the printer is. `again`: only ask, nothing was sent now."""
        if self._speaks is False or not line.two_way:
            line.finish()
            return True, None
        if not self._language.finished:
            said = self._ask(line)
            if not again:
                line.finish()
            return said is None or not (said.trouble or said.waiting), said
        if again:  # a printer that is stopped answers only how it is
            said = self._ask(line)
            if said and said.trouble:
                return False, said
        end = time.monotonic() + (_ANSWER_S if again else _SETTLE_S)
        line.write(self._language.finished)
        while time.monotonic() < end:
            if self._language.is_finished(line.read(0.3)):
                self._confirms = True
                return True, Said()
            said = self._ask(line)
            if said and said.trouble:
                return False, said
            if not self._confirms and again:
                return True, said
        return not self._confirms, Said()

    # words and dots

    def _as_condition(self, said: Said | None) -> Condition:
        if said is None:
            return Condition(State.READY)  # the line opens; more is not known
        loaded = ((0, round(said.length_dots * 25.4 / self.dpi)),) if said.length_dots else ()
        if said.trouble:
            return Condition(State.TROUBLE, _(said.trouble), loaded)
        return Condition(State.BUSY if said.waiting else State.READY, "", loaded)

    def _drawn(self, ticket: Ticket) -> bytes:
        own = self._options
        job = Job(
            dpi=self.dpi, copies=ticket.copies, darkness=own.darkness, speed=own.speed, gap_mm=own.gap_mm,
            cut=own.cutter and ticket.cut, kick=own.drawer and ticket.kick, feed=ticket.cut,
            stored=own.stored,
        )  # fmt: skip
        if not ticket.pdf.startswith(b"%PDF"):  # it is in the printer's own language already
            return self._language.dressed(ticket.pdf, job)
        pages = []
        for page in dots.pages(ticket.pdf, self.dpi):
            narrow = page.narrowed(own.width_for(page, self.dpi, rolls=self._language.rolls))
            if narrow is None:
                raise PrinterRefused(printer=self.name, reason=N_("it is wider than its print head"))
            pages.append(narrow)
        return self._language.draw(pages, job)

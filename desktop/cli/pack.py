"""kolli pack: scans from a file or a pipe, each answered by one line after it is on disk.

A harness may end this process at any moment and start it again. Without `--op-prefix` a scan whose line was never read
may or may not have been counted: ask `kolli orders show` first. With `--op-prefix P` the n-th scan of the input is the
operation P-n for ever: give the same input again from its beginning, and what was counted is answered and not counted
again (the counts in such a repeated answer are those of now).

Lines are counted from 1; empty lines are no scans. Besides articles, our own codes may be scanned: an order's or a
parcel's code opens that order (a packed one is reopened), and the commands UNDO, SEEN, ASIDE and REOPEN of the card.
"""

import io
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from desktop.cli import shop
from desktop.cli.console import Console
from desktop.domain import codes
from desktop.domain.codes import Command, Kind
from desktop.domain.errors import BadInput, KolliError, NotAllowed
from desktop.domain.order import Fulfilment
from desktop.formats.detect import unreadable
from desktop.formats.errors import FileRefused
from desktop.i18n import N_, _
from desktop.services import orders, packing
from desktop.services.packing import ScanResult

_LONGEST = 4096  # characters of one line; no code is longer, and a file without line ends is no list of scans


def declare(parser: ArgumentParser) -> None:
    """Scan units of an order; one JSON line a scan."""
    parser.add_argument("ref", metavar="REF", help=_("the order's number or code"))
    parser.add_argument("--scans", required=True, metavar="FILE|-", help=_("one scanned code a line; - is the pipe"))
    parser.add_argument("--op-prefix", type=_prefix, metavar="TEXT",
                        help=_("names scan n TEXT-n: given again, it is answered and not counted again"))  # fmt: skip
    parser.set_defaults(run=_pack)


def _pack(given: Namespace, console: Console) -> int:
    scans = _scans(given.scans)
    with shop.opened(given):
        bench = _Bench(orders.find(given.ref), given.op_prefix or "")
        refused = 0
        for turn, code in enumerate(scans, start=1):
            told = bench.take(turn, code)
            console.line(told)
            refused += "message" in told
    return 1 if refused else 0


class _Bench:
    """One order after the other, as their codes are scanned."""

    def __init__(self, order_id: int, op_prefix: str) -> None:
        self._order_id = order_id
        self._prefix = op_prefix
        # A command that stands before a scan known to be on disk was carried out, too.
        self._done = packing.last_turn(op_prefix) if op_prefix else 0
        if orders.show(order_id).state.fulfilment is not Fulfilment.PACKED:
            packing.open_order(order_id)

    def take(self, turn: int, code: str) -> dict[str, object]:
        """Answer one scan; what is refused says so in `message`, and the next scan goes on."""
        understood = codes.read(code)
        try:
            if understood.kind in (Kind.ORDER, Kind.PARCEL):
                return self._open(code, understood.value, turn)
            if understood.kind is Kind.COMMAND:
                return self._command(code, Command(understood.value), turn)
            return self._told(packing.scan(self._order_id, code, op_id=self._op(turn)))
        except KolliError as error:
            return {**self._counts(code, "refused"), "message": error.say()}

    def _open(self, code: str, ours: str, turn: int) -> dict[str, object]:
        wanted = orders.find(ours)
        if turn <= self._done:
            self._order_id = wanted
            return self._counts(code, "opened")
        packed = orders.show(wanted).state.fulfilment is Fulfilment.PACKED
        (packing.reopen if packed else packing.open_order)(wanted)
        self._order_id = wanted
        return self._counts(code, "reopened" if packed else "opened")

    def _command(self, code: str, command: Command, turn: int) -> dict[str, object]:
        if command is Command.UNDO:
            return self._told(packing.undo(self._order_id, op_id=self._op(turn)))
        if turn <= self._done:
            return self._counts(code, command.value.lower())
        if command is Command.SEEN:
            orders.see_note(self._order_id)
        elif command is Command.ASIDE:
            packing.put_aside(self._order_id)
        elif command is Command.REOPEN:
            packing.reopen(self._order_id)
        else:
            raise NotAllowed(ref=code, reason=N_("this command needs a window."), action=command.value)
        return self._counts(code, command.value.lower())

    def _told(self, result: ScanResult) -> dict[str, object]:
        line = next((each.position for each in orders.lines(self._order_id) if each.id == result.line_id), None)
        told: dict[str, object] = {
            "code": result.code, "verdict": result.verdict.value, "line": line, "packed": result.packed,
            "ordered": result.ordered, "left": result.left,
        }  # fmt: skip
        return {**told, "parcel": result.parcel} if result.parcel else told

    def _counts(self, code: str, verdict: str) -> dict[str, object]:
        left = sum(line.left for line in orders.lines(self._order_id))
        return {"code": code, "verdict": verdict, "line": None, "packed": 0, "ordered": 0, "left": left}

    def _op(self, turn: int) -> str | None:
        return f"{self._prefix}-{turn}" if self._prefix else None


def _scans(source: str) -> Iterator[str]:
    """The scanned codes. A file is read here already, so that a wrong one changes nothing.

    Raises:
        FileRefused: it cannot be read, is no text, or is empty.
    """
    if source == "-":
        return _piped()
    path = Path(source)
    try:
        held = path.read_bytes()
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    try:
        text = held.decode("utf-16" if held[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise FileRefused(file=path.name, reason=N_("it is not text. Give one scanned code a line."))
    codes_read = [line.strip() for line in text.splitlines() if line.strip()]
    if not codes_read:
        raise FileRefused(file=path.name, reason=N_("it is empty. Give one scanned code a line."))
    return iter(codes_read)


def _piped() -> Iterator[str]:
    """Each line as soon as it comes; what is behind the longest line that can be a code is left out."""
    pipe = sys.stdin.buffer if sys.stdin else io.BytesIO()
    while line := pipe.readline(_LONGEST):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = pipe.readline(_LONGEST)
        if code := line.decode("utf-8", "replace").strip():
            yield code


def _prefix(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._:-]{1,60}", text):
        raise BadInput(what="--op-prefix", value=text, next=N_("Use 1 to 60 letters and digits."))
    return text

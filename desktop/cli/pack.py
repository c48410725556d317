"""kolli pack: scans from a file or a pipe, each answered by one line after it is on disk.

A harness may end this process at any moment and start it again. Without `--op-prefix` a scan whose line was never read
may or may not have been counted: ask `kolli orders show` first. With `--op-prefix P` the n-th scan of the input is the
operation P-n for ever: give the same input again from its beginning, and what was done is answered and not done again
(the counts in such a repeated answer are those of now; a code of ours or a refused scan says `done`).

Empty lines are no scans and are not counted. Beside articles, our own codes do what they do at the bench: an order's
code opens that order, a parcel's label is scanned back onto it, and the command card is obeyed. Nobody looks at a
screen here: what the buyer wrote counts as read and pack tasks as done when an order is opened (`kolli orders show`
tells them). What else stands against closing is said in `standing`.
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
from desktop.formats.detect import unreadable
from desktop.formats.errors import FileRefused
from desktop.i18n import N_, _
from desktop.services import closing, notes, orders, packing, tasks
from desktop.services.bench import Happened, Seat
from desktop.services.changes import new_op_id
from desktop.services.packing import ScanResult

_NEED_WINDOW = (Happened.NEXT,)
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
        here = _Bench(orders.find(given.ref), given.op_prefix or "")
        refused = 0
        for turn, code in enumerate(scans, start=1):
            told = here.take(turn, code)
            console.line(told)
            refused += "message" in told
        here.close()
    return 1 if refused else 0


class _Bench:
    """A bench without a window, at one order until a scan opens another."""

    def __init__(self, order_id: int, op_prefix: str) -> None:
        self._prefix = op_prefix
        self._done, last_id = packing.last_operation(op_prefix) if op_prefix else (0, None)
        self._seat = Seat()
        self._at = last_id or order_id
        self._seat.show(self._at)
        self._read_notes()

    def take(self, turn: int, code: str) -> dict[str, object]:
        """Answer one scan; what is refused says so in `message`, and the next scan goes on."""
        op_id = f"{self._prefix}-{turn}" if self._prefix else new_op_id()
        try:
            if turn <= self._done:
                return self._repeated(code, op_id)
            return self._taken(code, op_id)
        except KolliError as error:
            return {**self._line(code, "refused"), "message": error.say()}
        finally:
            self._at = self._seat.order_id or self._seat.closed_id or self._at
            self._read_notes()

    def close(self) -> None:
        """Close an open order in which nothing is left, such as one that was reopened and is right as it is."""
        here = self._seat.order_id
        if here is not None and not orders.show(here).units_left and not closing.standing(here):
            self._seat.finish()

    def _repeated(self, code: str, op_id: str) -> dict[str, object]:
        """A scan before one that is on disk: it had its answer in an earlier life, and is not done again."""
        result = packing.told(op_id)
        return self._counted(result) if result else self._line(code, "done")

    def _taken(self, code: str, op_id: str) -> dict[str, object]:
        understood = codes.read(code)
        if understood.kind is Kind.COMMAND and understood.value == Command.UNDO:
            return self._counted(packing.undo(self._at, op_id))
        ours = understood.kind in (Kind.ORDER, Kind.PARCEL, Kind.COMMAND)
        if self._seat.order_id is None and not ours:
            return self._counted(packing.scan(self._at, code, op_id=op_id))  # refuses, and says why
        answer = self._seat.scan(code, op_id)
        self._at = self._seat.order_id or self._seat.closed_id or self._at
        if answer.happened in _NEED_WINDOW:
            raise NotAllowed(ref=code, reason=N_("this command needs a window."), action=answer.happened)
        return self._counted(answer.result) if answer.result else self._line(code, answer.happened.value)

    def _read_notes(self) -> None:
        here = self._seat.order_id
        if here is None:
            return
        for task in tasks.of(here):
            if task.done_at is None:
                tasks.finish(task.id)
        if any(not note.seen for note in notes.of(here)):
            notes.see(here)

    def _counted(self, result: ScanResult) -> dict[str, object]:
        position = next((each.position for each in orders.lines(self._at) if each.id == result.line_id), None)
        told: dict[str, object] = {
            "code": result.code, "verdict": result.verdict.value, "line": position, "packed": result.packed,
            "ordered": result.ordered, "left": result.left,
        }  # fmt: skip
        if result.standing:
            told["standing"] = [each.text for each in result.standing]
        return {**told, "parcel": result.parcel} if result.parcel else told

    def _line(self, code: str, verdict: str) -> dict[str, object]:
        left = sum(line.left for line in orders.lines(self._at))
        return {"code": code, "verdict": verdict, "line": None, "packed": 0, "ordered": 0, "left": left}


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

"""M3: scanners on serial lines: every line end, pieces, unplugging, two at a bench; 10,000 scans, none lost."""

import os
import queue
import random
import time
import tty
from pathlib import Path

import pytest

from desktop.devices.device import State
from desktop.devices.framing import LONGEST, Framer
from desktop.devices.scanners import ScannerRoom, Setting, ports
from desktop.devices.simulated_scanner import SimulatedScanner
from tests.hard.runs import new_seed, report, runs

WAIT_S = 20.0
ENDS = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "etx": b"\x03"}


class Ear:
    """What the scanners' threads said."""

    def __init__(self):
        self.frames, self.conditions = queue.SimpleQueue(), queue.SimpleQueue()
        self.room = ScannerRoom(
            lambda name, frame: self.frames.put((name, frame)), lambda name, how: self.conditions.put((name, how))
        )

    def next(self):
        name, frame = self.frames.get(timeout=WAIT_S)
        return name, frame.text if frame.whole else None

    def state(self, wanted):
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            name, how = self.conditions.get(timeout=WAIT_S)
            if how.state is wanted:
                return name, how.reason
        raise AssertionError(f"never {wanted}")


@pytest.fixture
def ear():
    ear = Ear()
    yield ear
    ear.room.close()


class Line:
    """A virtual serial line: what a scanner writes, the program reads at `port`."""

    def __init__(self, at: Path):
        self.master, slave = os.openpty()
        tty.setraw(slave)
        self._slave = slave
        self.at = at
        at.unlink(missing_ok=True)
        at.symlink_to(os.ttyname(slave))

    def send(self, data: bytes):
        while data:
            data = data[os.write(self.master, data) :]

    def unplug(self):
        self.at.unlink(missing_ok=True)
        os.close(self.master)
        os.close(self._slave)


@pytest.fixture
def line(tmp_path):
    lines = []

    def make(name="one"):
        lines.append(Line(tmp_path / name))
        return lines[-1]

    yield make
    for one in lines:
        if one.at.is_symlink():
            one.unplug()


@pytest.mark.parametrize("kind", [*ENDS, "any"])
def test_each_line_end_parts_codes_and_nothing_of_it_stays(kind):
    for end in ENDS.values() if kind == "any" else [ENDS[kind]]:
        framer, codes = Framer(kind), ["]C10109506000134352\x1d10LOT", "KO10482A", "räksmörgås"]
        data = b"".join(code.encode() + end for code in codes)
        for size in (1, 3, len(data)):
            chunks = [data[at : at + size] for at in range(0, len(data), size)]
            found = [frame for turn, chunk in enumerate(chunks) for frame in framer.feed(chunk, turn / 1000)]
            assert [frame.text for frame in found] == codes
            assert all(frame.whole for frame in found)


def test_a_pause_ends_a_code_where_nothing_else_does():
    framer = Framer("silence")
    assert framer.feed(b"4006381", 0.0) == []
    assert framer.feed(b"333931", 0.02) == []
    assert framer.idle(0.05) == []
    assert [frame.text for frame in framer.idle(0.1)] == ["4006381333931"]
    assert framer.idle(1.0) == []


def test_a_code_cut_in_two_is_refused_once_and_the_next_is_heard():
    framer = Framer("cr")
    assert framer.feed(b"4006381", 0.0) == []
    assert [frame.whole for frame in framer.feed(b"333931\r", 1.0)] == [False]
    assert [frame.text for frame in framer.feed(b"4006381333931\r", 1.1)] == ["4006381333931"]


def test_a_line_that_never_ends_is_refused_and_keeps_no_memory():
    framer = Framer("cr")
    found = [frame for turn in range(40) for frame in framer.feed(b"x" * 1024, turn / 1000)]
    assert [frame.whole for frame in found] == [False]
    assert len(framer._bytes) <= LONGEST
    assert framer.feed(b"x\r", 0.05) == []
    assert [frame.text for frame in framer.feed(b"A1\r", 0.06)] == ["A1"]


def test_bytes_of_any_kind_are_framed_without_a_fault():
    seed = random.randrange(2**32)
    print("seed", seed)
    dice = random.Random(seed)
    framer, now = Framer("any"), 0.0
    for _turn in range(5000):
        now += dice.choice((0.001, 0.1, 0.9))
        framer.feed(dice.randbytes(dice.randrange(20)), now)


def test_two_scanners_at_a_bench_have_each_its_name_and_habits(ear, line):
    one, two = line("one"), line("two")
    ear.room.use([
        Setting("Hand", str(one.at), line_end="cr", prefix="~", suffix="#"),
        Setting("Table", str(two.at), line_end="etx", separator="|"),
    ])  # fmt: skip
    ear.state(State.READY)
    ear.state(State.READY)
    one.send(b"~KO10482A#\r")
    assert ear.next() == ("Hand", "KO10482A")
    two.send(b"\x02]C10109506000134352|10LOT\x03")
    assert ear.next() == ("Table", "]C10109506000134352\x1d10LOT")


def test_a_scanner_that_is_unplugged_is_named_and_heard_again_when_it_is_back(ear, line):
    one = line()
    ear.room.use([Setting("Hand", str(one.at))])
    ear.state(State.READY)
    one.send(b"4006381333931\r")
    assert ear.next() == ("Hand", "4006381333931")
    one.send(b"40063")  # the cable comes out in the middle of a code
    time.sleep(0.1)
    one.unplug()
    assert ear.next() == ("Hand", None)
    name, reason = ear.state(State.AWAY)
    assert name in reason
    again = line()
    ear.state(State.READY)
    again.send(b"7310865004703\r")
    assert ear.next() == ("Hand", "7310865004703")


def test_a_port_that_is_not_there_is_said_and_waited_for(ear, line, tmp_path):
    ear.room.use([Setting("Hand", str(tmp_path / "one"))])
    assert "Hand" in ear.state(State.AWAY)[1]
    line().send(b"")
    ear.state(State.READY)


def test_a_simulated_scanner_is_heard_and_can_be_unplugged():
    ear, scanner = Ear(), SimulatedScanner()
    ear.room = ScannerRoom(ear.room._heard, ear.room._told, scanner.open)
    ear.room.use([Setting("Tour", "simulated", line_end="cr")])
    ear.state(State.READY)
    scanner.send(b"KO10482A\r")
    assert ear.next() == ("Tour", "KO10482A")
    scanner.unplug()
    ear.state(State.AWAY)
    scanner.plug()
    ear.state(State.READY)
    scanner.send(b"4006381333931\r")
    assert ear.next() == ("Tour", "4006381333931")
    ear.room.close()


def test_ports_are_listed():
    assert all(port.device for port in ports())


@runs(sample=1000, whole=10_000)
def test_scans_through_a_serial_line_are_all_heard_and_none_is_merged(ear, line, times):
    seed = new_seed()
    dice = random.Random(seed)
    one = line()
    end = dice.choice(list(ENDS))
    ear.room.use([Setting("Hand", str(one.at), line_end=end, baud=115200)])
    ear.state(State.READY)
    codes = [f"{turn:06}" + "".join(dice.choice("0123456789ABC-/\x1d") for _sign in range(dice.randrange(2, 60)))
             for turn in range(times)]  # fmt: skip
    sent, heard = 0, []
    while len(heard) < times:
        while sent < times and sent - len(heard) < 20:
            data = codes[sent].encode() + ENDS[end]
            cut = dice.randrange(len(data))
            one.send(data[:cut])
            if dice.random() < 0.05:
                time.sleep(dice.uniform(0, 0.03))
            one.send(data[cut:])
            sent += 1
        heard.append(ear.next()[1])
    report("M3 serial", seed, scans=times, lost=times - len(heard), merged=sum(text not in codes for text in heard),
           line_end=end)  # fmt: skip
    assert heard == codes

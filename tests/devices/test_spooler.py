"""The spooler: in order, once each, and honest about what it does not know."""

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from desktop.devices.device import Condition, JobState, State, Ticket
from desktop.devices.simulated import Fault, SimulatedPrinter
from desktop.devices.spooler import Job, Spooler
from desktop.domain.errors import NotFound


class Queue:
    """The rows that a database would keep."""

    def __init__(self, *jobs: Job) -> None:
        self.rows = {job.key: job for job in jobs}
        self.told: list[tuple[str, JobState, str]] = []
        self.held: dict[str, str] = {}
        self.lock = threading.Lock()

    def take(self) -> Job | None:
        with self.lock:
            waiting = (job for job in self.rows.values() if job.state is JobState.QUEUED)
            return next((job for job in waiting if job.group not in self.held), None)

    def open_jobs(self) -> list[Job]:
        return [job for job in self.rows.values() if job.state in (JobState.SENDING, JobState.SENT)]

    def report(self, key: str, state: JobState, reason: str, remote: str) -> None:
        with self.lock:
            self.rows[key] = replace(self.rows[key], state=state, remote=remote)
            self.told.append((key, state, reason))

    def states(self) -> set[JobState]:
        with self.lock:
            return {job.state for job in self.rows.values()}


def job(key: str, state: JobState = JobState.QUEUED, remote: str = "") -> Job:
    return Job(key, f"#{key}", lambda: b"%PDF " + key.encode(), state=state, remote=remote)


@pytest.fixture
def running() -> Iterator[Callable[..., Spooler]]:
    spoolers: list[Spooler] = []

    def start(printer: SimulatedPrinter, queue: Queue, **more: object) -> Spooler:
        spooler = Spooler(printer, queue.take, queue.report, queue.open_jobs, poll_s=0.01, **more)  # type: ignore[arg-type]
        spoolers.append(spooler)
        spooler.start()
        return spooler

    yield start
    for spooler in spoolers:
        spooler.close()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.002)


def test_papers_come_out_in_order_once_each(running):
    printer, queue = SimulatedPrinter(), Queue(*(job(str(n)) for n in range(50)))
    running(printer, queue)
    until(lambda: queue.states() == {JobState.DONE})
    assert [key for key, _pdf in printer.printed] == [str(n) for n in range(50)]
    assert printer.printed[7] == ("7", b"%PDF 7")


def test_a_job_is_on_record_as_sending_before_its_first_byte(running):
    printer, queue = SimulatedPrinter(), Queue(job("a"))
    seen: list[JobState] = []
    printer.before_send = lambda ticket: seen.append(queue.rows[ticket.key].state)
    running(printer, queue)
    until(lambda: queue.states() == {JobState.DONE})
    assert seen == [JobState.SENDING]


def test_a_printer_that_is_away_keeps_its_papers(running):
    printer, queue = SimulatedPrinter(), Queue(job("a"), job("b"))
    printer.away = True
    conditions: list[Condition] = []
    spooler = running(printer, queue, changed=conditions.append)
    until(lambda: any(reason for _key, _state, reason in queue.told))
    assert printer.printed == []
    assert queue.states() == {JobState.QUEUED} or JobState.SENDING in queue.states()
    assert conditions[0].state is State.AWAY
    assert "Simulated" in conditions[0].reason
    printer.away = False
    spooler.wake()
    until(lambda: queue.states() == {JobState.DONE})
    assert [key for key, _pdf in printer.printed] == ["a", "b"]


def test_without_paper_the_job_waits_at_the_printer_and_comes_out_once(running):
    printer, queue = SimulatedPrinter(), Queue(job("a"))
    printer.paper_out = True
    running(printer, queue)
    until(lambda: queue.states() == {JobState.SENT})
    printer.refill()
    until(lambda: queue.states() == {JobState.DONE})
    assert len(printer.printed) == 1


def test_a_lost_answer_does_not_print_twice(running):
    printer, queue = SimulatedPrinter(), Queue(job("a"), job("b"))
    printer.fail(Fault.LOST_AFTER)
    running(printer, queue)
    until(lambda: queue.states() == {JobState.DONE})
    assert [key for key, _pdf in printer.printed] == ["a", "b"]


def test_a_lost_request_is_sent_again(running):
    printer, queue = SimulatedPrinter(), Queue(job("a"), job("b"))
    printer.fail(Fault.LOST_BEFORE)
    running(printer, queue)
    until(lambda: queue.states() == {JobState.DONE})
    assert sorted(key for key, _pdf in printer.printed) == ["a", "b"]


@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER])
def test_a_printer_without_a_list_leaves_a_doubtful_paper_to_a_person(running, fault):
    printer, queue = SimulatedPrinter(keeps_list=False), Queue(job("a"), job("b"))
    printer.fail(fault)
    running(printer, queue)
    until(lambda: queue.rows["b"].state is JobState.DONE)
    assert queue.rows["a"].state is JobState.UNSURE
    assert "come out" in next(reason for key, state, reason in queue.told if state is JobState.UNSURE)


def test_a_printer_that_is_gone_keeps_its_papers_for_another_one(running):
    printer, queue = SimulatedPrinter(), Queue(job("a"), job("b"))
    printer.fail(Fault.MISSING)
    running(printer, queue)
    until(lambda: queue.states() == {JobState.DONE})
    assert [key for key, _pdf in printer.printed] == ["a", "b"]
    assert "no printer" in next(reason for _key, state, reason in queue.told if reason)


def test_a_refused_paper_fails_with_a_reason_and_holds_up_nobody(running):
    printer, queue = SimulatedPrinter(), Queue(job("a"), job("b"))
    printer.fail(Fault.REFUSED)
    running(printer, queue)
    until(lambda: queue.rows["b"].state is JobState.DONE)
    assert queue.rows["a"].state is JobState.FAILED
    assert next(reason for _key, state, reason in queue.told if state is JobState.FAILED)


def test_a_paper_that_cannot_be_drawn_holds_up_nobody(running):
    def gone() -> bytes:
        raise NotFound(what="order", ref="10482")

    printer = SimulatedPrinter()
    queue = Queue(Job("a", "#a", gone), job("b"))
    running(printer, queue)
    until(lambda: queue.rows["b"].state is JobState.DONE)
    assert queue.rows["a"].state is JobState.FAILED
    assert "10482" in next(reason for key, state, reason in queue.told if state is JobState.FAILED)


def test_after_a_crash_a_paper_that_came_out_is_not_printed_again(running):
    printer = SimulatedPrinter()
    printer.send(Ticket("out", "#out", b"%PDF out"))
    queue = Queue(job("out", JobState.SENDING), job("not", JobState.SENDING), job("next"))
    running(printer, queue)
    until(lambda: queue.states() == {JobState.DONE})
    assert sorted(key for key, _pdf in printer.printed) == ["next", "not", "out"]


def test_after_a_crash_nothing_new_is_printed_before_the_old_is_known(running):
    printer, queue = SimulatedPrinter(), Queue(job("old", JobState.SENDING), job("new"))
    printer.away = True
    spooler = running(printer, queue)
    time.sleep(0.1)
    assert queue.rows["old"].state is JobState.SENDING
    assert queue.rows["new"].state is JobState.QUEUED
    printer.away = False
    spooler.wake()
    until(lambda: queue.states() == {JobState.DONE})
    assert sorted(key for key, _pdf in printer.printed) == ["new", "old"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # the crash is a SystemExit
def test_crashes_at_any_moment_lose_nothing_and_double_nothing(running):
    seed = random.randrange(2**32)
    print("seed", seed)
    choose = random.Random(seed)
    printer, queue = SimulatedPrinter(), Queue(*(job(f"{n:03}") for n in range(60)))
    for _crash in range(200):
        if queue.states() == {JobState.DONE}:
            break
        printer.fail(
            *(
                fault
                for fault in Fault
                if fault is not Fault.REFUSED and fault is not Fault.MISSING and choose.random() < 0.3
            )
        )
        crash_at, count = choose.randrange(1, 12), itertools.count(1)
        dead = threading.Event()

        def report(
            key: str, state: JobState, reason: str, remote: str, count=count, crash_at=crash_at, dead=dead
        ) -> None:
            if dead.is_set() or next(count) == crash_at:
                dead.set()  # the process ends before this is stored, and nothing later is stored either
                raise SystemExit
            queue.report(key, state, reason, remote)

        spooler = Spooler(printer, queue.take, report, queue.open_jobs, poll_s=0.001)
        spooler.start()
        until(lambda dead=dead: dead.is_set() or queue.states() == {JobState.DONE})
        spooler.close()
    assert queue.states() == {JobState.DONE}
    assert sorted(key for key, _pdf in printer.printed) == sorted(queue.rows)


def test_closing_finishes_the_paper_in_hand_and_says_goodbye_on_its_thread(running):
    printer, queue = SimulatedPrinter(), Queue(*(job(str(n)) for n in range(3)))
    begun, go_on, left = threading.Event(), threading.Event(), []

    def hold(_ticket: Ticket) -> None:
        begun.set()
        go_on.wait(5)

    printer.before_send = hold
    spooler = running(printer, queue, leave=lambda: left.append(threading.current_thread().name))
    assert begun.wait(5)
    threading.Timer(0.05, go_on.set).start()
    spooler.close()
    assert queue.rows["0"].state is JobState.SENT
    assert queue.rows["1"].state is JobState.QUEUED
    assert left == ["printer Simulated"]


def paper(width: float, height: float) -> bytes:
    return f"%PDF-1.4 {width} {height}".encode()


def test_papers_whose_size_is_not_loaded_wait_while_others_go_on(running, monkeypatch):
    monkeypatch.setattr("desktop.devices.spooler.media", lambda pdf: tuple(int(side) for side in pdf.split()[1:]))
    printer = SimulatedPrinter()
    printer.loaded = ((210, 297),)
    label = Job("label", "label", lambda: paper(100, 150), group="label")
    queue = Queue(label, replace(label, key="label-2"), Job("slip", "slip", lambda: paper(210, 297), group="slip"))
    conditions: list[Condition] = []
    spooler = running(printer, queue, changed=conditions.append)
    queue.held = spooler.held
    until(lambda: queue.rows["slip"].state is JobState.DONE)
    assert [key for key, _pdf in printer.printed] == ["slip"]
    assert queue.rows["label"].state is JobState.QUEUED
    reason = next(reason for key, _state, reason in queue.told if key == "label" and reason)
    assert reason.replace("\u00a0", " ") == "It needs 100 × 150 mm; the printer has A4."
    printer.loaded = ((101, 150),)
    until(lambda: queue.states() == {JobState.DONE})
    assert [key for key, _pdf in printer.printed] == ["slip", "label", "label-2"]


def test_a_printer_that_is_away_is_not_hammered_by_what_it_reports_itself(running):
    printer, queue = SimulatedPrinter(), Queue(job("a"))
    printer.away = True
    tries: list[str] = []
    printer.before_send = lambda ticket: tries.append(ticket.key)
    spooler = Spooler(
        printer, queue.take, lambda *told: (queue.report(*told), spooler.wake())[0], queue.open_jobs, poll_s=0.2
    )
    spooler.start()
    until(lambda: bool(tries))
    for _turn in range(20):
        spooler.wake()
        time.sleep(0.005)
    assert tries == ["a"]
    spooler.close()


def test_only_a_few_papers_lie_at_the_printer_so_that_the_rest_can_be_stopped(running):
    printer, queue = SimulatedPrinter(), Queue(*(job(f"{n:02}") for n in range(20)))
    printer.paper_out = True
    running(printer, queue)
    until(lambda: sum(job.state is JobState.SENT for job in queue.rows.values()) == 4)
    time.sleep(0.05)
    assert sum(job.state is JobState.QUEUED for job in queue.rows.values()) == 16
    printer.refill()
    until(lambda: queue.states() == {JobState.DONE})
    assert [key for key, _pdf in printer.printed] == [f"{n:02}" for n in range(20)]


def test_a_new_spooler_waits_for_the_paper_that_its_former_has_in_hand(running):
    printer, queue = SimulatedPrinter(), Queue(job("a"), job("b"))
    begun, go_on = threading.Event(), threading.Event()

    def hold(_ticket: Ticket) -> None:
        begun.set()
        go_on.wait(5)

    printer.before_send = hold
    former = running(printer, queue)
    assert begun.wait(5)
    following = Spooler(printer, queue.take, queue.report, queue.open_jobs, poll_s=0.01)
    former.close(0.01)
    following.start(former)
    time.sleep(0.05)
    go_on.set()
    until(lambda: queue.states() == {JobState.DONE})
    following.close()
    assert [key for key, _pdf in printer.printed] == ["a", "b"]

"""Work goes to one thread in the order asked; answers come back here; nothing answers to what is gone."""

import threading
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject

from desktop.ui.hub import Hub
from desktop.ui.tasks import AtOnce, Tasks


@pytest.fixture
def tasks(qapp):
    tasks = Tasks()
    yield tasks
    tasks.close()


class Asker(QObject):
    def __init__(self):
        super().__init__()
        self.got, self.wrong, self.thread = [], [], None

    def take(self, answer):
        self.got.append(answer)
        self.thread = threading.current_thread()

    def fail(self, error):
        self.wrong.append(error)


def test_work_is_done_elsewhere_in_order_and_answered_here(tasks, qtbot):
    asker, threads = Asker(), set()

    def work(n):
        threads.add(threading.current_thread().name)
        return n

    for n in range(50):
        tasks.run(lambda n=n: work(n), asker.take)
    qtbot.waitUntil(lambda: len(asker.got) == 50)
    assert asker.got == list(range(50))
    assert threads == {"kolli-store"}
    assert asker.thread is threading.main_thread()
    assert tasks.idle


def test_errors_go_to_who_asked_or_to_the_window(tasks, qtbot):
    asker, unheard = Asker(), []
    tasks.failed_unheard.connect(unheard.append)
    tasks.run(lambda: 1 / 0, asker.take, asker.fail)
    tasks.run(lambda: 1 / 0, asker.take)
    qtbot.waitUntil(lambda: bool(asker.wrong and unheard))
    assert asker.got == []
    assert isinstance(asker.wrong[0], ZeroDivisionError)


def test_an_answer_for_a_widget_that_is_gone_is_dropped(tasks, qtbot):
    asker, gate, last = Asker(), threading.Event(), Asker()
    tasks.run(gate.wait, asker.take)
    tasks.run(lambda: 2, last.take)
    import shiboken6

    shiboken6.delete(asker)
    gate.set()
    qtbot.waitUntil(lambda: last.got == [2])
    assert asker.got == []


def test_cancelled_work_is_not_begun_or_not_answered(tasks, qtbot):
    asker, gate, begun = Asker(), threading.Event(), []
    first = tasks.run(gate.wait, asker.take)
    second = tasks.run(lambda: begun.append(1), asker.take)
    first.cancel()
    second.cancel()
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert (asker.got, begun) == ([], [])


def test_closing_finishes_what_was_asked_and_opens_and_closes_on_the_thread():
    seen = []
    tasks = Tasks(
        opened=lambda: seen.append(("open", threading.current_thread().name)),
        closing=lambda: seen.append(("close", threading.current_thread().name)),
    )
    tasks.run(lambda: seen.append("work"))
    tasks.close()
    assert seen == [("open", "kolli-store"), "work", ("close", "kolli-store")]
    assert tasks.run(lambda: seen.append("late")).cancelled
    assert "late" not in seen


def test_at_once_answers_inside_the_call():
    asker = Asker()
    tasks = AtOnce()
    tasks.run(lambda: 5, asker.take)
    tasks.run(lambda: 1 / 0, asker.take, asker.fail)
    assert asker.got == [5]
    assert len(asker.wrong) == 1


@dataclass(frozen=True)
class Change:
    kind: str
    id: int


def test_the_hub_brings_commits_of_other_threads_here_once_and_only_the_kinds_asked_for(qtbot):
    listeners = []

    def listen(heard):
        listeners.append(heard)
        return lambda: listeners.remove(heard)

    hub, asker = Hub(listen), Asker()
    hub.watch(asker, {"order"}, asker.take)
    told = frozenset({Change("order", 1), Change("order", 2), Change("stock", 9)})
    thread = threading.Thread(target=lambda: listeners[0](told))
    thread.start()
    thread.join()
    assert asker.got == []
    qtbot.waitUntil(lambda: bool(asker.got))
    assert asker.got == [frozenset({Change("order", 1), Change("order", 2)})]
    assert asker.thread is threading.main_thread()
    hub.close()
    assert listeners == []

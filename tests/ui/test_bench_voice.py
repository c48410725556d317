"""What the bench says of an answer, beside its tone."""

import pytest

from desktop.domain.closing import Gate, Standing
from desktop.domain.packing import Verdict
from desktop.domain.sentinel import Hint
from desktop.services import orders
from desktop.services.bench import Answer, Ask, Happened, Wants
from desktop.services.packing import OrderChanged, ScanResult, TakenOver
from desktop.ui import cues
from desktop.ui.bench import voice
from tests.services import shop


def counted(verdict=Verdict.RIGHT, left=3, hint=Hint.NONE, standing=(), ask=None):
    result = ScanResult(verdict, "TEA", left, 1, 1, 4, hint=hint)
    return Answer(Happened.COUNTED, None, result, ask, standing)


TASK = (Standing(Gate.TASK, "Gift wrap", 1),)


@pytest.mark.parametrize(
    ("answer", "cue"),
    [
        (counted(), ("left", 3)),
        (counted(Verdict.UNDONE, left=4), ("left", 4)),
        (counted(left=0, standing=TASK), ("task", None)),
        (counted(left=2, standing=TASK), ("left", 2)),
        (counted(hint=Hint.BOTH), ("twice", None)),
        (counted(Verdict.WRONG), None),
        (counted(Verdict.TOO_MANY), None),
        (counted(Verdict.UNKNOWN), None),
        (counted(Verdict.COMPLETE, left=0), None),
        (counted(Verdict.COMPLETE, left=0, ask=Ask(Wants.LABEL, "Scan the label")), ("label", None)),
        (counted(ask=Ask(Wants.SERIAL, "Scan its serial number")), ("serial", None)),
        (Answer(Happened.ASKED, ask=Ask(Wants.WEIGHT, "Put it on")), ("weigh", None)),
        (Answer(Happened.ASKED, ask=Ask(Wants.WEIGHT, "No", detail="812 g and 600 g")), ("weight", None)),
        (Answer(Happened.ASKED, ask=Ask(Wants.BADGE, "Scan the badge")), ("supervisor", None)),
        (Answer(Happened.DONE, standing=(Standing(Gate.NOTE, "Read it"),)), ("note", None)),
        (Answer(Happened.WRONG_LABEL), ("wrong-label", None)),
        (Answer(Happened.ASIDE), ("aside", None)),
        (Answer(Happened.NOTHING), None),
    ],
)
def test_each_answer_has_its_cue(answer, cue):
    assert voice.cue_of(answer) == cue
    if cue is not None:
        assert all(file.exists() for file in cues.files(*cue, "id"))


def test_everything_that_a_bench_may_want_or_wait_for_has_a_cue():
    assert set(voice._GATES) == set(Gate)
    said = {*voice._WANTS.values(), *voice._GATES.values(), *voice._HAPPENED.values(), *cues.OF_TONE.values()}
    assert said <= set(cues.CUES)


def test_refusals_that_are_about_somebody_else_are_said():
    class Noted:
        def __init__(self):
            self.said = []

        def say(self, cue, number=None):
            self.said.append(cue)

    sounds = Noted()
    for error in (OrderChanged(ref="#1"), TakenOver(ref="#1", who="Dewi"), ValueError("other")):
        voice.speak_refusal(sounds, error)
    assert sounds.said == ["changed", "taken-over"]


def test_the_bench_speaks_while_an_order_is_packed(sqlite_database, make_window):
    order = shop.order(("TEA", 3))
    window = make_window()
    sounds = window.desk.sounds
    sounds.on = sounds.spoken = True
    window.open("packing", order.id)
    said = []
    for code in ("TEA", "NONSENSE", "TEA", "TEA"):
        sounds.said = ""
        window.scan(code)
        said.append(sounds.said)
    sounds.close()
    assert said[:2] == ["left 2", "unknown"]
    assert said[2] in ("left 1", "twice")  # a test scans quicker than people: the sentinel may ask
    assert said[3] == "label"
    assert orders.show(order.id).parcels

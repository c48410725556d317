"""Which cue the bench speaks for an answer: what the packer must know without looking up from the box."""

from desktop.domain.closing import Gate
from desktop.domain.packing import Verdict
from desktop.domain.sentinel import Hint
from desktop.services.bench import Answer, Happened, Wants
from desktop.services.packing import OrderChanged, TakenOver
from desktop.ui.sounds import Sounds

Cue = tuple[str, int | None]

_WANTS = {
    Wants.BADGE: "supervisor", Wants.SERIAL: "serial", Wants.LOT: "lot", Wants.EXPIRY: "expiry",
    Wants.YES_NO: "check", Wants.VALUE: "value", Wants.PHOTO: "photo", Wants.WEIGHT: "weigh",
    Wants.CARTON: "carton", Wants.LABEL: "label",
}  # fmt: skip
_GATES = {
    Gate.UNIT: "serial",
    Gate.NOTE: "note", Gate.OUT: "take-out", Gate.TASK: "task", Gate.CHECK: "check", Gate.CARTON: "carton",
    Gate.WEIGHT: "weigh", Gate.PHOTO: "photo",
}  # fmt: skip
_HAPPENED = {Happened.WRONG_LABEL: "wrong-label", Happened.ASIDE: "aside", Happened.PARCEL: "next"}


def speak(sounds: Sounds, answer: Answer) -> None:
    """Say it behind the tone; nothing where the tone's own word is enough."""
    cue = cue_of(answer)
    if cue is not None:
        sounds.say(*cue)


def speak_refusal(sounds: Sounds, error: Exception) -> None:
    if isinstance(error, OrderChanged):
        sounds.say("changed")
    elif isinstance(error, TakenOver):
        sounds.say("taken-over")


def cue_of(answer: Answer) -> Cue | None:
    """The cue and its number; None for silence."""
    result = answer.result
    if result is not None and not result.verdict.counts and result.verdict is not Verdict.UNDONE:
        return None  # wrong, too many, unknown: said with the tone
    if answer.happened in _HAPPENED:
        return _HAPPENED[answer.happened], None
    if answer.ask is not None and answer.ask.wants in _WANTS:
        differs = answer.ask.wants is Wants.WEIGHT and bool(answer.ask.detail)
        return "weight" if differs else _WANTS[answer.ask.wants], None
    if result is not None and result.hint in (Hint.QUICK, Hint.BOTH):
        return "twice", None
    if answer.standing and (result is None or not result.left):
        return _GATES[answer.standing[0].gate], None
    if result is not None and result.left and answer.happened in (Happened.COUNTED, Happened.OPENED):
        return "left", result.left
    return None

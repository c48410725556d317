"""Whether a scan is what the bench waits for."""

from desktop.domain.codes import Code, Command, Kind
from desktop.services.bench.answers import Ask, Wants

_KINDS = {Wants.BADGE: Kind.BADGE, Wants.BIND: Kind.BADGE, Wants.CARTON: Kind.CARTON, Wants.LABEL: Kind.PARCEL}
_COMMANDS = {
    Wants.YES_NO: {Command.YES, Command.NO},
    Wants.VALUE: {Command.YES, Command.DONE},  # the digits that were given are the value
    Wants.PHOTO: {Command.PHOTO},
    Wants.WEIGHT: {Command.WEIGH},
    Wants.TAKE_OVER: {Command.YES},
    Wants.TRUST: {Command.YES, Command.NO},
    Wants.BIND: {Command.YES},
}
FREE_TEXT = {Wants.SERIAL, Wants.LOT, Wants.EXPIRY}
_DIGITS = {Wants.QUANTITY, Wants.VALUE}


def fits(ask: Ask, code: Code) -> bool:
    """Whether the scan answers the question; everything else is handled as ever."""
    if code.kind is Kind.COMMAND:
        command = Command(code.value)
        if command.digit:
            return ask.wants in _DIGITS or any(choice.key == command.digit for choice in ask.choices)
        return command in _COMMANDS.get(ask.wants, ())
    if ask.wants in FREE_TEXT:
        return code.kind in (Kind.OTHER, Kind.PRODUCT)
    return code.kind is _KINDS.get(ask.wants)

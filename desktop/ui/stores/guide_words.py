"""What to do where a store does not let us in: the steps for each fault, with what the store said filled in."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.i18n import _
from desktop.sync.connector import Fault, SignInFailed


class Help(StrEnum):
    """What the button of a step does."""

    NONE = ""
    ADMIN = "admin"  # open the pages in which the store is run
    MODULE = "module"  # save the files of our module
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    detail: str = ""
    help: Help = Help.NONE


def steps(error: SignInFailed, waits: str = "") -> tuple[Step, ...]:
    """What its owner does, first to last; () where the sentence alone says it. `waits`: that nothing is lost."""
    last = Step(_("Come back and test"), waits, Help.TEST)
    path, user = _(_text(error, "path")) if _text(error, "path") else "", _text(error, "user")
    if error.fault is Fault.ADDRESS_REFUSED:
        before = _text(error, "last_address")
        user_there = _("then the user “{user}”").format(user=user) if user else ""
        where = ", ".join(part for part in (_("System, Users, API"), user_there) if part) if path else ""
        remove = _("Remove {address} if nobody else uses it").format(address=before) if before else _(
            "Each address by itself: a range or a star is never let in")  # fmt: skip
        return (
            Step(_("Open the store's admin"), where, Help.ADMIN),
            Step(_("Add the address under IP Addresses"), remove),
            last,
        )
    if error.fault is Fault.UNKNOWN and path:
        named = _("The user is “{user}”").format(user=user) if user else _("The user of this key")
        return (
            Step(_("The key is the same to the last letter"), path, Help.ADMIN),
            Step(_("Its user is switched on"), named),
            Step(_("This computer's address is on the list"), _("Under IP Addresses, beside the key")),
            last,
        )
    if error.fault is Fault.NO_MODULE:
        return (
            Step(_("Save Kolli's module"), _("One file for OpenCart 2.3 and 3, one for 4"), Help.MODULE),
            Step(_("Put it into the shop"), _("Extensions, Installer, Upload"), Help.ADMIN),
            Step(_("Switch it on and copy its key"), _("Extensions, Extensions, Modules, Kolli")),
            last,
        )
    return ()


def address(error: SignInFailed) -> tuple[str, str]:
    """The address to be let in, and the one that was, as the fault names them; "" where none is."""
    if error.fault in (Fault.ADDRESS_REFUSED, Fault.UNKNOWN, Fault.BLOCKED) and _text(error, "address"):
        before = _text(error, "last_address")
        return _text(error, "address"), before if before != _text(error, "address") else ""
    return "", ""


def _text(error: SignInFailed, name: str) -> str:
    return str(error.values.get(name, "") or "")

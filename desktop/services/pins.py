"""PINs: kept as argon2id hashes, and guessed slowly.

Four digits are ten thousand tries. Against somebody at the bench it is the growing wait that protects them, and it is
kept on disk and told by the database's clock, so that neither a restart nor another clock ends it.
"""

import re
from typing import Any

from desktop.domain.errors import BadInput, KolliError
from desktop.domain.rights import wait_after
from desktop.i18n import N_
from desktop.models.base import is_postgres, run
from desktop.services.changes import server_ms, unit

_WEAK = frozenset({"1234", "4321", "0000", "1111", "1212", "123456", "12345", "12345678"})


class WrongPin(KolliError):
    text = N_("This PIN is not right. Type it again, or scan your badge.")


class PinLocked(KolliError):
    text = N_("Too many wrong PINs. Wait {seconds} seconds, or scan your badge.")


def hashed(pin: str) -> str:
    """
    Raises:
        BadInput: not four to eight digits, or one that everybody tries first.
    """
    if not re.fullmatch(r"[0-9]{4,8}", pin):
        raise BadInput(what=N_("The PIN"), value="…" if pin else "", next=N_("Type four to eight digits."))
    if pin in _WEAK or len(set(pin)) == 1:
        raise BadInput(what=N_("The PIN"), value="…", next=N_("Everybody tries this one first. Choose another."))
    return str(_hasher().hash(pin))


def check(person_id: int, pin: str) -> None:
    """Accept the right PIN of a person.

    Raises:
        WrongPin: it is not; the next try may have to wait.
        PinLocked: too many wrong ones just before; this one was not looked at.
    """
    moment = server_ms()
    with unit():
        # The try is counted before it is looked at: tries at several benches, or a program killed in between, gain
        # nothing.
        row = run(
            "SELECT pin, pin_failures, pin_locked_until FROM person WHERE id = ? AND active"
            + (" FOR UPDATE" if is_postgres() else ""),
            (person_id,),
        ).fetchone()
        kept, failures, until = row or ("", 0, 0)
        waits = (until - moment + 999) // 1000
        if waits <= 0 and row:
            locked = moment + wait_after(failures + 1) * 1000
            run("UPDATE person SET pin_failures = ?, pin_locked_until = ? WHERE id = ?",
                (failures + 1, locked, person_id))  # fmt: skip
    if waits > 0:
        raise PinLocked(seconds=waits)
    if not kept or not _fits(str(kept), pin):
        raise WrongPin
    with unit():
        run("UPDATE person SET pin_failures = 0, pin_locked_until = 0 WHERE id = ?", (person_id,))


def _fits(kept: str, pin: str) -> bool:
    from argon2.exceptions import VerificationError

    try:
        return bool(_hasher().verify(kept, pin))
    except VerificationError:
        return False


def _hasher() -> Any:
    from argon2 import PasswordHasher  # on first use: it loads a library of its own

    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)  # RFC 9106, for little memory

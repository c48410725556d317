"""This computer's place: its name stands on queued papers, on printers and on orders that are being packed."""

from desktop.domain.errors import BadInput, KolliError
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import changes, permits, settings
from desktop.services.changes import unit
from desktop.services.settings import Bench


class SignsIn(KolliError):
    text = N_("People of this shop sign in by badge or PIN. Scan a badge.")


_SHIFT_MS = 12 * 3_600_000


def packs(name: str) -> bool:
    """Whether orders were opened at this bench within a shift: then its window begins there."""
    since = ms(changes.now()) - _SHIFT_MS
    row = run("SELECT 1 FROM packing_session WHERE bench = ? AND opened_at > ? LIMIT 1", (name, since)).fetchone()
    return row is not None


def rename(name: str) -> Bench:
    """Call this bench otherwise; what waits for it goes along.

    Raises:
        BadInput: no name.
    """
    permits.require(Right.SETTINGS)
    new = " ".join(name.split())
    if not new:
        raise BadInput(what=N_("The bench's name"), value=name, next=N_("Type a short one, such as Bench 2."))
    before = settings.bench()
    try:
        with unit() as work:
            changed = settings.change_bench(name=new)
            run("UPDATE print_job SET bench = ? WHERE bench = ? AND state = 'queued'", (new, before.name))
            run("UPDATE printer SET bench = ? WHERE bench = ?", (new, before.name))
            run("UPDATE packing_session SET bench = ? WHERE bench = ? AND closed_at IS NULL", (new, before.name))
            changes.work_at(new, changed.person)  # before the listeners hear of it: the print room asks whose it is
            work.changed("printer", 0)
    except BaseException:
        changes.work_at(before.name, before.person)
        raise
    return changed


def sign(person: str) -> Bench:
    """Say who works here; the name stands in every history from now on.

    Raises:
        SignsIn: people of this shop sign in by badge or PIN.
    """
    if permits.enforced():
        raise SignsIn
    changed = settings.change_bench(person=" ".join(person.split()))
    changes.work_at(changed.name, changed.person)
    return changed

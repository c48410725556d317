"""Orders that have been in a stage longer than the shop allows: listed and counted, never moved by themselves."""

from datetime import timedelta

from desktop.domain.errors import BadInput
from desktop.domain.order import Stage
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import permits, settings
from desktop.services.changes import now

_KEY = "stuck-hours"
_MOST_HOURS = 24 * 365
USUAL: dict[Stage, int] = {
    Stage.TO_CONFIRM: 72, Stage.TO_PICK: 24, Stage.TO_PACK: 24, Stage.TO_SHIP: 24, Stage.SHIPPED: 24 * 14,
    Stage.ON_HOLD: 24 * 7, Stage.RETURNS: 24 * 7,
}  # fmt: skip


def limits() -> dict[Stage, int]:
    """After how many hours in a stage an order counts as stuck; 0 = never."""
    kept = settings.value(_KEY, {})
    return {stage: int(kept.get(stage.value, hours)) for stage, hours in USUAL.items()}


def change(stage: Stage, hours: int) -> None:
    """Set the limit of a stage in hours; 0 = orders may stay there for ever.

    Raises:
        BadInput: a stage that nothing waits in, or no such number of hours.
        NoRight: who works here may not change settings.
    """
    permits.require(Right.SETTINGS)
    if stage not in USUAL or not 0 <= hours <= _MOST_HOURS:
        raise BadInput(what=N_("The limit"), value=hours, next=N_("Give hours from 0 (never) to 8760."))
    settings.remember(_KEY, {**settings.value(_KEY, {}), stage.value: hours})


_BY_TIME = "stage = ? AND coalesce(since_at, created_at) < ?"
# What has come back stays under Returns for good: it waits for somebody only while one of its returns is open.
_OPEN_RETURN = (
    " AND EXISTS (SELECT 1 FROM return_case c WHERE c.order_id = orders.id"
    " AND c.state NOT IN ('settled', 'rejected', 'withdrawn'))"
)


def _stuck(stage: Stage) -> str:
    return _BY_TIME + (_OPEN_RETURN if stage is Stage.RETURNS else "")


def ids() -> tuple[str, tuple[object, ...]]:
    """A SELECT of the ids of what is stuck now, one search of an index for each stage, and its values."""
    parts, values = [], []
    for stage, hours in limits().items():
        if hours:
            parts.append(f"SELECT id FROM orders WHERE {_stuck(stage)}")
            values += [stage.value, ms(now() - timedelta(hours=hours))]
    return " UNION ALL ".join(parts) or "SELECT id FROM orders WHERE id < 0", tuple(values)


def counts() -> dict[Stage, int]:
    """How many are stuck, by stage; those with none are not in it."""
    found = {}
    for stage, hours in limits().items():
        if hours:
            since = ms(now() - timedelta(hours=hours))
            many = run(f"SELECT count(*) FROM orders WHERE {_stuck(stage)}", (stage.value, since)).fetchone()[0]
            if many:
                found[stage] = int(many)
    return found

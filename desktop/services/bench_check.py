"""What the database knows of a bench's health in the morning: its clock, its copies, its stores."""

from dataclasses import dataclass
from pathlib import Path

from desktop import i18n
from desktop.models.base import db, is_postgres, ms, run
from desktop.services import outbox, settings, stores
from desktop.services.changes import now

_MINUTE_MS, _DAY_MS = 60_000, 86_400_000


@dataclass(frozen=True, slots=True)
class Clock:
    """`behind_s`: how far this clock is before the newest thing written; `skews`: a store's clock minus ours."""

    now: str
    behind_s: int
    skews: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class StoreNow:
    """`quiet_min`: minutes since its last answer; None: it has never answered."""

    name: str
    fault: str
    quiet_min: int | None


def clock() -> Clock:
    moment, zone = now(), settings.shop().zone
    newest = run("SELECT max(at) FROM history").fetchone()[0]
    behind_s = max(0, int(newest or 0) - ms(moment)) // 1000
    skews = tuple((row.name, row.skew_s) for row in stores.active() if row.last_contact is not None)
    return Clock(i18n.day_time(moment, zone=zone), behind_s, skews)


def stores_now() -> list[StoreNow]:
    moment = ms(now())
    return [
        StoreNow(row.name, row.fault, None if row.last_contact is None
                 else max(0, moment - ms(row.last_contact)) // _MINUTE_MS)
        for row in stores.active()
    ]  # fmt: skip


def messages() -> tuple[int, int]:
    """How many messages wait for a store, and how many are parked."""
    counts = outbox.counts()
    parked = counts.get("parked", 0)
    return sum(counts.get(state, 0) for state in ("waiting", "sent")), parked


def newest_copy() -> tuple[int, str] | None:
    """The age in days and the name of the newest copy beside a SQLite file; None where none is known."""
    if is_postgres():
        return None
    own = Path(str(db.obj.database))
    copies = [file for file in own.parent.glob("**/*") if _is_copy(file, own)]
    if not copies:
        return None
    newest = max(copies, key=lambda file: file.stat().st_mtime)
    age_ms = max(0, ms(now()) - int(newest.stat().st_mtime * 1000))
    return age_ms // _DAY_MS, newest.name


def _is_copy(file: Path, own: Path) -> bool:
    same_kind = file.name.startswith(own.stem) and file.name not in {own.name, f"{own.name}-wal", f"{own.name}-shm"}
    return file.is_file() and same_kind and file.stat().st_size > 4096

"""Orders for a shop that can only be told: the backups that its owner saves into a folder, the newest one each time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.formats.detect import look
from desktop.formats.errors import FileRefused
from desktop.formats.opencart.dump import Dump, load
from desktop.formats.opencart.profile import Profile
from desktop.formats.opencart.read import when
from desktop.i18n import N_
from desktop.sync.connector import Fault, Refused, SignInFailed
from desktop.sync.connectors.opencart.transport import Raw, RawPage

PAGE = 50
_NAMES = ("*.sql", "*.sql.gz")


class Backups:
    """A folder of backups. `zone` is the shop's own, for backups that do not name one."""

    def __init__(self, folder: str, zone: str) -> None:
        self._folder = Path(folder)
        self._zone = zone

    def changed(self, cursor: str, history_days: int) -> RawPage:
        """Every order of the recent past, once for each new backup. Cursor: which backup, and the last order's number.

        Raises:
            SignInFailed: the folder cannot be read.
            Refused: the newest backup is no whole one.
        """
        newest = self._newest()
        if newest is None:
            return RawPage((), cursor, False)
        path, mark = newest
        seen, _colon, after = cursor.partition(":")
        if seen == mark and not after:
            return RawPage((), cursor, False)
        dump = self._load(path)
        last = int(after) if seen == mark else 0
        ids = [ref for ref in dump.order_ids() if ref > last][:PAGE]
        profile = dump.tables.profile(zone=self._zone)
        since = datetime.now(UTC) - timedelta(days=history_days)
        rows = [raw for raw in dump.tables.orders(ids) if _is_recent(raw, profile, since)]
        more = len(ids) == PAGE
        return RawPage(tuple(rows), f"{mark}:{ids[-1]}" if more else f"{mark}:", more)

    def profile(self) -> Profile | None:
        """What the newest backup says of its shop; None where there is none."""
        newest = self._newest()
        return self._load(newest[0]).tables.profile(zone=self._zone) if newest else None

    def _newest(self) -> tuple[Path, str] | None:
        """The file that was written last, and a mark that is another's for every other."""
        try:
            files = [(path.stat(), path) for name in _NAMES for path in self._folder.glob(name)]
            if not self._folder.is_dir():
                raise NotADirectoryError
        except OSError as error:
            raise SignInFailed(fault=Fault.FOLDER, detail=str(self._folder)) from error
        if not files:
            return None
        info, path = max(files, key=lambda each: (each[0].st_mtime_ns, each[1].name))
        return path, f"{info.st_mtime_ns}-{info.st_size}"

    def _load(self, path: Path) -> Dump:
        try:
            shape = look(path)
            if not shape.statements:
                raise FileRefused(file=path.name, reason=N_("it is no database's backup."))
            return load(shape)
        except FileRefused as error:
            raise Refused(code="backup", detail=error.say()) from error


def _is_recent(raw: Raw, profile: Profile, since: datetime) -> bool:
    stamps = (when(raw["order"].get(name), profile) for name in ("date_added", "date_modified"))
    return any(stamp is not None and stamp >= since for stamp in stamps)

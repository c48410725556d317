"""Who does a thing that only one may do at a time, among benches and processes. Ends by itself if its holder dies."""

import ctypes
import json
import os
import socket
import sys
import uuid

from desktop.models.base import is_postgres, run
from desktop.services.changes import server_ms, unit

_MACHINE = f"{socket.gethostname()}-{uuid.getnode():x}"


def take(name: str, owner: str, for_s: float) -> bool:
    """Hold `name` for so many seconds from now, or hold it longer; False while another holds it.

    Benches need not agree about the time: the database's server tells it. Where even that clock was put back, a lease
    lasts as long from the moment when that is seen as it was to last from its beginning, and never for days.
    """
    key = f"lease:{name}"
    with unit():
        run("INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", (key, json.dumps({})))
        held, moment = _read(key), server_ms()
        since, until = int(str(held.get("since", 0))), int(str(held.get("until", 0)))
        if held.get("owner") not in (None, owner) and not is_dead(str(held["owner"])) and until > moment:
            if since > moment:
                _write(key, str(held["owner"]), moment, until - since)
            return False
        _write(key, owner, moment, round(for_s * 1000))
        return True


def leave(name: str, owner: str) -> None:
    """Let go at once; nothing if another holds it."""
    key = f"lease:{name}"
    with unit():
        if _read(key).get("owner") == owner:
            run("UPDATE setting SET value = ? WHERE key = ?", (json.dumps({}), key))


def owner(process: int | None = None) -> str:
    """A name for one holder: this machine, its process (this one if None), and something that is new each time."""
    return f"{_MACHINE}/{process or os.getpid()}/{uuid.uuid4().hex}"


def is_dead(held_by: str) -> bool:
    """Whether the holder was a process of this machine that was killed; what is not known to be dead lives."""
    machine, _slash, rest = held_by.partition("/")
    process = rest.partition("/")[0]
    return machine == _MACHINE and process.isdigit() and not _runs(int(process))


def _runs(process: int) -> bool:
    if sys.platform == "win32":
        found = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)  # may be asked for its state, no more
        if not found:
            return bool(ctypes.windll.kernel32.GetLastError() == 5)  # it is there, and another person's
        state = ctypes.c_ulong()
        ctypes.windll.kernel32.GetExitCodeProcess(found, ctypes.byref(state))
        ctypes.windll.kernel32.CloseHandle(found)
        return state.value == 259  # it has no exit code yet
    try:
        os.kill(process, 0)  # signal 0 asks only
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _write(key: str, owner: str, since: int, for_ms: int) -> None:
    held = {"owner": owner, "since": since, "until": since + for_ms}
    run("UPDATE setting SET value = ? WHERE key = ?", (json.dumps(held), key))


def _read(key: str) -> dict[str, object]:
    lock = " FOR UPDATE" if is_postgres() else ""
    row = run(f"SELECT value FROM setting WHERE key = ?{lock}", (key,)).fetchone()
    return dict(json.loads(row[0])) if row else {}

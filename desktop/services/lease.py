"""Who does a thing that only one may do at a time, among benches and processes. Ends by itself if its holder dies."""

import json
from datetime import timedelta

from desktop.models.base import is_postgres, ms, run
from desktop.services.changes import now, unit


def take(name: str, owner: str, for_s: float) -> bool:
    """Hold `name` for so many seconds from now, or hold it longer; False while another holds it."""
    key = f"lease:{name}"
    with unit():
        run("INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", (key, json.dumps({})))
        held = _read(key)
        if held.get("owner") not in (None, owner) and int(str(held.get("until", 0))) > ms(now()):
            return False
        until = ms(now() + timedelta(seconds=for_s))
        run("UPDATE setting SET value = ? WHERE key = ?", (json.dumps({"owner": owner, "until": until}), key))
        return True


def leave(name: str, owner: str) -> None:
    """Let go at once; nothing if another holds it."""
    key = f"lease:{name}"
    with unit():
        if _read(key).get("owner") == owner:
            run("UPDATE setting SET value = ? WHERE key = ?", (json.dumps({}), key))


def _read(key: str) -> dict[str, object]:
    lock = " FOR UPDATE" if is_postgres() else ""
    row = run(f"SELECT value FROM setting WHERE key = ?{lock}", (key,)).fetchone()
    return dict(json.loads(row[0])) if row else {}

"""Start Kolli: the window where there is a display, else the tour, which needs none.

usage: .venv/bin/python scripts/run.py --out FOLDER [what the kolli command takes]
"""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent


def main(words: list[str]) -> int:
    out, words = words[1], words[2:]
    kolli = [sys.executable, "-m", "desktop"]
    if words or has_display():
        return subprocess.run([*kolli, *words], cwd=REPO).returncode
    print("There is no display here, so the tour runs instead: the same window, driven off screen.")
    print(f"Its pictures and papers go to {out}", flush=True)
    without = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([*kolli, "tour", "--out", out], cwd=REPO, env=without).returncode


def has_display() -> bool:
    """Whether a window can be shown; a display that is named but does not answer counts as none."""
    if sys.platform in ("win32", "darwin"):
        return True
    return _wayland_answers() or _x11_answers(os.environ.get("DISPLAY", ""))


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    folder = os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")
    return bool(name) and _answers(socket.AF_UNIX, str(Path(folder, name or "")))


def _x11_answers(display: str) -> bool:
    found = re.fullmatch(r"([^:]*):(\d+)(\.\d+)?", display)
    if not found:
        return False
    host, number = found[1], int(found[2])
    if host in ("", "unix"):
        place = f"/tmp/.X11-unix/X{number}"
        return _answers(socket.AF_UNIX, place) or _answers(socket.AF_UNIX, "\0" + place)
    return _answers(socket.AF_INET, (host, 6000 + number))


def _answers(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family) as connection:
        connection.settimeout(2)
        try:
            connection.connect(address)
        except OSError:
            return False
        return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Whether a window can be shown here: asked in a process of its own, because Qt ends a process that has no display."""

import json
import subprocess
import sys

_ASK = "--can-it-show"
_LONGEST_S = 60.0


def look() -> dict[str, str]:
    """What Qt says of itself: version, platform, and `fault` ("" where a window can be shown)."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]
    command = [*program, "doctor", _ASK]
    try:
        asked = subprocess.run(  # noqa: S603 - our own program, no shell
            command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=_LONGEST_S
        )
    except (OSError, subprocess.SubprocessError) as error:
        return _fault(type(error).__name__)
    try:
        said: dict[str, str] = json.loads(asked.stdout)
    except ValueError:
        told = [line for line in asked.stderr.splitlines() if line.strip()]
        return _fault(told[0][:200] if told else f"exit {asked.returncode}")
    return said


def answer() -> str:
    """The other side of `look`: start Qt here, and say what came of it."""
    try:
        from PySide6 import __version__
        from PySide6.QtGui import QGuiApplication

        app = QGuiApplication(sys.argv[:1])
    except ImportError as error:  # a library of the system that Qt wants
        return json.dumps(_fault(str(error)[:200]))
    said = {"version": __version__, "platform": app.platformName(), "fault": ""}
    app.shutdown()
    return json.dumps(said)


def _fault(reason: str) -> dict[str, str]:
    return {"version": "", "platform": "", "fault": reason}

"""The real `kolli` process, as a person or another program runs it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.shared import REPO

COMMAND = [sys.executable, "-m", "desktop"]
_LONGEST_S = 60


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class Kolli:
    """The command line on one shop's folder."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_MESSAGES")},
            "KOLLI_DATA": str(data),
            "PYTHONPATH": str(REPO),
            "PYTHONWARNINGS": "error",
            **environment,
        }

    def __call__(
        self, *words: object, pipe: str | bytes | None = None, seconds: float = _LONGEST_S, **environment: str
    ) -> Ended:
        given = pipe.encode() if isinstance(pipe, str) else pipe
        ended = subprocess.run(
            [*COMMAND, *map(str, words)],
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            env={**self.environment, **environment},
            cwd=self.data.parent,
            timeout=seconds,
        )
        out, err = ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8")
        assert "Traceback" not in out + err, out + err
        return Ended(ended.returncode, out, err)

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """The same, not waited for; its three pipes are open."""
        return subprocess.Popen(
            [*COMMAND, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
            cwd=self.data.parent,
        )

    def log(self) -> str:
        file = self.data / "kolli.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

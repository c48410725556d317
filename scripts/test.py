"""Run the tests: first those that must have the machine to themselves, then all others side by side.

usage: .venv/bin/python scripts/test.py [pytest's own words]
"""

import os
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
NONE_FOUND = 5  # pytest's exit code where nothing matched
# One more than there are cores: tests wait for the disk and for other programs for half of their time.
WORKERS = (os.cpu_count() or 2) + 1


def main(words: list[str]) -> int:
    alone = run("alone and not hard", *words)
    together = run("not hard and not alone", "-n", str(WORKERS), "--dist", "worksteal", *words)
    if together == alone == NONE_FOUND:
        return NONE_FOUND
    return next((code for code in (together, alone) if code not in (0, NONE_FOUND)), 0)


def run(marked: str, *words: str) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-m", marked, *words], cwd=REPO).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

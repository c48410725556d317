"""PERFORMANCE.md goals 8 to 11 and D7 in one run: each figure beside its floor, and beside the peers that are here.

make bench NAME=paper
"""

import subprocess
import sys
from pathlib import Path

PARTS = ("documents", "paper_peers", "thermal", "batch")


def main() -> None:
    here = Path(__file__).resolve().parent
    for part in PARTS:
        if not (here / f"{part}.py").exists():
            print(f"{part}: not here", flush=True)
            continue
        # Each in a process of its own: what one has loaded must not be ready for the next.
        subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], cwd=here.parent, check=True)


if __name__ == "__main__":
    main()

"""Make the lock files again from pyproject.toml: every package with its hashes, for Linux, Windows and macOS.

usage: .venv/bin/python scripts/lock.py [--upgrade]      without --upgrade, what is locked stays
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
HEADER = "# Made by `make lock` from pyproject.toml. Do not edit.\n"


def main(words: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        tools = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin")
        subprocess.run([tools / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        compile_lock(tools / "uv", "requirements.lock", "build", words)
        # The tests run with the very packages that people get.
        compile_lock(tools / "uv", "requirements-dev.lock", "dev", ["-c", "requirements.lock", *words])


def compile_lock(uv: Path, lock: str, group: str, words: list[str]) -> None:
    command = [uv, "pip", "compile", "pyproject.toml", "--group", group, "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-header", "--no-config", "--no-emit-index-url", "--quiet", "-o", lock, *words]
    subprocess.run(command, check=True, cwd=REPO, stdout=subprocess.DEVNULL)
    file = REPO / lock
    text = file.read_text(encoding="utf-8")
    file.write_text(HEADER + text.removeprefix(HEADER), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

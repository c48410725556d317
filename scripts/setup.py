"""Set up what is missing, and only that: the virtual environment, the locked packages, the system's libraries.

usage: python3 scripts/setup.py run|test|build|bench      (the Makefile calls it; a second call takes a blink)
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from system_packages import FOR, PYTHON

REPO = Path(__file__).resolve().parent.parent
VENV = REPO / ".venv"
LOCKS = {purpose: "requirements.lock" if purpose == "run" else "requirements-dev.lock" for purpose in FOR}
OLDEST = (3, 11)


def main(purpose: str) -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"Kolli needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
    install_from_system(FOR[purpose])
    if not python().exists():
        make_venv()
    install_locked(LOCKS[purpose])
    compile_catalogues()


def python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        install_from_system(PYTHON)
    say("making .venv")
    if subprocess.run([sys.executable, "-m", "venv", VENV]).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("Python could not make a virtual environment: see above.")


def install_locked(lock: str) -> None:
    """Install exactly what the lock names, once for each state of it, and `kolli` itself as a link to this folder."""
    names = [lock, "pyproject.toml"] if lock == LOCKS["run"] else [lock, LOCKS["run"], "pyproject.toml"]
    state = hashlib.sha256(b"".join((REPO / name).read_bytes() for name in names)).hexdigest()
    stamp = VENV / f"{lock}.installed"
    if stamp.exists() and stamp.read_text() == state:
        return
    say(f"installing what {lock} names")
    pip("--require-hashes", "--only-binary=:all:", "-r", str(REPO / lock))
    pip("--no-deps", "--no-build-isolation", "--editable", str(REPO))
    stamp.write_text(state)


def compile_catalogues() -> None:
    """Translations as the program reads them quickest; without them each start would spend 0.2 s on it."""
    for source in (REPO / "resources" / "i18n").glob("*.po"):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([VENV / python().relative_to(VENV).parent / "pybabel", "--quiet", "compile", "-i", source,
                            "-o", made], cwd=REPO, check=False)  # fmt: skip


def pip(*words: str) -> None:
    command = [python(), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", *words]
    if subprocess.run(command, cwd=REPO).returncode:
        sys.exit("The packages could not be installed: see above. Mend the cause and type the same again.")


def install_from_system(wanted: list[str]) -> None:
    """Install the distribution's packages that are missing, where we may; else say what to type and go on."""
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return
    missing = [name for name in wanted if not has(name)]
    if not missing:
        return
    if os.environ.get("KOLLI_SYSTEM") == "no" or os.geteuid() != 0:
        say("the system lacks some packages. Type: sudo apt-get install " + " ".join(missing))
        return
    say("installing from the distribution: " + " ".join(missing))
    apt("update")
    # One by one if they do not go together: another release may not know one of the names.
    if not apt("install", *missing):
        failed = [name for name in missing if not apt("install", name)]
        if failed:
            say("not to be had from this distribution: " + " ".join(failed))


def has(package: str) -> bool:
    found = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", package], capture_output=True, text=True)
    return "install ok installed" in found.stdout


def apt(*words: str) -> bool:
    command = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", "-y", *words]
    if words[0] == "install":
        command.append("--no-install-recommends")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr.strip()[-1000:], file=sys.stderr)
    return done.returncode == 0


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")

"""A real PostgreSQL server of the tests' own: in a temporary folder, reached by a socket, gone with its test run."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

_ACCOUNTS = ("postgres", "nobody")  # the server refuses to run as root
_FAST = {  # a test's data need not survive a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "",
}


def binaries() -> Path | None:
    """The folder of initdb and postgres, newest version first; None where no server is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    return next((folder for folder in [*debian, *on_path] if (folder / "initdb").exists()), None)


class Server:
    """One running server; `fresh` makes a database, `url` says where it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._folder}"

    def fresh(self, template: str = "template0") -> str:
        """Create a database as a copy of `template`; returns its name."""
        self._made += 1
        name = f"test_{self._made}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def ready(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            self._run("SELECT 1")
            return True
        return False

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def server(settings: dict[str, str] | None = None) -> Iterator[Server]:
    """Start a server and stop it at the end, also when the tests are killed. Ask `binaries()` first."""
    found = binaries()
    assert found is not None
    # Not under pytest's folder: the server's account must be able to enter, and a socket's path is at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="kolli-pg-"))
    user = _account(folder)
    data = folder / "data"
    subprocess.run(
        [found / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True, user=user, capture_output=True, cwd=folder,
    )  # fmt: skip
    options = [f"-c{name}={value}" for name, value in {**_FAST, **(settings or {})}.items()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*_die_with_us(user), found / "postgres", "-D", data, "-k", folder, *options],
            user=None if _setpriv() else user, stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
    try:
        yield _wait(Server(folder), process, folder / "log")
    finally:
        process.send_signal(2)  # fast shutdown: do not wait for open connections
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(made: Server, process: subprocess.Popen[bytes], log: Path) -> Server:
    until = time.monotonic() + 30
    while not made.ready():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)
    return made


def _account(folder: Path) -> str | None:
    """Give the folder to an account that may run a server, where we are root; None means ourselves."""
    if os.geteuid() != 0:
        return None
    import pwd  # not on Windows, where these tests are skipped

    for name in _ACCOUNTS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            return name
    raise RuntimeError(f"none of the accounts {_ACCOUNTS} exists, and root may not run a server")


def _die_with_us(user: str | None) -> list[str]:
    """The words in front of the server's command that end it when this process is killed (Linux)."""
    found = _setpriv()
    if found is None:
        return []
    return [found, "--pdeathsig=INT", *([f"--reuid={user}", "--clear-groups"] if user else [])]


def _setpriv() -> str | None:
    return shutil.which("setpriv")

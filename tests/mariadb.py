"""A real MariaDB server of the tests' own: in a temporary folder, on 127.0.0.1, gone with its test run."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pymysql
from pymysql.connections import Connection

_ACCOUNTS = ("mysql", "nobody")  # the server refuses to run as root
_FAST = (  # a test's data need not survive a power cut
    "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=8M", "--innodb-log-file-size=4M",
    "--skip-log-bin", "--performance-schema=OFF", "--skip-name-resolve", "--sql-mode=",
)  # fmt: skip


def binaries() -> tuple[Path, Path] | None:
    """Where mariadbd and mariadb-install-db are; None where they are not installed."""
    places = [*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/usr/local/sbin"]
    found = [shutil.which(name, path=os.pathsep.join(places)) for name in ("mariadbd", "mariadb-install-db")]
    return (Path(found[0]), Path(found[1])) if found[0] and found[1] else None


class Server:
    """One running server; `owner` may do everything."""

    def __init__(self, port: int) -> None:
        self.port = port

    def owner(self, database: str | None = None) -> "Connection[pymysql.cursors.DictCursor]":
        return pymysql.connect(
            host="127.0.0.1", port=self.port, user="root", password="", database=database, autocommit=True,
            charset="utf8mb4", cursorclass=pymysql.cursors.DictCursor,
        )  # fmt: skip


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """Start a server and stop it at the end, also when the tests are killed. Ask `binaries()` first."""
    found = binaries()
    assert found is not None
    daemon, install = found
    folder = Path(tempfile.mkdtemp(prefix="kolli-my-"))
    user = _account(folder)
    subprocess.run(
        [install, "--no-defaults", f"--datadir={folder / 'data'}", "--auth-root-authentication-method=normal",
         "--skip-test-db", "--skip-name-resolve", *([f"--user={user}"] if user else [])],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    words = [f"--datadir={folder / 'data'}", f"--socket={folder / 's'}", f"--port={port}", "--bind-address=127.0.0.1"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*_die_with_us(), daemon, "--no-defaults", *words, *_FAST, *([f"--user={user}"] if user else [])],
            stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
    try:
        yield _wait(Server(port), process, folder / "log")
    finally:
        process.kill()  # nothing of it is kept
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(made: Server, process: subprocess.Popen[bytes], log: Path) -> Server:
    until = time.monotonic() + 30
    while True:
        with contextlib.suppress(pymysql.err.OperationalError):
            made.owner().close()
            return made
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"MariaDB did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _account(folder: Path) -> str | None:
    """Give the folder to an account that may run a server, where we are root; None means ourselves."""
    if os.geteuid() != 0:
        return None
    import pwd  # not on Windows, where these tests are skipped

    for name in _ACCOUNTS:
        with contextlib.suppress(KeyError):
            os.chown(folder, pwd.getpwnam(name).pw_uid, -1)
            return name
    raise RuntimeError(f"none of the accounts {_ACCOUNTS} exists, and root may not run a server")


def _die_with_us() -> list[str]:
    """The words in front of the server's command that end it when this process is killed (Linux)."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig=KILL"] if found and os.geteuid() != 0 else []

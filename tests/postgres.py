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

# Rows that the migrations themselves have put there, and where each series of numbers stands.
_KEEP = """
DO $$ DECLARE t text; rows boolean; BEGIN
  CREATE SCHEMA kept;
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t) INTO rows;
    IF rows THEN EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', t, t); END IF;
  END LOOP;
  CREATE TABLE kept."series of numbers" AS
    SELECT sequencename AS name, start_value, last_value FROM pg_sequences WHERE schemaname = 'public';
END $$"""
_RESTORE = """
DO $$ DECLARE t record; BEGIN
  SET LOCAL session_replication_role = replica;  -- no order among the tables has to be kept
  FOR t IN SELECT c.relname AS name, pg_relation_size(c.oid) AS size FROM pg_class c
           WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND pg_relation_size(c.oid) > 0 LOOP
    IF t.size > 1000000 THEN EXECUTE format('TRUNCATE public.%I CASCADE', t.name);
    ELSE EXECUTE format('DELETE FROM public.%I', t.name); END IF;
  END LOOP;
  FOR t IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'kept' AND tablename <> 'series of numbers' LOOP
    EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', t.name, t.name);
  END LOOP;
  PERFORM setval(format('public.%I', s.sequencename)::regclass, coalesce(k.last_value, k.start_value),
                 k.last_value IS NOT NULL)
    FROM pg_sequences s JOIN kept."series of numbers" k ON k.name = s.sequencename
    WHERE s.schemaname = 'public' AND s.last_value IS DISTINCT FROM k.last_value;
END $$"""
_THROW_OUT = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_SHAPE = (
    "SELECT count(*), sum(hashtext(a.attrelid || a.attname || a.atttypid::text || a.attnotnull)::bigint),"
    " (SELECT sum(hashtext(oid || tgname)::bigint) FROM pg_trigger),"
    " (SELECT sum(hashtext(oid || proname)::bigint) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace"
)


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
        self._shapes: dict[str, object] = {}

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

    def keep(self, name: str) -> None:
        """Remember how a database is, for `restore`."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(_KEEP)
            self._shapes[name] = _shape(connection)

    def restore(self, name: str) -> bool:
        """Bring a kept database back to how it was, a tenth of the work of making another; False if its tables have
        changed. Whoever is still connected is thrown out."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(_THROW_OUT)
            if _shape(connection) != self._shapes[name]:
                return False
            connection.execute(_RESTORE)
            return True

    def ready(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            self._run("SELECT 1")
            return True
        return False

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def _shape(connection: "psycopg.Connection[tuple[object, ...]]") -> object:
    return connection.execute(_SHAPE).fetchone()


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

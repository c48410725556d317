"""What every test gets: no screen, no one's own data, and a real database of each kind."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before anything imports Qt or looks for a person's files: off screen, away from their data, settings and keyring.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
for _name in ("KOLLI_DATA", "KOLLI_DATABASE", "DISPLAY", "WAYLAND_DISPLAY"):
    os.environ.pop(_name, None)
_HOME = tempfile.mkdtemp(prefix="kolli-home-")
for _name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
    os.environ[_name] = _HOME

import hypothesis  # noqa: E402
import pytest  # noqa: E402

from desktop import paths  # noqa: E402
from desktop.models.base import forget  # noqa: E402
from desktop.models.schema import open_database  # noqa: E402
from desktop.services import settings  # noqa: E402
from tests import postgres  # noqa: E402
from tests.strict import no_logged_errors, no_threads_left  # noqa: E402

__all__ = ["no_logged_errors", "no_threads_left"]

# A test never asserts a time, and what fails prints the line that repeats it.
hypothesis.settings.register_profile("kolli", deadline=None, print_blob=True, database=None)
hypothesis.settings.load_profile("kolli")


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty shop's folder, which the program takes for its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("KOLLI_DATA", str(folder))
    monkeypatch.setattr(paths, "_chosen", None)  # whatever the test before this one has opened
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server of this test process; skipped by name where none is installed."""
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL server is installed (initdb was not found)")
    with postgres.server() as running:
        yield running


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "kolli.db"
    open_database(str(file))
    _sell_the_same_to_one_buyer()
    forget()
    return file


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: postgres.Server) -> str:
    name = postgres_server.fresh()
    open_database(postgres_server.url(name))
    _sell_the_same_to_one_buyer()
    forget()
    return name


def _sell_the_same_to_one_buyer() -> None:
    """The tests' shop has one buyer, who orders the same all day: that is no double, unless a test says so."""
    settings.remember("rules", {"duplicate_minutes": 0})


@pytest.fixture(scope="session")
def _kept_postgres(postgres_server: postgres.Server, _postgres_template: str) -> list[str]:
    """The one database that the tests of this process use one after the other."""
    name = postgres_server.fresh(template=_postgres_template)
    postgres_server.keep(name)
    return [name]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, data_folder: Path) -> Iterator[str]:
    """The address of an empty, migrated database that nobody has open; each test runs on both kinds."""
    if request.param == "sqlite":
        file = data_folder / "kolli.db"
        shutil.copyfile(request.getfixturevalue("_sqlite_template"), file)
        yield str(file)
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        kept: list[str] = request.getfixturevalue("_kept_postgres")
        yield server.url(kept[0])
        forget()
        if not server.restore(kept[0]):
            server.drop(kept[0])
            kept[0] = server.fresh(template=request.getfixturevalue("_postgres_template"))
            server.keep(kept[0])


@pytest.fixture
def database(database_url: str) -> Iterator[str]:
    """The same, opened on this thread; its address. Other threads of the test connect by themselves."""
    open_database(database_url)
    yield database_url
    forget()


@pytest.fixture
def sqlite_database(data_folder: Path, _sqlite_template: Path) -> Iterator[Path]:
    """An opened, empty SQLite database for tests that are not about the kind of database; its file."""
    file = data_folder / "kolli.db"
    shutil.copyfile(_sqlite_template, file)
    open_database(str(file))
    yield file
    forget()

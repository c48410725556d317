"""A shop with three orders, made by the command line itself."""

import shutil
from pathlib import Path

import pytest

from tests.cli.process import Kolli

ORDERS = Path(__file__).with_name("orders.csv")


@pytest.fixture
def kolli(tmp_path: Path) -> Kolli:
    """The command line on an empty shop."""
    data = tmp_path / "shop"
    data.mkdir()
    return Kolli(data)


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("filled") / "shop"
    data.mkdir()
    done = Kolli(data)("import", "orders", ORDERS, "--json")
    assert done.code == 0, done.err
    assert done.json["new"] == 3
    return data


@pytest.fixture
def shop(kolli: Kolli, _filled: Path) -> Kolli:
    """The same with three orders: #1001 to pack (3 + 1 units), #1002 unpaid, #1003 to pack (10 units)."""
    shutil.copytree(_filled, kolli.data, dirs_exist_ok=True)
    return kolli

"""The database that every service test stands on."""

import pytest

from desktop.models import schema
from desktop.models.base import is_postgres, run


@pytest.mark.parametrize("time", ["once", "again"])
def test_each_test_gets_an_empty_database_of_the_newest_version(database: str, time: str) -> None:
    assert is_postgres() is database.startswith("postgresql://")
    assert schema.version() == schema.known_version() > 0
    run("CREATE TABLE left_by_the_test_before (id INTEGER)")  # fails if the database was used before

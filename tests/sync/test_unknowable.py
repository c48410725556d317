"""A store that cannot be asked afterwards: what was interrupted is a person's question, and never told again alone."""

from dataclasses import dataclass, replace

import pytest

from desktop.services import outbox, stores
from desktop.services.changes import unit
from desktop.sync.connector import Capabilities, Push
from desktop.sync.link import Link
from tests.services import shop
from tests.sync.scripted import Scripted

pytestmark = pytest.mark.usefixtures("sqlite_database")


@dataclass
class Silent(Scripted):
    reads_back: bool = False

    def capabilities(self) -> Capabilities:
        return replace(super().capabilities(), reads_back=self.reads_back)


class Killed(BaseException):
    """The program is ended."""


@pytest.mark.parametrize(("reads_back", "state", "told"), [(False, "parked", 1), (True, "confirmed", 2)])
def test_a_kill_between_the_words_and_the_answer(reads_back: bool, state: str, told: int) -> None:
    """A store that is asked first finds its own work; this one would mail the customer twice."""
    store = Silent(reads_back=reads_back)
    seen: list[Push] = []

    def ends(push: Push) -> None:
        seen.append(push)
        if len(seen) == 1:
            raise Killed

    store.fails = ends
    store_id = shop.store()
    with unit() as work:
        work.send("note", store_id, shop.sold(store_id, shop.remote(("CUP", 1))), text="hello", to_customer=True)
    with pytest.raises(Killed):
        Link(stores.get(store_id), store, settle_s=0.0).push_due()
    Link(stores.get(store_id), store, settle_s=0.0).push_due()
    (row,) = [row for row in outbox.rows(store_id=store_id) if row.kind == "note"]
    assert (row.state, len(seen)) == (state, told)
    assert ("Look there" in row.reason) is (state == "parked")

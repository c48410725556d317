"""What buyers are written to: in their language, once for each cause, and only where it is Kolli that writes."""

import pytest

from desktop.models.base import run
from desktop.services import messages, settings
from desktop.services.changes import unit
from desktop.services.messages import Event, sender
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


def switched_on(**more: object) -> None:
    settings.change_shop(name="Sagara")
    sender.change(name="Sagara", address="halo@sagara.example", host="127.0.0.1", port=2525, security="none", **more)
    sender.switch(True)


def order(email: str = "ayu@example.com") -> int:
    made = shop.order(("CUP", 2), paid=False)
    run("UPDATE orders SET email = ? WHERE id = ?", (email, made.id))
    return made.id


def tell(event: Event, order_id: int, cause: str, **facts: str) -> int | None:
    with unit() as work:
        return messages.tell(work, event, order_id, cause, facts)


def test_a_cause_is_told_once_and_nothing_before_a_sender_is_set() -> None:
    order_id = order()
    assert tell(Event.PAID, order_id, "a") is None
    switched_on()
    assert tell(Event.PAID, order_id, "a") is not None
    assert tell(Event.PAID, order_id, "a") is None
    assert shop.rows("SELECT to_addr, state FROM mail") == [("ayu@example.com", "waiting")]

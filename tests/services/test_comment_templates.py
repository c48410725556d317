"""What a buyer is told with a status: in the buyer's language, word for word, and only what can be filled in."""

import pytest

from desktop.domain.holes import UnknownHole
from desktop.domain.order import Action
from desktop.services import comment_templates, orders, outbox, settings, shipping
from desktop.services.comment_templates import TooLong
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


def test_a_text_is_filled_in_for_the_buyer_and_a_line_with_nothing_to_say_is_left_out() -> None:
    settings.change_shop(name="Sagara")
    order_id = shop.packed_order(("CUP", 1), store_id=shop.store())
    text = "Halo {name}, pesanan {number}.\nResi {tracking}\n{link}\n{shop}"
    filled = comment_templates.fill(text, orders.show(order_id))
    number = orders.show(order_id).number
    assert (filled.text, filled.left_out) == (f"Halo Ayu, pesanan {number}.\nSagara", ("tracking", "link"))
    shipping.ship(order_id, "JNE", "010480057142891")
    sent = comment_templates.fill(text, orders.show(order_id))
    assert "Resi JNE 010480057142891" in sent.text


def test_an_unknown_field_and_a_text_too_long_are_refused_in_words() -> None:
    with pytest.raises(UnknownHole) as refused:
        comment_templates.change("cancel", "en", "Dear {nmae}")
    assert "{nmae}" in refused.value.say()
    assert "{tracking}" in refused.value.say()
    with pytest.raises(TooLong):
        comment_templates.change("cancel", "en", "x" * 3000)
    assert not comment_templates.get("cancel", "en").own


def test_a_buyers_name_with_braces_is_data() -> None:
    assert comment_templates.put_in("Hi {name}", {"name": "{number}", "number": "7"}).text == "Hi {number}"


def test_the_text_is_in_the_buyers_language_and_each_move_has_its_own_default() -> None:
    comment_templates.change("cancel", "sv", "Hej {name}, order {number} är avbruten.")
    comment_templates.change("cancel", "id", "Halo {name}, pesanan {number} batal.")
    order = orders.show(shop.sold(shop.store(), shop.remote(("CUP", 1), language="sv-SE")))
    filled, tell = comment_templates.for_order("cancel", order)
    assert (filled.text, tell) == (f"Hej Ayu, order {order.number} är avbruten.", True)
    assert comment_templates.for_order("hold", order)[1] is False
    comment_templates.tell_by_itself("hold", True)
    assert comment_templates.for_order("hold", order)[1] is True
    assert comment_templates.change("cancel", "sv", None).own is False
    assert comment_templates.get("cancel", "id").own


def test_a_refund_that_the_store_has_no_word_for_still_tells_the_buyer() -> None:
    order_id = shop.sold(shop.store(), shop.remote(("CUP", 1)))
    orders.do(order_id, Action.REFUND_PART, "A part is on its way back", notify=True)
    assert ("note", "A part is on its way back") in shop.told(order_id)
    assert len([row for row in outbox.rows() if row.order_id == order_id]) == 1

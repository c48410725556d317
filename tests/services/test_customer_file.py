"""A customer's file: found by anything, edited without touching what was shipped, merged and parted again."""

from dataclasses import replace

import pytest

from desktop.domain import phones
from desktop.domain.errors import AlreadyExists, BadInput, NotAllowed
from desktop.domain.rights import Role
from desktop.models.base import run
from desktop.services import customer_file as customers
from desktop.services import orders, staff
from desktop.services.changes import acting
from desktop.services.customer_file import Contact
from desktop.services.permits import NoRight
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


def buyer(name: str, email: str = "", phone: str = "", **more: str) -> tuple[int, int]:
    """Somebody who has bought from a store; customer's and order's id."""
    stores = shop.rows("SELECT id FROM store")
    store_id = int(str(stores[0][0])) if stores else shop.store()
    address = replace(shop.AYU, name=name, phone=phone, **more)
    order = shop.remote(("TEA", 1), buyer=address, ship_to=address, email=email, phone=phone)
    order_id = shop.sold(store_id, order)
    return int(run("SELECT customer_id FROM orders WHERE id = ?", (order_id,)).fetchone()[0]), order_id


@pytest.mark.parametrize(
    "typed", ["+62 812-3456-789", "0812 3456 789", "0062 812 3456789", "628123456789", "8123456789"]
)
def test_a_phone_is_one_number_in_any_writing(typed: str) -> None:
    assert phones.core(typed) == "8123456789"


def test_a_customer_is_found_by_anything_that_names_them() -> None:
    asa, order_id = buyer("Åsa Sjöström", "asa.s@example.se", "+46 70-123 45 67")
    buyer("Budi", "budi@example.id", "0812 0000 2222")
    number = orders.show(order_id).number
    for typed in ("åsa", "SJÖSTR", "östr", "asa.s@", "0701234567", "+46701234567", "46 70 123", number, f"#{number}"):
        assert [row.id for row in customers.find(typed)] == [asa], typed
    assert customers.find("%") == []
    assert [row.name for row in customers.find("")] == ["Budi", "Åsa Sjöström"]


def test_the_file_has_orders_with_sums_by_currency_and_addresses() -> None:
    who, order_id = buyer("Ayu", "ayu@example.id")
    view = customers.show(who)
    assert [line.id for line in view.orders] == [order_id]
    assert [(each.currency, each.orders, each.total_minor) for each in view.sums] == [("IDR", 1, 10)]
    assert [each.line1 for each in view.addresses] == ["Jl. Braga 12"]


def test_an_edited_contact_leaves_the_order_as_it_was() -> None:
    who, order_id = buyer("Ayu", "ayu@example.id", "0812 9999 1111")
    customers.change(who, Contact("Ayu Lestari", "", "new@example.id", "0812 9999 1111", "id"))
    assert (customers.show(who).contact.name, orders.show(order_id).buyer) == ("Ayu Lestari", "Ayu")
    assert orders.show(order_id).email == "ayu@example.id"
    assert buyer("Ayu", "new@example.id")[0] == who
    other, _order = buyer("Budi", "budi@example.id")
    with pytest.raises(AlreadyExists):
        customers.change(other, Contact("Budi", "", "NEW@example.id", "", ""))
    for wrong in (Contact(), Contact("A", email="a@b"), Contact("A", phone="12"), Contact("A", language="xx")):
        with pytest.raises(BadInput):
            customers.change(who, wrong)


def test_merged_rows_are_one_file_and_an_undo_gives_each_side_its_own() -> None:
    goes, one = buyer("Ayu L", "ayu@example.id")
    stays, two = buyer("Ayu Lestari", "", "0812 7777 1111")
    shown = customers.preview(goes, stays)
    assert dict(shown.filled) == {"email": "ayu@example.id"}
    assert ("orders", 1) in shown.moves
    merge_id = customers.merge(goes, stays)
    _same, later = buyer("Ayu L", "ayu@example.id")  # came under the old key, while they were one
    view = customers.show(goes)
    assert (view.id, {line.id for line in view.orders}) == (stays, {one, two, later})
    assert [row.id for row in customers.find("ayu")] == [stays]
    with pytest.raises(NotAllowed):
        customers.merge(goes, stays)
    customers.undo_merge(merge_id)
    assert {line.id for line in customers.show(goes).orders} == {one, later}
    assert ([line.id for line in customers.show(stays).orders], customers.show(stays).contact.email) == ([two], "")
    assert orders.show(two).ship_to.name == "Ayu Lestari"


def test_a_merge_of_merged_people_parts_in_the_sequence_in_which_it_was_joined() -> None:
    a, b, c = (buyer(name, f"{name}@example.id")[0] for name in ("Ani", "Bea", "Cut"))
    first, second = customers.merge(a, b), customers.merge(b, c)
    assert customers.show(a).id == c
    with pytest.raises(NotAllowed):
        customers.undo_merge(first)
    customers.undo_merge(second)
    assert (customers.show(a).id, customers.show(c).also) == (b, ())


def test_doubles_are_suggested_with_what_says_so() -> None:
    one, _order = buyer("Ayu Lestari", "ayu@example.id", "+62 812 7777 1111")
    two, _order = buyer("Ayu Lestari", "other@example.id", "0812-7777-1111")
    buyer("Budi", "budi@example.id", "0812 5555 5555")
    assert [(each.customer.id, set(each.why)) for each in customers.doubles(one)] == [(two, {"phone", "place"})]


def test_a_consent_is_kept_word_by_word_and_the_last_one_holds() -> None:
    who, _order = buyer("Ayu", "ayu@example.id")
    assert not customers.may_send(who, "newsletter")
    assert customers.say_consent(who, "newsletter", True, "form")
    assert not customers.say_consent(who, "newsletter", True, "form")
    assert customers.may_send(who, "newsletter")
    customers.say_consent(who, "newsletter", False, "mail")
    assert [(row.given, row.source) for row in customers.consents(who)] == [(False, "mail"), (True, "form")]
    assert not customers.may_send(who, "newsletter", unless_said=True)
    with pytest.raises(BadInput):
        customers.say_consent(who, "newsletter", True, " ")


def test_a_packer_opens_neither_list_nor_file() -> None:
    who, _order = buyer("Ayu", "ayu@example.id")
    staff.new_badge(staff.add("Olle").id)  # the first one is the owner
    staff.add("Pia", Role.PACKER)
    with acting("Pia"):
        for work in (
            lambda: customers.find("ayu"),
            lambda: customers.show(who),
            lambda: customers.write_note(who, "x"),
        ):
            with pytest.raises(NoRight):
                work()
    with acting("Olle"):
        assert customers.find("ayu")

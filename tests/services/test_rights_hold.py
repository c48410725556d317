"""Rights hold where facts are written, whatever a screen shows; the sync and the command line are nobody's hands."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp

from desktop.domain.merge import Outcome
from desktop.domain.order import Action
from desktop.domain.rights import Right, Role
from desktop.domain.tax import Case
from desktop.models.base import run
from desktop.services import (
    benches,
    changes,
    imports,
    invoicing,
    orders,
    packing,
    papers,
    payments,
    people,
    permits,
    printers,
    remote,
    settings,
    shipping,
    staff,
    stores,
    taxes,
)
from desktop.services.invoicing import archiving, listing, number_paper
from desktop.services.invoicing.listing import Asked
from desktop.services.printers import PrinterRow
from tests.services import shop


@pytest.fixture(autouse=True)
def _nobody_afterwards() -> Iterator[None]:
    yield
    changes.work_at("", "")
    packing.forget_all()


# What is done -> the right that it needs. Each is refused before anything is looked at, so the ids need not exist.
_DOES: list[tuple[Right, Callable[[], object]]] = [
    (Right.PACK, lambda: packing.open_order(1)),
    (Right.MANUAL, lambda: packing.confirm(1, 1, "torn")),
    (Right.ORDERS, lambda: orders.do(1, Action.CONFIRM)),
    (Right.ORDERS, lambda: orders.do(1, Action.CANCEL)),
    (Right.ORDERS, lambda: orders.do(1, Action.REFUND)),
    (Right.ORDERS, lambda: shop.order(("K-1", 1))),
    (Right.ORDERS, lambda: imports.run(Path("orders.csv"))),
    (Right.ORDERS, payments.waiting),
    (Right.ORDERS, payments.open_lines),
    (Right.ORDERS, lambda: payments.case(1)),
    (Right.ORDERS, lambda: payments.orders([1])),
    (Right.ORDERS, lambda: taxes.change_order(1, Case.EXPORT, "")),
    (Right.PRICES, lambda: taxes.change_class(["CUP"], "food")),
    (Right.PRICES, invoicing.audit),
    (Right.PRICES, lambda: archiving.archive(2026, Path("archive"))),
    (Right.PRICES, lambda: number_paper.number_paper(())),
    (Right.PRICES, lambda: listing.page(Asked())),
    (Right.PRICES, lambda: listing.sums(Asked())),
    (Right.CORRECT, lambda: invoicing.credit(1, {}, 0, "torn")),
    (Right.CORRECT, lambda: invoicing.void(1, "torn")),
    (Right.STOCK, lambda: imports.run_articles(Path("articles.csv"))),
    (Right.PICK, lambda: orders.do(1, Action.PICK)),
    (Right.SHIP, lambda: shipping.ship(1)),
    (Right.SHIP, lambda: orders.do(1, Action.DELIVER)),
    (Right.DECIDE, lambda: remote.decide(1, Outcome.THEIRS)),
    (Right.SETTINGS, lambda: settings.change_shop(name="Mine")),
    (Right.SETTINGS, lambda: settings.change_rules(claim_minutes=1)),
    (Right.SETTINGS, lambda: benches.rename("Mine")),
    (Right.SETTINGS, lambda: stores.add("woocommerce", "Mine", "https://mine.example", {}, {})),
    (Right.SETTINGS, lambda: stores.change(1, active=False)),
    (Right.SETTINGS, lambda: printers.save(PrinterRow("Mine", "folder"))),
    (Right.SETTINGS, lambda: printers.remove("Mine")),
    (Right.PEOPLE, lambda: staff.add("Mine")),
    (Right.PEOPLE, lambda: staff.set_pin(1, "4711")),
    (Right.PEOPLE, lambda: staff.new_badge(1)),
]


@pytest.mark.parametrize("role", [Role.PACKER, Role.CASHIER, Role.OFFICE])
def test_a_service_refuses_what_the_role_may_not(database: str, role: Role) -> None:
    staff.new_badge(staff.add("Ratna").id)
    person = staff.new_badge(staff.add("Elin", role).id)
    people.sign_in_badge(person.badge)
    before = _facts()
    refused = set()
    for right, does in _DOES:
        if right in person.rights:
            continue
        with pytest.raises(people.NoRight) as error:
            does()
        assert error.value.needs is right
        refused.add(right)
    assert refused == {right for right, _does in _DOES} - person.rights
    assert _facts() == before


def test_when_nobody_is_signed_in_nothing_is_written_by_hand(database: str) -> None:
    staff.new_badge(staff.add("Ratna").id)
    people.sign_out()
    for _right, does in _DOES:
        with pytest.raises(people.NoRight, match="Nobody is signed in"):
            does()


def test_the_sync_goes_on_whoever_is_signed_in(database: str) -> None:
    store = shop.store()
    staff.new_badge(staff.add("Ratna").id)
    people.sign_out()
    with permits.trusting():
        assert remote.save_orders(store, [shop.remote(("K-1", 1))]).new == 1
    with pytest.raises(people.NoRight):
        settings.change_shop(name="Mine")


def test_a_name_cannot_be_typed_where_people_sign_in(database: str) -> None:
    assert benches.sign("Anybody").person == "Anybody"
    staff.new_badge(staff.add("Ratna").id)
    with pytest.raises(benches.SignsIn):
        benches.sign("Ratna")


def test_the_badge_on_paper_signs_its_person_in_and_says_no_secret(database: str) -> None:
    import pypdfium2

    dewi = staff.new_badge(staff.add("Dewi Anggraini", language="id").id)
    for dpi in (203, 300):
        page = pypdfium2.PdfDocument(papers.draw_own("badge", "Dewi Anggraini", dpi=dpi))[0]
        read = [found.text for found in zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())]
        assert read == [dewi.badge]
        words = page.get_textpage().get_text_range()
        assert "Dewi" in words
        assert permits.tail(dewi.badge) in words
        assert dewi.badge not in words
    assert people.sign_in_badge(read[0]).id == dewi.id


def _facts() -> list[object]:
    tables = ("orders", "person", "store", "printer", "setting", "history", "packing_session")
    return [tuple(run(f"SELECT count(*) FROM {table}").fetchone()) for table in tables]

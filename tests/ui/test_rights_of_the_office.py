"""L1: who may not see customers, prices, payments or invoices reaches them by no page, search, export or service."""

from pathlib import Path

import pytest

from desktop.domain.rights import RIGHTS, Right, Role
from desktop.domain.tax import Case
from desktop.services import bank, changes, invoicing, permits, settings, staff, taxes
from desktop.services.customer_file import finding, showing
from desktop.services.exporting import Amount, Column, Kind, Table, to_csv
from desktop.services.invoicing import archiving, listing, number_paper
from desktop.services.invoicing.listing import Asked
from desktop.services.permits import NoRight
from desktop.ui.screens import SCREENS
from desktop.ui.search import find
from tests.services import shop

_OPEN_TO_ALL = {"queue", "order", "picking", "packing", "shipping", "returns", "sync", "welcome", "sign-in"}
_NEEDS = [
    (Right.CUSTOMERS, lambda: finding.find("ayu")),
    (Right.CUSTOMERS, lambda: showing.show(1)),
    (Right.ORDERS, bank.confirm_certain),
    (Right.PRICES, lambda: listing.page(Asked())),
    (Right.PRICES, lambda: listing.sums(Asked())),
    (Right.PRICES, lambda: listing.get(1)),
    (Right.PRICES, lambda: archiving.archive(2026, Path("nowhere"))),
    (Right.PRICES, lambda: number_paper.number_paper(())),
    (Right.PRICES, lambda: taxes.change_class(["CUP"], "food")),
    (Right.ORDERS, lambda: taxes.change_order(1, Case.EXPORT, "")),
    (Right.CORRECT, lambda: invoicing.credit(1, reason="x")),
    (Right.CORRECT, lambda: invoicing.void(1, "x")),
    (Right.SETTINGS, lambda: settings.change_shop(tax_profile="none")),
]


@pytest.fixture
def team(sqlite_database):
    order = shop.order(("CUP", 5))
    invoicing.issue(order.id)
    staff.set_pin(staff.add("Ratna", Role.OWNER).id, "4711")
    for role in (Role.OFFICE, Role.PACKER, Role.CASHIER):
        staff.add(role.value.title(), role)
    return order


def test_every_page_says_whom_it_is_for():
    """A page that is added and forgets it fails here."""
    assert {page.name for page in SCREENS if page.right is None} == _OPEN_TO_ALL
    wanted = {"payments": Right.ORDERS, "customers": Right.CUSTOMERS, "invoices": Right.PRICES}
    assert {page.name: page.right for page in SCREENS if page.name in wanted} == wanted


def test_a_page_opens_for_its_right_and_for_no_other(team, make_window):
    window = make_window()
    for role in Role:
        window.set_rights(RIGHTS[role])
        window.open("sync")
        for page in SCREENS:
            if page.right is None or page.right in RIGHTS[role]:
                continue
            assert [found for found in window._commands(page.title) if found.text == page.title] == [], (role, page)
            window.open(page.name)
            assert window.page.name == "sync", (role, page.name)
        window.open("invoices")
        assert (window.page.name == "invoices") == (Right.PRICES in RIGHTS[role])


@pytest.mark.parametrize("role", list(Role))
def test_a_service_works_for_its_right_and_for_no_other(team, role):
    with changes.acting("Ratna" if role is Role.OWNER else role.value.title()):
        for needs, does in _NEEDS:
            if needs in RIGHTS[role]:
                continue
            with pytest.raises(NoRight):
                does()


def test_neither_a_search_nor_an_exported_list_tells_a_packer_a_price(team, make_window, tmp_path):
    window, table = make_window(), Table("Orders", (Column("Order"), Column("Total", Kind.MONEY)),
                                         ((team.number, Amount(5012, "IDR")),))  # fmt: skip
    with changes.acting("Packer"):
        told = " ".join(f"{found.text} {found.detail}" for found in find(window, team.number))
        assert "50" not in told.replace(team.number, "")
        to_csv(table, tmp_path / "orders.csv")
    assert "5012" not in (tmp_path / "orders.csv").read_text(encoding="utf-8-sig")
    with changes.acting("Office"):
        to_csv(table, tmp_path / "orders.csv")
    assert "5012" in (tmp_path / "orders.csv").read_text(encoding="utf-8-sig")


def test_a_cashier_sees_invoices_and_may_not_correct_them(team):
    with changes.acting("Cashier"):
        (entry,) = listing.page(Asked())
        assert entry.buyer == "Ayu Lestari"
        with pytest.raises(NoRight):
            invoicing.void(entry.id, "mine")
    staff.switch(next(each.id for each in permits.everyone() if each.name == "Cashier"), Right.CUSTOMERS, False)
    with changes.acting("Cashier"):
        assert listing.page(Asked())[0].buyer == ""

"""The carton card: every code is read from the dots, also where a page is full and names are long."""

import pytest

from desktop.documents import carton_card
from desktop.documents.carton_card import CartonLine
from desktop.domain.codes import Kind, carton_code, read
from tests.documents import reading

CARTONS = [
    CartonLine(carton_code(n), f"Stor vadderad kartong för keramik och glas nummer {n}" if n % 3 == 0 else f"K{n}",
               200 + n, 150, 100, 80 if n % 2 else 0)
    for n in range(1, 24)
]  # fmt: skip


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_every_carton_is_read_from_the_dots_of_the_printer(dpi: int) -> None:
    pdf = carton_card.draw(CARTONS, "sv", dpi)
    found = [text for page in range(reading.pages(pdf)) for _k, text in reading.codes(reading.image(pdf, page, dpi))]
    assert sorted(found) == sorted(own.code for own in CARTONS)
    assert all(read(code).kind is Kind.CARTON for code in found)


def test_a_shop_without_cartons_gets_a_page_that_says_so() -> None:
    assert reading.pages(carton_card.draw([], "en")) == 1

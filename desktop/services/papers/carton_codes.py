"""The codes of the shop's cartons."""

from desktop.documents import carton_card
from desktop.documents.carton_card import CartonLine
from desktop.services import cartons
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    lines = [
        CartonLine(own.code, own.name, own.length_mm, own.width_mm, own.height_mm, own.weight_g)
        for own in cartons.cartons()
    ]
    return carton_card.draw(lines, wanted.screen, wanted.dpi)

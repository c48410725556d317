"""The wave sheet: the list of a wave with a row for each basket, and beside each box to tick the code that tells it."""

from dataclasses import replace

from desktop.documents import pick_list
from desktop.services import tick_sheets, waves
from desktop.services.papers import wave as wave_list
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """A new sheet of the wave with this name; what is picked already is not on it.

    Raises:
        NotFound: there is no such wave.
    """
    wave = waves.show(waves.find(wanted.ref))
    rows = tick_sheets.make(wave)
    single = len(wave.orders) == 1
    lines = tuple(
        replace(
            wave_list.line(stop, single), quantity=part.left, baskets=() if single else ((part.letter, part.left),),
            tick=rows[part.pick_id].code,
        )
        for stop in wave.stops
        for part in stop.parts
        if part.left
    )  # fmt: skip
    sheet = replace(wave_list.listed(wave, wanted.screen), lines=lines)
    return pick_list.draw(sheet, wanted.screen, wanted.dpi)

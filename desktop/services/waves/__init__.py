"""Waves: orders that are fetched from the shelves in one walk, and how far the walk has come."""

from desktop.services.waves.choosing import Rules, Wish, change_rules, choose, rules, zones
from desktop.services.waves.making import InWave, Made, make
from desktop.services.waves.showing import find, of_order, page, show
from desktop.services.waves.views import Part, Stop, WaveOrder, WaveRow, WaveView
from desktop.services.waves.walking import (
    cancel,
    end,
    finish,
    leave_with,
    lock,
    open_again,
    printed,
    take_off,
)

__all__ = [
    "InWave", "Made", "Part", "Rules", "Stop", "WaveOrder", "WaveRow", "WaveView", "Wish", "cancel", "change_rules",
    "choose", "end", "find", "finish", "leave_with", "lock", "make", "of_order", "open_again", "page", "printed",
    "rules", "show", "take_off", "zones",
]  # fmt: skip

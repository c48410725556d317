"""The packing bench: what each scan, key and answer does there."""

from desktop.services.bench.answers import Answer, Ask, Choice, Happened, Label, OtherOrderOpen, Wants
from desktop.services.bench.differences import Move, moves
from desktop.services.bench.idle import Idle, idle, photos
from desktop.services.bench.seat import Seat

__all__ = [
    "Answer", "Ask", "Choice", "Happened", "Idle", "Label", "Move", "OtherOrderOpen", "Seat", "Wants", "idle", "moves",
    "photos",
]  # fmt: skip

"""The command card of a bench."""

from desktop.documents import command_card
from desktop.documents.command_card import CommandCard
from desktop.services.changes import actor
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    return command_card.draw(CommandCard(wanted.ref or actor().bench), wanted.screen, wanted.dpi)

"""The packing bench: open an order, scan each unit, and the right last scan closes the parcel.

A scan is answered after its commit (law 1). The open order is held in memory, so that nothing else is waited for; its
counts are checked again by the statement that writes them, so that two benches can never count one unit twice.
"""

from desktop.services.packing.articles import article_of
from desktop.services.packing.counting import confirm, scan
from desktop.services.packing.finishing import close_if_done, finish
from desktop.services.packing.logbook import last_operation, told
from desktop.services.packing.memory import forget, forget_all
from desktop.services.packing.opening import open_order, put_aside, release, unfinished
from desktop.services.packing.parcels import Content, contents, next_parcel
from desktop.services.packing.parting import send_part
from desktop.services.packing.record import Counted, record
from desktop.services.packing.reopening import reopen
from desktop.services.packing.results import Article, NotOpen, OrderChanged, ScanResult, TakenOver
from desktop.services.packing.undoing import undo

__all__ = [
    "Article", "Content", "Counted", "NotOpen", "OrderChanged", "ScanResult", "TakenOver", "article_of",
    "close_if_done", "confirm", "contents", "finish", "forget", "forget_all", "last_operation", "next_parcel",
    "open_order", "put_aside", "record", "release", "reopen", "scan", "send_part", "told", "undo", "unfinished",
]  # fmt: skip

"""What the buyer of an order reads where it is Kolli that writes, and not the order's store."""

from desktop.domain.order import Action
from desktop.models.base import run
from desktop.services import messages
from desktop.services.changes import Work
from desktop.services.messages import Event

_EVENTS = {Action.CONFIRM: Event.PAID, Action.DELIVER: Event.DELIVERED}


def mail_status(work: Work, order_id: int, action: Action, comment: str = "", notify: bool | None = None) -> None:
    """Write about a move that was just made; part of the caller's unit. `notify` None: as the shop has set."""
    if action is Action.UNCONFIRM:
        messages.take_back(work, f"{Event.PAID}:{order_id}")
    if notify is False:
        return
    event = _EVENTS.get(action)
    if notify and comment.strip():
        mail_words(work, order_id, comment, _newest_line(order_id), event)
    elif notify and event is not None:  # asked for by hand: sent also where it is usually not
        mail_words(work, order_id, messages.preview(event, order_id).body, _newest_line(order_id), event)
    elif event is not None:
        messages.tell(work, event, order_id, f"{event}:{order_id}")


def mail_words(work: Work, order_id: int, text: str, history_id: int, event: Event | None = None) -> int | None:
    """Write to the buyer what a person has typed, once for its line of the history; with `event` it stands for that
    event's mail. Returns the mail's id, None where it is not Kolli that writes. Part of the caller's unit."""
    told = None
    if event is not None:
        told = messages.tell(work, event, order_id, f"{event}:{order_id}", text=text, history_id=history_id)
    if told is None:
        told = messages.tell(work, Event.NOTE, order_id, f"history:{history_id}", text=text, history_id=history_id)
    return told


def _newest_line(order_id: int) -> int:
    return int(run("SELECT max(id) FROM history WHERE order_id = ?", (order_id,)).fetchone()[0])

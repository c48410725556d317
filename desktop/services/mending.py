"""What a person does with a message that a store has refused: mend it and send it again, or leave it."""

from desktop.domain import telling
from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.domain.tracking import tracking_number
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import history, outbox, permits, store_facts, stores
from desktop.services.changes import unit
from desktop.services.outbox import OutboxRow
from desktop.services.stores import Restocks


def send_again(message_id: int, **body: object) -> OutboxRow:
    """Send a message again with what was changed in it; a corrected tracking number is the parcel's from now on.

    Raises:
        NotFound: there is no such message.
        BadInput: the tracking number cannot be one, or the comment is empty.
        Restocks: the status would put the goods back into the store's stock.
        NoRight: who works here may not decide this.
    """
    permits.require(Right.DECIDE)
    with unit() as work:
        message = outbox.row(message_id)
        _check_status(message, str(body.get("status", message.body.get("status", ""))))
        if message.kind == "note" and "text" in body and not str(body["text"]).strip():
            raise BadInput(what=N_("The comment"), value="", next=N_("Write a few words first."))
        if message.kind == "tracking" and "number" in body:
            number = tracking_number(str(body["number"]))
            carrier = str(body.get("carrier", message.body.get("carrier", ""))).strip()
            body = {**body, "number": number, "carrier": carrier}
            changed = (number, carrier) != (message.body.get("number"), message.body.get("carrier"))
            if changed and message.order_id is not None:
                run("UPDATE parcel SET tracking = ?, carrier = ? WHERE id = ? AND order_id = ?",
                    (number, carrier, message.body.get("parcel"), message.order_id))  # fmt: skip
                history.note(work, message.order_id, "tracking", f"{carrier} {number}".strip())
        outbox.retry(message_id, **body)
        return outbox.row(message_id)


def discard(message_id: int) -> None:
    """The store need not know; `restore` takes that back.

    Raises:
        NotFound: there is no such message.
        NoRight: who works here may not decide this.
    """
    permits.require(Right.DECIDE)
    outbox.discard(message_id)


def restore(message_id: int) -> OutboxRow:
    """Take a discarding back.

    Raises:
        NotFound: there is no such message.
        NotAllowed: the store has been told something newer since.
        NoRight: who works here may not decide this.
    """
    permits.require(Right.DECIDE)
    outbox.restore(message_id)
    return outbox.row(message_id)


def _check_status(message: OutboxRow, status: str) -> None:
    if message.kind != "order_status":
        return
    known, word = store_facts.of(message.store_id), str(message.body.get("state", ""))
    said = stores.get(message.store_id).settings.get("restocks_on")  # when it was connected
    restocks = {*known.restocks_on, *(str(each) for each in (said if isinstance(said, list) else ()))}
    if telling.restocking({word: status}, restocks):
        raise Restocks(word=telling.WORDS.get(word, word), status=dict(known.statuses).get(status, status))

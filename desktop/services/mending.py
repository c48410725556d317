"""What a person does with a message that a store has refused: mend it and send it again, or leave it."""

from desktop.domain.errors import BadInput
from desktop.domain.tracking import tracking_number
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import history, outbox
from desktop.services.changes import unit
from desktop.services.outbox import OutboxRow


def send_again(message_id: int, **body: object) -> OutboxRow:
    """Send a message again with what was changed in it; a corrected tracking number is the parcel's from now on.

    Raises:
        NotFound: there is no such message.
        BadInput: the tracking number cannot be one, or the comment is empty.
    """
    with unit() as work:
        message = outbox.row(message_id)
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

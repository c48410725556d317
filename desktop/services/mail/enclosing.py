"""What goes with a mail: the order's invoice, the very bytes that were issued, or the label for what comes back."""

import logging
import re

from desktop.domain.errors import KolliError
from desktop.models.base import run
from desktop.services.mail.posting import Post

log = logging.getLogger(__name__)


def papers(post: Post) -> tuple[tuple[str, bytes], ...]:
    """(file name, PDF) each; () where the event carries none, no invoice stands, or the return is here already."""
    if post.paper == "invoice":
        return _invoice(post.order_id)
    return _label(post.order_id) if post.paper == "return-label" else ()


def _invoice(order_id: int) -> tuple[tuple[str, bytes], ...]:
    row = run(
        "SELECT number, pdf FROM document WHERE order_id = ? AND kind = 'invoice' AND void_reason = ''"
        " ORDER BY id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    return () if row is None else ((_file(str(row[0])), bytes(row[1])),)


def _label(order_id: int) -> tuple[tuple[str, bytes], ...]:
    """On a sheet, with what to do above it. A label that cannot be drawn holds up no mail: its words say the same."""
    from desktop.services import papers as drawn  # most mails carry none, and drawing costs a second to learn
    from desktop.services.returns import cases

    case = cases.waiting(order_id)
    if case is None:
        return ()
    try:
        return ((_file(case.number), drawn.draw("return-label", [order_id], media="A4")),)
    except KolliError as error:
        log.warning("a return label was not drawn: %s", type(error).__name__)
        return ()


def _file(number: str) -> str:
    return re.sub(r"[^\w.-]+", "-", number) + ".pdf"

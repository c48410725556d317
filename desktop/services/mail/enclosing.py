"""What goes with a mail: the order's invoice, the very bytes that were issued."""

import re

from desktop.models.base import run
from desktop.services.mail.posting import Post


def papers(post: Post) -> tuple[tuple[str, bytes], ...]:
    """(file name, PDF) each; () where the event carries none, or no invoice was issued or it was voided."""
    if post.paper != "invoice":
        return ()
    row = run(
        "SELECT number, pdf FROM document WHERE order_id = ? AND kind = 'invoice' AND void_reason = ''"
        " ORDER BY id DESC LIMIT 1",
        (post.order_id,),
    ).fetchone()
    if row is None:
        return ()
    return ((re.sub(r"[^\w.-]+", "-", str(row[0])) + ".pdf", bytes(row[1])),)

"""The receipt of an order that is paid, issued when it is first asked for."""

from desktop.services import invoicing
from desktop.services.paper_kinds import PAPERS
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    media = wanted.media or PAPERS["receipt"].media
    document_id = wanted.document_id or invoicing.issue_receipt(wanted.order_id, media).id
    return invoicing.to_print(document_id, again=wanted.copy, media=media)

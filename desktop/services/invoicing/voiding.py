"""Voiding: a document that no longer stands keeps its number and its bytes, and says why."""

from desktop.domain.errors import BadInput, KolliError
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import history, permits
from desktop.services.changes import unit
from desktop.services.invoicing import kept, register
from desktop.services.invoicing.crediting import credits_of


class StillCredited(KolliError):
    text = N_("{number} has credit notes that stand. Credit the rest of it, or void them first.")


class VoidAlready(KolliError):
    text = N_("{number} is voided already: {reason}. Nothing was changed.")


def void(document_id: int, reason: str) -> None:
    """Say why a document no longer stands; it keeps its number and its bytes, and the order may get a new one.

    Raises:
        NotFound: there is no such document.
        BadInput: no reason.
        StillCredited: a credit note corrects it; what was told twice cannot be taken back once.
        VoidAlready: its first reason stays.
        NoRight: who works here may not.
    """
    permits.require(Right.CORRECT)
    why = " ".join(reason.split())
    if not why:
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why; it is kept with the document."))
    with unit() as work:
        row = kept.find(document_id)
        history.state_of(row.order_id, lock=True)
        if credits_of(document_id):
            raise StillCredited(number=row.number)
        if not run(
            "UPDATE document SET void_reason = ? WHERE id = ? AND void_reason = ''", (why, document_id)
        ).rowcount:
            raise VoidAlready(number=row.number, reason=kept.find(document_id).void_reason)
        register.void(document_id, why)
        history.note(work, row.order_id, "voided", f"{row.number}: {why}")

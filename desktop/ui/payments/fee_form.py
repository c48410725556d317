"""What a channel keeps of an order for itself, typed by a person; to be made on the store thread."""

from collections.abc import Mapping
from functools import partial

from desktop.i18n import _, money
from desktop.services import payouts
from desktop.services.changes import new_op_id
from desktop.services.payouts import OwedRow
from desktop.ui.order.form import Asked, Field, Kept
from desktop.ui.order.money_forms import minor_of
from desktop.ui.words import order_name


def fee(row: OwedRow) -> Asked:
    """Kept twice it is one fee: the cause belongs to the window."""
    fields = (
        Field("amount", _("Amount"), unit=row.currency),
        Field("reference", _("Reference"), hint=_("what stands on the statement or receipt")),
    )
    detail = f"{order_name(row.number)} · {row.channel} · {_('Open')} {money(row.open_minor, row.currency)}"
    return Asked(_("Fee"), detail, _("Book"), fields, partial(_keep, row, f"fee:{new_op_id()}"))


def _keep(row: OwedRow, cause: str, typed: Mapping[str, str]) -> Kept:
    amount_minor = minor_of(typed["amount"], row.currency)
    payouts.fee(row.order_id, amount_minor, typed["reference"].strip(), cause)
    said = f"{_('Fee')} {money(amount_minor, row.currency)}"
    return Kept(said, _("Ctrl Z takes it back."), partial(payouts.undo_fee, cause))

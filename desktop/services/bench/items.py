"""Item-first: with nothing open, an article opens the order that needs it most, and is counted by the same scan.

Which one that is is a rule of the shop: the most urgent promise ("due"), the order that came first ("oldest"), or
orders of a single unit before all others ("single"). Orders that are held, changed in the store or open at another
bench are passed over.
"""

from desktop.domain.errors import Ambiguous, NotAllowed, NotFound
from desktop.domain.order import Action, Fulfilment, is_packable
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import claims, orders, packing, queue, settings
from desktop.services.bench.answers import Answer, Happened
from desktop.services.changes import unit

_LOOKED_AT = 20  # of those that need it; what is passed over is rare


def open_by_article(text: str, op_id: str, units: int = 1) -> Answer:
    """Open the order that a scanned article belongs to, and count it there: one transaction, whether or not it was the
    only unit. A text that is no article may still name an order.
    """
    article = packing.article_of(text)
    if article is None:
        try:
            view = orders.show(orders.find(text))
        except Ambiguous:
            raise  # it says which orders are called so
        except NotFound:
            return Answer(Happened.NOTHING)
        if view.state.fulfilment is Fulfilment.PACKED:
            return Answer(Happened.SEALED, view)
        return Answer(Happened.OPENED, packing.open_order(view.id))
    article_id = int(run("SELECT id FROM article WHERE sku = ?", (article.sku,)).fetchone()[0])
    first = settings.rules().item_first
    for candidate in queue.needing(
        article_id, _LOOKED_AT, claims.elsewhere(), first if first in queue.FIRST else "due"
    ):
        view = orders.show(candidate.id)
        if is_packable(view.state) and not view.conflict:
            try:
                with unit():
                    packing.open_order(candidate.id)
                    result = packing.scan(candidate.id, text, units=units, op_id=op_id)
            except claims.ClaimedElsewhere:  # another bench was quicker, just now
                continue
            except BaseException:
                packing.forget(candidate.id)  # nothing of it is on disk
                raise
            return Answer(Happened.OPENED, orders.show(candidate.id), result, standing=result.standing)
    raise NotAllowed(ref=article.name or article.sku, reason=N_("no order that waits needs it."), action=Action.START)

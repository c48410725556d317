"""Item-first: with nothing open, an article opens the order that needs it most, and is counted by the same scan."""

from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.order import Action, Fulfilment, is_packable
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import claims, orders, packing, queue
from desktop.services.bench.answers import Answer, Happened


def open_by_article(text: str, op_id: str) -> Answer:
    article = packing.article_of(text)
    if article is None:
        try:
            view = orders.show(orders.find(text))
        except NotFound:
            return Answer(Happened.NOTHING)
        if view.state.fulfilment is Fulfilment.PACKED:
            return Answer(Happened.SEALED, view)
        return Answer(Happened.OPENED, packing.open_order(view.id))
    row = run("SELECT id FROM article WHERE sku = ?", (article.sku,)).fetchone()
    for candidate in queue.needing(int(row[0]), limit=5, without=claims.elsewhere()):
        view = orders.show(candidate.id)
        if is_packable(view.state) and not view.conflict:
            try:
                packing.open_order(candidate.id)
            except claims.ClaimedElsewhere:  # another bench was quicker, just now
                continue
            result = packing.scan(candidate.id, text, op_id=op_id)
            return Answer(Happened.OPENED, orders.show(candidate.id), result)
    raise NotAllowed(ref=article.name or article.sku, reason=N_("no order that waits needs it."), action=Action.START)

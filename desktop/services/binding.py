"""An unknown code becomes a barcode of an article, once and for all."""

from desktop.domain.codes import without_symbology
from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run, storable
from desktop.services import history, intake, packing, permits
from desktop.services.changes import unit

_SHORTEST = 4  # signs; less is a slip of the scanner, or a shelf's number
_LONGEST = 80


def may_be_bound(code: str) -> bool:
    """Whether this can be what is printed on an article."""
    plain = storable(without_symbology(code)).strip()
    return _SHORTEST <= len(plain) <= _LONGEST and plain.isprintable()


def bind(order_id: int, line_id: int, code: str) -> str:
    """Let a code that nothing has mean the article of this line; returns the article's name. The history says so.

    Raises:
        NoRight: who works here may not.
        BadInput: the line has no article, or the code means another one.
    """
    permits.require(Right.BIND)
    plain = storable(without_symbology(code)).strip()
    with unit() as work:
        row = run("SELECT l.article_id, l.sku, l.name FROM order_line l WHERE l.id = ? AND l.order_id = ?",
                  (line_id, order_id)).fetchone()  # fmt: skip
        if row is None or row[0] is None or not may_be_bound(plain):
            raise BadInput(what=N_("The code"), value=plain[:40], next=N_("Give the line an article in the office."))
        taken = packing.article_of(plain)
        if taken is not None:
            raise BadInput(what=N_("The code"), value=plain[:40], next=N_("It belongs to another article already."))
        intake.add_barcode(int(row[0]), plain)
        history.note(work, order_id, "bound", f"{plain} = {row[1] or row[2]}")
        work.changed("article", int(row[0]))
    packing.forget_all()  # the lines in memory do not know the new code
    return str(row[2]).strip() or str(row[1])

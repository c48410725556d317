"""A typed order begun from elsewhere: from a chat's text, or from what a known customer had sent last."""

from dataclasses import dataclass, replace

from desktop.domain import chat_order
from desktop.domain.errors import BadInput, KolliError
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import customer_file, order_entry, orders, permits
from desktop.services.order_entry import ADDRESS, Draft, DraftLine, Offered

_MOST = 20_000  # letters of a chat that are looked at


class NobodyFound(KolliError):
    text = N_("No customer with the telephone number {phone} has ordered before.")


class SeveralFound(KolliError):
    text = N_("{count} customers have the telephone number {phone}: {names}. Type the address.")


@dataclass(frozen=True, slots=True)
class Filled:
    """The draft with what was read; `fields` and `lines` count that, `left` are the lines that stand in the note."""

    draft: Draft
    fields: int
    lines: int
    left: tuple[str, ...]


def paste(draft: Draft, text: str) -> Filled:
    """Put a chat's text into the empty fields of a draft; what was not understood, or finds its field taken, is put
    into the note.

    Raises:
        BadInput: there is no text.
    """
    if not text.strip():
        raise BadInput(what=N_("The copied text"), value="", next=N_("Copy the chat first, then paste it here."))
    found = chat_order.read(text[:_MOST])
    left, filled = list(found.rest), dict[str, str]()
    for name, value in found.fields.items():
        there = str(getattr(draft, name)).strip()
        if not there:
            filled[name] = value
        elif there.casefold() != value.casefold():
            left.append(value)
    lines = {line.sku: line for line in draft.lines}
    known = 0
    for units, what, line in found.items:
        article = _article(what)
        if article is None or not units:
            left.append(line)
            continue
        known += 1
        before = lines.get(article.sku)
        if before is None:
            price = "" if article.price is None else format(article.price.normalize(), "f")
            lines[article.sku] = DraftLine(article.sku, article.name, str(units), price, article.photo, article.variant)
        else:
            more = (order_entry.units(before.quantity) or 0) + units
            lines[article.sku] = replace(before, quantity=str(more))
    note = " / ".join(part for part in (draft.note.strip(), *left) if part)
    changed = replace(draft, **filled, note=note, lines=tuple(lines.values()), channel=draft.channel or "chat")
    return Filled(changed, len(filled), known, tuple(left))


def of_phone(draft: Draft, phone: str) -> Draft:
    """The draft with the name and the last address of the one customer who has this telephone number.

    Raises:
        BadInput: no number.
        NobodyFound, SeveralFound: nobody is meant, or nobody knows who.
        NoRight: who works here may not see customers.
    """
    permits.require(Right.CUSTOMERS)
    if sum(sign.isdigit() for sign in phone) < 6:
        raise BadInput(what=N_("The telephone number"), value=phone, next=N_("Type it first, then press the key."))
    found = customer_file.find(phone, 5)
    if len(found) > 1:
        raise SeveralFound(count=len(found), phone=phone.strip(), names=", ".join(row.name for row in found))
    last = (
        found
        and run(
            "SELECT o.id FROM orders o JOIN customer c ON c.id = o.customer_id WHERE coalesce(c.merged_into, c.id) = ?"
            " AND o.kind = 'order' AND o.ship_to_id IS NOT NULL ORDER BY o.placed_at DESC, o.id DESC LIMIT 1",
            (found[0].id,),
        ).fetchone()
    )
    if not last:
        raise NobodyFound(phone=phone.strip())
    view = orders.show(int(last[0]))
    where = {name: str(getattr(view.ship_to, name)) for name in ADDRESS}
    return replace(draft, **where, name=view.ship_to.name or view.buyer, email=draft.email or found[0].email,
                   lines=draft.lines)  # fmt: skip


def _article(what: str) -> Offered | None:
    """The one article that is meant: by its code or SKU, by its very name, or the only one that is found."""
    by_code = order_entry.by_code(what)
    if by_code is not None:
        return by_code
    found = order_entry.find(what, 6)
    exact = [each for each in found if what.casefold() in (each.sku.casefold(), each.name.casefold())]
    for several in (exact, found):
        if len(several) == 1:
            return several[0]
    return None

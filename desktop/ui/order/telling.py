"""What the order's page knows for telling its buyer: the texts that fit, filled in, and what the store does itself."""

from dataclasses import dataclass, field

from desktop.domain.holes import Filled
from desktop.domain.order import Action, Fulfilment, allowed
from desktop.domain.rights import Right
from desktop.services import comment_templates, messages, outbox, permits, settings, store_facts, stores
from desktop.services.mail import listing
from desktop.services.messages import Event, texts
from desktop.services.messages.fields import reader
from desktop.services.orders import OrderView

EVENTS = {Action.CONFIRM.value: Event.PAID, Action.DELIVER.value: Event.DELIVERED}
_OUT = (Fulfilment.SHIPPED, Fulfilment.DELIVERED)


@dataclass(frozen=True, slots=True)
class Telling:
    """`offers`: move -> its text in the buyer's language, and whether to tell it by itself; "" is a comment alone.

    `values` fill in what is typed; `mailed` are the moves of which the store mails the customer whatever we ask.
    `to` is the address that Kolli writes to, "" where the order's store tells or nobody can; `subjects` by move.
    `chat`: the same by move for a chat; `sign` is what a chat ends with. `on_the_way`: words whose mail has not left.
    `dial` opens their chat with the text put behind it, "" where their number cannot be dialled. `longest`: signs.
    """

    offers: dict[str, tuple[Filled, bool]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    mailed: frozenset[str] = frozenset()
    tells: bool = False
    to: str = ""
    subjects: dict[str, str] = field(default_factory=dict)
    chat: dict[str, str] = field(default_factory=dict)
    sign: str = ""
    on_the_way: frozenset[str] = frozenset()
    dial: str = ""
    longest: int = comment_templates.LONGEST
    may_rate: bool = False


def telling(order: OrderView) -> Telling:
    """Read it. Nobody can be told of an order without a store while Kolli does not mail, or knows no address."""
    moves = ["", *(action.value for action in allowed(order.state))]
    by_kolli = messages.kolli_mails(order.store_id)
    to = reader(order.id).address if by_kolli else ""
    offers = {move: comment_templates.for_order(move, order) for move in moves}
    subjects = {move: messages.preview(EVENTS.get(move, Event.NOTE), order.id).subject for move in moves if to}
    shop = settings.shop()
    known = comment_templates.values(order)
    chat = {move: messages.for_chat(offer.text) for move, (offer, _tell) in offers.items()}
    for move, event in EVENTS.items():
        if move not in offers:
            continue
        shown = messages.preview(event, order.id)
        chat[move] = messages.as_chat(event, order.id)
        if to:
            offers[move] = (Filled(shown.body, shown.left_out), texts.habit(event).on)
    chat[""] = messages.as_chat(_now(order), order.id)
    return Telling(
        offers, known,
        frozenset(action.value for action in allowed(order.state) if order.store_id is not None
                  and _mails(order.store_id, action)),
        order.store_id is not None if not by_kolli else bool(to), to, subjects, chat,
        "\n".join(part for part in (shop.name, shop.web) if part),
        frozenset(row.body for row in listing.of_order(order.id) if row.state in ("waiting", "sending")),
        messages.chat_link(order.id, ""), texts.LONGEST_BODY if by_kolli else comment_templates.LONGEST,
        order.state.fulfilment in _OUT and permits.may(Right.ORDERS),
    )  # fmt: skip


def _now(order: OrderView) -> Event:
    """What there is to say about an order as it stands."""
    if order.state.fulfilment in _OUT:
        return Event.SHIPPED
    return Event.RECEIVED if order.due_minor else Event.PAID


def _mails(store_id: int, action: Action) -> bool:
    told = stores.get(store_id).settings.get("status_map")
    status = str(told.get(outbox.word_of(action), "")) if isinstance(told, dict) else ""
    known = store_facts.of(store_id)
    return bool(status) and not known.choice_of_mail and known.mails("order_status", {"status": status})

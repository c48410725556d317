"""What the page of one order shows, read in one go on the store thread; and the order that a scan means."""

from dataclasses import dataclass

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Payment, Stage, allowed
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.services import (
    earning,
    estimates,
    money,
    orders,
    outbox,
    permits,
    printing,
    remote,
    return_terms,
    settings,
    shortages,
    stock,
    store_credits,
    store_parcels,
)
from desktop.services.addresses import language_of
from desktop.services.earning import Earned
from desktop.services.editing import papers, rights
from desktop.services.editing.rights import Part
from desktop.services.estimates import Promise
from desktop.services.money import Move
from desktop.services.orders import OrderView
from desktop.services.printing import Job
from desktop.services.remote import DecisionRow
from desktop.services.return_terms import Terms
from desktop.services.shortages import Draft
from desktop.services.slips.meant import order_of
from desktop.services.stock import Shortage
from desktop.services.store_credits import CreditView
from desktop.services.store_parcels import Road
from desktop.ui.order.cards import pick_up_words, shown_lines
from desktop.ui.order.telling import Telling, telling

STEPS = (
    (Stage.TO_CONFIRM, N_("Confirmed")),
    (Stage.TO_PICK, N_("To pick")),
    (Stage.TO_PACK, N_("To pack")),
    (Stage.TO_SHIP, N_("To ship")),
    (Stage.SHIPPED, N_("Shipped")),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page shows."""

    order: OrderView
    shortages: list[Shortage]
    jobs: list[Job]
    decisions: list[DecisionRow]
    waiting: frozenset[str]
    address: tuple[str, ...]
    language: str
    zone: str
    rights: frozenset[Right]  # of who works here
    draft: Draft | None  # words for the buyer that nobody has sent
    currency: str  # the shop's own
    pick_up: str  # when its courier comes next, in words
    road: Road
    telling: Telling
    may: frozenset[Part] = frozenset()  # of the order, as it stands
    terms: Terms | None = None
    moves: tuple[Move, ...] = ()
    credits: CreditView | Earned | None = None  # of its store, else of the shop
    promise: Promise | None = None  # the day for the buyer, while it is still to come
    outdated: frozenset[str] = frozenset()  # papers that came out before the order was changed

    @property
    def can_change(self) -> bool:
        """Whether the lines may be changed: what could still be cancelled can be."""
        return Right.ORDERS in self.rights and Action.CANCEL in allowed(self.order.state)

    @property
    def step(self) -> int:
        """Where it stands among STEPS; 0 for one that is held or cancelled, past the last for what is over."""
        stages = [stage for stage, _text in STEPS]
        if self.order.stage in (Stage.ON_HOLD, Stage.CANCELLED):
            return 0
        return stages.index(self.order.stage) if self.order.stage in stages else len(stages)


def read(order_id: int) -> Page:
    order = orders.show(order_id)
    jobs = [job for job in printing.jobs(limit=300) if job.order_id == order_id]
    return Page(
        order, stock.shortages(order_id), jobs, remote.open_decisions(order_id),
        outbox.notes_waiting(order_id), shown_lines(order), language_of(order), settings.shop().zone,
        frozenset(right for right in Right if permits.may(right)), shortages.draft(order_id), settings.shop().currency,
        pick_up_words(order, settings.shop().zone), store_parcels.road(order_id),
        telling(order), rights.may(order_id), return_terms.terms(order_id), tuple(money.moves(order_id)),
        store_credits.of(order_id) or _earned(order), _promise(order), _outdated(order, jobs),
    )  # fmt: skip


def _earned(order: OrderView) -> Earned | None:
    earned = earning.of_order(order.id)
    return earned if earned.ours else None


def is_paid(order: OrderView) -> bool:
    return order.state.payment not in (Payment.UNPAID, Payment.CLAIMED)


def scan(text: str) -> tuple[int, str]:
    """The order that a scan means, and its number."""
    code = codes.read(text)
    if code.kind is Kind.COMMAND:
        raise NotAllowed(ref=N_("This page"), reason=N_("commands are scanned at the packing bench."), action="scan")
    slip = code.kind is Kind.MESSAGE
    order_id = order_of(code.value) if slip else orders.find(codes.without_symbology(text))
    return order_id, orders.show(order_id).number


def _promise(order: OrderView) -> Promise | None:
    ahead = (Stage.TO_CONFIRM, Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP, Stage.SHIPPED)
    return estimates.of_order(order.id) if order.stage in ahead else None


def _outdated(order: OrderView, jobs: list[Job]) -> frozenset[str]:
    """Kinds of paper whose last print is older than a change of what it says; an invoice by when it was issued."""
    changed, found = papers.changed_at(order.id), set()
    for kind, at in changed.items():
        job = next((job for job in jobs if job.kind == kind), None)
        if kind != "invoice" and job is not None and (job.done_at or job.queued_at) < at:
            found.add(kind)
    if papers.outdated_invoice(order.id):
        found.add("invoice")
    return frozenset(found)

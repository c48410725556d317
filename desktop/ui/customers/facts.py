"""Everything that the file of one person shows, read in one go on the store thread."""

from dataclasses import dataclass

from desktop.domain.rights import Right
from desktop.services import complaints, customer_file, permits, settings
from desktop.services.customer_file import ConsentRow, CustomerView, Double, MergeRow
from desktop.services.loyalty import points, vouchers
from desktop.services.loyalty.points import PointsRow, Standing
from desktop.services.loyalty.vouchers import Voucher
from desktop.services.privacy import erasing
from desktop.services.privacy.erasing import Stays


@dataclass(frozen=True, slots=True)
class Facts:
    """`cases` are return cases: (id, code, order's number, state). `may_erase`: this person's rights let them."""

    view: CustomerView
    consents: tuple[ConsentRow, ...]
    complaints: tuple[complaints.Row, ...]
    standing: Standing
    points: tuple[PointsRow, ...]
    vouchers: tuple[Voucher, ...]
    merges: tuple[MergeRow, ...]
    doubles: tuple[Double, ...]
    stays: tuple[Stays, ...]
    zone: str
    prices: bool
    may_erase: bool


def load(customer_id: int) -> Facts:
    """Raises as `customer_file.show`."""
    view = customer_file.show(customer_id)
    gone = view.erased_at is not None
    return Facts(
        view=view, consents=tuple(customer_file.consents(view.id)), complaints=tuple(complaints.of_customer(view.id)),
        standing=points.standing(view.id), points=tuple(points.moves(view.id, 12)),
        vouchers=tuple(vouchers.of_customer(view.id)), merges=tuple(customer_file.merges(view.id)),
        doubles=() if gone else tuple(customer_file.doubles(view.id)),
        stays=tuple(erasing.erased_report(view.id)) if gone else (), zone=settings.shop().zone,
        prices=permits.may(Right.PRICES), may_erase=permits.may(Right.CORRECT),
    )  # fmt: skip

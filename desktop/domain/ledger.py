"""What an order's money adds up to: paid + due = total, and nothing goes back that never came."""

from dataclasses import dataclass

from desktop.domain.order import Payment

NOT_CHECKED = (Payment.UNPAID, Payment.CLAIMED)


@dataclass(frozen=True, slots=True)
class Account:
    """One order's sums, in minor units of its currency."""

    payment: Payment
    total_minor: int
    paid_minor: int
    refunded_minor: int
    cancelled: bool = False  # the whole order: nothing is asked for any more

    @property
    def kept_minor(self) -> int:
        """What came in and has not gone back."""
        return self.paid_minor - self.refunded_minor

    @property
    def counted_minor(self) -> int:
        """What counts towards the total: of an order that was never paid in full, what went back does not."""
        return self.kept_minor if self.payment in NOT_CHECKED else self.paid_minor

    @property
    def due_minor(self) -> int:
        """What is still to be paid; nothing of an order that is cancelled."""
        return 0 if self.cancelled else max(0, self.total_minor - self.counted_minor)

    @property
    def surplus_minor(self) -> int:
        """What was paid too much and is still here; of a cancelled order nothing is, all of it is to be paid back."""
        return 0 if self.cancelled else max(0, self.kept_minor - self.total_minor)

    @property
    def to_pay_back_minor(self) -> int:
        """What is here and not the shop's: all that was kept of an order that is cancelled, else the surplus."""
        return max(0, self.kept_minor) if self.cancelled else self.surplus_minor

    @property
    def is_covered(self) -> bool:
        return self.kept_minor >= self.total_minor


def after_giving_back(account: Account) -> Payment:
    """The payment state once money has gone back; `account` has the new sums and the old state.

    What was paid too much may go back without a word: the order is still paid. An order that was never paid in full
    stays what it is.
    """
    if account.payment in NOT_CHECKED or not account.refunded_minor:
        return account.payment
    if account.kept_minor <= 0:
        return Payment.REFUNDED
    if account.payment is Payment.PAID and account.is_covered:
        return Payment.PAID
    return Payment.PART_REFUNDED


def after_taking_back(account: Account, was_paid: bool) -> Payment:
    """The payment state once a row of the ledger was taken back; `account` has the new sums and the old state.

    `was_paid`: before that the order's money was there in full.
    """
    if account.payment is Payment.PAID:
        return Payment.UNPAID if was_paid and not account.is_covered else Payment.PAID
    if account.payment in NOT_CHECKED:
        return Payment.PAID if account.is_covered and account.kept_minor > 0 else account.payment
    return after_giving_back(account) if account.refunded_minor > 0 else Payment.PAID

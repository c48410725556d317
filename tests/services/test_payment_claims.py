"""What buyers say they have paid, until a person has looked."""

import io
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from desktop.domain.errors import BadInput, KolliError, NotAllowed
from desktop.domain.order import Payment
from desktop.services import claim_pictures, money, orders, payment_claims
from desktop.services.changes import acting
from desktop.services.claim_pictures import PictureRefused
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


def _picture(kind: str = "PNG", colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 90), colour).save(out, kind)
    return out.getvalue()


def _say(order_id: int, amount_minor: int, **more: object) -> int:
    return payment_claims.say(order_id, amount_minor, paid_on=date(2026, 11, 12), way="BCA", **more)  # type: ignore[arg-type]


def _payment(order_id: int) -> Payment:
    return orders.show(order_id).state.payment


def test_an_accepted_claim_pays_and_its_undo_lets_it_wait_again() -> None:
    order = shop.order(("CUP", 2), paid=False)
    claim = _say(order.id, 20, reference="INV 1", picture=_picture())
    assert (_payment(order.id), payment_claims.count()) == (Payment.CLAIMED, 1)
    with acting("Ratna", "Office"):
        payment_claims.accept(claim)
    assert (_payment(order.id), payment_claims.count()) == (Payment.PAID, 0)
    assert [(row.amount_minor, row.method, row.reference, row.who) for row in money.moves(order.id)] == [
        (20, "BCA", "INV 1", "Ratna")
    ]
    payment_claims.undo(claim)
    assert (_payment(order.id), money.due_minor(order.id), payment_claims.count()) == (Payment.CLAIMED, 20, 1)
    payment_claims.accept(claim)
    assert (_payment(order.id), orders.show(order.id).paid_minor) == (Payment.PAID, 20)


def test_the_same_claim_twice_is_one() -> None:
    order = shop.order(("CUP", 2), paid=False)
    assert _say(order.id, 20, reference="x") == _say(order.id, 20, reference=" X ")
    assert _say(order.id, 20, reference="y") != _say(order.id, 20, reference="x")
    assert len(payment_claims.of_order(order.id)) == 2
    assert payment_claims.waiting()[0].fits


def test_a_refused_claim_leaves_the_order_unpaid_and_says_why() -> None:
    order = shop.order(("CUP", 2), paid=False)
    first, second = _say(order.id, 20), _say(order.id, 10)
    payment_claims.refuse(first, "not on the account")
    assert _payment(order.id) is Payment.CLAIMED  # another one still waits
    payment_claims.refuse(second, "nor this")
    assert _payment(order.id) is Payment.UNPAID
    comments = [row.comment for row in orders.show(order.id).history]
    assert comments[:2] == ["nor this", "not on the account"]
    assert _say(order.id, 20) == first  # said again, it is looked at again
    assert _payment(order.id) is Payment.CLAIMED


def test_parts_are_claimed_one_by_one() -> None:
    order = shop.order(("CUP", 2), paid=False)
    payment_claims.accept(_say(order.id, 5))
    assert (_payment(order.id), money.due_minor(order.id)) == (Payment.UNPAID, 15)
    payment_claims.accept(_say(order.id, 15))
    assert _payment(order.id) is Payment.PAID


def test_a_claim_is_decided_once() -> None:
    order = shop.order(("CUP", 2), paid=False)
    claim = _say(order.id, 20)
    payment_claims.accept(claim)
    for again in (payment_claims.accept, lambda each: payment_claims.refuse(each, "late")):
        with pytest.raises(NotAllowed):
            again(claim)
    assert orders.show(order.id).paid_minor == 20


def test_what_is_paid_needs_no_claim() -> None:
    order = shop.order(("CUP", 2))
    with pytest.raises(NotAllowed):
        _say(order.id, 20)


@pytest.mark.parametrize(("amount", "reason"), [(0, "-"), (20, " ")])
def test_a_claim_has_an_amount_and_a_refusal_a_reason(amount: int, reason: str) -> None:
    order = shop.order(("CUP", 2), paid=False)
    with pytest.raises(BadInput):
        payment_claims.refuse(_say(order.id, amount), reason)


def test_pictures_are_kept_once_by_what_is_in_them() -> None:
    names = {claim_pictures.keep(_picture(kind)) for kind in ("PNG", "JPEG", "PNG", "PDF")}
    assert sorted(Path(name).suffix for name in names) == [".jpg", ".pdf", ".png"]
    for name in names:
        assert (claim_pictures.shown(name) or b"").startswith(b"\x89PNG")


@pytest.mark.parametrize("data", [b"hello", b"%PDF-1.4 nothing", _picture("GIF"), b"\0" * (claim_pictures.LARGEST + 1)])
def test_what_is_no_receipt_is_refused_and_nothing_is_kept(data: bytes) -> None:
    order = shop.order(("CUP", 2), paid=False)
    with pytest.raises(PictureRefused) as refused:
        _say(order.id, 20, picture=data)
    assert isinstance(refused.value, KolliError)
    assert "15 MB" in refused.value.say()
    assert payment_claims.of_order(order.id) == []

"""A voucher, to be laid into a parcel or given away."""

from desktop.documents import voucher
from desktop.documents.voucher import VoucherCard
from desktop.i18n import date, money
from desktop.services import logo, settings
from desktop.services.loyalty import vouchers
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """`ref` is its id. It speaks the language of the customer whose it is, else the shop's.

    Raises:
        NotFound: there is no such voucher.
    """
    found, shop = vouchers.by_id(int(wanted.ref)), settings.shop()
    whose = vouchers.whose(found.id)
    spoken = wanted.language or whose.language or shop.language
    card = VoucherCard(
        code=found.code, written=vouchers.written(found.code), worth=money(found.left_minor, found.currency),
        shop=shop.name, until="" if found.expires_at is None else date(found.expires_at, spoken, shop.zone),
        name=whose.name, site=shop.web or shop.email, logo=logo.get(),
    )  # fmt: skip
    return voucher.draw(card, spoken, wanted.dpi)

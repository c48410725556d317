"""The number audit on paper: every legal number, the sealed days and what was found."""

from desktop import i18n
from desktop.documents import number_list
from desktop.documents.number_list import Listed, NumberList, Sealed
from desktop.domain.rights import Right
from desktop.i18n import words
from desktop.models.base import utc
from desktop.services import permits, settings
from desktop.services.changes import actor, now
from desktop.services.invoicing import audit_words, listing, sealing
from desktop.services.invoicing.auditing import Fault
from desktop.services.invoicing.register import Row, rows


def number_paper(faults: tuple[Fault, ...], year: int | None = None, language: str = "") -> bytes:
    """The audit's list of all numbers, or of a year's, as PDF."""
    permits.require(Right.PRICES)
    shop, here, said = settings.shop(), actor(), language or i18n.language()
    span = listing.span(year) if year is not None else (0, 1 << 62)
    days = list(sealing.days())
    own = [day for day in days if year is None or day.on.startswith(f"{year}-")]
    mark = next((day.key for day in reversed(days) if day.signature), "")
    data = NumberList(
        shop=shop.name, span=str(year) if year is not None else "", made_at=now(),
        by=" · ".join(text for text in (here.who, here.bench) if text), zone=shop.zone,
        numbers=tuple(_listed(row, said) for row in rows(*span)),
        days=tuple(Sealed(day.on, day.count, day.hash, bool(day.signature) and sealing.signed_by(day)) for day in own),
        faults=tuple(audit_words.sentence(fault, said) for fault in faults), head=sealing.head(), key=named(mark),
    )  # fmt: skip
    return number_list.draw(data, said)


def named(key: str) -> str:
    """A key as people compare it; "" for none."""
    from desktop.services.slips import keys

    return keys.fingerprint(bytes.fromhex(key)) if key else ""


def _listed(row: Row, language: str) -> Listed:
    _ = words(language).gettext
    corrects = _("Corrects {number}").format(number=row.corrects) if row.corrects else ""
    voided = _("Voided: {reason}").format(reason=row.void_reason) if row.void_reason else ""
    note = " · ".join(text for text in (corrects, voided) if text)
    return Listed(row.number, utc(row.at), row.order, row.currency, row.total_minor, row.sha256, note)

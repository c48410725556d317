"""The Z report of a day."""

from desktop.documents import z_report
from desktop.documents.z_report import MoneyRow, Numbers, Takings, ZReport
from desktop.i18n import words
from desktop.services import day_report, settings
from desktop.services.changes import actor, now
from desktop.services.day_report import Currency, Taken
from desktop.services.paper_kinds import PAPERS
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """The day that `ref` names, as 2026-11-12; "" for today.

    Raises:
        BadInput: no day.
    """
    # A printer's queue names the bench where nobody named a day.
    ref = "" if wanted.ref == actor().bench else wanted.ref
    day, shop, here, language = day_report.of(day_report.day_of(ref)), settings.shop(), actor(), wanted.screen
    _ = words(language).gettext
    report = ZReport(
        shop=shop.name, on=day.on, printed_at=now(), address=", ".join(shop.address), registration=shop.tax_id,
        takings=tuple(_takings(each, language) for each in day.currencies),
        numbers=tuple(Numbers(_(PAPERS[row.kind].title), row.count, row.first, row.last) for row in day.series),
        voided=day.voided, place=here.bench, person=here.who, zone=shop.zone,
        media=wanted.media or PAPERS["z-report"].media,
    )  # fmt: skip
    return z_report.draw(report, language, wanted.dpi)


def _takings(day: Currency, language: str) -> Takings:
    _ = words(language).gettext
    credited = MoneyRow(_("Credit note"), day.credits, day.credited_minor) if day.credits else None
    return Takings(
        day.currency, _rows(day.taken, language), _rows(day.refunded, language), day.net_minor, credited, day.taxes
    )


def _rows(rows: tuple[Taken, ...], language: str) -> tuple[MoneyRow, ...]:
    unnamed = words(language).gettext("Other ways")
    return tuple(MoneyRow(row.method or unnamed, row.count, row.amount_minor) for row in rows)

"""What an order's goods bear in tax by the shop's profile: each article's class, and what the order is taxed as."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from desktop import i18n
from desktop.domain import tax
from desktop.domain.crediting import Rate
from desktop.domain.errors import BadInput, NotFound
from desktop.domain.rights import Right
from desktop.domain.tax import STANDARD, Case, Priced, Profile
from desktop.domain.tax_profiles import PLAIN, PROFILES, profile
from desktop.i18n import N_
from desktop.models.base import run, storable, utc
from desktop.services import history, permits, settings
from desktop.services.changes import unit
from desktop.services.settings import Shop

if TYPE_CHECKING:  # with a bill come the letters of papers, which no command but theirs waits for
    from desktop.documents.bill import Tax

_LONGEST_NUMBER = 30


@dataclass(frozen=True, slots=True)
class OrderTax:
    """What an order is taxed as, and its buyer's own tax number ("" = none said)."""

    case: Case
    buyer_vat: str


def of_order(order_id: int) -> OrderTax:
    """
    Raises:
        NotFound: there is no such order.
    """
    row = run("SELECT tax_case, buyer_vat FROM orders WHERE id = ?", (order_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("order"), ref=order_id)
    return OrderTax(Case(row[0]), str(row[1]))


def change_order(order_id: int, case: Case, buyer_vat: str) -> None:
    """Say what an order is taxed as; documents that were issued stay as they are.

    Raises:
        BadInput: a buyer in another EU country without a tax number, or a number that is too long.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    number = "".join(buyer_vat.split()).upper()
    if len(number) > _LONGEST_NUMBER or (case is Case.EU and len(number) < 4):
        raise BadInput(
            what=N_("The buyer's tax number"), value=buyer_vat,
            next=N_("Type it as it is registered, such as DE123456789; without it the sale is taxed here."),
        )  # fmt: skip
    with unit() as work:
        history.state_of(order_id, lock=True)
        before = of_order(order_id)
        run("UPDATE orders SET tax_case = ?, buyer_vat = ? WHERE id = ?", (case.value, storable(number), order_id))
        if before != OrderTax(case, number):
            history.note(work, order_id, "taxed-as", " · ".join(text for text in (case.value, number) if text))
        settle(order_id)
        work.changed("order", order_id)


def class_of(sku: str) -> str:
    """An article's tax class; STANDARD where nobody has said another.

    Raises:
        NotFound: there is no such article.
    """
    row = run("SELECT tax_class FROM article WHERE sku = ?", (sku,)).fetchone()
    if row is None:
        raise NotFound(what=N_("article"), ref=sku)
    return str(row[0]) or STANDARD


def change_class(skus: Sequence[str], tax_class: str) -> int:
    """Set the tax class of articles; how many of them are here.

    Raises:
        BadInput: no country that Kolli knows has such a class.
        NoRight: who works here may not see prices.
    """
    permits.require(Right.PRICES)
    if tax_class not in {name for each in PROFILES.values() for name in each.classes}:
        raise BadInput(what=N_("The tax class"), value=tax_class, next=N_("Choose one of the shop's tax profile."))
    found = 0
    with unit() as work:
        for sku in skus:
            for (article_id,) in run("SELECT id FROM article WHERE sku = ?", (sku,)).fetchall():
                keep_class(article_id, tax_class)
                work.changed("article", int(article_id))
                found += 1
    return found


def keep_class(article_id: int, tax_class: str) -> None:
    """Write the class of an article that is known here; part of the caller's unit, which has asked for the right."""
    run("UPDATE article SET tax_class = ? WHERE id = ?", ("" if tax_class == STANDARD else tax_class, article_id))


def rates(articles: Sequence[int | None], shop: Shop, case: Case, on: date) -> list[Rate]:
    """The rate that each line bears by the shop's profile on a day, by its article; None where no tax is charged."""
    law = profile(shop.tax_profile)
    if not law.taxes:
        return [None for _line in articles]
    if case is not Case.DOMESTIC:
        return [Decimal(0) for _line in articles]
    classes = _classes([article_id for article_id in articles if article_id is not None])
    return [_rate(law, shop, classes.get(article_id or 0, ""), on) for article_id in articles]


def on_top(lines: Sequence[tuple[str, int]], shipping_minor: int, shop: Shop, at: datetime) -> int:
    """The tax of an order that is typed: (SKU, amount) a line; 0 where the shop's prices include it."""
    if shop.prices_include_tax:
        return 0
    classes = {sku: row[0] for sku, _amount in lines
               if (row := run("SELECT tax_class FROM article WHERE sku = ?", (sku.strip(),)).fetchone())}  # fmt: skip
    law, on = profile(shop.tax_profile), at.astimezone(ZoneInfo(shop.zone)).date()
    priced = [Priced(amount, _rate(law, shop, str(classes.get(sku, "")), on)) for sku, amount in lines]
    return tax.reckon(priced, [], shipping_minor, freight=law.freight, on_top=True).tax_minor


def settle(order_id: int) -> None:
    """Let the tax of an order that was made here follow from its lines, where the shop's prices are without tax.

    To be called wherever its lines, freight or discount were changed; part of the caller's unit. Orders of stores and
    files, and parts that were split off an order, keep what was reckoned for them.
    """
    shop = settings.shop()
    source, before_tax, total, shipping, code, placed_at = run(
        "SELECT source, tax_minor, total_minor, shipping_minor, unique_code_minor, placed_at FROM orders WHERE id = ?",
        (order_id,),
    ).fetchone()
    if source != "manual" or (shop.prices_include_tax and not before_tax):
        return
    lines = run(
        "SELECT article_id, total_minor FROM order_line WHERE order_id = ? ORDER BY position, id", (order_id,)
    ).fetchall()
    before, found = total - before_tax, 0
    if not shop.prices_include_tax:
        on = utc(placed_at).astimezone(ZoneInfo(shop.zone)).date()
        own = rates([article_id for article_id, _amount in lines], shop, of_order(order_id).case, on)
        priced = [Priced(int(amount), rate) for (_article, amount), rate in zip(lines, own, strict=True)]
        rest = before - sum(line.amount_minor for line in priced) - shipping - code  # a discount, a fee
        law = profile(shop.tax_profile)
        found = tax.reckon(priced, [rest] if rest else [], shipping, freight=law.freight, on_top=True).tax_minor
    run("UPDATE orders SET tax_minor = ?, total_minor = ? WHERE id = ?", (found, before + found, order_id))


def texts(law: Profile, case: Case, buyer_vat: str, taxes: "Sequence[Tax]", currency: str, on: date,
          language: str) -> tuple[str, ...]:  # fmt: skip
    """What the law wants said on a document with these taxes."""
    _ = i18n.words(language).gettext
    found = [law.cases.get(case, "")]
    if buyer_vat:
        found.append(_("Buyer's VAT number {number}").format(number=buyer_vat))
    for each in taxes:
        step = next((step for step in _steps(law, on) if step.effective == each.percent and step.base != 1), None)
        if step is not None and each.tax_minor:
            part = i18n.money(each.base_minor * step.base.numerator // step.base.denominator, currency)
            found.append(law.other_base.format(part=step.base, amount=part, percent=f"{step.percent}%"))
    return tuple(text for text in found if text)


def _steps(law: Profile, on: date) -> list[tax.Step]:
    return [step for name in law.classes if (step := law.step(name, on)) is not None]


def _rate(law: Profile, shop: Shop, tax_class: str, on: date) -> Rate:
    if not law.taxes:
        return None
    if law.name == PLAIN and (tax_class not in law.classes or tax_class == STANDARD):
        return Decimal(shop.tax_percent.replace(",", ".")) if shop.tax_percent else None
    step = law.step(tax_class, on)
    return None if step is None else step.effective


def _classes(ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    found = run(f"SELECT id, tax_class FROM article WHERE id IN ({marks})", tuple(ids)).fetchall()
    return {int(row[0]): str(row[1]) for row in found}

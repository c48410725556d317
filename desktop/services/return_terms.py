"""Whether an order may come back, until when, and in which words: H1.

It is the shop's promise to the buyer. A store's warning of fraud is another thing: it is the store's word about the
buyer, only shown, and switches nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.i18n import LANGUAGES, N_, words
from desktop.models.base import ms, run, utc
from desktop.services import history, permits, settings
from desktop.services.changes import unit
from desktop.services.settings import Shop

_KEY = "return-terms"
_MOST = 2000  # letters of a policy


@dataclass(frozen=True, slots=True)
class ShopTerms:
    """What holds where an order says nothing. `policy`: the text by language, "" for the usual sentence."""

    allowed: bool = True
    policy: tuple[tuple[str, str], ...] = ()

    def text(self, language: str) -> str:
        return dict(self.policy).get(language, "")


@dataclass(frozen=True, slots=True)
class Terms:
    """`until` is the last moment; None before anything was shipped, or where returns have no end.

    `own`: this order was decided by a person, else it is as the shop has set. `excluded` are lines whose article does
    not come back. `flag` is the store's warning, shown and nothing more.
    """

    allowed: bool
    until: datetime | None
    policy: str
    days: int
    own: bool
    excluded: tuple[int, ...]
    flag: str


def of_shop() -> ShopTerms:
    kept = settings.value(_KEY, {})
    return ShopTerms(bool(kept.get("allowed", True)), tuple(sorted(kept.get("policy", {}).items())))


def change_shop(*, allowed: bool | None = None, policy: Mapping[str, str] | None = None) -> ShopTerms:
    """Set what holds for orders that say nothing; the days are the shop's `returns_days`.

    Raises:
        BadInput: a language that papers do not have, or a text that is too long.
        NoRight: who works here may not change settings.
    """
    permits.require(Right.SETTINGS)
    before = of_shop()
    texts = dict(before.policy)
    for language, text in (policy or {}).items():
        if language not in LANGUAGES:
            raise BadInput(what=N_("The language"), value=language, next=N_("Choose en, id or sv."))
        if len(text) > _MOST:
            raise BadInput(what=N_("The policy"), value=len(text), next=N_("Write at most 2000 letters."))
        texts[language] = text.strip()
    kept = {"allowed": before.allowed if allowed is None else allowed, "policy": texts}
    settings.remember(_KEY, kept)
    return of_shop()


def terms(order_id: int, language: str = "") -> Terms:
    """What holds for one order now; the policy in its buyer's language where none is named.

    Raises:
        NotFound: there is no such order.
    """
    history.state_of(order_id)
    own, until, flag, spoken = run(
        "SELECT returns_allowed, returns_until, store_flag, language FROM orders WHERE id = ?", (order_id,)
    ).fetchone()
    shop, usual = settings.shop(), of_shop()
    allowed = bool(own) if own is not None else usual.allowed and shop.returns_days > 0
    end = utc(int(until)) if until is not None else _end(order_id, shop)
    chosen = next((each for each in (language, spoken[:2].lower(), shop.language) if each in LANGUAGES), "en")
    excluded = run(
        "SELECT l.id FROM order_line l JOIN article a ON a.id = l.article_id WHERE l.order_id = ? AND a.no_return"
        " ORDER BY l.position, l.id",
        (order_id,),
    ).fetchall()
    return Terms(
        allowed, end if allowed else None, policy(chosen) if allowed else refusal(chosen), shop.returns_days,
        own is not None or until is not None, tuple(int(row[0]) for row in excluded), str(flag),
    )  # fmt: skip


def policy(language: str) -> str:
    """The shop's text, else one sentence of its days; "" where it has set neither."""
    days = settings.shop().returns_days
    own = of_shop().text(language)
    if own or not days:
        return own
    text = words(language).ngettext(
        "Returns are accepted within {days} day.", "Returns are accepted within {days} days.", days
    )
    return text.format(days=days)


def refusal(language: str) -> str:
    """What a buyer reads where an order does not come back."""
    _ = words(language).gettext
    return _("This order cannot be returned.")


def switch(order_id: int, allowed: bool | None, until: datetime | None = None) -> Terms:
    """Let an order come back or not, whatever the shop has set; `until` overrules its days. None: as the shop has set.

    Raises:
        NotFound: there is no such order.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        history.state_of(order_id, lock=True)
        was = run("SELECT returns_allowed, returns_until FROM orders WHERE id = ?", (order_id,)).fetchone()
        end = None if until is None else ms(until)
        same_switch = (None if was[0] is None else bool(was[0])) == allowed
        if not (same_switch and was[1] == end):
            run("UPDATE orders SET returns_allowed = ?, returns_until = ? WHERE id = ?", (allowed, end, order_id))
            names = {None: "returns-usual", True: "returns-allowed", False: "returns-refused"}
            history.note(work, order_id, names[allowed], until.date().isoformat() if until else "")
        return terms(order_id)


def mark_article(sku: str, no_return: bool) -> None:
    """Say that an article does not come back, such as hygiene goods; or that it does.

    Raises:
        BadInput: no article has this SKU.
        NoRight: who works here may not change articles.
    """
    permits.require(Right.STOCK)
    with unit() as work:
        row = run("SELECT id FROM article WHERE sku = ?", (sku,)).fetchone()
        if row is None:
            raise BadInput(what=N_("The article"), value=sku, next=N_("Type the SKU of an article of this shop."))
        run("UPDATE article SET no_return = ? WHERE id = ?", (no_return, row[0]))
        work.changed("article", int(row[0]))


def keep_flag(order_id: int, flag: str) -> None:
    """Keep a store's warning of fraud beside the order; part of the caller's unit."""
    run("UPDATE orders SET store_flag = ? WHERE id = ?", (flag[:200], order_id))


def _end(order_id: int, shop: Shop) -> datetime | None:
    """The end of the shop's days, from the last parcel's arrival, else from its leaving; None before that."""
    arrived, left, parcels, there = run(
        "SELECT max(r.state_at), max(p.shipped_at), count(*), sum(CASE WHEN r.state = 'delivered' THEN 1 ELSE 0 END)"
        " FROM parcel p LEFT JOIN parcel_road r ON r.parcel_id = p.id WHERE p.order_id = ? AND p.state = 'shipped'",
        (order_id,),
    ).fetchone()
    begun = arrived if parcels and parcels == there and arrived is not None else left
    if begun is None or not shop.returns_days:
        return None
    # The whole last day counts, by the shop's own clock.
    zone = ZoneInfo(shop.zone)
    day = utc(int(begun)).astimezone(zone).date() + timedelta(days=shop.returns_days)
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)

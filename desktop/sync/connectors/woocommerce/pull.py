"""Reading what changed. The walk moves a window of time, so nothing is skipped while the store is being edited.

Page numbers are used inside one second only, and read again if the store's own count changed meanwhile.
"""

from datetime import datetime, timedelta

from desktop.i18n import N_
from desktop.sync.connector import Refused
from desktop.sync.connectors.woocommerce.read import (
    ARTICLE_FIELDS,
    ORDER_FIELDS,
    Article,
    Order,
    parse_articles,
    parse_orders,
    when,
)
from desktop.sync.connectors.woocommerce.talk import Talk

PAGE = 100
SECOND = timedelta(seconds=1)
_STAMPS = {"modified": "date_modified_gmt", "date": "date_created_gmt"}
_PARAMETERS = {"modified": ("modified_after", "modified_before"), "date": ("after", "before")}


def window(
    talk: Talk, order_by: str, after: datetime, statuses: str, per_page: int | None = None
) -> tuple[list[Order], datetime | None]:
    """Orders later than `after`, oldest first, and where to go on; None at the end.

    `order_by` is "modified" or "date". The next window overlaps by the second that the page ended in.
    """
    per_page = per_page or PAGE
    query = _query(order_by, after, statuses, per_page) | {"orderby": order_by, "order": "asc"}
    orders, count = parse_orders(talk.get("/orders", query).body)
    stamps = [_stamp(order, order_by) for order in orders]
    if any(stamp is not None and stamp <= after for stamp in stamps):
        # Parameters that a version does not know are ignored, not refused.
        raise Refused(code="too-old", detail=N_("this WooCommerce is too old for Kolli; update it to 8.9 or later."))
    if count < per_page:
        return orders, None
    last = max((stamp for stamp in stamps if stamp), default=after)
    if last - SECOND > after:
        return orders, last - SECOND
    return _one_second(talk, order_by, after, statuses, per_page), after + SECOND


def _one_second(talk: Talk, order_by: str, after: datetime, statuses: str, per_page: int) -> list[Order]:
    """Every order of the one second that follows `after`: more of them than one page holds."""
    before = _PARAMETERS[order_by][1]
    query = _query(order_by, after, statuses, per_page) | {
        before: stamp_text(after + 2 * SECOND), "orderby": "id", "order": "asc",
    }  # fmt: skip
    found: list[Order] = []
    for _try in range(5):
        found, totals = _all_pages(talk, query, per_page)
        if len(totals) <= 1:
            break
    return found


def _all_pages(talk: Talk, query: dict[str, object], per_page: int) -> tuple[list[Order], set[str]]:
    """Every page, and every count that the store gave meanwhile: more than one means that pages have shifted."""
    found: list[Order] = []
    totals: set[str] = set()
    page = 1
    while True:
        answer = talk.get("/orders", query | {"page": page})
        orders, count = parse_orders(answer.body)
        if count:
            totals.add(answer.headers.get("x-wp-total", ""))
        found += orders
        if count < per_page:
            return found, totals
        page += 1


def include(talk: Talk, remote_ids: list[str], statuses: str) -> list[Order]:
    """Those of up to 100 orders that the store's lists still show."""
    query = {"include": ",".join(remote_ids), "status": statuses, "per_page": PAGE, "_fields": ORDER_FIELDS}
    return parse_orders(talk.get("/orders", query).body)[0]


def article_page(talk: Talk, page: int) -> tuple[list[Article], int]:
    """One page of products by id, and how many there are."""
    query = {"orderby": "id", "order": "asc", "per_page": PAGE, "page": page, "_fields": ARTICLE_FIELDS}
    answer = talk.get("/products", query)
    articles = parse_articles(answer.body)
    total = answer.headers.get("x-wp-total", "0")
    return articles, int(total) if total.isdigit() else 0


def variations(talk: Talk, parent_id: int) -> list[Article]:
    found: list[Article] = []
    while True:
        number = len(found) // PAGE + 1
        query = {"orderby": "id", "order": "asc", "per_page": PAGE, "page": number, "_fields": ARTICLE_FIELDS}
        articles = parse_articles(talk.get(f"/products/{parent_id}/variations", query).body)
        found += articles
        if len(articles) < PAGE:
            return found


def stamp_text(stamp: datetime) -> str:
    """UTC without a suffix: with one, and the flag below, the store shifts by its own zone and orders are missed."""
    return stamp.replace(tzinfo=None, microsecond=0).isoformat()


def _query(order_by: str, after: datetime, statuses: str, per_page: int) -> dict[str, object]:
    return {
        _PARAMETERS[order_by][0]: stamp_text(after),
        "dates_are_gmt": True,
        "status": statuses,
        "per_page": per_page,
        "_fields": ORDER_FIELDS,
    }


def _stamp(order: Order, order_by: str) -> datetime | None:
    return when(order.date_modified_gmt if order_by == "modified" else order.date_created_gmt)

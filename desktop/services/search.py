"""Search as you type: orders and articles by anything that names them, inside words too."""

from dataclasses import dataclass

from desktop.domain import codes
from desktop.domain.order import Stage
from desktop.domain.search import Question, read
from desktop.models import search as index
from desktop.models.base import run
from desktop.services import queue, sscc
from desktop.services.queue import QueueRow

_NEWEST = 30  # orders that one typed letter is looked for in
_FEW = 8  # articles whose orders are all looked at, the newest first
_MANY_ARTICLES, _MOST_ARTICLES = 50, 500  # whose orders are looked at as they come


# Units of an article that came back and are not sold as new.
APART = "(SELECT coalesce(sum(q.units - q.shelved - q.scrapped), 0) FROM quarantine q WHERE q.article_id = article.id)"


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list of results. `on_hand`, `available` and `apart` count units; those apart are not sold."""

    id: int
    sku: str
    name: str
    variant: str
    bin: str
    on_hand: int
    available: int
    apart: int = 0


def orders(text: str, limit: int = 50, stage: Stage | None = None) -> list[int]:
    """Ids of the orders that a text finds: those with this very number first, then the newest.

    Looked for in numbers, names and companies of the buyer, of the customer and of who gets the parcel, phones,
    tracking numbers, SKUs and barcodes. Words may stand in any of the first four, in any sequence; two letters begin a
    word, one letter begins a word of the newest orders. No text is an error; an empty one finds nothing.
    """
    asked = read(text)
    if asked is None or limit < 1:
        return []
    staged = stage.value if stage else None
    found = _in_stage(_exact(asked, limit), staged)
    found += sorted(set(_others(asked, staged, limit)), reverse=True)
    return list(dict.fromkeys(found))[:limit]


def rows(text: str, limit: int = 50, stage: Stage | None = None) -> list[QueueRow]:
    """The same, as rows of the queue."""
    return queue.of_orders(orders(text, limit, stage))


def articles(text: str, limit: int = 50) -> list[ArticleRow]:
    """Articles by SKU, barcode or name, inside words; the one with this very SKU first."""
    asked = read(text)
    if asked is None or limit < 1:
        return []
    exact = run("SELECT id FROM article WHERE sku = ? OR sku_folded = ? LIMIT ?",
                (asked.whole, asked.whole.casefold(), limit)).fetchall()  # fmt: skip
    ids = [int(row[0]) for row in exact]
    if asked.ways:
        ids += index.articles_with(asked.ways, ("codes",), limit) + index.articles_with(asked.ways, ("words",), limit)
    else:
        ids += _skus_starting(asked.whole, limit)
    ids = list(dict.fromkeys(ids))[:limit]
    if not ids:
        return []
    marks = ", ".join("?" for _ in ids)
    found = run(
        f"SELECT id, sku, name, variant, bin, on_hand, on_hand - reserved, {APART} FROM article WHERE id IN ({marks})",
        tuple(ids),
    ).fetchall()
    return sorted((ArticleRow(*row) for row in found), key=lambda row: ids.index(row.id))


def _exact(asked: Question, limit: int) -> list[int]:
    forms = (asked.whole, asked.whole.upper())
    rows = run("SELECT id FROM orders WHERE number IN (?, ?) ORDER BY id DESC LIMIT ?", (*forms, limit)).fetchall()
    code = codes.read(sscc.meant(asked.whole))
    if code.kind is codes.Kind.ORDER:
        rows += run("SELECT id FROM orders WHERE code = ?", (code.value,)).fetchall()
    elif code.kind is codes.Kind.PARCEL:
        rows += run("SELECT order_id FROM parcel WHERE code = ?", (code.value,)).fetchall()
    for column in ("serial", "lot"):  # of units that lie in a box or have left
        rows += run(f"SELECT DISTINCT order_id FROM packed_unit WHERE {column} = ? AND {column} <> '' ORDER BY order_id"
                    " DESC LIMIT ?", (asked.whole, limit)).fetchall()  # fmt: skip
    return [int(row[0]) for row in rows]


def _others(asked: Question, stage: str | None, limit: int) -> list[int]:
    if not asked.ways:
        return [*index.newest_orders_with(asked.whole, stage, _NEWEST), *_starting(asked.whole, stage, limit)]
    starting: list[int] = []
    if any(letter.isdigit() for letter in asked.whole):  # a number is typed from its beginning, and mostly sought so
        starting = index.orders_starting(asked.whole, stage, limit)
    if len(starting) >= limit:
        return starting
    return [*starting, *index.orders_with(asked.ways, stage, limit), *_with_article(asked, stage, limit)]


def _in_stage(order_ids: list[int], stage: str | None) -> list[int]:
    if stage is None or not order_ids:
        return order_ids
    marks = ", ".join("?" for _ in order_ids)
    kept = {row[0] for row in run(f"SELECT id FROM orders WHERE stage = ? AND id IN ({marks})",
                                  (stage, *order_ids)).fetchall()}  # fmt: skip
    return [order_id for order_id in order_ids if order_id in kept]


def _with_article(asked: Question, stage: str | None, limit: int) -> list[int]:
    """Orders of the articles that have the text in their SKU or a barcode: of a few articles the newest."""
    found = index.articles_with(asked.ways, ("codes",), _MANY_ARTICLES)
    if len(found) <= _FEW:
        return [order_id for article in found for order_id in _newest_of(article, stage, limit)]
    some = _some_of(found, stage, limit)
    if len(some) >= limit or len(found) < _MANY_ARTICLES:
        return some
    return _some_of(index.articles_with(asked.ways, ("codes",), _MOST_ARTICLES), stage, limit)


def _newest_of(article: int, stage: str | None, limit: int) -> list[int]:
    """The newest orders of an article; one that has it on several lines counts once."""
    join, staged = _staged(stage)
    found: dict[int, None] = {}
    last = 2**62
    while True:
        lines = run(
            f"SELECT l.id, l.order_id FROM order_line l{join} WHERE l.article_id = ? AND l.id < ?"
            " ORDER BY l.id DESC LIMIT ?",
            (*staged, article, last, limit),
        ).fetchall()
        found.update((int(order_id), None) for _, order_id in lines)
        if len(found) >= limit or len(lines) < limit:
            return list(found)[:limit]
        last = lines[-1][0]


def _some_of(articles: list[int], stage: str | None, limit: int) -> list[int]:
    """Orders of any of these articles, as they come."""
    if not articles:
        return []
    join, staged = _staged(stage)
    room = _MANY_ARTICLES if len(articles) <= _MANY_ARTICLES else _MOST_ARTICLES  # two texts, which stay prepared
    marks = ", ".join(["?"] * room)
    found = run(f"SELECT DISTINCT l.order_id FROM order_line l{join} WHERE l.article_id IN ({marks}) LIMIT ?",
                (*staged, *articles, *[0] * (room - len(articles)), limit)).fetchall()  # fmt: skip
    return [int(row[0]) for row in found]


def _staged(stage: str | None) -> tuple[str, tuple[str, ...]]:
    return (" JOIN orders o ON o.id = l.order_id AND o.stage = ?", (stage,)) if stage else ("", ())


def _starting(letter: str, stage: str | None, limit: int) -> list[int]:
    """Orders by the first letter of their number or of an article's SKU."""
    return index.orders_starting(letter, stage, limit) + _some_of(_skus_starting(letter, _MANY_ARTICLES), stage, limit)


def _skus_starting(letter: str, limit: int) -> list[int]:
    folded = letter.casefold()
    rows = run("SELECT id FROM article WHERE sku_folded >= ? AND sku_folded < ? ORDER BY sku_folded LIMIT ?",
               (folded, folded + "\U0010ffff", limit))  # fmt: skip
    return [int(row[0]) for row in rows.fetchall()]

"""How each database finds texts: SQLite by FTS5 trigrams and a second look, PostgreSQL by LIKE with a trigram index.

The tables and triggers are made by migration 0002; nothing here writes.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from desktop.domain.search import found_in
from desktop.models.base import db, is_postgres, run

Ways = tuple[tuple[str, ...], ...]
Glance = tuple[int, str, str, str]

_MOST_DOUBTFUL = 300  # rows looked at a second time for one question: no text, however odd, takes long
_GRAMS = 4  # of the rarest trigrams of a way are asked for, 3 of names; the second look does the rest
_COMMON = 0.2  # of all orders: asking for such a trigram costs more than it excludes
_SAMPLE = 64

_GLANCE = "o.id, o.number, o.buyer, o.phone"
_TEXTS = "SELECT order_id, text FROM search_text WHERE order_id IN (SELECT value FROM json_each(?))"
_TRACKINGS = "SELECT order_id, tracking FROM parcel WHERE order_id IN (SELECT value FROM json_each(?))"


def orders_with(ways: Ways, stage: str | None, limit: int) -> list[int]:
    """Ids of orders whose number, names, phones or tracking numbers answer one of the ways, newest first."""
    if is_postgres():
        return _orders_postgres(ways, stage, limit)
    folded = tuple(tuple(word.casefold() for word in way) for way in ways)
    waiting = _waiting(folded, stage)
    found: list[int] = []
    for part in _candidates(ways, stage, limit):
        found += _true_ones(part, folded)
        if len(found) >= limit:
            break
    return sorted({*waiting, *found}, reverse=True)[:limit]


def orders_starting(beginning: str, stage: str | None, limit: int) -> list[int]:
    """Ids of orders whose number or tracking number begins so: the highest numbers, at most `limit` of each."""
    staged = " AND o.stage = ?" if stage else ""
    found: dict[int, None] = {}
    for column, tables in (("o.number", "orders o"), ("p.tracking", "parcel p JOIN orders o ON o.id = p.order_id")):
        for form in dict.fromkeys((beginning, beginning.upper())):
            rows = run(
                f"SELECT o.id FROM {tables} WHERE {column} >= ? AND {column} < ?{staged}"  # noqa: S608
                f" ORDER BY {column} DESC LIMIT ?",
                (form, form + "\U0010ffff", *((stage,) if stage else ()), limit),
            )
            found.update((int(row[0]), None) for row in rows.fetchall())
        if len(found) >= limit:
            break
    return list(found)


def newest_orders_with(letter: str, stage: str | None, among: int) -> list[int]:
    """Of the newest orders, those with a number, name or phone that has a word beginning with a letter."""
    where, values = ("WHERE stage = ? ", (stage,)) if stage else ("", ())
    rows = run(
        "SELECT order_id, text FROM search_text WHERE order_id IN"  # noqa: S608
        f" (SELECT id FROM orders {where}ORDER BY id DESC LIMIT ?)",
        (*values, among),
    )
    return [order_id for order_id, text in rows.fetchall() if " " + letter.casefold() in text.casefold()]


def articles_with(ways: Ways, columns: Sequence[str], limit: int) -> list[int]:
    """Ids of articles that have all words of a way in one of these columns, `codes` or `words`."""
    if is_postgres():
        where, values = _like(ways, columns)
        rows = run(f"SELECT article_id FROM search_article WHERE {where} ORDER BY article_id LIMIT ?", (*values, limit))  # noqa: S608
    else:
        asked = " OR ".join("(" + " AND ".join(_quoted(word) for word in way) + ")" for way in ways)
        match = " OR ".join(f"({{{column}}} : ({asked}))" for column in columns)
        rows = run(
            "SELECT rowid FROM search_article WHERE search_article MATCH ? ORDER BY rowid LIMIT ?", (match, limit)
        )
    return [int(row[0]) for row in rows.fetchall()]


def _orders_postgres(ways: Ways, stage: str | None, limit: int) -> list[int]:
    where, values = _like(ways, ("s.text",))
    join, staged = (" JOIN orders o ON o.id = s.order_id AND o.stage = ?", (stage,)) if stage else ("", ())
    rows = run(
        f"SELECT s.order_id FROM search_order s{join} WHERE {where} ORDER BY s.order_id DESC LIMIT ?",  # noqa: S608
        (*staged, *values, limit),
    )
    return [int(row[0]) for row in rows.fetchall()]


def _like(ways: Ways, columns: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """A condition and its values. Typed text is a value, and its own wildcards stand for themselves."""
    words, values = [], []
    for column in columns:
        for way in ways:
            words.append(" AND ".join([f"{column} LIKE kolli_fold(?)"] * len(way)))
            values += ["%" + word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%" for word in way]
    return "(" + " OR ".join(f"({each})" for each in words) + ")", tuple(values)


def _waiting(ways: Ways, stage: str | None) -> list[int]:
    """Orders that are not in the index yet; at most a hundred wait at a time."""
    texts = dict(run("SELECT order_id, text FROM search_new ORDER BY id").fetchall())
    found = [order_id for order_id, text in texts.items() if found_in(text.casefold(), ways)]
    if stage is None or not found:
        return found
    rows = run("SELECT id FROM orders WHERE stage = ? AND id IN (SELECT value FROM json_each(?))", (stage, str(found)))
    return [int(row[0]) for row in rows.fetchall()]


def _candidates(ways: Ways, stage: str | None, many: int) -> Iterator[list[Glance]]:
    """Orders that have the rarest trigrams of a way somewhere, newest first, so many at a time."""
    asked = [_rarest(way) for way in ways]
    match = " OR ".join("(" + " AND ".join(map(_quoted, grams)) + ")" for grams in asked if grams)
    if not match:
        return
    rows = run(
        f"SELECT {_GLANCE} FROM search_order f CROSS JOIN orders o ON o.id = f.rowid"  # noqa: S608
        f" WHERE f.search_order MATCH ?{' AND o.stage = ?' if stage else ''} ORDER BY f.rowid DESC",
        (match, *((stage,) if stage else ())),
    )
    seen = 0
    while seen < _MOST_DOUBTFUL and (part := rows.fetchmany(many)):
        seen += len(part)
        yield part


def _true_ones(part: list[Glance], ways: Ways) -> list[int]:
    """Those that have the words themselves; what is dear to read is read only for those still in doubt."""
    numbers = _have_digits(ways)
    found = {row[0] for row in part if found_in(_glance(row, numbers), ways)}
    doubtful = [row[0] for row in part if row[0] not in found]
    if doubtful and numbers:
        trackings = run(_TRACKINGS, (json.dumps(doubtful),)).fetchall()
        found |= {order_id for order_id, tracking in trackings if found_in(tracking.casefold(), ways)}
        doubtful = [order_id for order_id in doubtful if order_id not in found]
    if doubtful:
        texts = run(_TEXTS, (json.dumps(doubtful),)).fetchall()
        found |= {order_id for order_id, text in texts if found_in(text.casefold(), ways)}
    return [row[0] for row in part if row[0] in found]


def _glance(row: Glance, numbers: bool) -> str:
    """What an order's own row says of it, as its text would; the phone only where digits are asked for."""
    phone = row[3].replace(" ", "").replace("-", "").replace("+", "") if numbers else ""
    return f"\n {row[1]}\n {row[2]}\n {phone}".casefold()


def _have_digits(ways: Ways) -> bool:
    return any(letter.isdigit() for way in ways for word in way for letter in word)


def _rarest(way: tuple[str, ...]) -> list[str]:
    """The trigrams that fewest orders have, as far as a sample knows; some of each word."""
    often, most = _sample()
    ranked = [sorted(_grams(word), key=lambda gram: often[gram.casefold()]) for word in way]
    grams = list(dict.fromkeys(gram for turn in zip_longest(*ranked) for gram in turn if gram))
    rare = [gram for gram in grams if often[gram.casefold()] <= most]
    return (rare or grams)[: max(_GRAMS if _have_digits((way,)) else _GRAMS - 1, len(way))]


def _grams(text: str) -> list[str]:
    return [text[place : place + 3] for place in range(len(text) - 2)]


_samples: dict[object, tuple[Counter[str], float]] = {}


def _sample() -> tuple[Counter[str], float]:
    """How often trigrams occur in some orders, evenly from all years, and how often is common; read once a database."""
    if db.obj not in _samples:
        newest = run("SELECT coalesce(max(id), 0) FROM orders").fetchone()[0]
        places = [1 + newest * turn // _SAMPLE for turn in range(_SAMPLE)] if newest >= _SAMPLE else []
        texts = run(_TEXTS, (json.dumps(places),)).fetchall()
        _samples.clear()
        _samples[db.obj] = (
            Counter(gram for _, text in texts for gram in set(_grams(text.casefold()))),
            _COMMON * _SAMPLE,
        )
        if not places:  # too young a shop to be sampled for good
            return _samples.pop(db.obj)
    return _samples[db.obj]


def _quoted(text: str) -> str:
    """Typed text as FTS5 takes it for nothing but text."""
    return '"' + text.replace('"', '""') + '"'

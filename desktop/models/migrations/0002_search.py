"""Search: what an order and an article can be found by, kept up to date by triggers in the transaction of the facts."""

from collections.abc import Iterator

import peewee

# What an order is found by. The same name or phone again stands once; phones are digits only.
_FIELDS = (
    "o.number",
    "o.buyer",
    "nullif(s.name, o.buyer)",
    "s.company",
    "nullif(b.name, o.buyer)",
    "nullif(b.company, s.company)",
    "nullif(c.name, o.buyer)",
    "nullif(c.company, s.company)",
    "{digits}(o.phone)",
    "{digits}(nullif(s.phone, o.phone))",
    "{digits}(nullif(b.phone, o.phone))",
    "{digits}(nullif(c.phone, o.phone))",
    "(SELECT {joined_tracking} FROM parcel p WHERE p.order_id = o.id AND p.tracking <> '')",
)
# One text an order: each field in a row of its own after a blank, so that "blank and two letters" finds the beginnings
# of words.
_ORDERS = """
CREATE VIEW search_text AS
SELECT o.id AS order_id, {text} AS text
FROM orders o LEFT JOIN address s ON s.id = o.ship_to_id LEFT JOIN address b ON b.id = o.bill_to_id
LEFT JOIN customer c ON c.id = o.customer_id
"""
_ARTICLES = """
CREATE VIEW search_article_text AS
SELECT a.id AS article_id,
    ' ' || a.sku || coalesce((SELECT {joined_codes} FROM barcode x WHERE x.article_id = a.id), '') AS codes,
    ' ' || a.name || ' ' || a.variant AS words
FROM article a
"""

# SQLite: FTS5 by trigrams, without the texts themselves. An order's text waits in search_new until a hundred can be
# taken into the index at once: one by one would cost three times the order. What has changed is added and nothing is
# taken out, so a hit counts only where the order's text, as it is now, has what was typed.
_SQLITE = [
    "CREATE VIRTUAL TABLE search_order USING fts5(text, content='', columnsize=0, detail='none', tokenize='trigram')",
    "CREATE TABLE search_new (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, text TEXT NOT NULL)",
    "INSERT INTO search_order (rowid, text) SELECT order_id, text FROM search_text ORDER BY order_id",
    "INSERT INTO search_order (search_order) VALUES ('optimize')",
    """CREATE TRIGGER search_take_in AFTER INSERT ON search_new WHEN NEW.id >= 100 BEGIN
        INSERT INTO search_order (rowid, text) SELECT order_id, text FROM
            (SELECT order_id, text, max(id) FROM search_new GROUP BY order_id ORDER BY order_id);
        DELETE FROM search_new;
    END""",
    """CREATE TRIGGER search_order_made AFTER INSERT ON orders BEGIN
        INSERT INTO search_new (order_id, text) SELECT order_id, text FROM search_text WHERE order_id = NEW.id;
    END""",
    """CREATE TRIGGER search_order_changed
        AFTER UPDATE OF number, buyer, phone, customer_id, bill_to_id, ship_to_id ON orders BEGIN
        INSERT INTO search_new (order_id, text) SELECT order_id, text FROM search_text WHERE order_id = NEW.id;
    END""",
    """CREATE TRIGGER search_parcel_made AFTER INSERT ON parcel WHEN NEW.tracking <> '' BEGIN
        INSERT INTO search_new (order_id, text) SELECT order_id, text FROM search_text WHERE order_id = NEW.order_id;
    END""",
    """CREATE TRIGGER search_parcel_changed AFTER UPDATE OF tracking ON parcel WHEN NEW.tracking <> OLD.tracking BEGIN
        INSERT INTO search_new (order_id, text) SELECT order_id, text FROM search_text WHERE order_id = NEW.order_id;
    END""",
    """CREATE TRIGGER search_customer_changed AFTER UPDATE OF name, company, phone ON customer
        WHEN NEW.name <> OLD.name OR NEW.company <> OLD.company OR NEW.phone <> OLD.phone BEGIN
        INSERT INTO search_new (order_id, text) SELECT order_id, text FROM search_text
            WHERE order_id IN (SELECT id FROM orders WHERE customer_id = NEW.id);
    END""",
    "CREATE VIRTUAL TABLE search_article USING fts5(codes, words, tokenize='trigram')",
    "INSERT INTO search_article (rowid, codes, words) SELECT article_id, codes, words FROM search_article_text",
    """CREATE TRIGGER search_article_made AFTER INSERT ON article BEGIN
        INSERT INTO search_article (rowid, codes, words)
            SELECT article_id, codes, words FROM search_article_text WHERE article_id = NEW.id;
    END""",
    """CREATE TRIGGER search_article_changed AFTER UPDATE OF sku, name, variant ON article
        WHEN NEW.sku <> OLD.sku OR NEW.name <> OLD.name OR NEW.variant <> OLD.variant BEGIN
        DELETE FROM search_article WHERE rowid = NEW.id;
        INSERT INTO search_article (rowid, codes, words)
            SELECT article_id, codes, words FROM search_article_text WHERE article_id = NEW.id;
    END""",
    """CREATE TRIGGER search_article_gone AFTER DELETE ON article BEGIN
        DELETE FROM search_article WHERE rowid = OLD.id;
    END""",
    """CREATE TRIGGER search_barcode_made AFTER INSERT ON barcode BEGIN
        DELETE FROM search_article WHERE rowid = NEW.article_id;
        INSERT INTO search_article (rowid, codes, words)
            SELECT article_id, codes, words FROM search_article_text WHERE article_id = NEW.article_id;
    END""",
    """CREATE TRIGGER search_barcode_changed AFTER UPDATE OF article_id, code, gtin14 ON barcode BEGIN
        DELETE FROM search_article WHERE rowid IN (OLD.article_id, NEW.article_id);
        INSERT INTO search_article (rowid, codes, words)
            SELECT article_id, codes, words FROM search_article_text
            WHERE article_id IN (OLD.article_id, NEW.article_id);
    END""",
    """CREATE TRIGGER search_barcode_gone AFTER DELETE ON barcode BEGIN
        DELETE FROM search_article WHERE rowid = OLD.article_id;
        INSERT INTO search_article (rowid, codes, words)
            SELECT article_id, codes, words FROM search_article_text WHERE article_id = OLD.article_id;
    END""",
]

# PostgreSQL: the texts in tables of their own, folded, and a trigram index where the extension may be made.
_POSTGRES = [
    "CREATE TABLE search_order (order_id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE TABLE search_article (article_id INTEGER PRIMARY KEY, codes TEXT NOT NULL, words TEXT NOT NULL)",
    "INSERT INTO search_order SELECT order_id, kolli_fold(text) FROM search_text",
    "INSERT INTO search_article SELECT article_id, kolli_fold(codes), kolli_fold(words) FROM search_article_text",
    """CREATE FUNCTION kolli_search_order(which INTEGER) RETURNS void LANGUAGE sql AS $$
        INSERT INTO search_order SELECT order_id, kolli_fold(text) FROM search_text WHERE order_id = which
        ON CONFLICT (order_id) DO UPDATE SET text = excluded.text WHERE search_order.text <> excluded.text $$""",
    """CREATE FUNCTION kolli_search_article(which INTEGER) RETURNS void LANGUAGE sql AS $$
        INSERT INTO search_article SELECT article_id, kolli_fold(codes), kolli_fold(words)
            FROM search_article_text WHERE article_id = which
        ON CONFLICT (article_id) DO UPDATE SET codes = excluded.codes, words = excluded.words $$""",
    """CREATE FUNCTION kolli_order_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN DELETE FROM search_order WHERE order_id = OLD.id; RETURN OLD; END IF;
        PERFORM kolli_search_order(NEW.id); RETURN NEW; END $$""",
    """CREATE FUNCTION kolli_parcel_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM kolli_search_order(NEW.order_id); RETURN NEW; END $$""",
    """CREATE FUNCTION kolli_customer_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM kolli_search_order(id) FROM orders WHERE customer_id = NEW.id; RETURN NEW; END $$""",
    """CREATE FUNCTION kolli_article_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN DELETE FROM search_article WHERE article_id = OLD.id; RETURN OLD; END IF;
        PERFORM kolli_search_article(NEW.id); RETURN NEW; END $$""",
    """CREATE FUNCTION kolli_barcode_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' THEN PERFORM kolli_search_article(OLD.article_id); END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM kolli_search_article(NEW.article_id); END IF;
        RETURN NULL; END $$""",
    """CREATE TRIGGER search_order_changed
        AFTER INSERT OR DELETE OR UPDATE OF number, buyer, phone, customer_id, bill_to_id, ship_to_id ON orders
        FOR EACH ROW EXECUTE FUNCTION kolli_order_changed()""",
    """CREATE TRIGGER search_parcel_changed AFTER INSERT OR UPDATE OF tracking ON parcel
        FOR EACH ROW EXECUTE FUNCTION kolli_parcel_changed()""",
    """CREATE TRIGGER search_customer_changed AFTER UPDATE OF name, company, phone ON customer
        FOR EACH ROW EXECUTE FUNCTION kolli_customer_changed()""",
    """CREATE TRIGGER search_article_changed AFTER INSERT OR DELETE OR UPDATE OF sku, name, variant ON article
        FOR EACH ROW EXECUTE FUNCTION kolli_article_changed()""",
    """CREATE TRIGGER search_barcode_changed AFTER INSERT OR DELETE OR UPDATE OF article_id, code, gtin14 ON barcode
        FOR EACH ROW EXECUTE FUNCTION kolli_barcode_changed()""",
]
_TRIGRAMS = [
    "CREATE INDEX search_order_text ON search_order USING gin (text gin_trgm_ops)",
    "CREATE INDEX search_article_codes ON search_article USING gin (codes gin_trgm_ops)",
    "CREATE INDEX search_article_words ON search_article USING gin (words gin_trgm_ops)",
]


def up(migrator: object, db: peewee.Database) -> None:
    for statement in _on_postgres(db) if isinstance(db, peewee.PostgresqlDatabase) else _on_sqlite():
        db.execute_sql(statement)


def _on_sqlite() -> Iterator[str]:
    text = " || ".join(f"coalesce(char(10) || ' ' || nullif({_with_digits(field)}, ''), '')" for field in _FIELDS)
    yield _ORDERS.format(text=text.format(joined_tracking="group_concat(replace(tracking, ' ', ''), char(10) || ' ')"))
    yield _ARTICLES.format(joined_codes="group_concat(char(10) || ' ' || coalesce(gtin14, code), '')")
    yield from _SQLITE


def _with_digits(field: str) -> str:
    """SQLite has no function for it: take out the signs that people write phones with."""
    if not field.startswith("{digits}"):
        return field
    field = field.removeprefix("{digits}")
    for sign in "+ -./()":
        field = f"replace({field}, '{sign}', '')"
    return field


def _on_postgres(db: peewee.Database) -> Iterator[str]:
    yield _fold(db)
    yield (
        "CREATE FUNCTION kolli_digits(phone TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE"
        " AS $$ SELECT regexp_replace(phone, '[^0-9]', '', 'g') $$"
    )
    text = " || ".join(f"coalesce(chr(10) || ' ' || nullif({field}, ''), '')" for field in _FIELDS)
    tracking = "string_agg(replace(tracking, ' ', ''), chr(10) || ' ')"
    yield _ORDERS.format(text=text.format(digits="kolli_digits", joined_tracking=tracking))
    yield _ARTICLES.format(joined_codes="string_agg(chr(10) || ' ' || coalesce(gtin14, code), '')")
    yield from _POSTGRES
    if _may_have_trigrams(db):
        yield from _TRIGRAMS


def _fold(db: peewee.Database) -> str:
    """A function for lower case that knows every alphabet, whatever language the server was made for."""
    found = db.execute_sql("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'").fetchone()
    collation = ' COLLATE "und-x-icu"' if found else ""
    return (
        "CREATE FUNCTION kolli_fold(typed TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE"
        f" AS $$ SELECT lower(typed{collation}) $$"
    )


def _may_have_trigrams(db: peewee.Database) -> bool:
    try:
        with db.atomic():
            db.execute_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except peewee.DatabaseError:
        return False
    return True

"""Saved views of the queue, since when an order has been in its stage, and the indexes that its filters walk."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    for statement in (
        (
            f"CREATE TABLE queue_view (id {key}, name TEXT NOT NULL, owner TEXT NOT NULL, stage TEXT NOT NULL,"
            " filters TEXT NOT NULL, sort TEXT NOT NULL, position INTEGER NOT NULL)"
        ),
        # NULL: since it came. What has no work left is not asked for.
        "ALTER TABLE orders ADD COLUMN since_at BIGINT",
        (
            "UPDATE orders SET since_at = (SELECT max(h.at) FROM history h WHERE h.order_id = orders.id"
            " AND h.was <> h.became) WHERE kind = 'order' AND stage IN"
            " ('to-confirm', 'to-pick', 'to-pack', 'to-ship', 'on-hold', 'returns')"
        ),
        "CREATE INDEX order_since ON orders (stage, (coalesce(since_at, created_at)), id)",
        "CREATE INDEX order_sums ON orders (stage, currency, total_minor)",
        "CREATE INDEX order_created ON orders (created_at, id) WHERE kind = 'order'",
        "CREATE INDEX order_in_conflict ON orders (id) WHERE conflict",
    ):
        db.execute_sql(statement)

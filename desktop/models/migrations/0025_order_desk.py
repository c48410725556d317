"""Changing an order at the desk: discounts, unique transfer codes, links between orders, return terms, expediting."""

from peewee import Database, SqliteDatabase

# personal: order_edit keeps addresses and contacts as they were before a change (was, became), by order.
_UNPAID = "payment IN ('unpaid', 'claimed') AND fulfilment IN ('open', 'picking', 'packing', 'packed')"


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    order = "INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE"
    for statement in (
        "ALTER TABLE orders ADD COLUMN expedited_at BIGINT",
        "CREATE INDEX order_expedited ON orders (id) WHERE expedited_at IS NOT NULL",
        # 1 to 999 on top of what is to pay, so that a transfer tells whose it is; part of total_minor.
        "ALTER TABLE orders ADD COLUMN unique_code_minor INTEGER NOT NULL DEFAULT 0",
        # The part of discount_minor that was given here; the rest is the store's, which may be inside its lines.
        "ALTER TABLE orders ADD COLUMN own_discount_minor BIGINT NOT NULL DEFAULT 0",
        # NULL: as the shop has set.
        "ALTER TABLE orders ADD COLUMN returns_allowed BOOLEAN",
        "ALTER TABLE orders ADD COLUMN returns_until BIGINT",
        "ALTER TABLE orders ADD COLUMN store_flag TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE orders ADD COLUMN channel TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE orders ADD COLUMN channel_ref TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE article ADD COLUMN no_return BOOLEAN NOT NULL DEFAULT FALSE",
        # Which order a line was bought with, where that is not the one it is packed with; and the line it was cut from.
        "ALTER TABLE order_line ADD COLUMN origin_id INTEGER",
        "ALTER TABLE order_line ADD COLUMN cut_from INTEGER",
        "ALTER TABLE order_line ADD COLUMN discount_minor BIGINT NOT NULL DEFAULT 0",
        # Where a parcel went that had left before its order's address was changed.
        "ALTER TABLE parcel ADD COLUMN ship_to_id INTEGER",
        f"CREATE INDEX orders_to_pay ON orders (currency, total_minor) WHERE {_UNPAID}",
        "CREATE INDEX orders_channel_ref ON orders (channel_ref) WHERE channel_ref <> ''",
        "CREATE INDEX order_line_origin ON order_line (origin_id) WHERE origin_id IS NOT NULL",
        # other_id is what became of order_id: a part split off it, the order that it was merged into, its copy.
        (
            f"CREATE TABLE order_link (id {key}, order_id {order}, other_id {order}, kind TEXT NOT NULL,"
            " at BIGINT NOT NULL, who TEXT NOT NULL, ended_at BIGINT, UNIQUE (order_id, other_id, kind))"
        ),
        "CREATE INDEX order_link_other ON order_link (other_id)",
        (
            f"CREATE TABLE order_discount (id {key}, order_id {order}, kind TEXT NOT NULL, code TEXT NOT NULL,"
            " percent TEXT NOT NULL, amount_minor BIGINT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL,"
            " who TEXT NOT NULL, ended_at BIGINT)"
        ),
        "CREATE INDEX order_discount_order ON order_discount (order_id)",
        (
            f"CREATE TABLE order_edit (id {key}, order_id {order}, kind TEXT NOT NULL, was TEXT NOT NULL,"
            " became TEXT NOT NULL, at BIGINT NOT NULL, who TEXT NOT NULL, bench TEXT NOT NULL, undone_at BIGINT)"
        ),
        "CREATE INDEX order_edit_order ON order_edit (order_id)",
    ):
        db.execute_sql(statement)

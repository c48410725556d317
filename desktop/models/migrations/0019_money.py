"""Money as a ledger that only grows; what buyers say they have paid; what stores and couriers owe the shop."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    order = "INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE"
    for statement in (
        # An order has no rows until its money first moves here: what it had then is its opening row.
        (
            f"CREATE TABLE money_move (id {key}, order_id {order}, kind TEXT NOT NULL, amount_minor BIGINT NOT NULL,"
            " currency TEXT NOT NULL, method TEXT NOT NULL, reference TEXT NOT NULL, at BIGINT NOT NULL,"
            " who TEXT NOT NULL, bench TEXT NOT NULL, cause TEXT NOT NULL UNIQUE, undoes INTEGER UNIQUE,"
            " was TEXT NOT NULL, became TEXT NOT NULL)"
        ),
        "CREATE INDEX money_move_order ON money_move (order_id, id)",
        "CREATE INDEX money_move_at ON money_move (at)",
        # personal: bank and reference are the buyer's words, the picture is theirs too
        (
            f"CREATE TABLE payment_claim (id {key}, order_id {order}, at BIGINT NOT NULL, who TEXT NOT NULL,"
            " bench TEXT NOT NULL, amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, paid_on TEXT NOT NULL,"
            " way TEXT NOT NULL, reference TEXT NOT NULL, picture TEXT NOT NULL, mark TEXT NOT NULL UNIQUE,"
            " state TEXT NOT NULL, reason TEXT NOT NULL, decided_at BIGINT, decided_by TEXT NOT NULL,"
            " move_id INTEGER)"
        ),
        "CREATE INDEX payment_claim_order ON payment_claim (order_id)",
        "CREATE INDEX payment_claim_waiting ON payment_claim (id) WHERE state = 'waiting'",
        (
            f"CREATE TABLE payout_entry (id {key}, channel TEXT NOT NULL,"
            " order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE, kind TEXT NOT NULL,"
            " amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, reference TEXT NOT NULL, at BIGINT NOT NULL,"
            " who TEXT NOT NULL, cause TEXT NOT NULL UNIQUE)"
        ),
        "CREATE INDEX payout_entry_order ON payout_entry (order_id)",
        (
            "CREATE INDEX orders_paid_at_the_door ON orders (id)"
            " WHERE fulfilment = 'delivered' AND payment IN ('unpaid', 'claimed')"
        ),
        "CREATE INDEX payout_entry_channel ON payout_entry (channel, currency, id)",
    ):
        db.execute_sql(statement)

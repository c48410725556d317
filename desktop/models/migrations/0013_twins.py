"""Orders that may be one order twice, and how an order's road is tracked: the store's word, a person's, or both."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    order = "INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE"
    for statement in (
        # What an order would share with its twin: looked up by the mark, so the mark leads.
        "CREATE TABLE twin_mark (mark BIGINT NOT NULL, order_id INTEGER NOT NULL, PRIMARY KEY (mark, order_id))",
        (
            f"CREATE TABLE twin (id {key}, order_id {order}, twin_id {order}, state TEXT NOT NULL,"
            " found_at BIGINT NOT NULL, decided_at BIGINT, decided_by TEXT NOT NULL, UNIQUE (order_id, twin_id))"
        ),
        "CREATE INDEX twin_of ON twin (twin_id)",
        "CREATE INDEX twin_waiting ON twin (order_id) WHERE state = 'waiting'",
        "ALTER TABLE orders ADD COLUMN tracking_mode TEXT NOT NULL DEFAULT ''",
        (
            f"CREATE TABLE store_parcel (id {key}, order_id {order}, remote_id TEXT NOT NULL, number TEXT NOT NULL,"
            " carrier TEXT NOT NULL, state TEXT NOT NULL, at BIGINT, heard_at BIGINT NOT NULL, parcel_id INTEGER,"
            " used BOOLEAN NOT NULL, UNIQUE (order_id, remote_id, state))"
        ),
    ):
        db.execute_sql(statement)

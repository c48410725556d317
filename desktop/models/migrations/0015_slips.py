"""Slips that carry their orders: trusted keys, orders that came by a slip, results of benches."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    for statement in (
        (
            "CREATE TABLE slip_key (key TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,"
            " at BIGINT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (key, role))"
        ),
        (
            "CREATE TABLE slip_order (order_id INTEGER NOT NULL PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,"
            " tag TEXT NOT NULL, message TEXT NOT NULL, at BIGINT NOT NULL, told_at BIGINT)"
        ),
        (
            f"CREATE TABLE slip_result (id {key}, result TEXT NOT NULL UNIQUE,"
            " order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE, number TEXT NOT NULL, bench TEXT NOT NULL,"
            " who TEXT NOT NULL, packed_at BIGINT NOT NULL, scans INTEGER NOT NULL, facts INTEGER NOT NULL,"
            " message TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL,"
            " decision_id INTEGER, decided_by TEXT NOT NULL, decided_at BIGINT)"
        ),
        "CREATE INDEX slip_result_order ON slip_result (order_id)",
    ):
        db.execute_sql(statement)

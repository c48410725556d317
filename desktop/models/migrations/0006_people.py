"""People: what they may do, how they sign in, what they approved, and who made each scan.

Frozen: it declares the tables as they were, and imports only peewee and playhouse.
"""

from peewee import Database, PostgresqlDatabase


def up(migrator: object, db: Database) -> None:
    key = "SERIAL PRIMARY KEY" if isinstance(db, PostgresqlDatabase) else "INTEGER NOT NULL PRIMARY KEY"
    for column in (
        "supervisor BOOLEAN NOT NULL DEFAULT FALSE",
        "language TEXT NOT NULL DEFAULT ''",
        "switched TEXT NOT NULL DEFAULT '{}'",
        "pin TEXT NOT NULL DEFAULT ''",
        "pin_digits INTEGER NOT NULL DEFAULT 0",
        "pin_failures INTEGER NOT NULL DEFAULT 0",
        "pin_locked_until BIGINT NOT NULL DEFAULT 0",
        "active BOOLEAN NOT NULL DEFAULT TRUE",
        "seen_at BIGINT",
    ):
        db.execute_sql(f"ALTER TABLE person ADD COLUMN {column}")
    db.execute_sql("ALTER TABLE packing_scan ADD COLUMN who TEXT NOT NULL DEFAULT ''")
    db.execute_sql(
        "UPDATE packing_scan SET who = (SELECT s.who FROM packing_session s WHERE s.id = packing_scan.session_id)"
    )
    db.execute_sql(
        f"CREATE TABLE approval (id {key}, at BIGINT NOT NULL,"
        " person_id INTEGER REFERENCES person (id) ON DELETE SET NULL, who TEXT NOT NULL, asked_by TEXT NOT NULL,"
        ' bench TEXT NOT NULL, "right" TEXT NOT NULL,'
        " order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE, reason TEXT NOT NULL)"
    )
    db.execute_sql("CREATE INDEX approval_order_id ON approval (order_id)")
    db.execute_sql("CREATE INDEX packing_session_open ON packing_session (order_id) WHERE closed_at IS NULL")

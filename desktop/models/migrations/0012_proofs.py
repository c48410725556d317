"""The daily proof that bench and store agree, order by order."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    for statement in (
        (
            f"CREATE TABLE proof (id {key}, store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE,"
            " at BIGINT NOT NULL, orders INTEGER NOT NULL, same INTEGER NOT NULL, different INTEGER NOT NULL,"
            " unknown INTEGER NOT NULL, waiting INTEGER NOT NULL, decided INTEGER NOT NULL, whole BOOLEAN NOT NULL,"
            " rows TEXT NOT NULL)"
        ),
        "CREATE INDEX proof_store_at ON proof (store_id, at)",
    ):
        db.execute_sql(statement)

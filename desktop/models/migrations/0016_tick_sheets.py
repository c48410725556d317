"""Wave sheets: what each row that can be ticked stood for when it was printed."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    for statement in (
        (
            f"CREATE TABLE tick_sheet (id {key}, wave_id INTEGER NOT NULL REFERENCES wave (id) ON DELETE CASCADE,"
            " made_at BIGINT NOT NULL, who TEXT NOT NULL, bench TEXT NOT NULL)"
        ),
        (
            "CREATE TABLE tick_row (sheet_id INTEGER NOT NULL REFERENCES tick_sheet (id) ON DELETE CASCADE,"
            " place INTEGER NOT NULL, pick_id INTEGER NOT NULL REFERENCES pick (id) ON DELETE CASCADE,"
            " was BIGINT NOT NULL, units BIGINT NOT NULL, PRIMARY KEY (sheet_id, place))"
        ),
    ):
        db.execute_sql(statement)

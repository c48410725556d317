"""Reprints that point to their first, papers that were asked for together, and who holds a paper while it is sent."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    for statement in (
        "ALTER TABLE print_job ADD COLUMN reprint_of INTEGER",
        "ALTER TABLE print_job ADD COLUMN batch_id INTEGER",
        "ALTER TABLE print_job ADD COLUMN claimed_by TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE print_job ADD COLUMN claimed_at BIGINT",
        (
            f"CREATE TABLE print_batch (id {key}, kind TEXT NOT NULL, ordered_by TEXT NOT NULL, bench TEXT NOT NULL,"
            " who TEXT NOT NULL, queued_at BIGINT NOT NULL, cancelled_at BIGINT)"
        ),
        "CREATE INDEX print_job_batch ON print_job (batch_id) WHERE batch_id IS NOT NULL",
        # What waits is asked for all day, among all that was ever printed.
        "CREATE INDEX print_job_waiting ON print_job (bench, id) WHERE state = 'queued'",
    ):
        db.execute_sql(statement)

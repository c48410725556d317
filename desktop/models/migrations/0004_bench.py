"""The bench: parcels that are sealed, sent ahead or put on a shelf, the claim's last sign of life, notes of lines."""

from peewee import Database


def up(migrator: object, db: Database) -> None:
    for table, column in (
        ("parcel", "sealed_at BIGINT"),
        ("parcel", "part BOOLEAN NOT NULL DEFAULT FALSE"),
        ("parcel", "consignment INTEGER NOT NULL DEFAULT 1"),
        ("parcel", "shelf TEXT NOT NULL DEFAULT ''"),
        ("packing_session", "seen_at BIGINT"),
        ("order_line", "note_seen_at BIGINT"),
    ):
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")

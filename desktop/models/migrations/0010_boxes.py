"""Cartons, what a parcel was put into, weighed and photographed, and what was learned of weights and rhythms."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    for statement in (
        (
            f"CREATE TABLE carton (id {key}, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,"
            " length_mm INTEGER NOT NULL, width_mm INTEGER NOT NULL, height_mm INTEGER NOT NULL, max_g INTEGER,"
            " weight_g INTEGER NOT NULL, active BOOLEAN NOT NULL)"
        ),
        (
            "CREATE TABLE parcel_box (parcel_id INTEGER PRIMARY KEY REFERENCES parcel (id) ON DELETE CASCADE,"
            " carton_id INTEGER REFERENCES carton (id) ON DELETE SET NULL, suggested_id INTEGER, tare_g INTEGER,"
            " weight_g INTEGER, expected_g INTEGER, tolerance_g INTEGER, fit TEXT NOT NULL, weighed_at BIGINT,"
            " weighed_by TEXT NOT NULL, accepted TEXT NOT NULL, photo TEXT NOT NULL, photo_at BIGINT)"
        ),
        (
            "CREATE TABLE learned_weight (article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,"
            " mean DOUBLE PRECISION NOT NULL, variance DOUBLE PRECISION NOT NULL, n INTEGER NOT NULL)"
        ),
        (
            f"CREATE TABLE rhythm (id {key}, who TEXT NOT NULL, article_id INTEGER NOT NULL, n INTEGER NOT NULL,"
            " mean DOUBLE PRECISION NOT NULL, m2 DOUBLE PRECISION NOT NULL, UNIQUE (who, article_id))"
        ),
        (
            f"CREATE TABLE scan_hint (id {key}, scan_id INTEGER NOT NULL REFERENCES packing_scan (id) ON DELETE CASCADE,"
            " hint TEXT NOT NULL, pause_ms INTEGER NOT NULL, UNIQUE (scan_id))"
        ),
    ):
        db.execute_sql(statement)

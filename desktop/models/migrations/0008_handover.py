"""Couriers, manifests with every scan onto them, where each parcel is on its road, and what was said of its arrival."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    for statement in (
        f"CREATE TABLE courier (id {key}, name TEXT NOT NULL UNIQUE, facts TEXT NOT NULL)",
        (
            f"CREATE TABLE manifest (id {key}, code TEXT UNIQUE, courier TEXT NOT NULL, state TEXT NOT NULL,"
            " driver TEXT NOT NULL, opened_at BIGINT NOT NULL, opened_by TEXT NOT NULL, closed_at BIGINT,"
            " closed_by TEXT NOT NULL, bench TEXT NOT NULL, sheet TEXT)"
        ),
        "CREATE UNIQUE INDEX manifest_one_open ON manifest (courier) WHERE state = 'open'",
        (
            "CREATE TABLE manifest_parcel (parcel_id INTEGER PRIMARY KEY REFERENCES parcel (id) ON DELETE CASCADE,"
            " manifest_id INTEGER NOT NULL REFERENCES manifest (id) ON DELETE RESTRICT, at BIGINT NOT NULL,"
            " who TEXT NOT NULL, bench TEXT NOT NULL)"
        ),
        "CREATE INDEX manifest_parcel_manifest ON manifest_parcel (manifest_id)",
        (
            f"CREATE TABLE manifest_scan (id {key}, op_id TEXT NOT NULL UNIQUE, manifest_id INTEGER NOT NULL,"
            " parcel_id INTEGER NOT NULL, verdict TEXT NOT NULL, at BIGINT NOT NULL, who TEXT NOT NULL,"
            " bench TEXT NOT NULL)"
        ),
        "CREATE INDEX manifest_scan_manifest ON manifest_scan (manifest_id)",
        (
            "CREATE TABLE parcel_road (parcel_id INTEGER PRIMARY KEY REFERENCES parcel (id) ON DELETE CASCADE,"
            " courier TEXT NOT NULL, service TEXT NOT NULL, region TEXT NOT NULL, left_on TEXT NOT NULL,"
            " likely_on TEXT NOT NULL, told_on TEXT NOT NULL, learned_from INTEGER NOT NULL, state TEXT NOT NULL,"
            " state_at BIGINT, source TEXT NOT NULL, took_days INTEGER, kept BOOLEAN)"
        ),
        (
            "CREATE INDEX parcel_road_learned ON parcel_road (courier, service, region, parcel_id)"
            " WHERE took_days IS NOT NULL"
        ),
        "CREATE INDEX parcel_road_state ON parcel_road (state, state_at)",
        (
            f"CREATE TABLE delivery_event (id {key}, key TEXT NOT NULL UNIQUE,"
            " parcel_id INTEGER NOT NULL REFERENCES parcel (id) ON DELETE CASCADE, kind TEXT NOT NULL, at BIGINT NOT NULL,"
            " noted_at BIGINT NOT NULL, source TEXT NOT NULL, who TEXT NOT NULL, note TEXT NOT NULL)"
        ),
        "CREATE INDEX delivery_event_parcel ON delivery_event (parcel_id)",
    ):
        db.execute_sql(statement)

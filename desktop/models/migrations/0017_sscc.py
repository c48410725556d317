"""Logistic numbers of parcels, for shops with a GS1 company prefix; one that was given is never given again."""

from peewee import Database


def up(migrator: object, db: Database) -> None:
    db.execute_sql("CREATE TABLE sscc_series (prefix TEXT PRIMARY KEY, next BIGINT NOT NULL)")
    db.execute_sql(
        "CREATE TABLE sscc (code TEXT PRIMARY KEY, parcel_id INTEGER UNIQUE REFERENCES parcel (id) ON DELETE SET NULL,"
        " given_at BIGINT NOT NULL)"
    )

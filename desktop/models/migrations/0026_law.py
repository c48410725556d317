"""The register of legal numbers, the days that were sealed, and what articles and orders are taxed as."""

import hashlib
import json

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    for statement in (
        "ALTER TABLE article ADD COLUMN tax_class TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE orders ADD COLUMN tax_case TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE orders ADD COLUMN buyer_vat TEXT NOT NULL DEFAULT ''",  # personal: it may name a person
        # Beside the documents, so that a list or an audit of very many does not read past their bytes; and without a
        # tie to them, so that it remembers one that is gone.
        # personal: buyer, as the document says it; the law keeps it as long as the document.
        (
            "CREATE TABLE number_entry (document_id INTEGER PRIMARY KEY,"
            " kind TEXT NOT NULL, number TEXT NOT NULL UNIQUE, series TEXT NOT NULL, turn BIGINT NOT NULL,"
            " order_id INTEGER NOT NULL, issued_at BIGINT NOT NULL, currency TEXT NOT NULL,"
            " total_minor BIGINT NOT NULL, buyer TEXT NOT NULL, buyer_folded TEXT NOT NULL, pdf_sha256 TEXT NOT NULL,"
            " data_sha256 TEXT NOT NULL, corrects INTEGER, void_reason TEXT NOT NULL DEFAULT '', voided_at BIGINT,"
            " day_id INTEGER, void_day_id INTEGER,"
            " tax_number TEXT NOT NULL DEFAULT '')"
        ),
        "CREATE INDEX number_entry_issued ON number_entry (issued_at, document_id)",
        "CREATE INDEX number_entry_series ON number_entry (series, turn)",
        "CREATE INDEX number_entry_order ON number_entry (order_id)",
        "CREATE INDEX number_entry_corrects ON number_entry (corrects) WHERE corrects IS NOT NULL",
        "CREATE INDEX number_entry_open ON number_entry (issued_at) WHERE day_id IS NULL",
        # How many of a courier's last told days came true, beside every order.
        "CREATE INDEX parcel_road_kept ON parcel_road (courier, parcel_id) WHERE kept IS NOT NULL",
        # The fingerprint of the bytes that went to the printer; "" for papers without a legal number.
        "ALTER TABLE print_job ADD COLUMN document_sha256 TEXT NOT NULL DEFAULT ''",
        (
            f"CREATE TABLE number_day (id {key}, on_day TEXT NOT NULL, count INTEGER NOT NULL, entries TEXT NOT NULL,"
            " previous TEXT NOT NULL UNIQUE, hash TEXT NOT NULL UNIQUE, key TEXT NOT NULL, signature TEXT NOT NULL,"
            " at BIGINT NOT NULL, who TEXT NOT NULL, bench TEXT NOT NULL)"
        ),
    ):
        db.execute_sql(statement)
    _register(db)


def _register(db: Database) -> None:
    """The documents that there are already."""
    documents = (
        "SELECT id, kind, number, order_id, issued_at, data, sha256, void_reason, corrects FROM document"
        " WHERE id > ? ORDER BY id LIMIT 500"  # their figures, never their bytes
    ).replace("?", db.param)
    entry = (
        "INSERT INTO number_entry (document_id, kind, number, order_id, issued_at, pdf_sha256, void_reason, corrects,"
        " series, turn, currency, total_minor, buyer, buyer_folded, data_sha256)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ).replace("?", db.param)
    after = 0
    while rows := db.execute_sql(documents, (after,)).fetchall():
        for row in rows:
            said, (series, _slash, turn) = json.loads(row[5]), row[2].rpartition("/")
            buyer = (said.get("buyer") or {}).get("name", "")
            values = (
                *row[:5], *row[6:], series, int(turn) if turn.isdecimal() else 0, said.get("currency", ""),
                int(said.get("total_minor", 0)), buyer, buyer.casefold(), hashlib.sha256(row[5].encode()).hexdigest(),
            )  # fmt: skip
            db.execute_sql(entry, values)
        after = rows[-1][0]

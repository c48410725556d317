"""What a unit is at the bench: case codes, kits, serials and lots, and what must come out of a box again."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    for statement in (
        "ALTER TABLE article ADD COLUMN scan_each BOOLEAN NOT NULL DEFAULT FALSE",
        "ALTER TABLE article ADD COLUMN tracks TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE article ADD COLUMN length_mm INTEGER",
        "ALTER TABLE article ADD COLUMN width_mm INTEGER",
        "ALTER TABLE article ADD COLUMN height_mm INTEGER",
        "ALTER TABLE article ADD COLUMN fragile BOOLEAN NOT NULL DEFAULT FALSE",
        "ALTER TABLE article ADD COLUMN kit_whole BOOLEAN NOT NULL DEFAULT FALSE",
        "ALTER TABLE barcode ADD COLUMN units INTEGER NOT NULL DEFAULT 1",
        (
            f"CREATE TABLE kit_part (id {key}, article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,"
            " part_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE, units INTEGER NOT NULL,"
            " UNIQUE (article_id, part_id))"
        ),
        (
            f"CREATE TABLE line_part (id {key}, line_id INTEGER NOT NULL REFERENCES order_line (id) ON DELETE CASCADE,"
            " article_id INTEGER NOT NULL REFERENCES article (id), units INTEGER NOT NULL,"
            " packed BIGINT NOT NULL DEFAULT 0, UNIQUE (line_id, article_id))"
        ),
        "CREATE INDEX line_part_article_id ON line_part (article_id)",
        (
            "CREATE TABLE part_scan (scan_id INTEGER NOT NULL REFERENCES packing_scan (id) ON DELETE CASCADE,"
            " part_id INTEGER NOT NULL REFERENCES line_part (id) ON DELETE CASCADE, units BIGINT NOT NULL,"
            " PRIMARY KEY (scan_id, part_id))"
        ),
        "CREATE INDEX part_scan_part_id ON part_scan (part_id)",
        (
            f"CREATE TABLE packed_unit (id {key}, scan_id INTEGER REFERENCES packing_scan (id) ON DELETE SET NULL,"
            " order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,"
            " line_id INTEGER REFERENCES order_line (id) ON DELETE SET NULL,"
            " article_id INTEGER NOT NULL REFERENCES article (id), units BIGINT NOT NULL, serial TEXT NOT NULL,"
            " lot TEXT NOT NULL, expiry TEXT NOT NULL, freed_at BIGINT)"
        ),
        # A serial leaves once: the same one goes in again only after it was taken out.
        (
            "CREATE UNIQUE INDEX packed_unit_serial ON packed_unit (article_id, serial)"
            " WHERE serial <> '' AND freed_at IS NULL"
        ),
        "CREATE INDEX packed_unit_order_id ON packed_unit (order_id)",
        "CREATE INDEX packed_unit_scan_id ON packed_unit (scan_id)",
        "CREATE INDEX packed_unit_said ON packed_unit (serial) WHERE serial <> ''",
        "CREATE INDEX packed_unit_lot ON packed_unit (lot) WHERE lot <> ''",
        (
            f"CREATE TABLE order_change (id {key}, order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,"
            " at BIGINT NOT NULL, who TEXT NOT NULL, source TEXT NOT NULL, why TEXT NOT NULL,"
            " cancels BOOLEAN NOT NULL, over_at BIGINT)"
        ),
        "CREATE INDEX order_change_order_id ON order_change (order_id)",
        (
            "CREATE TABLE change_move (change_id INTEGER NOT NULL REFERENCES order_change (id) ON DELETE CASCADE,"
            " line_id INTEGER NOT NULL REFERENCES order_line (id) ON DELETE CASCADE, units BIGINT NOT NULL,"
            " PRIMARY KEY (change_id, line_id))"
        ),
    ):
        db.execute_sql(statement)

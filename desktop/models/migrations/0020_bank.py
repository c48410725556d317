"""Bank statements, their lines, and which order a line has paid."""

# personal: bank_line (payer, said, text) names who paid; bank_match says for which order.

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    for statement in (
        (
            f"CREATE TABLE bank_statement (id {key}, file TEXT NOT NULL, sha256 TEXT NOT NULL, format TEXT NOT NULL,"
            " account TEXT NOT NULL, first_on TEXT NOT NULL, last_on TEXT NOT NULL, new_lines INTEGER NOT NULL,"
            " known_lines INTEGER NOT NULL, left_out INTEGER NOT NULL, imported_at BIGINT NOT NULL, who TEXT NOT NULL)"
        ),
        # A line is one by its account, day, amount and text (the mark), and by its number among those that are equal
        # (nth): the same again in an overlapping file is known, and two real equal transfers are two lines.
        (
            f"CREATE TABLE bank_line (id {key}, statement_id INTEGER NOT NULL REFERENCES bank_statement (id),"
            " mark TEXT NOT NULL, nth INTEGER NOT NULL, bank TEXT NOT NULL, account TEXT NOT NULL,"
            " booked_on TEXT NOT NULL, amount_minor BIGINT NOT NULL, deducted_minor BIGINT NOT NULL,"
            " currency TEXT NOT NULL, text TEXT NOT NULL, payer TEXT NOT NULL, said TEXT NOT NULL, refs TEXT NOT NULL,"
            " bank_ref TEXT NOT NULL, row INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,"
            " settled_at BIGINT, settled_by TEXT NOT NULL, UNIQUE (mark, nth))"
        ),
        "CREATE INDEX bank_line_of_day ON bank_line (booked_on, id)",
        "CREATE INDEX bank_line_state ON bank_line (state, booked_on, id)",
        # Kept for ever: what was taken back says when and by whom.
        (
            f"CREATE TABLE bank_match (id {key}, line_id INTEGER NOT NULL REFERENCES bank_line (id),"
            " order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE, amount_minor BIGINT NOT NULL,"
            " move_id INTEGER, at BIGINT NOT NULL, who TEXT NOT NULL, bench TEXT NOT NULL, undone_at BIGINT,"
            " undone_by TEXT NOT NULL)"
        ),
        "CREATE INDEX bank_match_line ON bank_match (line_id)",
        "CREATE INDEX bank_match_order ON bank_match (order_id)",
        # What money is asked for, and what has had the same amount before.
        "CREATE INDEX orders_unpaid ON orders (id) WHERE payment IN ('unpaid', 'claimed')",
        "CREATE INDEX orders_total ON orders (total_minor)",
        "CREATE UNIQUE INDEX bank_match_once ON bank_match (line_id, order_id) WHERE undone_at IS NULL",
    ):
        db.execute_sql(statement)

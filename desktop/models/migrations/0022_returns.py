"""Returns: the case, its lines, its photos and its story; what is kept apart from the shelf, and what was moved."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    order = "INTEGER REFERENCES orders (id) ON DELETE SET NULL"
    case = "INTEGER NOT NULL REFERENCES return_case (id) ON DELETE CASCADE"
    for statement in (
        # personal: `words` are the buyer's own, `told` and `rejected` are words about the buyer.
        (
            f"CREATE TABLE return_case (id {key}, number INTEGER NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE,"
            " order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE, state TEXT NOT NULL,"
            " source TEXT NOT NULL, words TEXT NOT NULL, override TEXT NOT NULL, opened_at BIGINT NOT NULL,"
            " opened_by TEXT NOT NULL, approved_at BIGINT, received_at BIGINT, settled_at BIGINT,"
            " carrier TEXT NOT NULL, tracking TEXT NOT NULL, shipping_minor BIGINT NOT NULL,"
            " deduction_minor BIGINT NOT NULL, deduction_reason TEXT NOT NULL, rejected TEXT NOT NULL,"
            " method TEXT NOT NULL, notify BOOLEAN NOT NULL, refund_minor BIGINT NOT NULL, document_id INTEGER,"
            " told TEXT NOT NULL, credit_minor BIGINT NOT NULL,"
            f" exchange_id {order}, back_id {order}, was TEXT NOT NULL, turn INTEGER NOT NULL)"
        ),
        "CREATE INDEX return_of_order ON return_case (order_id)",
        "CREATE INDEX return_in_state ON return_case (state, id)",
        "CREATE INDEX return_tracked ON return_case (tracking) WHERE tracking <> ''",
        # `units` were announced, `came` were received; `sku` and `name` are those of the sold line.
        (
            f"CREATE TABLE return_line (id {key}, case_id {case},"
            " line_id INTEGER REFERENCES order_line (id) ON DELETE SET NULL, sku TEXT NOT NULL, name TEXT NOT NULL,"
            " units INTEGER NOT NULL, came INTEGER NOT NULL, reason TEXT NOT NULL, words TEXT NOT NULL,"
            " condition TEXT NOT NULL, goes TEXT NOT NULL, outcome TEXT NOT NULL, other_article_id INTEGER,"
            " swap TEXT NOT NULL, swap_minor BIGINT, serials TEXT NOT NULL, UNIQUE (case_id, line_id))"
        ),
        "CREATE INDEX return_line_of ON return_line (line_id)",
        (
            f"CREATE TABLE return_photo (id {key}, case_id {case}, line_id INTEGER, file TEXT NOT NULL,"
            " at BIGINT NOT NULL, who TEXT NOT NULL)"
        ),
        "CREATE INDEX return_photo_of ON return_photo (case_id)",
        (
            f"CREATE TABLE return_event (id {key}, case_id {case}, op_id TEXT NOT NULL UNIQUE, at BIGINT NOT NULL,"
            " who TEXT NOT NULL, bench TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL)"
        ),
        "CREATE INDEX return_event_of ON return_event (case_id)",
        # What stock moves have done for a line so far: what it should be less this is the next move.
        (
            "CREATE TABLE return_stock (return_line_id INTEGER NOT NULL REFERENCES return_line (id) ON DELETE CASCADE,"
            " article_id INTEGER NOT NULL REFERENCES article (id), on_hand BIGINT NOT NULL, reserved BIGINT NOT NULL,"
            " PRIMARY KEY (return_line_id, article_id))"
        ),
        (
            f"CREATE TABLE quarantine (id {key}, return_line_id INTEGER REFERENCES return_line (id) ON DELETE SET NULL,"
            " article_id INTEGER NOT NULL REFERENCES article (id), place TEXT NOT NULL, units INTEGER NOT NULL,"
            " shelved INTEGER NOT NULL, scrapped INTEGER NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL,"
            " who TEXT NOT NULL, UNIQUE (return_line_id, article_id))"
        ),
        "CREATE INDEX quarantine_of ON quarantine (article_id)",
        (
            f"CREATE TABLE quarantine_move (id {key},"
            " quarantine_id INTEGER NOT NULL REFERENCES quarantine (id) ON DELETE CASCADE, op_id TEXT NOT NULL UNIQUE,"
            " what TEXT NOT NULL, units INTEGER NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL, who TEXT NOT NULL)"
        ),
    ):
        db.execute_sql(statement)

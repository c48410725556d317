"""The customer's file, what loyalty earns and pays, complaints, affiliates, and who was erased.

personal: customer.note, customer.blocked; customer_merge.kept; consent; complaint; complaint_answer; points_move.reason;
voucher.note; affiliate. `erased` holds salted hashes only.
"""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    customer = "INTEGER NOT NULL REFERENCES customer (id)"
    order = "INTEGER REFERENCES orders (id) ON DELETE SET NULL"
    for statement in (
        "ALTER TABLE customer ADD COLUMN note TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE customer ADD COLUMN blocked TEXT NOT NULL DEFAULT ''",  # why not on account; "" = may
        "ALTER TABLE customer ADD COLUMN merged_into INTEGER",
        "ALTER TABLE customer ADD COLUMN erased_at BIGINT",
        # A person's key in another writing: who was merged is still found by the old one. Never two owners of one key.
        (
            f"CREATE TABLE customer_merge (id {key}, from_id {customer}, to_id {customer}, at BIGINT NOT NULL,"
            " who TEXT NOT NULL, kept TEXT NOT NULL, undone_at BIGINT, undone_by TEXT NOT NULL DEFAULT '')"
        ),
        "CREATE INDEX customer_merge_from ON customer_merge (from_id)",
        "CREATE INDEX customer_merge_to ON customer_merge (to_id)",
        (
            f"CREATE TABLE consent (id {key}, customer_id {customer}, kind TEXT NOT NULL, given BOOLEAN NOT NULL,"
            " source TEXT NOT NULL, at BIGINT NOT NULL, who TEXT NOT NULL)"
        ),
        "CREATE INDEX consent_customer ON consent (customer_id, kind, id)",
        (
            f"CREATE TABLE complaint (id {key}, customer_id INTEGER REFERENCES customer (id), order_id {order},"
            " subject TEXT NOT NULL, state TEXT NOT NULL, opened_at BIGINT NOT NULL, due_at BIGINT,"
            " solved_at BIGINT, case_id INTEGER, who TEXT NOT NULL)"
        ),
        "CREATE INDEX complaint_due ON complaint (due_at) WHERE state = 'open'",
        "CREATE INDEX complaint_customer ON complaint (customer_id)",
        "CREATE INDEX complaint_order ON complaint (order_id)",
        (
            f"CREATE TABLE complaint_answer (id {key},"
            " complaint_id INTEGER NOT NULL REFERENCES complaint (id) ON DELETE CASCADE, at BIGINT NOT NULL,"
            " who TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, cause TEXT NOT NULL UNIQUE)"
        ),
        "CREATE INDEX complaint_answer_of ON complaint_answer (complaint_id)",
        (
            f"CREATE TABLE standard_answer (id {key}, name TEXT NOT NULL, language TEXT NOT NULL,"
            " body TEXT NOT NULL, UNIQUE (name, language))"
        ),
        # Points and stamps of orders that no store keeps: the sum of the moves; a cause moves once.
        (
            f"CREATE TABLE points_move (id {key}, customer_id {customer}, order_id {order}, kind TEXT NOT NULL,"
            " amount BIGINT NOT NULL, reason TEXT NOT NULL, cause TEXT NOT NULL UNIQUE, at BIGINT NOT NULL,"
            " expires_at BIGINT, who TEXT NOT NULL)"
        ),
        "CREATE INDEX points_move_customer ON points_move (customer_id, kind)",
        "CREATE INDEX points_move_order ON points_move (order_id)",
        (
            f"CREATE TABLE voucher (id {key}, code TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
            " currency TEXT NOT NULL, value_minor BIGINT NOT NULL, expires_at BIGINT, void BOOLEAN NOT NULL,"
            " offline_minor BIGINT NOT NULL, customer_id INTEGER REFERENCES customer (id), note TEXT NOT NULL,"
            " cause TEXT NOT NULL UNIQUE, at BIGINT NOT NULL, who TEXT NOT NULL)"
        ),
        "CREATE INDEX voucher_customer ON voucher (customer_id)",
        (
            f"CREATE TABLE voucher_move (id {key}, voucher_id INTEGER NOT NULL REFERENCES voucher (id),"
            f" order_id {order}, amount_minor BIGINT NOT NULL, cause TEXT NOT NULL UNIQUE, undoes INTEGER UNIQUE,"
            " offline BOOLEAN NOT NULL, at BIGINT NOT NULL, who TEXT NOT NULL, bench TEXT NOT NULL)"
        ),
        "CREATE INDEX voucher_move_of ON voucher_move (voucher_id)",
        "CREATE INDEX voucher_move_order ON voucher_move (order_id)",
        (
            f"CREATE TABLE affiliate (id {key}, name TEXT NOT NULL, code TEXT NOT NULL UNIQUE, rate TEXT NOT NULL,"
            " email TEXT NOT NULL, phone TEXT NOT NULL, account TEXT NOT NULL, active BOOLEAN NOT NULL)"
        ),
        (
            "CREATE TABLE order_affiliate (order_id INTEGER PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,"
            " affiliate_id INTEGER NOT NULL REFERENCES affiliate (id), rate TEXT NOT NULL, at BIGINT NOT NULL)"
        ),
        "CREATE INDEX order_affiliate_of ON order_affiliate (affiliate_id)",
        (
            f"CREATE TABLE affiliate_payout (id {key}, affiliate_id INTEGER NOT NULL REFERENCES affiliate (id),"
            " currency TEXT NOT NULL, amount_minor BIGINT NOT NULL, made_at BIGINT NOT NULL, made_by TEXT NOT NULL,"
            " paid_at BIGINT, paid_by TEXT NOT NULL DEFAULT '', undone_at BIGINT)"
        ),
        (
            f"CREATE TABLE commission_move (id {key}, affiliate_id INTEGER NOT NULL REFERENCES affiliate (id),"
            f" order_id {order}, amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, reason TEXT NOT NULL,"
            " cause TEXT NOT NULL UNIQUE, at BIGINT NOT NULL, who TEXT NOT NULL,"
            " payout_id INTEGER REFERENCES affiliate_payout (id))"
        ),
        "CREATE INDEX commission_move_of ON commission_move (affiliate_id, payout_id)",
        "CREATE INDEX commission_move_order ON commission_move (order_id)",
        # Who was erased, as a salted hash: the store's next word about them must not bring them back.
        "CREATE TABLE erased (mark TEXT PRIMARY KEY, at BIGINT NOT NULL)",
        (
            "CREATE TABLE erased_order (order_id INTEGER PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,"
            " at BIGINT NOT NULL)"
        ),
        # What the law keeps of a person, why, and until when; `what` names no person.
        (
            f"CREATE TABLE erase_report (id {key}, customer_id {customer}, at BIGINT NOT NULL, who TEXT NOT NULL,"
            " rows TEXT NOT NULL)"
        ),
    ):
        db.execute_sql(statement)

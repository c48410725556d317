"""E-mails to buyers: each sent exactly once; the shop's own texts for them; ratings; addresses not to be written to."""

from peewee import Database, SqliteDatabase


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    order = "INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE"
    for statement in (
        # personal: to_name, to_addr, subject, body, reason, answer
        (
            f"CREATE TABLE mail (id {key}, cause TEXT NOT NULL UNIQUE, event TEXT NOT NULL, order_id {order},"
            " customer_id INTEGER, language TEXT NOT NULL, to_name TEXT NOT NULL, to_addr TEXT NOT NULL,"
            " subject TEXT NOT NULL, body TEXT NOT NULL, paper TEXT NOT NULL, message_id TEXT NOT NULL UNIQUE,"
            " state TEXT NOT NULL, tries INTEGER NOT NULL, since BIGINT NOT NULL, next_at BIGINT NOT NULL,"
            " created_at BIGINT NOT NULL, sent_at BIGINT, reason TEXT NOT NULL, answer TEXT NOT NULL,"
            " sender TEXT NOT NULL, was TEXT NOT NULL, history_id INTEGER)"
        ),
        "CREATE INDEX mail_of_order ON mail (order_id)",
        "CREATE INDEX mail_to ON mail (to_addr)",
        # What waits is few, what was sent grows for years.
        "CREATE INDEX mail_open ON mail (state, next_at) WHERE state NOT IN ('sent', 'discarded')",
        (
            "CREATE TABLE mail_template (event TEXT NOT NULL, language TEXT NOT NULL, subject TEXT NOT NULL,"
            " body TEXT NOT NULL, changed_at BIGINT NOT NULL, PRIMARY KEY (event, language))"
        ),
        # personal: in comment, in the buyer's own words
        (
            f"CREATE TABLE review (id {key}, order_id {order} UNIQUE, courier TEXT NOT NULL, rating INTEGER,"
            " comment TEXT NOT NULL, asked_at BIGINT, rated_at BIGINT, source TEXT NOT NULL)"
        ),
        "CREATE INDEX review_of_courier ON review (courier) WHERE rating IS NOT NULL",
        # personal: the address itself
        "CREATE TABLE mail_stop (address TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, why TEXT NOT NULL)",
    ):
        db.execute_sql(statement)

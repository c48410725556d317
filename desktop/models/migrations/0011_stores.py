"""What is told and known of stores: queues of articles, questions, stock and credits as stores hold them, customers."""

from peewee import Database, SqliteDatabase

_OPEN = "state IN ('waiting', 'sending', 'sent')"
_UNDONE = "state NOT IN ('confirmed', 'discarded', 'skipped')"


def up(migrator: object, db: Database) -> None:
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if isinstance(db, SqliteDatabase) else "SERIAL PRIMARY KEY"
    store = "store_id INTEGER NOT NULL REFERENCES store (id) ON DELETE CASCADE"
    order = "REFERENCES orders (id) ON DELETE CASCADE"
    for statement in (
        "ALTER TABLE outbox ADD COLUMN subject TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE outbox ADD COLUMN since BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE outbox ADD COLUMN asked_at BIGINT",
        "UPDATE outbox SET subject = 'order:' || order_id WHERE order_id IS NOT NULL",
        # Which message is next, among very many: both are looked up, neither sorts.
        f"CREATE INDEX outbox_open ON outbox (store_id, id) WHERE {_OPEN}",
        f"CREATE INDEX outbox_open_since ON outbox (store_id, since) WHERE {_OPEN}",
        f"CREATE INDEX outbox_undone ON outbox (store_id, subject, id) WHERE {_UNDONE}",
        "CREATE INDEX outbox_state ON outbox (state, confirmed_at)",
        "ALTER TABLE store ADD COLUMN knows TEXT",
        "ALTER TABLE store ADD COLUMN online BOOLEAN",
        "ALTER TABLE store ADD COLUMN trouble TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE store ADD COLUMN next_try_at BIGINT",
        (
            f"CREATE TABLE store_stock (id {key}, {store}, remote_id TEXT NOT NULL,"
            " article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE, theirs BIGINT NOT NULL,"
            " read_at BIGINT NOT NULL, differs_since BIGINT, UNIQUE (store_id, remote_id))"
        ),
        "CREATE INDEX store_stock_article ON store_stock (article_id)",
        (
            f"CREATE TABLE order_credit (order_id INTEGER PRIMARY KEY {order}, points INTEGER NOT NULL,"
            " points_given BOOLEAN, affiliate TEXT NOT NULL, commission TEXT NOT NULL, commission_given BOOLEAN,"
            " read_at BIGINT NOT NULL)"
        ),
        (
            f"CREATE TABLE credit_move (id {key}, order_id INTEGER NOT NULL {order}, kind TEXT NOT NULL,"
            " given BOOLEAN NOT NULL, amount TEXT NOT NULL, op_id TEXT NOT NULL, at BIGINT NOT NULL, who TEXT NOT NULL)"
        ),
        "CREATE INDEX credit_move_order ON credit_move (order_id, kind, id)",
        (
            f"CREATE TABLE store_customer (id {key}, {store}, remote_id TEXT NOT NULL,"
            " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE, buyer_group TEXT NOT NULL,"
            " newsletter BOOLEAN, points INTEGER, since BIGINT, UNIQUE (store_id, remote_id))"
        ),
        "CREATE INDEX store_customer_customer ON store_customer (customer_id)",
    ):
        db.execute_sql(statement)

"""Pack tasks and questions of quality. Three rules are there from the start; the thank-you card is switched off."""

from peewee import Database, SqliteDatabase

_WORDS = "gift, kado, hadiah, bingkisan, sv:present, sv:slå in, sv:julklapp"
_RULES = (
    (True, "gift-wrap", "note", _WORDS),
    (True, "fragile", "fragile", ""),
    (False, "thank-you-card", "always", ""),
)


def up(migrator: object, db: Database) -> None:
    is_sqlite = isinstance(db, SqliteDatabase)
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if is_sqlite else "SERIAL PRIMARY KEY"
    order = "order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE"
    for statement in (
        (
            f"CREATE TABLE task_rule (id {key}, active BOOLEAN NOT NULL, what TEXT NOT NULL, condition TEXT NOT NULL,"
            " value TEXT NOT NULL, text TEXT NOT NULL)"
        ),
        (
            f"CREATE TABLE pack_task (id {key}, {order}, rule_id INTEGER, what TEXT NOT NULL, text TEXT NOT NULL,"
            " made_at BIGINT NOT NULL, done_at BIGINT, done_by TEXT NOT NULL, bench TEXT NOT NULL,"
            " UNIQUE (order_id, what, text))"
        ),
        (
            f"CREATE TABLE check_rule (id {key}, active BOOLEAN NOT NULL, articles TEXT NOT NULL,"
            " question TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT NOT NULL, low TEXT NOT NULL, high TEXT NOT NULL,"
            " per TEXT NOT NULL)"
        ),
        (
            f"CREATE TABLE check_answer (id {key}, op_id TEXT NOT NULL UNIQUE, {order},"
            " line_id INTEGER REFERENCES order_line (id) ON DELETE CASCADE, rule_id INTEGER NOT NULL,"
            " question TEXT NOT NULL, answer TEXT NOT NULL, passed BOOLEAN NOT NULL, at BIGINT NOT NULL,"
            " who TEXT NOT NULL, bench TEXT NOT NULL)"
        ),
        "CREATE INDEX check_answer_of_order ON check_answer (order_id, rule_id)",
    ):
        db.execute_sql(statement)
    mark = "?" if is_sqlite else "%s"
    keep = "INSERT INTO task_rule (active, what, condition, value, text) VALUES (?, ?, ?, ?, '')".replace("?", mark)
    for rule in _RULES:
        db.execute_sql(keep, rule)

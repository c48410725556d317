"""A day's documents and a day's payments are found without reading all that ever were."""

from peewee import Database


def up(migrator: object, db: Database) -> None:
    db.execute_sql("CREATE INDEX document_issued ON document (issued_at)")
    db.execute_sql(
        "CREATE INDEX history_of_money ON history (at)"
        " WHERE action IN ('confirm', 'unconfirm', 'refund', 'refund-part', 'voided')"
    )

"""The list of all orders: an index of what it shows, so that its length and its places need no look at the rows."""

from peewee import Database


def up(migrator: object, db: Database) -> None:
    db.execute_sql("CREATE INDEX order_listed ON orders (placed_at, id) WHERE kind = 'order'")
    db.execute_sql("DROP INDEX order_placed_at_id")

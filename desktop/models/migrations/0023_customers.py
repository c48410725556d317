"""Tables of customers; filled while the owner's desk is built."""

from peewee import Database


def up(migrator: object, db: Database) -> None:
    del migrator, db

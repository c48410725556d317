"""Who works here, and what they allowed at the bench."""

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import JsonField, Table, UtcField
from desktop.models.orders import Order


class Person(Table):
    """Somebody who works here. A row is never deleted: its name stands in histories.

    `switched` are the rights that differ from the role's: {"part": true}. `pin` is an argon2id hash, "" for none.
    """

    id = AutoField()
    name = TextField(unique=True)
    role = TextField(default="owner")
    badge = TextField(null=True, unique=True)
    supervisor = BooleanField(default=False)
    language = TextField(default="")
    switched = JsonField(default=dict)
    pin = TextField(default="")
    pin_digits = IntegerField(default=0)
    pin_failures = IntegerField(default=0)
    pin_locked_until = UtcField(default=0)
    active = BooleanField(default=True)
    seen_at = UtcField(null=True)


class Approval(Table):
    """A supervisor's badge that let somebody do one thing once. The names are kept as they were said then."""

    id = AutoField()
    at = UtcField()
    person = ForeignKeyField(Person, null=True, on_delete="SET NULL")
    who = TextField()
    asked_by = TextField()
    bench = TextField()
    right = TextField()
    order = ForeignKeyField(Order, null=True, on_delete="CASCADE")
    reason = TextField()

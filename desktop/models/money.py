"""Money as a ledger that only grows. Plain statements use these tables; migration 0019 makes them."""

from peewee import AutoField, BigIntegerField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table, UtcField
from desktop.models.orders import Order


class MoneyMove(Table):
    """Money that came ("in") or went back ("out"). A row that takes another back has the opposite sign and `undoes`.

    `was` and `became` are the order's payment state before and after it. `cause` names why, once.
    """

    id = AutoField()
    order = ForeignKeyField(Order, on_delete="CASCADE")
    kind = TextField()
    amount_minor = BigIntegerField()
    currency = TextField()
    method = TextField()
    reference = TextField()
    at = UtcField()
    who = TextField()
    bench = TextField()
    cause = TextField(unique=True)
    undoes = IntegerField(null=True, unique=True)
    was = TextField()
    became = TextField()

    class Meta:
        table_name = "money_move"

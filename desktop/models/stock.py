"""The ledger of stock: it only grows."""

from peewee import AutoField, BigIntegerField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table, UtcField
from desktop.models.catalogue import Article


class StockMove(Table):
    """A change of what is there (`on_hand`) or of what is promised (`reserved`). `cause` names why, once."""

    id = AutoField()
    article = ForeignKeyField(Article, on_delete="RESTRICT")
    order_id = IntegerField(null=True, index=True)
    line_id = IntegerField(null=True, index=True)
    kind = TextField()
    on_hand = BigIntegerField(default=0)
    reserved = BigIntegerField(default=0)
    cause = TextField(unique=True)
    at = UtcField()
    who = TextField(default="")

    class Meta:
        table_name = "stock_move"

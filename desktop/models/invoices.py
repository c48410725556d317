"""Documents with legal numbers, and the counters that give them out."""

from peewee import AutoField, BigIntegerField, BlobField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import JsonField, Table, UtcField
from desktop.models.orders import Order


class NumberSeries(Table):
    """The next number of a kind, year and prefix; moved on in the transaction that makes the document."""

    id = AutoField()
    kind = TextField()
    prefix = TextField(default="")
    year = IntegerField()
    next = BigIntegerField(default=1)

    class Meta:
        table_name = "number_series"
        indexes = ((("kind", "prefix", "year"), True),)


class Document(Table):
    """An issued document: its figures, and the very bytes that were issued. Never changed."""

    id = AutoField()
    kind = TextField()
    number = TextField(unique=True)
    order = ForeignKeyField(Order, on_delete="RESTRICT")
    issued_at = UtcField()
    language = TextField()
    data = JsonField()
    pdf = BlobField()
    sha256 = TextField()
    void_reason = TextField(default="")
    corrects = IntegerField(null=True)

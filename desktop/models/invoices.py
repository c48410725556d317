"""Documents with legal numbers, the counters that give them out, and the register and seals that audit them."""

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


class NumberEntry(Table):
    """A document in the register: what lists and audits read, beside the bytes; `day` and `void_day` sealed it."""

    document_id = IntegerField(primary_key=True)
    kind = TextField()
    number = TextField(unique=True)
    series = TextField()  # the number without its turn
    turn = BigIntegerField()
    order_id = IntegerField(index=True)
    issued_at = UtcField()
    currency = TextField()
    total_minor = BigIntegerField()
    buyer = TextField()
    buyer_folded = TextField()
    pdf_sha256 = TextField()
    data_sha256 = TextField()
    corrects = IntegerField(null=True)
    void_reason = TextField(default="")
    voided_at = UtcField(null=True)
    day_id = IntegerField(null=True)
    void_day_id = IntegerField(null=True)
    tax_number = TextField(default="")  # what the tax office has given it; never made by us

    class Meta:
        table_name = "number_entry"


class NumberDay(Table):
    """A sealed day: its numbers and voids as text, chained to the day before by its hash, signed. Never changed."""

    id = AutoField()
    on_day = TextField()
    count = IntegerField()
    entries = TextField()
    previous = TextField(unique=True)
    hash = TextField(unique=True)
    key = TextField()
    signature = TextField()
    at = UtcField()
    who = TextField()
    bench = TextField()

    class Meta:
        table_name = "number_day"

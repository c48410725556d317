"""Return cases. Plain statements use these tables; migration 0022 makes them."""

from peewee import AutoField, BigIntegerField, BooleanField, CompositeKey, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table, UtcField
from desktop.models.catalogue import Article
from desktop.models.orders import Order, OrderLine


class ReturnCase(Table):
    """What comes back of one order. `was` is the order's fulfilment before it was settled, "" before.

    `turn` counts how often it was settled: the causes of its money, documents and messages hold it. `back` is the
    order without a price by which goods go out again, `exchange` the one for other goods.
    """

    id = AutoField()
    number = IntegerField(unique=True)
    code = TextField(unique=True)
    order = ForeignKeyField(Order, on_delete="CASCADE")
    state = TextField()
    source = TextField()  # scan, order, message
    words = TextField()  # the buyer's own
    override = TextField()  # why it is taken although the window is over, "" where it is not
    opened_at = UtcField()
    opened_by = TextField()
    approved_at = UtcField(null=True)
    received_at = UtcField(null=True)
    settled_at = UtcField(null=True)
    carrier = TextField()
    tracking = TextField()
    shipping_minor = BigIntegerField()
    deduction_minor = BigIntegerField()
    deduction_reason = TextField()
    rejected = TextField()
    method = TextField()
    notify = BooleanField()
    refund_minor = BigIntegerField()
    credit_minor = BigIntegerField()
    document_id = IntegerField(null=True)
    told = TextField()  # the outbox's operation by which its store hears of the refund
    exchange = ForeignKeyField(Order, null=True, on_delete="SET NULL")
    back = ForeignKeyField(Order, null=True, on_delete="SET NULL")
    was = TextField()
    turn = IntegerField()

    class Meta:
        table_name = "return_case"


class ReturnLine(Table):
    """Units of one sold line: `units` announced, `came` received. `other_article_id`: what came instead."""

    id = AutoField()
    case = ForeignKeyField(ReturnCase, backref="lines", on_delete="CASCADE")
    line = ForeignKeyField(OrderLine, null=True, on_delete="SET NULL")
    sku = TextField()
    name = TextField()
    units = IntegerField()
    came = IntegerField()
    reason = TextField()
    words = TextField()
    condition = TextField()
    goes = TextField()
    outcome = TextField()
    other_article_id = IntegerField(null=True)
    swap = TextField()  # the SKU that goes out in exchange, "" = the same again
    swap_minor = BigIntegerField(null=True)  # what all of them cost, None = as the shop sells it
    serials = TextField()

    class Meta:
        table_name = "return_line"


class ReturnPhoto(Table):
    id = AutoField()
    case = ForeignKeyField(ReturnCase, on_delete="CASCADE")
    line_id = IntegerField(null=True)
    file = TextField()  # below the folder of photos
    at = UtcField()
    who = TextField()

    class Meta:
        table_name = "return_photo"


class ReturnEvent(Table):
    """The story of a case, one line a fact; it only grows. A repeated `op_id` does nothing."""

    id = AutoField()
    case = ForeignKeyField(ReturnCase, on_delete="CASCADE")
    op_id = TextField(unique=True)
    at = UtcField()
    who = TextField()
    bench = TextField()
    what = TextField()
    detail = TextField()

    class Meta:
        table_name = "return_event"


class ReturnStock(Table):
    """What the stock moves of a returned line come to so far."""

    return_line = ForeignKeyField(ReturnLine, on_delete="CASCADE")
    article = ForeignKeyField(Article)
    on_hand = BigIntegerField()
    reserved = BigIntegerField()

    class Meta:
        table_name = "return_stock"
        primary_key = CompositeKey("return_line", "article")


class Quarantine(Table):
    """Units that came back and are not sold as new. They are in the house, and promised to nobody."""

    id = AutoField()
    return_line = ForeignKeyField(ReturnLine, null=True, on_delete="SET NULL")
    article = ForeignKeyField(Article)
    place = TextField()  # quarantine, outlet
    units = IntegerField()
    shelved = IntegerField()
    scrapped = IntegerField()
    reason = TextField()
    at = UtcField()
    who = TextField()


class QuarantineMove(Table):
    id = AutoField()
    quarantine = ForeignKeyField(Quarantine, on_delete="CASCADE")
    op_id = TextField(unique=True)
    what = TextField()
    units = IntegerField()
    reason = TextField()
    at = UtcField()
    who = TextField()

    class Meta:
        table_name = "quarantine_move"

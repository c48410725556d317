"""Orders, their lines and their history."""

from peewee import AutoField, BigIntegerField, BooleanField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import JsonField, Table, UtcField
from desktop.models.catalogue import Article
from desktop.models.customers import Address, Customer


class Order(Table):
    """`stage` always follows from payment, fulfilment, held and pay_later; it is kept for the queue."""

    id = AutoField()
    source = TextField()  # "store:1", "file:online-retail", "manual"
    source_ref = TextField()  # the document's name at its source, for ever
    number = TextField(index=True)
    code = TextField(unique=True)  # what our own barcode says
    store_id = IntegerField(null=True)
    kind = TextField(default="order")
    currency = TextField()
    payment = TextField()
    fulfilment = TextField()
    held = BooleanField(default=False)
    pay_later = BooleanField(default=False)
    stage = TextField()
    conflict = BooleanField(default=False)  # a person must decide before the parcel closes
    placed_at = UtcField()
    due_at = UtcField()  # ship by, or the time it was placed where nothing was promised
    ship_by = UtcField(null=True)
    buyer = TextField(default="")
    place = TextField(default="")
    phone = TextField(default="")
    email = TextField(default="")
    language = TextField(default="")
    courier = TextField(default="")
    service = TextField(default="")
    payment_method = TextField(default="")
    note = TextField(default="")
    note_seen_at = UtcField(null=True)
    hold_reason = TextField(default="")
    total_minor = BigIntegerField(default=0)
    shipping_minor = BigIntegerField(default=0)
    discount_minor = BigIntegerField(default=0)
    tax_minor = BigIntegerField(default=0)
    paid_minor = BigIntegerField(default=0)
    refunded_minor = BigIntegerField(default=0)
    line_count = IntegerField(default=0)
    unit_count = BigIntegerField(default=0)
    customer = ForeignKeyField(Customer, null=True)
    bill_to = ForeignKeyField(Address, null=True)
    ship_to = ForeignKeyField(Address, null=True)
    remote_status = TextField(default="")
    remote_modified = UtcField(null=True)
    remote_seen = JsonField(null=True)  # what the store said last, field by field
    created_at = UtcField()
    tracking_mode = TextField(default="")  # automatic, manual, hybrid; "" = as the shop has set
    since_at = UtcField(null=True)  # since when it is in its stage; None: since created_at
    expedited_at = UtcField(null=True)
    unique_code_minor = IntegerField(default=0)  # part of the total
    own_discount_minor = BigIntegerField(default=0)  # part of discount_minor: given here, not by the store
    returns_allowed = BooleanField(null=True)  # None = as the shop has set
    returns_until = UtcField(null=True)
    store_flag = TextField(default="")  # the store's own warning of fraud; only shown
    channel = TextField(default="")  # phone, chat, marketplace, ... of an order typed here
    channel_ref = TextField(default="")  # its number there
    tax_case = TextField(default="")  # eu, export; "" = taxed as its articles are
    buyer_vat = TextField(default="")  # the buyer's own tax number

    class Meta:
        table_name = "orders"
        indexes = (
            (("source", "source_ref"), True),
            (("stage", "due_at", "id"), False),
            (("stage", "placed_at", "id"), False),
            (("store_id", "source_ref"), False),
        )  # and (placed_at, id) of what is listed: migration 0003


class OrderLine(Table):
    """`open` units are ordered less cancelled less packed; packed never passes ordered less cancelled."""

    id = AutoField()
    order = ForeignKeyField(Order, backref="lines", on_delete="CASCADE")
    position = IntegerField()
    remote_id = TextField(default="")
    article = ForeignKeyField(Article, null=True)
    sku = TextField(default="")
    name = TextField(default="")  # as the document says it, blanks at the ends kept
    variant = TextField(default="")
    options = JsonField(default=list)
    note = TextField(default="")
    barcodes = JsonField(default=list)
    ordered = BigIntegerField()
    cancelled = BigIntegerField(default=0)
    packed = BigIntegerField(default=0)
    needs_packing = BooleanField(default=True)
    unit_price = TextField(default="0")  # every decimal that the source gave
    total_minor = BigIntegerField(default=0)
    tax_minor = BigIntegerField(default=0)
    note_seen_at = UtcField(null=True)
    origin_id = IntegerField(null=True)  # the order that it was bought with, where it is packed with another one
    cut_from = IntegerField(null=True)  # the line that its units were split off
    discount_minor = BigIntegerField(default=0)  # given here; total_minor is after it

    class Meta:
        table_name = "order_line"


class History(Table):
    """One line a move. It only grows."""

    id = AutoField()
    order = ForeignKeyField(Order, backref="history", on_delete="CASCADE")
    at = UtcField()
    who = TextField(default="")
    bench = TextField(default="")
    action = TextField()
    was = TextField(default="")
    became = TextField(default="")
    comment = TextField(default="")
    notified = BooleanField(default=False)

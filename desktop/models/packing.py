"""What happened at the bench: sessions, every scan, parcels."""

from peewee import AutoField, BigIntegerField, BooleanField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table, UtcField
from desktop.models.orders import Order, OrderLine


class Parcel(Table):
    """One box of an order. Its tracking number comes from the carrier; its code is ours."""

    id = AutoField()
    order = ForeignKeyField(Order, backref="parcels", on_delete="CASCADE")
    position = IntegerField()
    code = TextField(unique=True)
    state = TextField(default="open")  # open, closed, shipped
    carrier = TextField(default="")
    service = TextField(default="")
    tracking = TextField(default="", index=True)
    weight_g = IntegerField(null=True)
    closed_at = UtcField(null=True)
    shipped_at = UtcField(null=True)
    sealed_at = UtcField(null=True)  # its own label was scanned onto it
    part = BooleanField(default=False)  # sent ahead of the rest of its order
    consignment = IntegerField(default=1)  # which of the order's shipments it goes with
    shelf = TextField(default="")  # where it waits for its courier
    ship_to_id = IntegerField(null=True)  # where it went, where its order goes somewhere else since


class PackingSession(Table):
    id = AutoField()
    order = ForeignKeyField(Order, on_delete="CASCADE")
    bench = TextField(default="")
    who = TextField(default="")
    opened_at = UtcField()
    closed_at = UtcField(null=True)
    seen_at = UtcField(null=True)  # the bench's last sign of life here
    outcome = TextField(default="")  # "", "packed", "part", "put-aside", "taken-over", "cancelled", "store"


class PackingScan(Table):
    """Every scan, right or wrong. The units of an order's scans add up to what its lines say is packed."""

    id = AutoField()
    op_id = TextField(unique=True)
    session = ForeignKeyField(PackingSession, on_delete="CASCADE")
    order = ForeignKeyField(Order, on_delete="CASCADE")
    line = ForeignKeyField(OrderLine, null=True, on_delete="SET NULL")
    parcel = ForeignKeyField(Parcel, null=True, on_delete="SET NULL")
    at = UtcField()
    code = TextField()
    verdict = TextField()
    method = TextField(default="scan")  # scan, quantity, manual, undo
    units = BigIntegerField(default=0)
    reason = TextField(default="")
    undone = IntegerField(null=True)  # id of the scan that this one takes back
    who = TextField(default="")  # the session's may change in its middle

    class Meta:
        table_name = "packing_scan"

"""What a unit at the bench is made of, which one it was, and what must come out of a box again."""

from peewee import AutoField, BigIntegerField, BooleanField, CompositeKey, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table, UtcField
from desktop.models.catalogue import Article
from desktop.models.orders import Order, OrderLine
from desktop.models.packing import PackingScan


class KitPart(Table):
    """One kit of the article is so many units of the part."""

    id = AutoField()
    article = ForeignKeyField(Article, backref="parts", on_delete="CASCADE")
    part = ForeignKeyField(Article, on_delete="CASCADE")
    units = IntegerField()

    class Meta:
        table_name = "kit_part"
        indexes = ((("article", "part"), True),)


class LinePart(Table):
    """A component of a kit that was sold, as the kit was then: `units` in one kit, `packed` of the whole line."""

    id = AutoField()
    line = ForeignKeyField(OrderLine, backref="parts", on_delete="CASCADE")
    article = ForeignKeyField(Article)
    units = IntegerField()
    packed = BigIntegerField(default=0)

    class Meta:
        table_name = "line_part"
        indexes = ((("line", "article"), True),)


class PartScan(Table):
    """Units of components that a scan counted; the scan's own units are the kits that it completed."""

    scan = ForeignKeyField(PackingScan, on_delete="CASCADE")
    part = ForeignKeyField(LinePart, on_delete="CASCADE")
    units = BigIntegerField()

    class Meta:
        table_name = "part_scan"
        primary_key = CompositeKey("scan", "part")


class PackedUnit(Table):
    """Which units lie in a box: one serial each, or some of a lot. `freed_at`: they came out again.

    Blank fields are still to be said. A serial is in one box only, for ever, unless it came out.
    """

    id = AutoField()
    scan = ForeignKeyField(PackingScan, null=True, on_delete="SET NULL")
    order = ForeignKeyField(Order, on_delete="CASCADE")
    line = ForeignKeyField(OrderLine, null=True, on_delete="SET NULL")
    article = ForeignKeyField(Article)
    units = BigIntegerField()
    serial = TextField()
    lot = TextField()
    expiry = TextField()  # a date as YYYY-MM-DD, "" = none
    freed_at = UtcField(null=True)

    class Meta:
        table_name = "packed_unit"


class OrderChange(Table):
    """An order that a bench had begun was changed or cancelled: who, when, why. `over_at`: it was taken back."""

    id = AutoField()
    order = ForeignKeyField(Order, on_delete="CASCADE")
    at = UtcField()
    who = TextField()
    source = TextField()  # "office" or "store"
    why = TextField()
    cancels = BooleanField()
    over_at = UtcField(null=True)

    class Meta:
        table_name = "order_change"


class ChangeMove(Table):
    """Units of a line that a change asked for on top of what was wanted, or no longer wants (below zero)."""

    change = ForeignKeyField(OrderChange, on_delete="CASCADE")
    line = ForeignKeyField(OrderLine, on_delete="CASCADE")
    units = BigIntegerField()

    class Meta:
        table_name = "change_move"
        primary_key = CompositeKey("change", "line")

"""Fetching from the shelves: waves and their lines, totes, walks, what was missing, what goes back."""

from peewee import AutoField, BigIntegerField, CompositeKey, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table, UtcField
from desktop.models.catalogue import Article, Bin
from desktop.models.orders import Order, OrderLine


class ArticleBin(Table):
    """Another place where an article lies, beside the one that it names itself."""

    id = AutoField()
    article = ForeignKeyField(Article, on_delete="CASCADE")
    bin = ForeignKeyField(Bin, on_delete="CASCADE")

    class Meta:
        table_name = "article_bin"
        indexes = ((("article", "bin"), True),)


class Tote(Table):
    """A box on the picker's trolley. It is free as soon as the order that it was given to is packed."""

    id = AutoField()
    code = TextField(unique=True)
    order = ForeignKeyField(Order, null=True, on_delete="SET NULL")
    given_at = UtcField(null=True)


class Wave(Table):
    """Orders that are fetched in one walk. `code` stands on its list."""

    id = AutoField()
    code = TextField(unique=True)
    state = TextField(default="open")  # open, done, cancelled
    bench = TextField(default="")
    who = TextField(default="")
    made_at = UtcField()
    printed_at = UtcField(null=True)
    done_at = UtcField(null=True)


class WaveOrder(Table):
    """An order of a wave. It is in one open wave at most: the index of migration 0007 sees to that."""

    id = AutoField()
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    order = ForeignKeyField(Order, on_delete="CASCADE")
    position = IntegerField()
    left_at = UtcField(null=True)  # when it was fetched, or taken off the wave

    class Meta:
        table_name = "wave_order"
        indexes = ((("wave", "order"), True),)


class Pick(Table):
    """What a wave fetches for one line. `picked` is the sum of its scans; `short` was not there."""

    id = AutoField()
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    order = ForeignKeyField(Order, on_delete="CASCADE")
    line = ForeignKeyField(OrderLine, on_delete="CASCADE")
    part_id = IntegerField(default=0)  # the component of a kit, 0 for a line that is none
    bin = TextField(default="")
    picked = BigIntegerField(default=0)
    short = BigIntegerField(default=0)

    class Meta:
        indexes = ((("wave", "line", "part_id"), True),)


class Walk(Table):
    """One bench's way through a wave, exactly as far as it has come: the bin it stands at, the units in its hand."""

    id = AutoField()
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    bench = TextField(default="")
    who = TextField(default="")
    at_bin = TextField(default="")
    hand = TextField(default="")  # the article in the hand, as services.picking names it
    hand_units = BigIntegerField(default=0)
    order_id = IntegerField(null=True)  # the order that the next free tote is for
    opened_at = UtcField()
    closed_at = UtcField(null=True)

    class Meta:
        indexes = ((("wave", "bench"), True),)


class PickScan(Table):
    """Every scan of a walk, right or wrong. It only grows."""

    id = AutoField()
    op_id = TextField(unique=True)
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    pick = ForeignKeyField(Pick, null=True, on_delete="SET NULL")
    tote_id = IntegerField(null=True)
    at = UtcField()
    who = TextField(default="")
    bench = TextField(default="")
    code = TextField()
    said = TextField()
    units = BigIntegerField(default=0)
    reason = TextField(default="")
    undone = IntegerField(null=True)  # id of the scan that this one takes back

    class Meta:
        table_name = "pick_scan"


class TickSheet(Table):
    """A printed wave sheet."""

    id = AutoField()
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    made_at = UtcField()
    who = TextField()
    bench = TextField()

    class Meta:
        table_name = "tick_sheet"


class TickRow(Table):
    """A row to tick: `units` of a pick that had `was` units already when the sheet was printed."""

    sheet = ForeignKeyField(TickSheet, on_delete="CASCADE")
    place = IntegerField()
    pick = ForeignKeyField(Pick, on_delete="CASCADE")
    was = BigIntegerField()
    units = BigIntegerField()

    class Meta:
        table_name = "tick_row"
        primary_key = CompositeKey("sheet", "place")


class ShortPick(Table):
    """Units that were not there to be picked, why, and what became of the order."""

    id = AutoField()
    op_id = TextField(unique=True)
    wave = ForeignKeyField(Wave, null=True, on_delete="SET NULL")
    order = ForeignKeyField(Order, on_delete="CASCADE")
    line = ForeignKeyField(OrderLine, on_delete="CASCADE")
    article_id = IntegerField(null=True, index=True)
    units = BigIntegerField()
    reason = TextField()
    outcome = TextField(default="open")  # open (nobody has chosen), wait, part, cancel
    at = UtcField()
    who = TextField(default="")
    ended_at = UtcField(null=True)  # stock came, or the line does not want them any more

    class Meta:
        table_name = "short_pick"


class Draft(Table):
    """Words for a buyer that nobody has sent yet."""

    id = AutoField()
    order = ForeignKeyField(Order, on_delete="CASCADE")
    kind = TextField()
    language = TextField()
    text = TextField()
    made_at = UtcField()
    used_at = UtcField(null=True)


class PutBack(Table):
    """Units that lie in a tote, a box or on the bench and must go back to a bin; promised to nobody until they have."""

    id = AutoField()
    order_id = IntegerField(index=True)
    line_id = IntegerField(null=True, index=True)
    article_id = IntegerField(null=True)
    sku = TextField()
    units = BigIntegerField()
    back = BigIntegerField(default=0)
    bin = TextField(default="")  # where they belong; "" = the staging bin is not named either
    reason = TextField(default="")
    made_at = UtcField()
    done_at = UtcField(null=True)

    class Meta:
        table_name = "put_back"


class PutBackScan(Table):
    """What was put back, and where. It only grows."""

    id = AutoField()
    op_id = TextField(unique=True)
    put_back = ForeignKeyField(PutBack, on_delete="CASCADE")
    at = UtcField()
    who = TextField(default="")
    bench = TextField(default="")
    bin = TextField(default="")
    units = BigIntegerField()

    class Meta:
        table_name = "put_back_scan"

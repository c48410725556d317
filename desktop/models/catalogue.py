"""Articles, their barcodes and their places."""

from peewee import AutoField, BigIntegerField, BooleanField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table


class Bin(Table):
    """A named place in the storage; `path` is its turn in a picking walk."""

    id = AutoField()
    code = TextField(unique=True)
    path = TextField(index=True)


class Article(Table):
    """`on_hand` and `reserved` are the sums of its stock moves, kept for speed."""

    id = AutoField()
    sku = TextField(unique=True)
    sku_folded = TextField(index=True)
    name = TextField(default="")
    variant = TextField(default="")
    price = TextField(default="")  # a decimal as text, "" = none
    currency = TextField(default="")
    weight_g = IntegerField(null=True)
    bin = TextField(default="")
    photo = TextField(default="")
    counted = BooleanField(default=False)  # whether anybody has ever counted or received it
    needs_packing = BooleanField(default=True)
    on_hand = BigIntegerField(default=0)
    reserved = BigIntegerField(default=0)
    scan_each = BooleanField(default=False)  # no quantities and no case codes: every unit is scanned
    tracks = TextField(default="")  # "", "serial", "lot", "lot-expiry": what is kept of each unit that leaves
    length_mm = IntegerField(null=True)
    width_mm = IntegerField(null=True)
    height_mm = IntegerField(null=True)
    fragile = BooleanField(default=False)
    kit_whole = BooleanField(default=False)  # a kit whose own code stands for all its parts
    no_return = BooleanField(default=False)  # does not come back, such as hygiene goods
    tax_class = TextField(default="")  # a class of domain.tax_profiles; "" = the shop's standard rate


class Barcode(Table):
    """Whatever is printed on the thing. One article has many; `gtin14` is set where the code is a GTIN."""

    id = AutoField()
    article = ForeignKeyField(Article, backref="barcodes", on_delete="CASCADE")
    code = TextField(index=True)
    gtin14 = TextField(null=True, index=True)
    fault = TextField(default="")  # "", "check" (wrong check digit), "length", "in-store"
    units = IntegerField(default=1)  # a case code counts so many

    class Meta:
        indexes = ((("article", "code"), True),)


class StoreArticle(Table):
    """What an article is called in one store."""

    id = AutoField()
    store_id = IntegerField()
    remote_id = TextField()
    article = ForeignKeyField(Article, on_delete="CASCADE")

    class Meta:
        indexes = ((("store_id", "remote_id"), True),)

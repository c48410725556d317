"""Cartons, weighings, photos and the rhythm of scans. Plain statements use these tables; migration 0010 makes them."""

from peewee import AutoField, BooleanField, FloatField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table, UtcField
from desktop.models.catalogue import Article
from desktop.models.packing import PackingScan, Parcel


class Carton(Table):
    """A kind of box. Sizes are inside, in mm; `weight_g` is its own."""

    id = AutoField()
    code = TextField(unique=True)
    name = TextField(unique=True)
    length_mm = IntegerField()
    width_mm = IntegerField()
    height_mm = IntegerField()
    max_g = IntegerField(null=True)
    weight_g = IntegerField()
    active = BooleanField()


class ParcelBox(Table):
    """What a parcel was put into and what the scale and the camera said of it."""

    parcel = ForeignKeyField(Parcel, primary_key=True, on_delete="CASCADE")
    carton = ForeignKeyField(Carton, null=True, on_delete="SET NULL")
    suggested_id = IntegerField(null=True)
    tare_g = IntegerField(null=True)
    weight_g = IntegerField(null=True)
    expected_g = IntegerField(null=True)
    tolerance_g = IntegerField(null=True)
    fit = TextField()  # "", "fits", "light", "heavy", "unknown"
    weighed_at = UtcField(null=True)
    weighed_by = TextField()
    accepted = TextField()  # who let a weight pass that does not fit
    photo = TextField()  # file below the data folder
    photo_at = UtcField(null=True)

    class Meta:
        table_name = "parcel_box"


class LearnedWeight(Table):
    """An article's weight in grams, from `n` weighed parcels."""

    article = ForeignKeyField(Article, primary_key=True, on_delete="CASCADE")
    mean = FloatField()
    variance = FloatField()
    n = IntegerField()

    class Meta:
        table_name = "learned_weight"


class Rhythm(Table):
    """The log of a person's pauses between two units of an article; article 0 is all of them."""

    id = AutoField()
    who = TextField()
    article_id = IntegerField()
    n = IntegerField()
    mean = FloatField()
    m2 = FloatField()

    class Meta:
        indexes = ((("who", "article_id"), True),)


class ScanHint(Table):
    """A counted scan that may have been a second scan of one unit."""

    id = AutoField()
    scan = ForeignKeyField(PackingScan, unique=True, on_delete="CASCADE")
    hint = TextField()
    pause_ms = IntegerField()

    class Meta:
        table_name = "scan_hint"

"""Who takes parcels, what was handed to whom, and what became of it. Plain statements use these tables."""

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import JsonField, Table, UtcField
from desktop.models.packing import Parcel


class Courier(Table):
    """What the shop has set for a courier; those that nobody has touched stand in resources/couriers.csv only."""

    id = AutoField()
    name = TextField(unique=True)
    facts = JsonField()


class Manifest(Table):
    """Parcels given to a courier at once. There is one open manifest a courier at most, for all benches."""

    id = AutoField()
    code = TextField(unique=True, null=True)
    courier = TextField()
    state = TextField()  # open, closing (its orders leave one by one), closed
    driver = TextField()
    opened_at = UtcField()
    opened_by = TextField()
    closed_at = UtcField(null=True)
    closed_by = TextField()
    bench = TextField()
    sheet = JsonField(null=True)  # what the signed paper says: a reprint says the same


class ManifestParcel(Table):
    """A parcel that is on a manifest now; it can be on one only."""

    parcel = ForeignKeyField(Parcel, primary_key=True, on_delete="CASCADE")
    manifest = ForeignKeyField(Manifest, on_delete="RESTRICT")
    at = UtcField()
    who = TextField()
    bench = TextField()

    class Meta:
        table_name = "manifest_parcel"


class ManifestScan(Table):
    """Every scan onto a manifest and off it again; it only grows."""

    id = AutoField()
    op_id = TextField(unique=True)
    manifest_id = IntegerField(index=True)
    parcel_id = IntegerField()
    verdict = TextField()  # on, already, off
    at = UtcField()
    who = TextField()
    bench = TextField()

    class Meta:
        table_name = "manifest_scan"


class ParcelRoad(Table):
    """A parcel that has left: what was told of its arrival (ISO dates, "" for nothing), and what came true."""

    parcel = ForeignKeyField(Parcel, primary_key=True, on_delete="CASCADE")
    courier = TextField()
    service = TextField()
    region = TextField()
    left_on = TextField()
    likely_on = TextField()
    told_on = TextField()
    learned_from = IntegerField()
    state = TextField()  # "", delivered, failed, returning, returned
    state_at = UtcField(null=True)
    source = TextField()  # hand, csv, store
    took_days = IntegerField(null=True)
    kept = BooleanField(null=True)

    class Meta:
        table_name = "parcel_road"


class DeliveryEvent(Table):
    """What happened to a parcel on its road; `key` keeps one thing from being noted twice."""

    id = AutoField()
    key = TextField(unique=True)
    parcel = ForeignKeyField(Parcel, on_delete="CASCADE")
    kind = TextField()
    at = UtcField()
    noted_at = UtcField()
    source = TextField()
    who = TextField()
    note = TextField()

    class Meta:
        table_name = "delivery_event"

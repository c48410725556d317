"""Proofs that bench and store agree. Plain statements use this table; migration 0012 makes it."""

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table, UtcField
from desktop.models.outbox import Store


class ProofRecord(Table):
    """One look at a store. `rows` are those of services.proof: JSON, packed (zlib, base64); `whole`: none left out."""

    id = AutoField()
    store = ForeignKeyField(Store, on_delete="CASCADE")
    at = UtcField()
    orders = IntegerField()
    same = IntegerField()
    different = IntegerField()
    unknown = IntegerField()
    waiting = IntegerField()
    decided = IntegerField()
    whole = BooleanField()
    rows = TextField()

    class Meta:
        table_name = "proof"
        indexes = ((("store", "at"), False),)

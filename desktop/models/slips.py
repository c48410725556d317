"""Slips that carry their orders: whose keys are trusted, what came by a slip, and what benches say they packed."""

from peewee import AutoField, CompositeKey, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table, UtcField
from desktop.models.orders import Order


class SlipKey(Table):
    """A public key as hex, in one role: see services.slips.keys."""

    key = TextField()
    role = TextField()
    name = TextField()
    state = TextField()
    at = UtcField()
    who = TextField()

    class Meta:
        table_name = "slip_key"
        primary_key = CompositeKey("key", "role")


class SlipOrder(Table):
    """An order that came here by its slip; `message` is the slip as base64. `told_at`: its result was given out."""

    order = ForeignKeyField(Order, primary_key=True, on_delete="CASCADE")
    tag = TextField()
    message = TextField()
    at = UtcField()
    told_at = UtcField(null=True)

    class Meta:
        table_name = "slip_order"


class SlipResult(Table):
    """What a bench says it packed by one of our slips. `result` names slip and bench; `message` as base64.

    `state`: merged; open (a person decides), kept (ours stands), unknown (no such order here yet).
    """

    id = AutoField()
    result = TextField(unique=True)
    order = ForeignKeyField(Order, null=True, on_delete="CASCADE")
    number = TextField()
    bench = TextField()
    who = TextField()
    packed_at = UtcField()
    scans = IntegerField()  # so many of its scans and facts are merged
    facts = IntegerField()
    message = TextField()
    state = TextField()
    reason = TextField()
    at = UtcField()
    decision_id = IntegerField(null=True)  # where a person decides
    decided_by = TextField()
    decided_at = UtcField(null=True)

    class Meta:
        table_name = "slip_result"

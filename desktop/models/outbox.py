"""What must be told to a store, and what the stores have told us that a person should see."""

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import JsonField, Table, UtcField
from desktop.models.orders import Order


class Store(Table):
    """An online store. Its keys are in the system's keyring and never here."""

    id = AutoField()
    kind = TextField()  # a name in CONNECTORS
    name = TextField(unique=True)
    url = TextField()
    settings = JsonField(default=dict)
    cursor = JsonField(null=True)
    active = BooleanField(default=True)
    fault = TextField(default="")  # why it is paused, "" = it is not
    last_contact = UtcField(null=True)
    skew_s = IntegerField(default=0)  # the store's clock less ours


class Outbox(Table):
    """One effect on a store, told exactly once. `op_id` is made before the first try and never changes."""

    id = AutoField()
    op_id = TextField(unique=True)
    store = ForeignKeyField(Store, on_delete="RESTRICT")
    order = ForeignKeyField(Order, null=True, on_delete="RESTRICT")
    kind = TextField()  # "order_status", "tracking", "note"
    body = JsonField()
    state = TextField(default="waiting")  # waiting, sending, sent, confirmed, parked, discarded
    tries = IntegerField(default=0)
    next_at = UtcField()
    created_at = UtcField()
    sent_at = UtcField(null=True)
    confirmed_at = UtcField(null=True)
    reason = TextField(default="")
    evidence = JsonField(null=True)
    echo = TextField(default="")  # what the store called this version afterwards

    class Meta:
        indexes = ((("store", "state", "next_at"), False), (("order", "state"), False))


class Decision(Table):
    """Where the store and the bench differed: what was decided by rule, or what waits for a person."""

    id = AutoField()
    order = ForeignKeyField(Order, on_delete="CASCADE")
    store = ForeignKeyField(Store, null=True, on_delete="CASCADE")
    at = UtcField()
    field = TextField()
    ours = TextField(default="")
    theirs = TextField(default="")
    outcome = TextField(default="open")  # "open", "ours", "theirs"
    decided_by = TextField(default="")  # "" = by rule
    decided_at = UtcField(null=True)

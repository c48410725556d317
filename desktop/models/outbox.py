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
    knows = JsonField(null=True)  # what it said of itself: see services.store_facts
    online = BooleanField(null=True)  # whether it answered the last time; None: not tried yet
    trouble = TextField(default="")  # why it did not, in words
    next_try_at = UtcField(null=True)


class Outbox(Table):
    """One effect on a store, told exactly once. `op_id` is made before the first try and never changes."""

    id = AutoField()
    op_id = TextField(unique=True)
    store = ForeignKeyField(Store, on_delete="RESTRICT")
    order = ForeignKeyField(Order, null=True, on_delete="RESTRICT")
    kind = TextField()  # see sync.connector.Push
    subject = TextField(default="")  # "order:12", "stock:ID": those of one subject go in sequence; "" = alone
    body = JsonField()
    state = TextField(default="waiting")  # waiting, sending, sent, confirmed, parked, discarded, asking, skipped
    tries = IntegerField(default=0)
    since = UtcField()  # when the present wait began: a clock that jumps cannot make it longer
    next_at = UtcField()
    asked_at = UtcField(null=True)  # its owner has said that it may go
    created_at = UtcField()
    sent_at = UtcField(null=True)
    confirmed_at = UtcField(null=True)
    reason = TextField(default="")
    evidence = JsonField(null=True)
    echo = TextField(default="")  # what the store called this version afterwards

    class Meta:
        indexes = ((("store", "state", "next_at"), False), (("order", "state"), False))  # more of what is open: 0011


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

"""The print queue on disk, and the printers of this place."""

from peewee import AutoField, BooleanField, IntegerField, TextField

from desktop.models.base import JsonField, Table, UtcField


class Printer(Table):
    """`driver` and `settings` say how to reach it; `papers` which kinds of document it prints at which bench."""

    id = AutoField()
    name = TextField(unique=True)
    driver = TextField()  # a name of devices.DRIVERS
    settings = JsonField(default=dict)
    papers = JsonField(default=list)  # kinds: "invoice", "packing-slip", "parcel-label", "pick-list"
    dpi = IntegerField(default=203)
    bench = TextField(default="")  # "" = every bench


class PrintJob(Table):
    """One paper for one printer. `auto_key` is unique: the same version never prints by itself twice."""

    id = AutoField()
    op_id = TextField(unique=True)
    auto_key = TextField(null=True, unique=True)
    kind = TextField()
    title = TextField(default="")
    order_id = IntegerField(null=True, index=True)
    parcel_id = IntegerField(null=True)
    document_id = IntegerField(null=True)
    document_sha256 = TextField(default="")  # of the bytes of a document with a legal number, as they went out
    printer = TextField(default="")  # "" = by the kind's route when it is sent
    language = TextField(default="")
    copy = BooleanField(default=False)
    # queued, sending, sent, done, failed, unsure, cancelled, reprinted: services.printing says what each means
    state = TextField(default="queued", index=True)
    tries = IntegerField(default=0)
    reason = TextField(default="")
    remote_job = TextField(default="")
    bench = TextField(default="")
    queued_at = UtcField()
    done_at = UtcField(null=True)
    reprint_of = IntegerField(null=True)  # the first paper of all, of which this one is printed once more
    batch_id = IntegerField(null=True)
    claimed_by = TextField(default="")  # the program that sends it, as services.lease names one
    claimed_at = UtcField(null=True)

    class Meta:
        table_name = "print_job"


class PrintBatch(Table):
    """Papers that were asked for together."""

    id = AutoField()
    kind = TextField()
    ordered_by = TextField()  # a value of domain.print_order.By
    bench = TextField()
    who = TextField()
    queued_at = UtcField()
    cancelled_at = UtcField(null=True)

    class Meta:
        table_name = "print_batch"

"""Settings of the shop and of each bench, and the runs of imports."""

from peewee import AutoField, IntegerField, TextField

from desktop.models.base import JsonField, Table, UtcField


class Setting(Table):
    key = TextField(primary_key=True)
    value = JsonField()


class ImportRun(Table):
    """How far a file has been read, so that a stopped import goes on where it was."""

    id = AutoField()
    sha256 = TextField(index=True)
    file = TextField()
    format = TextField()
    what = TextField()  # "orders", "articles"
    state = TextField(default="running")  # running, done, cancelled
    next_row = IntegerField(default=0)
    counts = JsonField(default=dict)
    started_at = UtcField()
    ended_at = UtcField(null=True)

    class Meta:
        table_name = "import_run"


class ImportRefusal(Table):
    id = AutoField()
    run_id = IntegerField(index=True)
    row = IntegerField()
    reason = TextField()

    class Meta:
        table_name = "import_refusal"

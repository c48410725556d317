"""What is to be done beside scanning: pack tasks and questions of quality, their rules, and what came of them."""

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, TextField

from desktop.models.base import Table, UtcField
from desktop.models.orders import Order, OrderLine


class TaskRule(Table):
    """`what` and `condition` are words of domain.tasks; `value` belongs to the condition, `text` to the task."""

    id = AutoField()
    active = BooleanField()
    what = TextField()
    condition = TextField()
    value = TextField()
    text = TextField()

    class Meta:
        table_name = "task_rule"


class PackTask(Table):
    """One thing to be done for one order; it is made once, and stays when it is done."""

    id = AutoField()
    order = ForeignKeyField(Order, on_delete="CASCADE")
    rule_id = IntegerField(null=True)
    what = TextField()
    text = TextField()  # the rule's own words, "" for those of `what`
    made_at = UtcField()
    done_at = UtcField(null=True)
    done_by = TextField()
    bench = TextField()

    class Meta:
        table_name = "pack_task"
        indexes = ((("order", "what", "text"), True),)


class CheckRule(Table):
    """A question about articles: `articles` are SKUs or patterns; `low` and `high` are decimals as text, "" = none."""

    id = AutoField()
    active = BooleanField()
    articles = TextField()
    question = TextField()
    kind = TextField()  # "yes-no", "value", "photo"
    unit = TextField()
    low = TextField()
    high = TextField()
    per = TextField()  # "unit", "line", "order"

    class Meta:
        table_name = "check_rule"


class CheckAnswer(Table):
    """What was answered; it only grows. `answer` is "yes", "no", a decimal, or a photo's file."""

    id = AutoField()
    op_id = TextField(unique=True)
    order = ForeignKeyField(Order, on_delete="CASCADE")
    line = ForeignKeyField(OrderLine, null=True, on_delete="CASCADE")
    rule_id = IntegerField()
    question = TextField()
    answer = TextField()
    passed = BooleanField()
    at = UtcField()
    who = TextField()
    bench = TextField()

    class Meta:
        table_name = "check_answer"
        indexes = ((("order", "rule_id"), False),)

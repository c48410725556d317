"""Waves, totes, walks, short picks, put-backs; bins by the way through them. Frozen: the tables as they were then."""

import re

from peewee import BigIntegerField, Database, ForeignKeyField, IntegerField, Model, TextField


def up(migrator: object, db: Database) -> None:
    class Article(Model):
        class Meta:
            database = db
            table_name = "article"

    class Bin(Model):
        code = TextField(unique=True)
        path = TextField(index=True)

        class Meta:
            database = db
            table_name = "bin"

    class Order(Model):
        class Meta:
            database = db
            table_name = "orders"

    class OrderLine(Model):
        class Meta:
            database = db
            table_name = "order_line"

    class ArticleBin(Model):
        article = ForeignKeyField(Article, on_delete="CASCADE")
        bin = ForeignKeyField(Bin, on_delete="CASCADE")

        class Meta:
            database = db
            table_name = "article_bin"
            indexes = ((("article", "bin"), True),)

    class Tote(Model):
        code = TextField(unique=True)
        order = ForeignKeyField(Order, null=True, on_delete="SET NULL")
        given_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "tote"

    class Wave(Model):
        code = TextField(unique=True)
        state = TextField(default="open")
        bench = TextField(default="")
        who = TextField(default="")
        made_at = BigIntegerField()
        printed_at = BigIntegerField(null=True)
        done_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "wave"

    class WaveOrder(Model):
        wave = ForeignKeyField(Wave, on_delete="CASCADE")
        order = ForeignKeyField(Order, on_delete="CASCADE")
        position = IntegerField()
        left_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "wave_order"
            indexes = ((("wave", "order"), True),)

    class Pick(Model):
        wave = ForeignKeyField(Wave, on_delete="CASCADE")
        order = ForeignKeyField(Order, on_delete="CASCADE")
        line = ForeignKeyField(OrderLine, on_delete="CASCADE")
        part_id = IntegerField(default=0)
        bin = TextField(default="")
        picked = BigIntegerField(default=0)
        short = BigIntegerField(default=0)

        class Meta:
            database = db
            table_name = "pick"
            indexes = ((("wave", "line", "part_id"), True),)

    class Walk(Model):
        wave = ForeignKeyField(Wave, on_delete="CASCADE")
        bench = TextField(default="")
        who = TextField(default="")
        at_bin = TextField(default="")
        hand = TextField(default="")
        hand_units = BigIntegerField(default=0)
        order_id = IntegerField(null=True)
        opened_at = BigIntegerField()
        closed_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "walk"
            indexes = ((("wave", "bench"), True),)

    class PickScan(Model):
        op_id = TextField(unique=True)
        wave = ForeignKeyField(Wave, on_delete="CASCADE")
        pick = ForeignKeyField(Pick, null=True, on_delete="SET NULL")
        tote_id = IntegerField(null=True)
        at = BigIntegerField()
        who = TextField(default="")
        bench = TextField(default="")
        code = TextField()
        said = TextField()
        units = BigIntegerField(default=0)
        reason = TextField(default="")
        undone = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "pick_scan"

    class ShortPick(Model):
        op_id = TextField(unique=True)
        wave = ForeignKeyField(Wave, null=True, on_delete="SET NULL")
        order = ForeignKeyField(Order, on_delete="CASCADE")
        line = ForeignKeyField(OrderLine, on_delete="CASCADE")
        article_id = IntegerField(null=True, index=True)
        units = BigIntegerField()
        reason = TextField()
        outcome = TextField(default="open")
        at = BigIntegerField()
        who = TextField(default="")
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "short_pick"

    class Draft(Model):
        order = ForeignKeyField(Order, on_delete="CASCADE")
        kind = TextField()
        language = TextField()
        text = TextField()
        made_at = BigIntegerField()
        used_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "draft"

    class PutBack(Model):
        order_id = IntegerField(index=True)
        line_id = IntegerField(null=True, index=True)
        article_id = IntegerField(null=True)
        sku = TextField()
        units = BigIntegerField()
        back = BigIntegerField(default=0)
        bin = TextField(default="")
        reason = TextField(default="")
        made_at = BigIntegerField()
        done_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "put_back"

    class PutBackScan(Model):
        op_id = TextField(unique=True)
        put_back = ForeignKeyField(PutBack, on_delete="CASCADE")
        at = BigIntegerField()
        who = TextField(default="")
        bench = TextField(default="")
        bin = TextField(default="")
        units = BigIntegerField()

        class Meta:
            database = db
            table_name = "put_back_scan"

    db.create_tables([ArticleBin, Tote, Wave, WaveOrder, Pick, Walk, PickScan, ShortPick, Draft, PutBack, PutBackScan])
    # An order is fetched by one wave at a time, whoever is quicker.
    db.execute_sql("CREATE UNIQUE INDEX wave_order_once ON wave_order (order_id) WHERE left_at IS NULL")
    db.execute_sql("CREATE INDEX put_back_open ON put_back (id) WHERE done_at IS NULL")
    for each in Bin.select():
        if each.path == each.code:
            Bin.update(path=_path(each.code)).where(Bin.code == each.code).execute()


def _path(name: str) -> str:
    """As desktop.domain.picking had it then."""
    runs = re.findall(r"\d+|[^\W\d_]+", name.casefold())
    return " ".join(run.zfill(9) if run.isdigit() else run for run in runs)

"""The tables as they were in the first version. Frozen: later changes are later files."""

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    Database,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator: object, db: Database) -> None:
    class Address(Model):
        name = TextField(default="")
        company = TextField(default="")
        line1 = TextField(default="")
        line2 = TextField(default="")
        village = TextField(default="")
        district = TextField(default="")
        city = TextField(default="")
        region = TextField(default="")
        postcode = TextField(default="")
        postcode_key = TextField(default="")
        country = TextField(default="")
        phone = TextField(default="")
        instruction = TextField(default="")

        class Meta:
            database = db
            table_name = "address"

    db.create_tables([Address])

    class Article(Model):
        sku = TextField(unique=True)
        sku_folded = TextField(index=True)
        name = TextField(default="")
        variant = TextField(default="")
        price = TextField(default="")
        currency = TextField(default="")
        weight_g = IntegerField(null=True)
        bin = TextField(default="")
        photo = TextField(default="")
        counted = BooleanField(default=False)
        needs_packing = BooleanField(default=True)
        on_hand = BigIntegerField(default=0)
        reserved = BigIntegerField(default=0)

        class Meta:
            database = db
            table_name = "article"

    db.create_tables([Article])

    class Barcode(Model):
        article = ForeignKeyField(Article, on_delete="CASCADE")
        code = TextField(index=True)
        gtin14 = TextField(index=True, null=True)
        fault = TextField(default="")

        class Meta:
            database = db
            table_name = "barcode"
            indexes = ((("article", "code"), True),)

    db.create_tables([Barcode])

    class Bin(Model):
        code = TextField(unique=True)
        path = TextField(index=True)

        class Meta:
            database = db
            table_name = "bin"

    db.create_tables([Bin])

    class Customer(Model):
        key = TextField(unique=True)
        name = TextField(default="")
        company = TextField(default="")
        email = TextField(default="")
        phone = TextField(default="")
        language = TextField(default="")

        class Meta:
            database = db
            table_name = "customer"

    db.create_tables([Customer])

    class Order(Model):
        source = TextField()
        source_ref = TextField()
        number = TextField(index=True)
        code = TextField(unique=True)
        store_id = IntegerField(null=True)
        kind = TextField(default="order")
        currency = TextField()
        payment = TextField()
        fulfilment = TextField()
        held = BooleanField(default=False)
        pay_later = BooleanField(default=False)
        stage = TextField()
        conflict = BooleanField(default=False)
        placed_at = BigIntegerField()
        due_at = BigIntegerField()
        ship_by = BigIntegerField(null=True)
        buyer = TextField(default="")
        place = TextField(default="")
        phone = TextField(default="")
        email = TextField(default="")
        language = TextField(default="")
        courier = TextField(default="")
        service = TextField(default="")
        payment_method = TextField(default="")
        note = TextField(default="")
        note_seen_at = BigIntegerField(null=True)
        hold_reason = TextField(default="")
        total_minor = BigIntegerField(default=0)
        shipping_minor = BigIntegerField(default=0)
        discount_minor = BigIntegerField(default=0)
        tax_minor = BigIntegerField(default=0)
        paid_minor = BigIntegerField(default=0)
        refunded_minor = BigIntegerField(default=0)
        line_count = IntegerField(default=0)
        unit_count = BigIntegerField(default=0)
        customer = ForeignKeyField(Customer, null=True)
        bill_to = ForeignKeyField(Address, null=True)
        ship_to = ForeignKeyField(Address, null=True)
        remote_status = TextField(default="")
        remote_modified = BigIntegerField(null=True)
        remote_seen = TextField(null=True)
        created_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "orders"
            indexes = (
                (("source", "source_ref"), True),
                (("stage", "due_at", "id"), False),
                (("stage", "placed_at", "id"), False),
                (("placed_at", "id"), False),
                (("store_id", "source_ref"), False),
            )

    db.create_tables([Order])

    class Store(Model):
        kind = TextField()
        name = TextField(unique=True)
        url = TextField()
        settings = TextField()
        cursor = TextField(null=True)
        active = BooleanField(default=True)
        fault = TextField(default="")
        last_contact = BigIntegerField(null=True)
        skew_s = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "store"

    db.create_tables([Store])

    class Decision(Model):
        order = ForeignKeyField(Order, on_delete="CASCADE")
        store = ForeignKeyField(Store, null=True, on_delete="CASCADE")
        at = BigIntegerField()
        field = TextField()
        ours = TextField(default="")
        theirs = TextField(default="")
        outcome = TextField(default="open")
        decided_by = TextField(default="")
        decided_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "decision"

    db.create_tables([Decision])

    class Document(Model):
        kind = TextField()
        number = TextField(unique=True)
        order = ForeignKeyField(Order, on_delete="RESTRICT")
        issued_at = BigIntegerField()
        language = TextField()
        data = TextField()
        pdf = BlobField()
        sha256 = TextField()
        void_reason = TextField(default="")
        corrects = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "document"

    db.create_tables([Document])

    class History(Model):
        order = ForeignKeyField(Order, on_delete="CASCADE")
        at = BigIntegerField()
        who = TextField(default="")
        bench = TextField(default="")
        action = TextField()
        was = TextField(default="")
        became = TextField(default="")
        comment = TextField(default="")
        notified = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "history"

    db.create_tables([History])

    class ImportRefusal(Model):
        run_id = IntegerField(index=True)
        row = IntegerField()
        reason = TextField()

        class Meta:
            database = db
            table_name = "import_refusal"

    db.create_tables([ImportRefusal])

    class ImportRun(Model):
        sha256 = TextField(index=True)
        file = TextField()
        format = TextField()
        what = TextField()
        state = TextField(default="running")
        next_row = IntegerField(default=0)
        counts = TextField()
        started_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "import_run"

    db.create_tables([ImportRun])

    class NumberSeries(Model):
        kind = TextField()
        prefix = TextField(default="")
        year = IntegerField()
        next = BigIntegerField(default=1)

        class Meta:
            database = db
            table_name = "number_series"
            indexes = ((("kind", "prefix", "year"), True),)

    db.create_tables([NumberSeries])

    class OrderLine(Model):
        order = ForeignKeyField(Order, on_delete="CASCADE")
        position = IntegerField()
        remote_id = TextField(default="")
        article = ForeignKeyField(Article, null=True)
        sku = TextField(default="")
        name = TextField(default="")
        variant = TextField(default="")
        options = TextField()
        note = TextField(default="")
        barcodes = TextField()
        ordered = BigIntegerField()
        cancelled = BigIntegerField(default=0)
        packed = BigIntegerField(default=0)
        needs_packing = BooleanField(default=True)
        unit_price = TextField(default="0")
        total_minor = BigIntegerField(default=0)
        tax_minor = BigIntegerField(default=0)

        class Meta:
            database = db
            table_name = "order_line"

    db.create_tables([OrderLine])

    class Outbox(Model):
        op_id = TextField(unique=True)
        store = ForeignKeyField(Store, on_delete="RESTRICT")
        order = ForeignKeyField(Order, null=True, on_delete="RESTRICT")
        kind = TextField()
        body = TextField()
        state = TextField(default="waiting")
        tries = IntegerField(default=0)
        next_at = BigIntegerField()
        created_at = BigIntegerField()
        sent_at = BigIntegerField(null=True)
        confirmed_at = BigIntegerField(null=True)
        reason = TextField(default="")
        evidence = TextField(null=True)
        echo = TextField(default="")

        class Meta:
            database = db
            table_name = "outbox"
            indexes = ((("store", "state", "next_at"), False), (("order", "state"), False))

    db.create_tables([Outbox])

    class PackingSession(Model):
        order = ForeignKeyField(Order, on_delete="CASCADE")
        bench = TextField(default="")
        who = TextField(default="")
        opened_at = BigIntegerField()
        closed_at = BigIntegerField(null=True)
        outcome = TextField(default="")

        class Meta:
            database = db
            table_name = "packing_session"

    db.create_tables([PackingSession])

    class Parcel(Model):
        order = ForeignKeyField(Order, on_delete="CASCADE")
        position = IntegerField()
        code = TextField(unique=True)
        state = TextField(default="open")
        carrier = TextField(default="")
        service = TextField(default="")
        tracking = TextField(index=True, default="")
        weight_g = IntegerField(null=True)
        closed_at = BigIntegerField(null=True)
        shipped_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "parcel"

    db.create_tables([Parcel])

    class PackingScan(Model):
        op_id = TextField(unique=True)
        session = ForeignKeyField(PackingSession, on_delete="CASCADE")
        order = ForeignKeyField(Order, on_delete="CASCADE")
        line = ForeignKeyField(OrderLine, null=True, on_delete="SET NULL")
        parcel = ForeignKeyField(Parcel, null=True, on_delete="SET NULL")
        at = BigIntegerField()
        code = TextField()
        verdict = TextField()
        method = TextField(default="scan")
        units = BigIntegerField(default=0)
        reason = TextField(default="")
        undone = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "packing_scan"

    db.create_tables([PackingScan])

    class Person(Model):
        name = TextField(unique=True)
        role = TextField(default="owner")
        badge = TextField(unique=True, null=True)

        class Meta:
            database = db
            table_name = "person"

    db.create_tables([Person])

    class Printer(Model):
        name = TextField(unique=True)
        driver = TextField()
        settings = TextField()
        papers = TextField()
        dpi = IntegerField(default=203)
        bench = TextField(default="")

        class Meta:
            database = db
            table_name = "printer"

    db.create_tables([Printer])

    class PrintJob(Model):
        op_id = TextField(unique=True)
        auto_key = TextField(unique=True, null=True)
        kind = TextField()
        title = TextField(default="")
        order_id = IntegerField(index=True, null=True)
        parcel_id = IntegerField(null=True)
        document_id = IntegerField(null=True)
        printer = TextField(default="")
        language = TextField(default="")
        copy = BooleanField(default=False)
        state = TextField(index=True, default="queued")
        tries = IntegerField(default=0)
        reason = TextField(default="")
        remote_job = TextField(default="")
        bench = TextField(default="")
        queued_at = BigIntegerField()
        done_at = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "print_job"

    db.create_tables([PrintJob])

    class Setting(Model):
        key = TextField(primary_key=True)
        value = TextField()

        class Meta:
            database = db
            table_name = "setting"

    db.create_tables([Setting])

    class StockMove(Model):
        article = ForeignKeyField(Article, on_delete="RESTRICT")
        order_id = IntegerField(index=True, null=True)
        line_id = IntegerField(index=True, null=True)
        kind = TextField()
        on_hand = BigIntegerField(default=0)
        reserved = BigIntegerField(default=0)
        cause = TextField(unique=True)
        at = BigIntegerField()
        who = TextField(default="")

        class Meta:
            database = db
            table_name = "stock_move"

    db.create_tables([StockMove])

    class StoreArticle(Model):
        store_id = IntegerField()
        remote_id = TextField()
        article = ForeignKeyField(Article, on_delete="CASCADE")

        class Meta:
            database = db
            table_name = "store_article"
            indexes = ((("store_id", "remote_id"), True),)

    db.create_tables([StoreArticle])

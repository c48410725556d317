"""Who buys, and where parcels go."""

from peewee import AutoField, TextField

from desktop.models.base import Table


class Customer(Table):
    """`key` names the person for us: made from email, else phone, else name and place."""

    id = AutoField()
    key = TextField(unique=True)
    name = TextField(default="")
    company = TextField(default="")
    email = TextField(default="")
    phone = TextField(default="")
    language = TextField(default="")


class Address(Table):
    """An address as one order had it; never changed, so that a shipped parcel keeps the address it went to."""

    id = AutoField()
    name = TextField(default="")
    company = TextField(default="")
    line1 = TextField(default="")
    line2 = TextField(default="")
    village = TextField(default="")
    district = TextField(default="")
    city = TextField(default="")
    region = TextField(default="")
    postcode = TextField(default="")  # as it was typed
    postcode_key = TextField(default="")  # letters and digits only, to check and to compare
    country = TextField(default="")
    phone = TextField(default="")
    instruction = TextField(default="")

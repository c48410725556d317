"""What people do. One function is one thing that a person does, in one transaction."""

import desktop.models  # noqa: F401 - before anything here imports peewee: models/driver.py says why

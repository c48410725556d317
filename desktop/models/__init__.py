"""Tables, nothing else. Only `desktop.services` reads and writes them."""

from desktop.models import driver as driver  # before anything imports peewee: it hides the drivers that cost time

"""Rows of OpenCart's tables -> what Kolli keeps; a backup file of the store is read by the same rules."""

from desktop.formats.opencart.read import (
    is_abandoned,
    number,
    remote_article,
    remote_customer,
    remote_order,
    remote_stock,
    text,
    when,
)

__all__ = [
    "is_abandoned",
    "number",
    "remote_article",
    "remote_customer",
    "remote_order",
    "remote_stock",
    "text",
    "when",
]

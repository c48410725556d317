"""Where it was before documents with legal numbers needed it, too."""

from desktop.services.order_words import of_order

__all__ = ["of_order"]

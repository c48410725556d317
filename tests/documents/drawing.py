"""Documents by the name of their kind, for tests that draw several."""

from collections.abc import Callable
from typing import Any

from desktop.documents import invoice, packing_slip, parcel_label, pick_list, thank_you_card

DOCUMENTS: dict[str, Callable[[Any, str, int], bytes]] = {
    "invoice": invoice.draw,
    "packing-slip": packing_slip.draw,
    "parcel-label": parcel_label.draw,
    "pick-list": pick_list.draw,
    "thank-you-card": thank_you_card.draw,
}

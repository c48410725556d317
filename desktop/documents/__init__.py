"""What Kolli prints: each document is a dataclass of plain values and `draw(data, language, dpi) -> bytes` (PDF)."""

from collections.abc import Callable
from typing import Any

from desktop.documents import invoice, packing_slip, parcel_label, pick_list, thank_you_card

# Name -> draw. Each takes its own dataclass, the reader's language and the printer's dots per inch.
DOCUMENTS: dict[str, Callable[[Any, str, int], bytes]] = {
    "invoice": invoice.draw,
    "packing-slip": packing_slip.draw,
    "parcel-label": parcel_label.draw,
    "pick-list": pick_list.draw,
    "thank-you-card": thank_you_card.draw,
}

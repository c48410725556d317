"""What the texts of a template may say of an order."""

from desktop.services.orders import OrderView


def of_order(view: OrderView) -> dict[str, str]:
    """By the holes of documents.shapes; "" where the order has nothing to say."""
    return {
        "name": (view.ship_to.name or view.buyer).split(" ")[0],
        "number": view.number,
        "courier": " ".join(part for part in (view.courier, view.service) if part),
    }

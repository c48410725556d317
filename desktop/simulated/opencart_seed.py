"""Goods, customers and orders for an OpenCart double."""

from desktop.simulated.opencart_state import ID, Row, State

_GOODS = (
    ("28", "TEH-MELATI-50", "Teh Melati &amp; Hijau 50 g", "4.5000", "8991234567013"),
    ("29", "KOPI-GAYO-250", "Kopi Gayo 250 g", "12.0000", "8991234567020"),
    ("30", "TOTE-BATIK", "Tas Batik", "9.9900", "8991234567037"),
    ("31", "SABUN-SEREH", "Sabun Sereh 90 g", "3.2500", "8991234567044"),
)
_RATES = {"USD": "1.00000000", "IDR": "15800.00000000", "SEK": "9.60000000"}


def fill(state: State, orders: int = 12) -> None:
    """A small shop: four articles and a download, three customers, orders in several statuses."""
    for ref, sku, name, price, ean in _GOODS:
        state.products[ref] = {
            "product_id": ref, "model": f"M{ref}", "sku": sku, "upc": "", "ean": ean, "jan": "", "isbn": "",
            "mpn": "", "location": f"A1-{ref}", "quantity": "1000", "subtract": "1", "price": price, "image": "",
            "weight": "0.25000000", "weight_unit": "kg", "shipping": "1", "status": "1", "name": name,
        }  # fmt: skip
    state.products["47"] = state.products["28"] | {
        "product_id": "47", "sku": "EBOOK", "ean": "", "subtract": "0", "shipping": "0", "name": "Buku resep (PDF)",
    }  # fmt: skip
    for number in range(1, 4):
        state.customers[str(number)] = {
            "customer_id": str(number), "language_id": ID, "firstname": "Siti", "lastname": f"Rahmawati {number}",
            "email": f"c{number}@example.test", "telephone": "0812", "newsletter": "1", "group": "Default",
            "points": "10", "date_added": "2026-01-02 03:04:05", "address": None,
        }  # fmt: skip
    waits = ("2", "2", "1", "3", "5", "7", "2", "0")
    for number in range(orders):
        add_order(state, waits[number % len(waits)], ("IDR", "USD", "SEK")[number % 3])


def add_order(state: State, status: str = "2", currency: str = "IDR", lines: tuple[tuple[str, int], ...] = ()) -> str:
    """An order of a customer who was sent by an affiliate; returns its id. Nothing is mailed, stock is taken off."""
    ref = str(max((int(known) for known in state.orders), default=0) + 1)
    chosen = lines or (("28", 3), ("29", 2))
    person = {
        "firstname": "Siti", "lastname": "Rahmawati", "company": "", "address_1": f"Jl. Melati {ref}", "address_2": "",
        "city": "Bandung", "postcode": "40286", "zone": "Jawa Barat", "country": "Indonesia", "iso_code_2": "ID",
    }  # fmt: skip
    state.products_of[ref] = []
    value = 0.0
    for product_id, quantity in chosen:
        product = state.products[product_id]
        total = float(product["price"]) * quantity
        value += total
        state.products_of[ref].append(
            {
                "order_product_id": state.next_line(), "order_id": ref, "product_id": product_id,
                "name": product["name"], "model": product["model"], "quantity": str(quantity),
                "price": product["price"], "total": f"{total:.4f}", "tax": "0.0000", "reward": str(10 * quantity),
            }
        )  # fmt: skip
        if state.counts(status) and product["subtract"] == "1":
            product["quantity"] = str(int(product["quantity"]) - quantity)
    state.totals_of[ref] = [
        _total(ref, "sub_total", "Sub-Total", value, 1), _total(ref, "shipping", "Flat Shipping Rate", 5, 3),
        _total(ref, "total", "Total", value + 5, 9),
    ]  # fmt: skip
    state.orders[ref] = {
        "order_id": ref, "store_id": "0", "store_name": state.name, "customer_id": "1", "firstname": "Siti",
        "lastname": "Rahmawati", "email": f"order{ref}@example.test", "telephone": "+62 812-3456-7890",
        "custom_field": "[]", "payment_method": "Bank Transfer", "payment_code": "bank_transfer",
        "shipping_method": "Flat Shipping Rate", "shipping_code": "flat.flat", "comment": "",
        "total": f"{value + 5:.4f}", "order_status_id": status, "affiliate_id": "3", "commission": "1.2500",
        "language_id": ID, "currency_code": currency, "currency_value": _RATES[currency],
        "date_added": state.stamp(), "date_modified": state.stamp(),
        **{f"{which}_{column}": said for which in ("payment", "shipping") for column, said in person.items()},
    }  # fmt: skip
    if status != "0":
        state.keep_history(ref, status)
    return ref


def _total(ref: str, code: str, title: str, value: float, place: int) -> Row:
    return {
        "order_total_id": f"{ref}{place}", "order_id": ref, "code": code, "title": title, "value": f"{value:.4f}",
        "sort_order": str(place),
    }  # fmt: skip

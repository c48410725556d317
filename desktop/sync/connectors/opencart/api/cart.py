"""4.0's only way to an order's lines: load the order into the session, and ask what lies in its basket.

Prices come as formatted text in the order's currency, worked out anew today; lines of deleted products are missing.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.sync.connectors.opencart.transport import Raw


def raw_lines(remote_id: str, cart: Mapping[str, Any]) -> Raw:
    """The basket as rows of order_product, order_option and order_total; the head of the order is not told."""
    products, options = [], []
    for place, item in enumerate(_rows(cart.get("products")), start=1):
        quantity = int(amount(str(item.get("quantity", 0))))
        products.append(
            {
                "order_product_id": str(place), "order_id": remote_id, "product_id": str(item.get("product_id", "")),
                "name": item.get("name", ""), "model": item.get("model", ""), "quantity": str(quantity),
                "price": str(amount(str(item.get("price", "")))), "total": str(amount(str(item.get("total", "")))),
                "tax": "0", "reward": str(item.get("reward", 0)),
            }
        )  # fmt: skip
        options += [
            {
                "order_product_id": str(place), "product_option_id": str(option.get("product_option_id", "")),
                "product_option_value_id": str(option.get("product_option_value_id", "")),
                "name": option.get("name", ""), "value": option.get("value", ""), "type": option.get("type", ""),
            }
            for option in _rows(item.get("option"))
        ]  # fmt: skip
    totals = [
        {"code": "", "title": row.get("title", ""), "value": str(amount(str(row.get("text", ""))))}
        for row in _rows(cart.get("totals"))
    ]
    vouchers = [
        {"description": row.get("description", ""), "amount": str(amount(str(row.get("amount", ""))))}
        for row in _rows(cart.get("vouchers"))
    ]
    return {
        "order": {"order_id": remote_id}, "products": products, "options": options, "totals": totals,
        "vouchers": vouchers,
    }  # fmt: skip


def amount(text: str) -> Decimal:
    """A formatted amount: "Rp1,580,000", "-11,712.00 kr", "1.920,00 €"; 0 where there is none.

    The last mark is the decimal one if two digits or fewer follow it, or if the other mark stands before it.
    """
    digits = re.sub(r"[^\d.,]", "", text).strip(".,")
    if not digits:
        return Decimal(0)
    last = max(digits.rfind("."), digits.rfind(","))
    mark = digits[last] if last >= 0 else ""
    other = {".": ",", ",": "."}.get(mark, "")
    behind = len(digits) - last - 1
    if not mark or (digits.count(mark) > 1 or (behind == 3 and other not in digits)):
        whole = digits.replace(".", "").replace(",", "")
    else:
        whole = digits[:last].replace(other, "").replace(mark, "") + "." + digits[last + 1 :]
    try:
        found = Decimal(whole)
    except InvalidOperation:
        return Decimal(0)
    return -found if re.search(r"-\s*\D*\d", text) else found


def _rows(found: object) -> Sequence[Mapping[str, Any]]:
    """A list, where PHP writes one; it writes an object with numbers where a place is missing."""
    rows = list(found.values()) if isinstance(found, Mapping) else found
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []

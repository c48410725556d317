"""The truth figures of the exports that lie in tests/data, and the real files beside the checkout."""

import json
from pathlib import Path
from typing import Any

EXPORTS = Path(__file__).resolve().parent.parent / "data" / "exports"
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((EXPORTS / "expected.json").read_text("utf-8"))

# The file, and the name that its figures have.
FILES = {
    "woocommerce_orders_wide.csv": "woocommerce_orders_wide.csv",
    "shopify_orders_export.csv": "shopify_orders_export.csv",
    "shopee_order_export.xlsx": "shopee_order_export",
    "shopee_order_export.as-text.csv": "shopee_order_export",
    "tokopedia_legacy_orders.xlsx": "tokopedia_legacy",
    "tokopedia_legacy_orders.as-text.csv": "tokopedia_legacy",
    "tokopedia_tiktokshop_orders.csv": "tokopedia_tiktokshop_orders.csv",
    "excel_sv_semicolon_cp1252.csv": "excel_sv_semicolon_cp1252.csv",
}

"""Everything that the seeded CI shop holds, as it tells it itself: what the double begins with.

`seeded.json.gz` is made from the running shop by `dump`; a test compares the two wherever the shop can run.
"""

import gzip
import json
from functools import cache
from typing import Any

from tests.ci_shop import FOLDER, Shop

FILE = FOLDER / "seeded.json.gz"
_ADDRESS = "{ fullName company streetLine1 streetLine2 city province postalCode country countryCode phoneNumber }"
_ORDERS = f"""{{ orders(options: {{ take: 100, sort: {{ id: ASC }} }}) {{ items {{ __typename
  id code state active createdAt updatedAt orderPlacedAt currencyCode total totalWithTax shipping shippingWithTax
  totalQuantity customer {{ id firstName lastName emailAddress phoneNumber }}
  shippingAddress {_ADDRESS} billingAddress {_ADDRESS} shippingLines {{ shippingMethod {{ code name }} priceWithTax }}
  surcharges {{ id description price priceWithTax }} discounts {{ amountWithTax }}
  lines {{ __typename id quantity orderPlacedQuantity unitPrice unitPriceWithTax proratedLinePrice
    proratedLinePriceWithTax taxRate productVariant {{ id }} fulfillmentLines {{ fulfillmentId quantity }} }}
  payments {{ __typename id method amount state transactionId updatedAt
    refunds {{ __typename id total state reason transactionId updatedAt lines {{ orderLineId quantity }} }} }}
  fulfillments {{ __typename id state method trackingCode updatedAt lines {{ orderLineId quantity }} }}
  history(options: {{ take: 100, sort: {{ id: ASC }} }}) {{ items {{ id type isPublic createdAt data }} }} }} }} }}"""
_VARIANTS = """{ productVariants(options: { take: 100, sort: { id: ASC } }) { items { __typename id sku name enabled
  price priceWithTax currencyCode trackInventory updatedAt stockLevels { stockLocationId stockOnHand stockAllocated }
  options { name group { name } } product { name featuredAsset { preview } } featuredAsset { preview }
  customFields { barcode } } } }"""
_CUSTOMERS = """{ customers(options: { take: 100, sort: { id: ASC } }) { items { id createdAt updatedAt firstName
  lastName emailAddress phoneNumber user { id } groups { name } addresses { fullName company streetLine1
  streetLine2 city province postalCode country { code } phoneNumber defaultShippingAddress } } } }"""
_SETTINGS = """{ activeChannel { id code token defaultLanguageCode availableLanguageCodes
  defaultCurrencyCode trackInventory }
  globalSettings { availableLanguages trackInventory serverConfig { moneyStrategyPrecision orderProcess { name }
  entityCustomFields { entityName customFields { ... on CustomField { name } } } } }
  paymentMethods { items { code name } } }"""


@cache
def seed() -> dict[str, Any]:
    """What the double is filled with; `State.of` copies it."""
    return dict(json.loads(gzip.decompress(FILE.read_bytes())))


def dump(shop: Shop) -> dict[str, Any]:
    """The same, asked of the running shop. Its channel's token is made anew by every seeding, and left out."""
    settings = shop.ask(_SETTINGS)
    settings["activeChannel"]["token"] = "15ees0937mkghwskzdvp"
    variants = shop.ask(_VARIANTS)["productVariants"]["items"]
    names = {code: _names(shop, code) for code in settings["globalSettings"]["availableLanguages"]}
    for variant in variants:
        del variant["name"]
        variant["names"] = {code: found[variant["id"]] for code, found in names.items()}
    return {
        "settings": {"activeChannel": settings["activeChannel"], "globalSettings": settings["globalSettings"]},
        "methods": settings["paymentMethods"]["items"],
        "orders": shop.ask(_ORDERS)["orders"]["items"],
        "variants": variants,
        "customers": shop.ask(_CUSTOMERS)["customers"]["items"],
    }


def _names(shop: Shop, language: str) -> dict[str, str]:
    query = "{ productVariants(options: { take: 100 }) { items { id name } } }"
    return {item["id"]: item["name"] for item in shop.ask(query, language=language)["productVariants"]["items"]}

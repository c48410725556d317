"""What is asked of the shop, in GraphQL. Writes name every error, so that it comes back with its own word."""

import re

_ADDRESS = "{ fullName company streetLine1 streetLine2 city province postalCode country countryCode phoneNumber }"
_ORDER = """{ id code state updatedAt orderPlacedAt currencyCode total totalWithTax shipping shippingWithTax
  customer { id firstName lastName emailAddress phoneNumber }
  shippingAddress ADDRESS billingAddress ADDRESS
  shippingLines { shippingMethod { name } } surcharges { id description price priceWithTax }
  discounts { amountWithTax }
  lines { id quantity orderPlacedQuantity unitPriceWithTax proratedLinePrice proratedLinePriceWithTax
    productVariant { id sku name options { name group { name } } product { name } CUSTOM } }
  payments { id method amount state updatedAt
    refunds { id total state reason updatedAt lines { orderLineId quantity } } }
  fulfillments { id state method trackingCode updatedAt lines { orderLineId quantity } }
  history(options: { take: 100, sort: { id: ASC }, filter: { type: { in: ["ORDER_NOTE", "ORDER_CANCELLATION"] } } })
    { items { id type isPublic data } } }"""
_VARIANT = """{ id sku name enabled priceWithTax currencyCode trackInventory
  stockLevels { stockLocationId stockOnHand stockAllocated } options { name group { name } }
  product { name featuredAsset { preview } } featuredAsset { preview } CUSTOM }"""
# Enough to see that an order has changed, and cheap: `updatedAt` stands still for nearly everything.
_GLANCE = """{ id state updatedAt totalWithTax shippingAddress ADDRESS payments { id state refunds { id state } }
  fulfillments { id state trackingCode } }""".replace("ADDRESS", _ADDRESS)
_ERROR = "... on ErrorResult { errorCode message }"

SETTINGS = """query Settings { activeChannel { code token defaultLanguageCode availableLanguageCodes
  defaultCurrencyCode trackInventory } globalSettings { availableLanguages trackInventory serverConfig {
  moneyStrategyPrecision orderProcess { name }
  entityCustomFields { entityName customFields { ... on CustomField { name } } } } } }"""
METHODS = "query Methods { paymentMethods(options: { take: 100 }) { items { code name } } }"
# Vendure names no version; it has had keys since 3.6. Shops may hide their description from everybody.
AGE = 'query Age { __type(name: "ApiKey") { name } }'
READABLE = """query Readable { orders(options: { take: 1 }) { totalItems }
  productVariants(options: { take: 1 }) { totalItems } }"""
HAS_CUSTOMERS = "query HasCustomers { customers(options: { take: 1 }) { totalItems } }"
# These two change nothing: no order is called 0, and no article is named.
MAY_TELL = 'mutation MayTell { addNoteToOrder(input: { id: "0", note: "-", isPublic: false }) { id } }'
MAY_COUNT = "mutation MayCount { updateProductVariants(input: []) { id } }"

LISTED = "query Listed($o: OrderListOptions) { orders(options: $o) { totalItems items ORDER } }"
NEWS = """query News($placed: OrderListOptions, $moved: OrderListOptions, $open: OrderListOptions) {
  placed: orders(options: $placed) { totalItems items ORDER } moved: orders(options: $moved) { totalItems items ORDER }
  open: orders(options: $open) { totalItems items GLANCE } }""".replace("GLANCE", _GLANCE)
PRESENT = "query Present($o: OrderListOptions) { orders(options: $o) { items { id } } }"
ONE = "query One($id: ID!) { order(id: $id) ORDER }"
VARIANTS = "query Variants($o: ProductVariantListOptions) { productVariants(options: $o) { totalItems items VARIANT } }"
VARIANT = """query Variant($id: ID!) { productVariant(id: $id) { id sku trackInventory
  stockLevels { stockLocationId stockOnHand stockAllocated } } }"""
CUSTOMERS = """query Customers($o: CustomerListOptions) { customers(options: $o) { totalItems items {
  id createdAt updatedAt firstName lastName emailAddress phoneNumber user { id } groups { name }
  addresses { fullName company streetLine1 streetLine2 city province postalCode country { code } phoneNumber
    defaultShippingAddress } } } }"""

FULFIL = f"""mutation Fulfil($input: FulfillOrderInput!) {{ addFulfillmentToOrder(input: $input) {{ __typename
  ... on Fulfillment {{ id state trackingCode }} {_ERROR} }} }}"""
MOVE = """mutation Move($id: ID!, $state: String!) { transitionFulfillmentToState(id: $id, state: $state) { __typename
  ... on Fulfillment { id state } ... on FulfillmentStateTransitionError { errorCode message transitionError } } }"""
SETTLE = f"""mutation Settle($id: ID!) {{ settlePayment(id: $id) {{ __typename
  ... on Payment {{ id state }} {_ERROR} }} }}"""
CANCEL = f"""mutation Cancel($input: CancelOrderInput!) {{ cancelOrder(input: $input) {{ __typename
  ... on Order {{ id state }} ... on OrderStateTransitionError {{ transitionError }} {_ERROR} }} }}"""
NOTE = "mutation Note($input: AddNoteToOrderInput!) { addNoteToOrder(input: $input) { id } }"
REFUND = f"""mutation Refund($input: RefundOrderInput!) {{ refundOrder(input: $input) {{ __typename
  ... on Refund {{ id state total }} ... on RefundAmountError {{ maximumRefundable }} {_ERROR} }} }}"""
SETTLE_REFUND = """mutation SettleRefund($input: SettleRefundInput!) { settleRefund(input: $input) { __typename
  ... on Refund { id state } ... on RefundStateTransitionError { errorCode message transitionError } } }"""
STOCK = """mutation Stock($input: [UpdateProductVariantInput!]!) { updateProductVariants(input: $input) {
  id stockLevels { stockLocationId stockOnHand stockAllocated } } }"""


def with_codes(query: str, barcode_field: str) -> str:
    """The query with its parts put in, and the field in which this shop keeps bar codes, if it has one.

    Vendure has no bar codes of its own: a shop adds a field to its variants, under a name of its choice.
    """
    custom = f"customFields {{ barcode: {barcode_field} }}" if is_name(barcode_field) else ""
    whole = query.replace("ORDER }", f"{_ORDER} }}").replace("VARIANT }", f"{_VARIANT} }}")
    return whole.replace("ADDRESS", _ADDRESS).replace("CUSTOM", custom)


def is_name(text: str) -> bool:
    """Whether it can be a field's name; nothing else gets into a query."""
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,60}", text) is not None

"""A small shop's goods and orders, the same for the same seed: what the tour and the tests find in the double."""

import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from desktop.simulated import woocommerce_orders as shop
from desktop.simulated.woocommerce_state import Json, State

# SKU, name, price in the shop's currency, GTIN, grams, variations (name -> SKU ending, GTIN)
GOODS_ID = (
    ("KOPI-GAYO-250", "Kopi Gayo 250 g", 95000, "8991234500010", 250, ()),
    ("KOPI-TORAJA-250", "Kopi Toraja 250 g", 98000, "8991234500027", 250, ()),
    ("TEH-MELATI-50", "Teh Melati &amp; Hijau 50 g", 42000, "8991234500034", 50, ()),
    ("SAMBAL-BAWANG", "Sambal Bawang 200 ml", 38000, "8991234500041", 320, ()),
    ("KECAP-MANIS", "Kecap Manis 275 ml", 27500, "8991234500058", 410, ()),
    ("MADU-HUTAN", "Madu Hutan 350 g", 125000, "8991234500065", 520, ()),
    ("SABUN-SEREH", "Sabun Sereh", 24000, "8991234500072", 100, ()),
    ("TOTE-BATIK", "Tote Batik", 149000, "", 180,
     (("Biru", "-BIRU", "8991234500089"), ("Cokelat", "-COKELAT", "8991234500096"))),
    ("LILIN-KELAPA", "Lilin Kelapa", 67000, "8991234500102", 240, ()),
    ("KERANJANG-ROTAN", "Keranjang Rotan", 215000, "8991234500119", 900, ()),
)  # fmt: skip
_PEOPLE = (
    ("Siti", "Rahmawati", "Jl. Diponegoro 12, RT 03/RW 05", "Bandung", "JB", "40114", "ID", "+62 812-3456-7890"),
    ("Budi", "Santoso", "Jl. Kaliurang Km 5,6 Gg. Pandega", "Sleman", "YO", "55281", "ID", "+62 857-1111-2222"),
    ("Madonna", "", "Jl. Sudirman Kav. 52-53", "Jakarta Selatan", "JK", "12190", "ID", "+62 811-900-100"),
    ("Ni Luh", "Ayu Pratiwi", "Jl. Raya Ubud No. 8", "Gianyar", "BA", "80571", "ID", "+62 813-3838-0808"),
    ("Örjan", "Sjölund", "Storgatan 5 lgh 1203", "Malmö", "", "211 34", "SE", "+46 70 123 45 67"),
    ("Jane", "O'Neil", "350 5th Ave", "New York", "NY", "10118", "US", "+1 212 555 0100"),
)  # fmt: skip
_NOTES = (
    "",
    "",
    "",
    "Tolong bungkus kado 🎁\nJangan tulis harga",
    "<b>Leave</b> at door & ring",
    "Ring på porten, kod 1234",
)


def fill(state: State, orders: int = 24, seed: int = 7, statuses: Sequence[str] = ()) -> None:
    """Give an empty store its goods and some orders of the last days, oldest first; mails of that time are forgotten.

    Most orders are paid for and wait to be packed; some wait for money, some are done, one of each sad kind.
    """
    chance = random.Random(seed)  # noqa: S311 - the same shop every time
    if not state.products:
        add_goods(state)
    usual = ("processing",) * 12 + ("on-hold", "on-hold", "pending", "completed", "completed", "cancelled", "failed")
    if not state.customers:
        add_customers(state)
    real_now = state.now
    moment = real_now()
    for place in range(orders):
        then = moment - timedelta(minutes=37 * (orders - place) + chance.randrange(20))
        state.now = lambda then=then: then  # type: ignore[misc]
        status = chance.choice(statuses or usual)
        add_order(state, chance, status)
    state.now = real_now
    state.emails.clear()
    state.writes.clear()


def add_goods(state: State) -> None:
    state.reserve("post", max([9, *state.products]))
    for sku, name, price, gtin, grams, variations in GOODS_ID:
        parent = _product(state, sku if not variations else "", name, price, gtin, grams)
        for variant, ending, code in variations:
            child = _product(state, f"{sku}{ending}", variant, price, code, grams)
            child |= {"type": "variation", "parent_id": parent["id"]}
            child["attributes"] = [{"id": 1, "name": "Warna", "slug": "pa_warna", "option": variant}]
            parent["variations"].append(child["id"])
            parent["type"] = "variable"


def add_customers(state: State) -> None:
    """Everybody has an account, and so has the shop's owner."""
    owner = {"role": "administrator", "username": "admin", "first_name": "", "last_name": "", "email": "o@example.com"}
    people = [
        {"role": "customer", "username": first.lower(), "first_name": first, "last_name": last,
         "email": f"{first.split()[0].lower()}@example.com"}
        for first, last, *_rest in _PEOPLE
    ]  # fmt: skip
    for person, place in zip([owner, *people], [None, *_PEOPLE], strict=True):
        address = {"first_name": "", "last_name": "", "company": "", "address_1": "", "city": "", "phone": ""}
        if place:
            first, last, street, city, region, postcode, country, phone = place
            address |= {"first_name": first, "last_name": last, "address_1": street, "city": city, "state": region,
                        "postcode": postcode, "country": country, "phone": phone}  # fmt: skip
        made: Json = person | {
            "id": state.next_id("user"),
            "billing": address,
            "shipping": {**address},
            "meta_data": [],
        }
        state.set_stamp(made, "date_created", state.now())
        state.set_stamp(made, "date_modified", None)
        state.customers[made["id"]] = made


def add_order(state: State, chance: random.Random, status: str = "processing") -> Json:
    """One order as a customer would place it, with all that follows in the store."""
    first, last, street, city, region, postcode, country, phone = chance.choice(_PEOPLE)
    address = {
        "first_name": first, "last_name": last, "address_1": street, "city": city, "state": region,
        "postcode": postcode, "country": country, "phone": phone,
    }  # fmt: skip
    goods = [product for product in state.products.values() if product["type"] != "variable"]
    lines = [
        {"product_id": product["id"], "quantity": chance.choice((1, 1, 1, 2, 2, 3, 6))}
        for product in chance.sample(goods, chance.choice((1, 1, 2, 3, 4)))
    ]
    # A customer may put the same thing in twice, with different wishes.
    if chance.random() < 0.15:
        wish = {"id": state.next_id("meta"), "key": "Ukiran", "value": "Untuk Åsa ❤"}
        lines.append(
            lines[0] | {"quantity": 1, "meta_data": [wish | {"display_key": "Ukiran", "display_value": wish["value"]}]}
        )
    method, title = chance.choice((("bacs", "Transfer bank"), ("qris", "QRIS"), ("cod", "Bayar di tempat")))
    order = shop.create(
        state,
        {
            "status": status, "billing": address | {"email": f"{first.split()[0].lower()}@example.com"},
            "shipping": address if chance.random() < 0.7 else {}, "customer_note": chance.choice(_NOTES),
            "payment_method": method, "payment_method_title": title, "line_items": lines, "created_via": "checkout",
        },
    )  # fmt: skip
    cost = Decimal(chance.choice((12000, 18000, 25000)))
    service = chance.choice(("JNE REG", "J&amp;T EZ", "SiCepat BEST", "PostNord MyPack"))
    order["shipping_lines"].append(
        {"id": state.next_id("item"), "method_title": service, "method_id": "flat_rate", "total": f"{cost}.00",
         "total_tax": "0.00", "taxes": [], "meta_data": []}
    )  # fmt: skip
    order["shipping_total"] = f"{cost}.00"
    order["total"] = f"{Decimal(order['total']) + cost:.2f}"
    return order


def _product(state: State, sku: str, name: str, price: int, gtin: str, grams: int) -> Json:
    product: Json = {
        "id": state.next_id("post"), "name": name, "type": "simple", "status": "publish", "sku": sku,
        "price": str(price), "regular_price": str(price), "virtual": False, "manage_stock": True,
        "stock_quantity": 500, "stock_status": "instock", "weight": f"{Decimal(grams) / 1000}", "images": [],
        "attributes": [], "variations": [], "parent_id": 0, "global_unique_id": gtin, "meta_data": [],
    }  # fmt: skip
    state.set_stamp(product, "date_modified", state.now())
    state.products[product["id"]] = product
    return product

"""Vendure's articles, their stock and its customers -> what Kolli keeps.

What the shop can still sell is what is on its shelves less what it has promised to orders; it writes the two apart.
"""

from decimal import Decimal

import msgspec
from msgspec import Struct

from desktop.domain.remote import RemoteArticle, RemoteCustomer, RemoteStock
from desktop.sync.connectors.vendure.read import Address, Named, Variant, barcodes, names, remote_address, when


class Level(Struct, rename="camel", gc=False):
    """What lies in one place of the shop."""

    stock_location_id: str
    stock_on_hand: int
    stock_allocated: int


class Counted(Struct, rename="camel"):
    """An article as it is read before its stock is written."""

    id: str
    sku: str | None = ""
    track_inventory: str = "INHERIT"
    stock_levels: list[Level] = []


class Picture(Struct):
    preview: str | None = ""


class Product(Named):
    featured_asset: Picture | None = msgspec.field(name="featuredAsset", default=None)


class Article(Variant, rename="camel"):
    enabled: bool = True
    price_with_tax: int = 0
    currency_code: str | None = ""
    track_inventory: str = "INHERIT"
    stock_levels: list[Level] = msgspec.field(default_factory=list)
    featured_asset: Picture | None = None
    product: Product | None = None


class Country(Struct):
    code: str | None = ""


class Home(Address, rename="camel"):
    country: Country | None = None
    default_shipping_address: bool | None = False


class User(Struct):
    id: str


class Account(Struct, rename="camel"):
    id: str
    created_at: str
    updated_at: str
    first_name: str | None = ""
    last_name: str | None = ""
    email_address: str | None = ""
    phone_number: str | None = ""
    user: User | None = None
    groups: list[Named] = []
    addresses: list[Home] | None = None


def is_counted(track: str, tracks: bool) -> bool:
    """`tracks`: what the shop does where an article says nothing."""
    return track == "TRUE" or (track == "INHERIT" and tracks)


def sellable(levels: list[Level]) -> int:
    return sum(level.stock_on_hand - level.stock_allocated for level in levels)


def remote_article(article: Article, places: int, tracks: bool) -> RemoteArticle:
    name, variant = names(article)
    picture = article.featured_asset or (article.product.featured_asset if article.product else None)
    return RemoteArticle(
        remote_id=article.id,
        sku=article.sku or "",
        name=name,
        variant=variant,
        price=Decimal(article.price_with_tax).scaleb(-places),
        currency=article.currency_code or "",
        barcodes=barcodes(article),
        stock=sellable(article.stock_levels) if is_counted(article.track_inventory, tracks) else None,
        image=(picture.preview or "") if picture else "",
    )


def remote_stock(article: Article) -> RemoteStock:
    return RemoteStock(article.id, article.sku or "", sellable(article.stock_levels))


def remote_customer(account: Account) -> RemoteCustomer:
    homes = account.addresses or []
    home = next((h for h in homes if h.default_shipping_address), homes[0] if homes else None)
    name = " ".join(f"{account.first_name or ''} {account.last_name or ''}".split())
    return RemoteCustomer(
        remote_id=account.id,
        name=name,
        email=account.email_address or "",
        phone=account.phone_number or "",
        company=(home.company or "") if home else "",
        group=", ".join(group.name for group in account.groups if group.name),
        address=remote_address(home, name, (home.country.code or "") if home and home.country else ""),
        since=when(account.created_at),
    )

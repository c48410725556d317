"""What a packing slip carries of its order, what a bench says that packed by it, and what a shop's card says.

Written small: MessagePack with one letter a field and nothing where it is as usual, then zlib with a dictionary of what
nearly every one of them holds. A field that is not known is skipped, so that a later version may say more. No price is
carried, no email and no document: who packs needs none of them. The ship-to address is, because a parcel without a
label does not leave, and the slip lies in the parcel that has that address on its outside.
"""

import zlib
from enum import IntEnum
from typing import Any, TypeVar

import msgspec

MOST_BYTES = 1 << 20  # unpacked; a message that claims more is refused


class What(IntEnum):
    """The kinds of message; the number is its first byte and never changes."""

    SLIP = 1
    CARD = 2
    PACKED = 3


class Unreadable(ValueError):
    """The bytes are no message of this kind, or of a later version that we cannot read."""


def _letters(fields: str) -> dict[str, str]:
    """The letters of these fields: a, b, c ... A, B, C ..."""
    signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return dict(zip(fields.split(), signs, strict=False))


class Article(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters("sku name variant codes cases bin weight_g tracks scan_each kit_whole fragile"),
):
    """`codes`: whatever is printed on it; `cases`: codes that count several."""

    sku: str
    name: str = ""
    variant: str = ""
    codes: tuple[str, ...] = ()
    cases: dict[str, int] = {}
    bin: str = ""
    weight_g: int | None = None
    tracks: str = ""
    scan_each: bool = False
    kit_whole: bool = False
    fragile: bool = False


class Line(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters("id units article sku name variant options note barcodes parts"),
):
    """`id` is the shop's own of this line; `units` are still to be packed. `article` and `parts` name articles by their
    place in the order's list; `sku`, `name` and `variant` only where the line says them otherwise. `parts`: (article,
    units in one kit)."""

    id: int
    units: int
    article: int | None = None
    sku: str | None = None
    name: str | None = None
    variant: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    note: str = ""
    barcodes: tuple[str, ...] = ()
    parts: tuple[tuple[int, int], ...] = ()


class Check(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters("articles question kind unit low high per"),
):
    """A question that must be answered before the parcel closes."""

    articles: str
    question: str
    kind: str
    unit: str = ""
    low: str = ""
    high: str = ""
    per: str = "unit"


class Slip(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters(
        "source ref number code shop store placed_ms lines articles ship_by_ms buyer ship_to phone "
        "language courier service note pay_later tasks checks gone consignment paid shop_id"
    ),
):
    """An order as its slip carries it. `source` and `ref` name it in its shop for ever, `shop_id` the shop's database.

    `ship_to` are the fields of an address in their sequence, as far as they are given. `gone`: so many parcels of it
    have left before.
    """

    source: str
    ref: str
    number: str
    code: str
    shop: str
    store: str = ""
    placed_ms: int = 0
    lines: tuple[Line, ...] = ()
    articles: tuple[Article, ...] = ()
    ship_by_ms: int | None = None
    buyer: str = ""
    ship_to: tuple[str, ...] = ()
    phone: str = ""
    language: str = ""
    courier: str = ""
    service: str = ""
    note: str = ""
    pay_later: bool = False
    tasks: tuple[tuple[str, str], ...] = ()  # what, and its own words
    checks: tuple[Check, ...] = ()
    gone: int = 0
    consignment: int = 1
    paid: str = "paid"
    shop_id: bytes = b""

    def asked(self) -> tuple[tuple[int, int], ...]:
        """Units by line: what must be the same for two slips to ask for the same parcel."""
        return tuple((line.id, line.units) for line in self.lines)


class Card(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters("shop keys old address web country zone language returns_days slip_paper rules phone email"),
):
    """What a bench must know of a shop to pack for it: its keys, those that it does not use any more too, its address
    for labels, and what it asks before a parcel closes."""

    shop: str
    keys: tuple[bytes, ...]
    old: tuple[bytes, ...] = ()
    address: tuple[str, ...] = ()
    web: str = ""
    country: str = ""
    zone: str = ""
    language: str = ""
    returns_days: int = 0
    slip_paper: str = ""
    rules: dict[str, str | int | bool] = {}
    phone: str = ""
    email: str = ""


class Session(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters("bench who opened_ms closed_ms outcome"),
):
    bench: str
    who: str
    opened_ms: int
    closed_ms: int
    outcome: str = "packed"


class Scan(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters("code at_ms line units verdict method parcel session reason undone who parts"),
):
    """`at_ms` counts from the scan before (the first: from 1970). `line` and `session` are places in their lists,
    `parcel` its number, `undone` how many scans back the one is that it takes back. `parts`: (SKU, units)."""

    code: str
    at_ms: int
    line: int | None = None
    units: int = 1
    verdict: str = "right"
    method: str = "scan"
    parcel: int | None = 1
    session: int = 0
    reason: str = ""
    undone: int = 0
    who: str | None = None  # None: who the session is of
    parts: tuple[tuple[str, int], ...] = ()


class Parcel(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters(
        "number closed_ms state sealed_ms part consignment carrier service tracking weight_g carton "
        "tare_g scaled_g expected_g tolerance_g fit weighed_ms weighed_by accepted"
    ),
):
    """`weight_g` is the parcel's as it is told; `scaled_g` what the scale said. `carton`: its code."""

    number: int
    closed_ms: int | None = None
    state: str = "closed"
    sealed_ms: int | None = None
    part: bool = False
    consignment: int = 1
    carrier: str = ""
    service: str = ""
    tracking: str = ""
    weight_g: int | None = None
    carton: str = ""
    tare_g: int | None = None
    scaled_g: int | None = None
    expected_g: int | None = None
    tolerance_g: int | None = None
    fit: str = ""
    weighed_ms: int | None = None
    weighed_by: str = ""
    accepted: str = ""


class Unit(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters("line sku units scan serial lot expiry freed_ms"),
):
    """Which units they were; `scan` is a place in the list of scans."""

    line: int | None
    sku: str
    units: int = 1
    scan: int | None = None
    serial: str = ""
    lot: str = ""
    expiry: str = ""
    freed_ms: int | None = None


class Fact(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters("action at_ms became comment who bench"),
):
    """A line of the order's history; `at_ms` as of a scan. `became`: "" where nothing moved."""

    action: str
    at_ms: int
    became: str = ""
    comment: str = ""
    who: str | None = None  # None: as the first session's
    bench: str | None = None


class Reply(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters("op question articles line answer passed at_ms who bench"),
):
    """What was answered to a check; `op` names it for ever."""

    op: str
    question: str
    articles: str
    line: int | None
    answer: str
    passed: bool
    at_ms: int
    who: str
    bench: str


class Packed(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=_letters(
        "source ref number code slip bench asked lines to sessions scans parcels units facts note_ms "
        "notes tasks replies printed shop_id"
    ),
):
    """All that a bench did with the order of a slip. `slip` names the slip by its tag, `lines` its lines by the shop's
    ids and SKUs, `asked` what the slip wanted of each; `to` is the address that the label had, as a digest."""

    source: str
    ref: str
    number: str
    code: str
    slip: str
    bench: str
    asked: tuple[int, ...]
    lines: tuple[tuple[int, str], ...]
    to: bytes = b""
    sessions: tuple[Session, ...] = ()
    scans: tuple[Scan, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    units: tuple[Unit, ...] = ()
    facts: tuple[Fact, ...] = ()
    note_ms: int | None = None
    notes: tuple[tuple[int, int], ...] = ()  # (line, when its wish was read)
    tasks: tuple[tuple[str, str, int, str, str], ...] = ()  # what, words, when, who, bench
    replies: tuple[Reply, ...] = ()
    printed: tuple[str, ...] = ()  # kinds of paper that came out there
    shop_id: bytes = b""


_KINDS: dict[What, type[Slip] | type[Card] | type[Packed]] = {
    What.SLIP: Slip, What.CARD: Card, What.PACKED: Packed,
}  # fmt: skip
T = TypeVar("T", Slip, Card, Packed)

# What is in nearly every message, the likeliest at its end. It never changes: old slips are read with it. Another one
# is another first byte.
_DICTIONARY = (
    b"automatichybridserial lot-expiry kg yes-no value photo unit line order wrap fragile card ownJNE Regu"
    b"lar J&T Express EZ SiCepat REG AnterAja GoSend PostNord MyPack Collect Varubrev DHL Parcel Budbee In"
    b"staboxJl. Jalan No. RT 0 RW 0 Kel. Kec. Kota Kabupaten Provinsi Jakarta Selatan Bandung Surabaya DKI"
    b" Jakarta Jawa BaratJawa Timur Stockholm G\xc3\xb6teborg Malm\xc3\xb6 gatan v\xc3\xa4gen lgh +62 8+46 7ID SE G"
    b"B Colour: F\xc3\xa4rg: Warna: Storlek: Ukuran: Size: S M L XL black white red blue green hitam putih merah"
    b" biru svartvit r\xc3\xb6d bl\xc3\xa5 gr\xc3\xb6n box set bag card paper wooden small large pack of 12 8992735"
    b"00000503596076901234567890 store:1manual\xa1c\xa4next-parcel\xa1anote-seen\xa1atask-done\xa1aput-aside\xa1ala"
    b"bel-sealed\xa1aprintedpaid / packing\xa1a\xa5start\xa1bpaid / packed\xa1a\xa6finish\xa1e\xa8complete\xa1b\xcd"
    b"\xa1c\x00\x83\xa1a\xad\xa1b\xa1a\xa1store:\xa1bKO\xa1c\xa1d\xa1e\xa1g\xcf\x00\x00\x01\x9b\xa1h\x93\x83\xa1a"
    b"\xcd\xa1b\x01\xa1c\x00\x83\xa1a\xa1b\xa1d\x91\xad"
)


def written(what: What, body: Slip | Card | Packed) -> bytes:
    """The bytes of a message, its kind in front."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _DICTIONARY)
    return bytes((what,)) + packer.compress(msgspec.msgpack.encode(body)) + packer.flush()


def read(data: bytes, kind: type[T]) -> T:
    """A message of this kind.

    Raises:
        Unreadable: it is none.
    """
    what = what_of(data)
    if what is None or _KINDS[what] is not kind:
        raise Unreadable
    unpacker = zlib.decompressobj(-15, _DICTIONARY)
    try:
        plain = unpacker.decompress(data[1:], MOST_BYTES)
        if not unpacker.eof:
            raise Unreadable
        found: Any = msgspec.msgpack.decode(plain, type=kind)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable from error
    return found  # type: ignore[no-any-return]


def what_of(data: bytes) -> What | None:
    """Which kind of message it is, by its first byte."""
    try:
        return What(data[0]) if data else None
    except ValueError:
        return None

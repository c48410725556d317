"""What the bench must know of an article: how it is scanned, what is kept of each unit, what it is made of, how big."""

from dataclasses import dataclass

from desktop.domain.errors import BadInput, NotFound
from desktop.domain.remote import AtBench
from desktop.i18n import N_
from desktop.models.base import insert, run
from desktop.services import intake, kits
from desktop.services.changes import unit
from desktop.services.kits import Part

TRACKS = ("", "serial", "lot", "lot-expiry")
_PLAIN = ("scan_each", "tracks", "length_mm", "width_mm", "height_mm", "fragile", "kit_whole")
_LONGEST_MM = 10_000
_MOST_UNITS = 10_000


@dataclass(frozen=True, slots=True)
class BenchArticle:
    """An article as the bench takes it. `cases` are codes that count several: (code, units)."""

    sku: str
    name: str
    weight_g: int | None
    scan_each: bool
    tracks: str
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    fragile: bool
    kit_whole: bool
    codes: tuple[str, ...]
    cases: tuple[tuple[str, int], ...]
    parts: tuple[Part, ...]


def show(sku: str) -> BenchArticle:
    """An article by its SKU.

    Raises:
        NotFound: there is none.
    """
    row = run(
        "SELECT id, sku, name, weight_g, scan_each, tracks, length_mm, width_mm, height_mm, fragile, kit_whole"
        " FROM article WHERE sku = ?",
        (sku,),
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("article"), ref=sku)
    codes = run("SELECT code, units FROM barcode WHERE article_id = ? ORDER BY id", (row[0],)).fetchall()
    return BenchArticle(*[
        *row[1:4], bool(row[4]), *row[5:9], bool(row[9]), bool(row[10]),
        tuple(code for code, units in codes if units == 1),
        tuple((code, int(units)) for code, units in codes if units > 1), kits.parts(sku),
    ])  # fmt: skip


def change(sku: str, said: AtBench, weight_g: int | None = None, cases: tuple[tuple[str, int], ...] = ()) -> None:
    """Set what is said of an article and leave the rest. A part that the shop does not know yet is made by its SKU.

    Raises:
        NotFound: there is no such article.
        BadInput: a length, a number of units or a word that cannot be, or a kit that cannot be (see `kits.compose`).
    """
    if said == AtBench() and weight_g is None and not cases:
        return
    _check(said, weight_g, cases)
    with unit() as work:
        row = run("SELECT id FROM article WHERE sku = ?", (sku,)).fetchone()
        if row is None:
            raise NotFound(what=N_("article"), ref=sku)
        article_id = int(row[0])
        for name in _PLAIN:
            value = getattr(said, name)
            if value is not None:
                run(f"UPDATE article SET {name} = ? WHERE id = ?", (value, article_id))
        if weight_g is not None:
            run("UPDATE article SET weight_g = ? WHERE id = ?", (weight_g, article_id))
        for code, units in cases:
            intake.add_barcode(article_id, code, units)
        if said.kit is not None and tuple((part.sku, part.units) for part in kits.parts(sku)) != said.kit:
            for part, _units in said.kit:
                _make_known(part)
            kits.compose(sku, [Part(part, units) for part, units in said.kit])
        work.changed("article", article_id)


def _check(said: AtBench, weight_g: int | None, cases: tuple[tuple[str, int], ...]) -> None:
    for length in (said.length_mm, said.width_mm, said.height_mm):
        if length is not None and not 0 < length <= _LONGEST_MM:
            raise BadInput(what=N_("The length"), value=length, next=N_("Give millimetres, such as 120."))
    if weight_g is not None and not 0 < weight_g <= 1_000_000:
        raise BadInput(what=N_("The weight"), value=weight_g, next=N_("Give grams, such as 340."))
    if said.tracks is not None and said.tracks not in TRACKS:
        raise BadInput(what=N_("What is kept of each unit"), value=said.tracks,
                       next=N_("Use serial, lot, lot-expiry, or nothing."))  # fmt: skip
    for _code, units in cases:
        if not 0 < units <= _MOST_UNITS:
            raise BadInput(what=N_("The units of a case"), value=units, next=N_("Type a number above zero."))


def _make_known(sku: str) -> None:
    if run("SELECT 1 FROM article WHERE sku = ?", (sku,)).fetchone() is None:
        insert(intake.ARTICLE, (sku, sku.casefold(), "", "", "", "", False, True))

"""Articles of a file become ours, each with its barcodes."""

from dataclasses import dataclass, replace

from desktop.domain.codes import gtin14, gtin_fault
from desktop.domain.errors import KolliError
from desktop.domain.remote import RemoteArticle
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import at_bench, intake, remote, taxes
from desktop.services.changes import Work


class InStoreCode(KolliError):
    text = N_("{code} is a shop's own number: elsewhere it means another article. It is not looked up outside.")


class WrongCheckDigit(KolliError):
    text = N_("{code} has a wrong check digit. It is kept and scanned as it is; compare it with the thing.")


class WrongLength(KolliError):
    text = N_("{code} has no length that a product's number can have. It is kept and scanned as it is.")


class SameProduct(KolliError):
    text = N_("{code} is the number of {other} in another form. It was given to that article.")


class SharedCode(KolliError):
    text = N_("{code} belongs to {other} as well. A scan will ask which of them is meant.")


_FAULTS: dict[str, type[KolliError]] = {"check": WrongCheckDigit, "length": WrongLength, "in-store": InStoreCode}


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one article. `joined`: its code was another form of a known article's, and is now with that."""

    is_new: bool
    is_changed: bool
    joined: bool
    bad_barcodes: int
    remarks: tuple[KolliError, ...]


def keep(work: Work, article: RemoteArticle) -> Kept:
    """Make or update one article; part of the caller's unit.

    Its SKU names it. Where its code is all it has, a code that is the same GTIN in another form means the same article.
    """
    article = replace(article, name=article.name.strip(), variant=article.variant.strip())
    codes = (*article.barcodes, *(code for code, _units in article.cases))
    remarks = [fault(code=code) for code in codes if (fault := _FAULTS.get(gtin_fault(code)))]
    bad = len(remarks)
    before = _known(article.sku)
    if before is None and article.sku in article.barcodes:
        other = _same_product(article.sku)
        if other is not None:
            other_id, other_sku = other
            known = run("SELECT 1 FROM barcode WHERE article_id = ? AND code = ?", (other_id, article.sku)).fetchone()
            for code in article.barcodes:
                intake.add_barcode(other_id, code)
            work.changed("article", other_id)
            remarks.append(SameProduct(code=article.sku, other=other_sku))
            return Kept(False, known is None, True, bad, tuple(remarks))
    remarks += [
        SharedCode(code=code, other=owner) for code in article.barcodes for owner in _other_owners(code, article.sku)
    ]
    article_id = remote.intake_article(article)
    for code, units in article.cases:
        intake.add_barcode(article_id, code, units)
    at_bench.change(article.sku, article.at_bench)
    if article.tax_class:
        taxes.keep_class(article_id, article.tax_class)
    after = _known(article.sku)
    if before != after:
        work.changed("article", article_id)
    return Kept(before is None, before is not None and before != after, False, bad, tuple(remarks))


def _known(sku: str) -> tuple[object, ...] | None:
    """Everything that an import may change of an article."""
    row = run(
        "SELECT a.id, a.name, a.variant, a.price, a.currency, a.weight_g, a.bin, a.photo, a.on_hand,"
        " (SELECT count(*) + sum(b.units) FROM barcode b WHERE b.article_id = a.id), a.scan_each, a.tracks,"
        " a.length_mm, a.width_mm, a.height_mm, a.fragile, a.kit_whole, a.tax_class,"
        " (SELECT coalesce(sum(k.part_id * k.units), 0) FROM kit_part k WHERE k.article_id = a.id)"
        " FROM article a WHERE a.sku = ?",
        (sku,),
    ).fetchone()
    return None if row is None else tuple(row)


def _same_product(code: str) -> tuple[int, str] | None:
    """The article that has this GTIN in another form; in-store numbers are nobody else's."""
    number = gtin14(code)
    if number is None or gtin_fault(code):
        return None
    row = run(
        "SELECT a.id, a.sku FROM barcode b JOIN article a ON a.id = b.article_id"
        " WHERE b.gtin14 = ? ORDER BY a.id LIMIT 1",
        (number,),
    ).fetchone()
    return None if row is None else (int(row[0]), str(row[1]))


def _other_owners(code: str, sku: str) -> list[str]:
    number = gtin14(code)
    column, value = ("code", code) if number is None else ("gtin14", number)
    rows = run(
        f"SELECT a.sku FROM barcode b JOIN article a ON a.id = b.article_id WHERE b.{column} = ? AND a.sku <> ?"
        " ORDER BY a.id LIMIT 3",
        (value, sku),
    ).fetchall()
    return [str(row[0]) for row in rows]

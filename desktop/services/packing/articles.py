"""Which article a code means."""

from desktop.domain.codes import gtin14
from desktop.models.base import run
from desktop.services.packing.results import Article


def article_of(code: str) -> Article | None:
    """The shop's article that carries this code, by SKU or barcode; None where there is none."""
    gtin = gtin14(code)
    for statement, value in (
        ("WHERE a.sku = ?", code),
        ("JOIN barcode b ON b.article_id = a.id WHERE b.code = ?", code),
        ("JOIN barcode b ON b.article_id = a.id WHERE b.gtin14 = ?", gtin),
        ("WHERE a.sku_folded = ?", code.casefold()),
    ):
        row = run(
            f"SELECT a.sku, a.name, a.variant, a.bin, a.photo FROM article a {statement} LIMIT 1",
            (value,),
        ).fetchone()
        if row:
            return Article(*row)
    return None

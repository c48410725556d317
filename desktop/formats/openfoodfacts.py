"""Open Food Facts: a product's code, its name, and what kind of code it is. The code is its barcode as well."""

from desktop.domain.remote import RemoteArticle
from desktop.formats.layout import ArticleFormat, BuildArticle, Sheet
from desktop.formats.tables import Row
from desktop.formats.text import decoded, unguarded
from desktop.i18n import N_


def _open(sheet: Sheet) -> BuildArticle:
    code_of, name_of = sheet.number_of("code"), sheet.cell("name")

    def build(row: Row) -> RemoteArticle:
        _number, cells = row
        code = code_of(cells)
        return RemoteArticle(code, code, unguarded(decoded(name_of(cells))), barcodes=(code,))

    return build


FORMAT = ArticleFormat(
    name="openfoodfacts",
    title=N_("Open Food Facts (codes and names)"),
    columns={"code": ("code",), "name": ("name", "product_name"), "kind": ("kind", "creator", "generic_name")},
    needs=frozenset({"code", "name", "kind"}),
    key="code",
    open=_open,
)

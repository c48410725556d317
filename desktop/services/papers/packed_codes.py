"""What this bench packed by a slip, in codes for a bench of the slip's shop; without a ref all that nobody was told."""

from desktop.documents import code_sheet
from desktop.documents.code_sheet import CodeSheet
from desktop.domain.errors import NotFound
from desktop.i18n import N_, words
from desktop.services import orders, settings
from desktop.services.papers.wanted import Wanted
from desktop.services.slips import keys, results


def draw(wanted: Wanted) -> bytes:
    _ = words(wanted.screen).gettext
    chosen = orders.find(wanted.ref) if wanted.ref not in ("", settings.bench().name) else None
    rows = [row for row in results.rows() if row.done
            and (row.order_id == chosen if chosen is not None else row.told_at is None)]  # fmt: skip
    if not rows:
        raise NotFound(what=N_("packed order that came by its slip"), ref=wanted.ref)
    key = keys.fingerprint(keys.public())
    sheets = [
        CodeSheet(
            heading=_("Packed at {bench}").format(bench=settings.bench().name), title=f"#{row.number}",
            text=_("Scan this at a bench of {shop}: the order is packed there too then.").format(shop=row.shop),
            codes=results.codes(row.order_id), key=key,
        )
        for row in rows
    ]  # fmt: skip
    return code_sheet.draw(sheets, wanted.screen, wanted.dpi)

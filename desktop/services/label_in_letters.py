"""Parcel labels in a printer's own letters, where its owner chose so: printer.settings["text"] is true."""

from desktop.devices import calibration
from desktop.documents.spoken.parcel_label import SPOKEN
from desktop.services.papers import label
from desktop.services.papers.wanted import Wanted
from desktop.services.printers import PrinterRow
from desktop.services.printing import Job

_KIND, _MEDIA = "parcel-label", "100x150"


def of(job: Job, row: PrinterRow) -> bytes | None:
    """What the printer is sent; None = the label is drawn as a page, as all papers are that were not asked for so."""
    language = str(row.settings.get("language", ""))
    asked = row.driver == "raw" and row.settings.get("text") is True and language in SPOKEN
    if not asked or job.kind != _KIND or job.order_id is None or row.media(_KIND) != _MEDIA:
        return None
    if calibration.of(row.settings).moves:
        return None  # only a page can be moved and turned
    return label.write(Wanted(order_ids=(job.order_id,), parcel_id=job.parcel_id, dpi=row.dpi), language)

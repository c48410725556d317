"""What a kind of paper can be printed on is what it then comes out on."""

import pypdfium2
import pytest

from desktop.documents.media import MEDIA
from desktop.services import paper_media, papers, print_room, printers, printing, settings, totes
from desktop.services.paper_kinds import PAPERS
from desktop.services.printers import PrinterRow
from tests.services import shop


def size(pdf: bytes) -> tuple[int, int]:
    document = pypdfium2.PdfDocument(pdf)
    across, down = document[0].get_size()
    document.close()
    return round(across / 72 * 25.4), round(down / 72 * 25.4)


def near(one, other):
    return all(abs(a - b) <= 1 for a, b in zip(one, other, strict=True) if b)


def test_every_kind_can_be_printed_on_its_usual_paper():
    for kind in PAPERS:
        assert paper_media.fitting(kind)[0] == PAPERS[kind].media
        assert set(paper_media.fitting(kind)) <= set(MEDIA)


def test_labels_and_slips_come_out_on_what_was_chosen(sqlite_database):
    order_id = shop.packed_order(("CUP", 1))
    for kind in ("parcel-label", "return-label", "packing-slip"):
        for name in paper_media.fitting(kind):
            drawn = papers.draw(kind, [order_id], media=name)
            assert near(size(drawn), MEDIA[name].size), (kind, name, size(drawn))
    tote = totes.make(1)[0].code
    for name in paper_media.fitting("tote-label"):
        drawn = papers.draw_own("tote-label", tote, media=name)
        assert near(size(drawn), MEDIA[name].size), (name, size(drawn))


@pytest.mark.parametrize(("chosen", "usual", "wanted"), [("", "A5", "A5"), ("A4", "A5", "A4"), ("A5", "A4", "A5")])
def test_a_printers_own_paper_comes_before_the_shops(sqlite_database, tmp_path, chosen, usual, wanted):
    settings.change_shop(slip_paper=usual)
    media = {"media": {"packing-slip": chosen}} if chosen else {}
    row = printers.save(PrinterRow("Folder", "folder", {"folder": str(tmp_path), **media}, ("packing-slip",)))
    printing.queue("packing-slip", shop.order(("CUP", 1)).id)
    assert [job.state for job in print_room.print_now(row)] == ["done"]
    (file,) = tmp_path.glob("*.pdf")
    assert near(size(file.read_bytes()), MEDIA[wanted].size)

"""The scanner check is read back from the paper by a decoder: the calibration whole, and each sample."""

import pypdfium2
import pytest
import zxingcpp

from desktop.documents import scanner_check
from desktop.documents.scanner_check import ScannerCheck
from desktop.domain.scanners import CALIBRATION, PARTS


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("language", ["en", "id", "sv"])
def test_every_code_of_the_scanner_check_is_read_back(dpi, language):
    pdf = pypdfium2.PdfDocument(scanner_check.draw(ScannerCheck("Bench 1"), language, dpi))
    picture = pdf[0].render(scale=dpi / 72, grayscale=True).to_pil()
    pages = len(pdf)
    pdf.close()
    read = {(code.format.name, code.text) for code in zxingcpp.read_barcodes(picture)}
    texts = {text for _kind, text in read}
    assert pages == 1
    assert CALIBRATION in texts
    assert set(PARTS) <= texts
    assert {scanner_check.EAN, scanner_check.CODE} <= texts
    assert ("DataMatrix", scanner_check.MATRIX) in read

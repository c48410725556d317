"""Draws pages so that they come out in their place on a printer that is a little off. Letters stay letters."""

import io

from desktop.domain import pdfium
from desktop.domain.calibration import Calibration, Matrix, of

__all__ = ["Calibration", "applied", "of"]


def applied(pdf: bytes, calibration: Calibration, dpi: int) -> bytes:
    """Every page moved, sized and turned against what the printer does; the page's size stays, and so does the paper.

    A page that is only moved goes by whole dots, so that bars stay on them. Nothing to put right = the same bytes.
    """
    if not calibration.moves:
        return pdf
    import pypdfium2
    from pypdfium2 import raw

    with pdfium.using:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for page in document:
                across, down = page.get_size()
                matrix = _points(_on_dots(calibration.correction(), dpi), page.get_height())
                clip = raw.FS_RECTF(-across, 2 * down, 2 * across, -down)  # wider than the page: nothing is cut
                if not raw.FPDFPage_TransFormWithClip(page.raw, matrix, clip):
                    raise RuntimeError("pdfium cannot transform this page")
            out = io.BytesIO()
            document.save(out)
            return out.getvalue()
        finally:
            document.close()


def _on_dots(matrix: Matrix, dpi: int) -> Matrix:
    if (matrix.a, matrix.b, matrix.c, matrix.d) != (1, 0, 0, 1):
        return matrix  # its bars lie between dots whatever it is moved by
    dot = 25.4 / dpi
    return Matrix(
        matrix.a, matrix.b, matrix.c, matrix.d, round(matrix.e / dot) * dot, round(matrix.f / dot) * dot
    )  # fmt: skip


def _points(matrix: Matrix, height: float) -> "object":
    """From millimetres that grow downwards to a PDF's points that grow upwards: y = height - y'."""
    from pypdfium2 import raw

    mm = 72 / 25.4
    a, b, c, d = matrix.a, -matrix.c, -matrix.b, matrix.d
    return raw.FS_MATRIX(a, b, c, d, matrix.e * mm - c * height, height - matrix.f * mm - d * height)

"""A page as a print head sees it: one bit a dot."""

from dataclasses import dataclass, replace

from desktop.domain import pdfium

_BLACK = [255] * 128 + [0] * 128  # the darker half of the greys burns


@dataclass(frozen=True, slots=True)
class Dots:
    """A picture. `rows`: from the top, each of whole bytes, the leftmost dot in the highest bit; 1 is black."""

    width: int
    height: int
    rows: bytes

    @property
    def across(self) -> int:
        """Bytes of one row."""
        return (self.width + 7) // 8

    def trimmed(self) -> "Dots":
        """Without the white rows at its end, but for one."""
        full = -(-len(self.rows.rstrip(b"\0")) // self.across)
        height = max(1, full)
        return replace(self, height=height, rows=self.rows[: height * self.across])

    def narrowed(self, width: int) -> "Dots | None":
        """The middle part of at most `width` dots; more to a side where the ink is there. None = the ink is wider."""
        if self.width <= width:
            return self
        left, right = self._ink()
        if right - left > width:
            return None
        first = min(max((self.width - width) // 2, right - width), left)
        last = self.across * 8 - first - width  # the bits behind the part
        size, mask = (width + 7) // 8, (1 << width) - 1
        pad = size * 8 - width
        rows = (
            ((int.from_bytes(self.rows[at : at + self.across]) >> last & mask) << pad).to_bytes(size)
            for at in range(0, len(self.rows), self.across)
        )
        return Dots(width, self.height, b"".join(rows))

    def _ink(self) -> tuple[int, int]:
        """The first dark column, and the one behind the last."""
        dark = 0
        for at in range(0, len(self.rows), self.across):
            dark |= int.from_bytes(self.rows[at : at + self.across])
        if not dark:
            return 0, 0
        bits = self.across * 8
        return bits - dark.bit_length(), bits - ((dark & -dark).bit_length() - 1)


def pages(pdf: bytes, dpi: int) -> list[Dots]:
    """The pages of a PDF at the printer's dots; what was drawn on whole dots stays on them."""
    import pypdfium2

    found = []
    with pdfium.using:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for page in document:
                grey = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
                found.append(Dots(grey.width, grey.height, grey.point(_BLACK, "1").tobytes()))
        finally:
            document.close()
    return found

"""Pictures of transfer receipts as buyers send them: kept as they came, named by what is in them."""

import hashlib
import io
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import paths
from desktop.domain import pdfium
from desktop.domain.errors import KolliError
from desktop.i18n import N_

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 15 * 2**20  # bytes: a photo of any telephone, a statement of many pages
LONGEST_SIDE = 1400  # pixels of what is shown
_KINDS = {"PNG": ".png", "JPEG": ".jpg"}


class PictureRefused(KolliError):
    text = N_("The picture cannot be used: {reason} Ask for a PNG, JPG or PDF of at most {limit} MB.")


def keep(data: bytes) -> str:
    """Store a picture or a PDF; returns its name below `folder()`. The same one again is the same file.

    Raises:
        PictureRefused: it is none of the three kinds, cannot be read, or is too large.
    """
    if len(data) > LARGEST:
        raise _refused(N_("it is too large."))
    name = hashlib.sha256(data).hexdigest() + _kind(data)
    file = folder() / name[:2] / name
    if not file.is_file():
        _write(file, data)
    return f"{name[:2]}/{name}"


def read(file: Path) -> bytes:
    """A file that somebody chose or dropped.

    Raises:
        PictureRefused: it is too large, or cannot be read.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise _refused(N_("it is too large."))
        return file.read_bytes()
    except OSError as error:
        raise _refused(N_("the file cannot be read.")) from error


def of(name: str) -> Path | None:
    """The file of a kept picture; None where there is none."""
    file = folder() / name
    return file if name and file.is_file() else None


def shown(name: str) -> bytes | None:
    """The picture as a PNG for the screen: upright, not too large, a PDF's first page; None where there is none."""
    file = of(name)
    if file is None:
        return None
    data = file.read_bytes()
    image = _first_page(data) if data.startswith(b"%PDF") else _opened(data)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    image.convert("RGB").save(out, "PNG")
    return out.getvalue()


def folder() -> Path:
    """Where the pictures are, below the shop's folder."""
    return paths.documents_folder(paths.data_folder()).parent / "claims"


def _kind(data: bytes) -> str:
    if data.startswith(b"%PDF"):
        _first_page(data)
        return ".pdf"
    return _KINDS[_opened(data).info["kolli-kind"]]


def _opened(data: bytes) -> "Image":
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(_KINDS)) as image:
                upright = ImageOps.exif_transpose(image)
                upright.load()
                upright.info["kolli-kind"] = image.format
                return upright
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise _refused(N_("it is no picture.")) from error


def _first_page(data: bytes) -> "Image":
    import pypdfium2

    with pdfium.using:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _refused(N_("the PDF cannot be read.")) from error
        try:
            if not len(document):
                raise _refused(N_("the PDF has no page."))
            page = document[0]
            scale = LONGEST_SIDE / max(*page.get_size(), 1)
            drawn = page.render(scale=scale)
            image: Image = drawn.to_pil().copy()
            drawn.close()  # here, and not whenever it is collected: that would be outside of the lock
            page.close()
            return image
        except pypdfium2.PdfiumError as error:
            raise _refused(N_("the PDF cannot be read.")) from error
        finally:
            document.close()


def _refused(reason: str) -> PictureRefused:
    return PictureRefused(reason=reason, limit=LARGEST // 2**20)


def _write(file: Path, data: bytes) -> None:
    """On disk before anybody says so: a part file, synced, then renamed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)

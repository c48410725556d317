"""The store's logo: a picture that is looked at before it is kept, and made small and clean."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from desktop.domain.errors import KolliError
from desktop.i18n import N_

MOST_BYTES = 10_000_000
_MOST_PIXELS = 50_000_000
_SIDE = 600  # pixels: 50 mm at 300 dots per inch
_SMALL = 150_000  # bytes of a PNG; what is larger is a photograph


class LogoRefused(KolliError):
    text = N_("This file cannot be the logo: {reason} Choose a PNG or JPEG picture.")


def checked(data: bytes) -> bytes:
    """The picture anew, as PNG or JPEG of at most 600 pixels a side: whatever else the file held is gone.

    Raises:
        LogoRefused: it is no PNG or JPEG, is broken, or is too large.
    """
    if len(data) > MOST_BYTES:
        raise LogoRefused(reason=N_("it is larger than 10 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            opened = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        with opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise LogoRefused(reason=N_("it has too many pixels."))
            opened.thumbnail((_SIDE, _SIDE))
            upright = ImageOps.exif_transpose(opened)
            clear = upright.mode in ("RGBA", "LA", "PA", "P")
            return _written((upright if clear else upright.convert("RGB")).convert("RGBA"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise LogoRefused(reason=N_("it is no picture that can be read.")) from error


def _written(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    if out.tell() <= _SMALL:
        return out.getvalue()
    flat = Image.new("RGBA", image.size, "white")
    flat.alpha_composite(image)
    out = io.BytesIO()
    flat.convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue()

"""Photos of the open box, kept beside the database and named by the parcel."""

import io
import os
from pathlib import Path

from desktop import paths
from desktop.domain.closing import Gate, Standing
from desktop.domain.errors import KolliError, NotFound
from desktop.i18n import N_, _
from desktop.models.base import ms, run
from desktop.services import history, parcel_contents, settings
from desktop.services.changes import now, unit


class PhotoRefused(KolliError):
    text = N_("The photo cannot be used: {reason} Take another one.")


LONGEST_SIDE = 1600  # pixels: a label in the box stays readable, a year of parcels stays small
_QUALITY = 82
_NONE = "none"  # stands for a photo that nobody could take


def keep(order_id: int, picture: bytes) -> Path:
    """Store a photo of the order's open parcel; a later one takes its place on the parcel, and the file stays.

    Raises:
        NotFound: no parcel of the order is open.
        PhotoRefused: it is no picture that can be read.
    """
    parcel = parcel_contents.open_parcel(order_id)
    if parcel is None:
        raise NotFound(what=N_("open parcel"), ref=order_id)
    code = str(run("SELECT code FROM parcel WHERE id = ?", (parcel,)).fetchone()[0])
    moment = now()
    file = folder() / f"{moment:%Y-%m}" / f"{code}-{moment:%d%H%M%S%f}.jpg"
    _write(file, _jpeg(picture))
    with unit() as work:
        run(
            "INSERT INTO parcel_box (parcel_id, photo, photo_at, fit, weighed_by, accepted)"
            " VALUES (?, ?, ?, '', '', '') ON CONFLICT (parcel_id) DO UPDATE"
            " SET photo = excluded.photo, photo_at = excluded.photo_at",
            (parcel, file.relative_to(folder()).as_posix(), ms(moment)),
        )
        history.note(work, order_id, "photo", code)
        work.changed("parcel", parcel)
    return file


def store(picture: bytes, name: str) -> str:
    """Keep another picture beside them; returns where, below `folder()`.

    Raises:
        PhotoRefused: it is no picture that can be read.
    """
    moment = now()
    file = folder() / f"{moment:%Y-%m}" / f"{name}-{moment:%d%H%M%S%f}.jpg"
    _write(file, _jpeg(picture))
    return file.relative_to(folder()).as_posix()


def go_without(order_id: int) -> None:
    """The camera gives no picture: the parcel closes without one, and its history says so.

    Raises:
        NotFound: no parcel of the order is open.
    """
    parcel = parcel_contents.open_parcel(order_id)
    if parcel is None:
        raise NotFound(what=N_("open parcel"), ref=order_id)
    with unit() as work:
        run(
            "INSERT INTO parcel_box (parcel_id, photo, photo_at, fit, weighed_by, accepted)"
            " VALUES (?, ?, ?, '', '', '') ON CONFLICT (parcel_id) DO UPDATE"
            " SET photo = excluded.photo, photo_at = excluded.photo_at",
            (parcel, _NONE, ms(now())),
        )
        history.note(work, order_id, "photo-skipped", "")
        work.changed("parcel", parcel)


def of(parcel_id: int) -> Path | None:
    """The photo of a parcel, if one was taken and its file is there."""
    row = run("SELECT photo FROM parcel_box WHERE parcel_id = ? AND photo <> ''", (parcel_id,)).fetchone()
    file = folder() / str(row[0]) if row else None
    return file if file is not None and file.is_file() else None


def folder() -> Path:
    """Where photos are, below the shop's folder."""
    return paths.documents_folder(paths.data_folder()).parent / "photos"


def standing(order_id: int) -> list[Standing]:
    """The gate: where the shop photographs every open box."""
    if settings.rules().photo != "required":
        return []
    parcel = parcel_contents.open_parcel(order_id)
    if parcel is None or run("SELECT 1 FROM parcel_box WHERE parcel_id = ? AND photo <> ''", (parcel,)).fetchone():
        return []
    return [Standing(Gate.PHOTO, _("Take a photo of the open box"), parcel)]


def _jpeg(picture: bytes) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture)) as image:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=_QUALITY)  # without the camera's own data, such as where it was
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise PhotoRefused(reason=N_("it is no picture.")) from error


def _write(file: Path, data: bytes) -> None:
    """On disk before anybody says so: a part file, synced, then renamed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)

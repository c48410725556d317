"""Photos of what came back: a file, a picture that was pasted, or what the bench's camera sees."""

from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, run
from desktop.services import box_photos, permits
from desktop.services.changes import actor, now, unit
from desktop.services.returns.cases import Case, get, lock
from desktop.services.returns.story import step

MOST = 20  # of one case


def add(case_id: int, picture: bytes, line_id: int | None = None) -> Case:
    """Keep a photo of a case, or of one of its order's lines.

    Raises:
        PhotoRefused: it is no picture that can be read.
        BadInput: the case has too many.
        NotFound: there is no such case.
    """
    permits.require(Right.PACK)
    case = get(case_id)
    if len(case.photos) >= MOST:
        raise BadInput(what=N_("The number of photos"), value=MOST + 1, next=N_("A case keeps twenty."))
    kept = box_photos.store(picture, case.code)
    with unit() as work:
        case = lock(case_id)
        insert("INSERT INTO return_photo (case_id, line_id, file, at, who) VALUES (?, ?, ?, ?, ?)",
               (case_id, line_id, kept, ms(now()), actor().who))  # fmt: skip
        step(work, case, None, "photo")
        return get(case_id)


def remove(photo_id: int) -> None:
    """Take a photo off its case; the file stays, as the story says that it was there."""
    permits.require(Right.PACK)
    with unit() as work:
        row = run("SELECT case_id FROM return_photo WHERE id = ?", (photo_id,)).fetchone()
        if row is not None:
            case = lock(int(row[0]))
            run("DELETE FROM return_photo WHERE id = ?", (photo_id,))
            step(work, case, None, "photo-removed")

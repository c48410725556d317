"""Bins: named places, the way through them, and which article lies where."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain import codes, picking
from desktop.domain.codes import Kind
from desktop.domain.errors import AlreadyExists, BadInput, NotFound
from desktop.i18n import N_
from desktop.models.base import insert, run, storable
from desktop.services import settings
from desktop.services.changes import Work, unit

_LONGEST = 40
_STAGING = "staging-bin"


@dataclass(frozen=True, slots=True)
class Place:
    """A bin. `name` is what people call it and may be nested (B-01-4); `code` is what its label says."""

    id: int
    name: str
    path: str

    @property
    def code(self) -> str:
        return codes.bin_code(self.id)

    @property
    def parts(self) -> list[str]:
        return picking.parts(self.name)


def add(name: str) -> Place:
    """Make a bin.

    Raises:
        BadInput: no name, or one that does not fit a label.
        AlreadyExists: there is one of this name, in whatever capitals.
    """
    text = storable(name.strip())
    if not text or len(text) > _LONGEST:
        raise BadInput(what=N_("The bin's name"), value=text, next=N_("Type a short one, such as B-01-4."))
    with unit() as work:
        known = _by_name(text)
        if known is not None:
            raise AlreadyExists(what=N_("The bin"), ref=known.name)
        return keep(work, text)


def keep(work: Work, name: str) -> Place:
    """The bin of exactly this name, made if it is not there yet; part of the caller's unit."""
    row = run("SELECT id, code, path FROM bin WHERE code = ?", (name,)).fetchone()
    if row is None:
        way = picking.path(name)
        row = (insert("INSERT INTO bin (code, path) VALUES (?, ?)", (name, way)), name, way)
        work.changed("bin", int(row[0]))
    return Place(*row)


def every() -> list[Place]:
    """All bins in walking order."""
    rows = run("SELECT id, code, path FROM bin").fetchall()
    return sorted((Place(*row) for row in rows), key=lambda place: (place.path, place.name))


def find(text: str) -> Place | None:
    """The bin that a scan or a person means, by its label's code or by its own name; None where it is none."""
    code = codes.read(text)
    if code.kind is Kind.BIN:
        row = run("SELECT id, code, path FROM bin WHERE id = ?", (int(code.value[2:-1]),)).fetchone()
        place = Place(*row) if row else None
        return place if place and place.code == code.value else None
    return _by_name(storable(codes.without_symbology(text)))


def get(text: str) -> Place:
    """As `find`.

    Raises:
        NotFound: there is no such bin.
    """
    place = find(text)
    if place is None:
        raise NotFound(what=N_("bin"), ref=text)
    return place


def path_of(name: str) -> str:
    """A bin's turn in the walk by its name; of a name that has no bin, what the name itself says."""
    row = run("SELECT path FROM bin WHERE code = ?", (name,)).fetchone()
    return str(row[0]) if row else picking.path(name)


def paths() -> dict[str, str]:
    """Every bin's name with its turn in the walk."""
    return {str(name): str(way) for name, way in run("SELECT code, path FROM bin").fetchall()}


def walk_after(name: str, before: str) -> Place:
    """Let a bin come right after another in the walk, whatever its name says.

    Raises:
        NotFound: one of them is not there.
    """
    with unit() as work:
        place, other = get(name), get(before)
        run("UPDATE bin SET path = ? WHERE id = ?", (f"{other.path} ~ {picking.path(place.name)}", place.id))
        work.changed("bin", place.id)
        return get(name)


def of_article(article_id: int) -> list[str]:
    """Where an article lies: the place that it names itself first, then the others in walking order."""
    row = run("SELECT bin FROM article WHERE id = ?", (article_id,)).fetchone()
    others = run(
        "SELECT b.code, b.path FROM article_bin x JOIN bin b ON b.id = x.bin_id WHERE x.article_id = ?", (article_id,)
    ).fetchall()
    first = [str(row[0])] if row and row[0] else []
    return list(dict.fromkeys([*first, *(str(name) for name, _way in sorted(others, key=lambda each: str(each[1])))]))


def put(sku: str, names: Sequence[str]) -> list[str]:
    """Say where an article lies; the first of the bins is the one it is fetched from. Bins are made as needed.

    Raises:
        NotFound: no article has this SKU.
    """
    wanted = [storable(name.strip()) for name in names if name.strip()]
    with unit() as work:
        row = run("SELECT id FROM article WHERE sku = ?", (sku,)).fetchone()
        if row is None:
            raise NotFound(what=N_("article"), ref=sku)
        article_id = int(row[0])
        places = [keep(work, name) for name in dict.fromkeys(wanted)]
        run("UPDATE article SET bin = ? WHERE id = ?", (places[0].name if places else "", article_id))
        run("DELETE FROM article_bin WHERE article_id = ?", (article_id,))
        for place in places[1:]:
            run("INSERT INTO article_bin (article_id, bin_id) VALUES (?, ?)", (article_id, place.id))
        work.changed("article", article_id)
        return of_article(article_id)


def staging() -> str:
    """Where things lie that wait to be put away, "" where the shop has named none."""
    return str(settings.value(_STAGING, ""))


def stage_at(name: str) -> None:
    """Name the staging bin; it is made if it is not there yet. "" for none."""
    with unit() as work:
        settings.remember(_STAGING, keep(work, storable(name.strip())).name if name.strip() else "")


def _by_name(text: str) -> Place | None:
    """By its exact name before its name in other capitals; one that two bins have in other capitals is none."""
    rows = run("SELECT id, code, path FROM bin WHERE code = ?", (text,)).fetchall()
    if not rows and text:
        rows = run("SELECT id, code, path FROM bin WHERE lower(code) = lower(?) LIMIT 2", (text,)).fetchall()
    return Place(*rows[0]) if len(rows) == 1 else None

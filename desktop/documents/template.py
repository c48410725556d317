"""Templates: what a shop's owner has chosen of a paper. Which parts it shows, the owner's own words, the logo.

There is no colour to choose: a paper is black and grey, and colour is only in the store's logo. A template is data: it
holds texts that are filled already, and never code, markup or the name of a file.
"""

from dataclasses import dataclass
from enum import StrEnum

from desktop.documents.page import Paper, Style, wrapped


class LogoPlace(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Template:
    """What one paper is drawn by. `texts` are pairs of a part's name and the words that stand there instead of ours.

    `logo` None: as this kind of paper usually has it; `logo_mm` 0: as large as usual.
    """

    hidden: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    logo: bool | None = None
    logo_mm: float = 0.0
    logo_at: LogoPlace | None = None

    def shows(self, part: str) -> bool:
        return part not in self.hidden

    def text(self, part: str, usual: str = "") -> str:
        """The owner's words for a part, ours where there are none."""
        return dict(self.texts).get(part) or usual


PLAIN = Template()


def lines(template: Template, part: str, style: Style, width: float, most: int = 6) -> list[str]:
    """The owner's words for a part in at most so many lines; none where there are no words."""
    text = template.text(part)
    return wrapped(text, style, width, most) if text else []


def logo_size(
    paper: Paper, template: Template, data: bytes, room: float, high: float, *, usual: bool = True, grey: bool = False
) -> tuple[float, float] | None:
    """How wide and high the logo will be in `room` mm, `high` as usual; None where there is none, or none wanted."""
    if not data or not (usual if template.logo is None else template.logo):
        return None
    return paper.picture_size(data, room, template.logo_mm or high, grey=grey)


def place_logo(
    paper: Paper,
    template: Template,
    data: bytes,
    x: float,
    y: float,
    room: float,
    high: float,
    *,
    usual: bool = True,
    grey: bool = False,
) -> tuple[float, float] | None:
    """Place the logo in a strip of the page from x on, `room` wide, its upper edge at y; return its size as above."""
    size = logo_size(paper, template, data, room, high, usual=usual, grey=grey)
    if size is None:
        return None
    places = {LogoPlace.CENTRE: x + (room - size[0]) / 2, LogoPlace.RIGHT: x + room - size[0]}
    paper.picture(places.get(template.logo_at or LogoPlace.LEFT, x), y, *size, data, grey=grey)
    return size

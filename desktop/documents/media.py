"""What papers are printed on. Sizes in mm; `height` 0 = a roll that is cut after the last line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """One size of paper."""

    name: str
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        return self.width, self.height


_ALL = (
    Media("A4", 210, 297),
    Media("A5", 148, 210),
    Media("A6", 105, 148),
    Media("100x150", 100, 150),
    Media("100x50", 100, 50),
    Media("roll-80", 80, 0),
    Media("roll-58", 58, 0),
)
MEDIA: dict[str, Media] = {media.name: media for media in _ALL}

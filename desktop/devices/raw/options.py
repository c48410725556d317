"""What a person set for a raw printer, read from what the database keeps; what makes no sense counts as not set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from desktop.devices.raw.dots import Dots

_REACH_MM = (72, 48)  # what receipt printers of 80 and 58 mm reach: 576 and 384 dots; source: Epson, Star, their clones


@dataclass(frozen=True, slots=True)
class Options:
    """`width_dots` 0: what is usual. The others as in Job; `darkness` is that of domain/calibration.py."""

    width_dots: int = 0
    drawer: bool = False
    cutter: bool = False
    speed: int = 0
    darkness: int = 0
    gap_mm: float | None = None
    stored: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, object]) -> Self:
        """From a printer's settings."""
        calibration = settings.get("calibration")
        darkness = _number(calibration.get("darkness")) if isinstance(calibration, Mapping) else None
        gap = _number(settings.get("gap_mm"))
        return cls(
            width_dots=round(_number(settings.get("width_dots")) or 0),
            drawer=bool(settings.get("drawer")),
            cutter=bool(settings.get("cutter")),
            speed=min(14, max(0, round(_number(settings.get("speed")) or 0))),
            darkness=round(darkness or 0),
            stored=settings.get("graphics") == "gs-l",
            gap_mm=None if gap is None else min(20.0, max(0.0, gap)),
        )

    def width_for(self, page: Dots, dpi: int, *, rolls: bool) -> int:
        """The dots that the head reaches on this page."""
        if self.width_dots > 0:
            return self.width_dots
        heads = [(int(reach * dpi / 25.4) + 7) // 8 * 8 for reach in _REACH_MM] if rolls else []
        return next((head for head in heads if head <= page.width), page.width)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

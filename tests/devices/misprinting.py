"""A printer that is off, a person who folds the paper, and a scanner: which codes of a self-check would be read.

The page is rendered as the printer's dots, its bars grow, the printer moves, sizes and turns it, the paper ends, its
edges are folded to where the marks came out. It knows nothing of how the program works the folds out.
"""

import math
import random
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageChops, ImageDraw

from desktop.domain.calibration import Calibration, Matrix
from desktop.domain.self_check import MODULES, Layout, Side, Step
from tests.documents import reading

Point = tuple[float, float]
_ENOUGH = 3
_FINER = 2  # pixels a dot, so that bars can grow by half a dot at each side


@dataclass(frozen=True)
class Fault:
    """What the printer does. `growth`: how many dots wider each bar comes out. `fold_mm`: how badly a person folds."""

    off: Calibration
    growth: int = 0
    fold_mm: float = 0.0


def about_middle(size: Point, across: float, down: float, scale_x: float, scale_y: float, turn: float) -> Calibration:
    """A printer that moves the page's middle by so much, and sizes and turns the page about it."""
    still = Calibration(0, 0, scale_x, scale_y, turn).matrix()
    x, y = still.place(size[0] / 2, size[1] / 2)
    return Calibration(size[0] / 2 + across - x, size[1] / 2 + down - y, scale_x, scale_y, turn)


def any_fault(rng: random.Random, size: Point, fold_mm: float = 0.0) -> Fault:
    """Up to 3 mm, 1.5 %, 1 degree, 2 dots."""
    off = about_middle(
        size, rng.uniform(-3, 3), rng.uniform(-3, 3), rng.uniform(0.985, 1.015), rng.uniform(0.985, 1.015),
        rng.uniform(-1, 1),
    )  # fmt: skip
    return Fault(off, rng.randrange(3), fold_mm)


def printed(pdf: bytes, dpi: int, growth: int) -> list[Image.Image]:
    """The pages' dots, with bars that grew."""
    pages = []
    for number in range(reading.pages(pdf)):
        dots = reading.image(pdf, number, dpi)
        fine = dots.resize((dots.width * _FINER, dots.height * _FINER), Image.Resampling.NEAREST)
        pages.append(_grown(fine, growth))
    return pages


def _grown(picture: Image.Image, pixels: int) -> Image.Image:
    """Each dark pixel with those around it, so many far."""
    for _turn in range(pixels):
        for across, down in ((1, 0), (0, 1)):
            beside = ImageChops.darker(ImageChops.offset(picture, across, down), picture)
            picture = ImageChops.darker(ImageChops.offset(picture, -across, -down), beside)
    return picture


def read(pdf: bytes, page: Layout, fault: Fault, known: Calibration, rng: random.Random) -> list[str]:
    """The texts of the codes that a scanner reads of the printed and folded page, in any order.

    `known` is the correction that `pdf` was drawn with.
    """
    pages = printed(pdf, page.dpi, fault.growth)
    found = [_whole(picture) for picture in pages[1 if page.steps else 0 :]]
    for place in range(8) if page.steps else ():
        steps = [step for step in page.steps if step.place == place]
        if place % 2 == 0:
            fold = _fold(steps[0].side, page, fault.off.matrix().after(known.correction()), fault.fold_mm, rng)
        read_here: list[list[str]] = []
        for step in steps:  # from the outermost inwards; a person scans a few of those that read
            read_here.append(_beside(step, page, pages[0], fold, fault, known))
            if len([texts for texts in read_here if texts]) == _ENOUGH:
                break
        found += read_here
    texts = [text for some in found for text in some]
    rng.shuffle(texts)
    return texts


def _whole(picture: Image.Image) -> list[str]:
    """Every code of a page that lies there unfolded."""
    texts = []
    for turned in (picture, picture.rotate(90, expand=True, fillcolor=255)):
        texts += [code.text for code in zxingcpp.read_barcodes(turned, formats=zxingcpp.BarcodeFormat.Code128,
                                                               try_rotate=False, try_downscale=False)]  # fmt: skip
    return texts


def _fold(side: Side, page: Layout, out: Matrix, slip_mm: float, rng: random.Random) -> tuple[Point, Point]:
    """Two points of the paper on the crease, when this edge of the paper is laid onto the marks as they came out."""
    width, height, deep = page.width, page.height, page.fold * page.dot
    edge, marks = {
        Side.TOP: (((0, 0), (width, 0)), ((0, deep), (width, deep))),
        Side.BOTTOM: (((0, height), (width, height)), ((0, height - deep), (width, height - deep))),
        Side.LEFT: (((0, 0), (0, height)), ((deep, 0), (deep, height))),
        Side.RIGHT: (((width, 0), (width, height)), ((width - deep, 0), (width - deep, height))),
    }[side]
    line = [out.place(*point) for point in marks]
    inward = {Side.TOP: (0, 1), Side.BOTTOM: (0, -1), Side.LEFT: (1, 0), Side.RIGHT: (-1, 0)}[side]
    slips = [rng.uniform(-slip_mm, slip_mm) for _end in line]
    line = [(x + slip * inward[0], y + slip * inward[1]) for (x, y), slip in zip(line, slips, strict=True)]
    # Each point of the edge comes to lie on the marks: points of both lines that are as far from where the lines meet
    # lie on each other, and the crease goes through the middle between them.
    start, ahead = _unit(*edge)
    begin, along = _unit(*line)
    cross = ahead[0] * along[1] - ahead[1] * along[0]
    if abs(cross) < 1e-9:
        return tuple(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(edge, line, strict=True))  # type: ignore[return-value]
    gap = (begin[0] - start[0], begin[1] - start[1])
    far = (gap[0] * along[1] - gap[1] * along[0]) / cross
    meet = (start[0] + far * ahead[0], start[1] + far * ahead[1])
    ends = []
    for point in edge:
        far = (point[0] - meet[0]) * ahead[0] + (point[1] - meet[1]) * ahead[1]
        ends.append((meet[0] + far * (ahead[0] + along[0]) / 2, meet[1] + far * (ahead[1] + along[1]) / 2))
    return ends[0], ends[1]


def _unit(one: Point, other: Point) -> tuple[Point, Point]:
    long = math.dist(one, other)
    return one, ((other[0] - one[0]) / long, (other[1] - one[1]) / long)


def _beside(step: Step, page: Layout, picture: Image.Image, fold: tuple[Point, Point], fault: Fault,
            known: Calibration) -> list[str]:  # fmt: skip
    """One code, seen alone: what of it lies on the paper and before the fold."""
    box = _box(step, page)
    drawn = known.correction()
    fine = _FINER / page.dot
    wide, high = (max(1, round(side * fine)) for side in (box[2] - box[0], box[3] - box[1]))
    # From a pixel of the view to a pixel of the picture: through the place that the code was drawn at.
    a, b, c, d = drawn.a, drawn.b, drawn.c, drawn.d
    x, y = drawn.place(box[0], box[1])
    seen = picture.transform(
        (wide, high), Image.Transform.AFFINE, (a, b, x * fine, c, d, y * fine), Image.Resampling.BILINEAR, fillcolor=255
    )
    back = fault.off.matrix().after(drawn).inverse()
    brush = ImageDraw.Draw(seen)
    corners = ((0, 0), (page.width, 0), (page.width, page.height), (0, page.height))
    ends = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    for line in (*ends, fold):
        _blank(brush, line, back, box, fine, (page.width / 2, page.height / 2))
    lying = step.side in (Side.LEFT, Side.RIGHT)
    alone = seen if lying else seen.rotate(90, expand=True)
    framed = Image.new("L", (alone.width + 80, alone.height), 255)
    framed.paste(alone, (40, 0))
    return [code.text for code in zxingcpp.read_barcodes(framed, formats=zxingcpp.BarcodeFormat.Code128,
                                                         try_rotate=False, try_downscale=False)]  # fmt: skip


def _blank(brush: ImageDraw.ImageDraw, line: tuple[Point, Point], back: Matrix, box: tuple[float, float, float, float],
           fine: float, inside: Point) -> None:  # fmt: skip
    """White where the paper's middle is not: behind a line of the paper."""
    (x0, y0), (ux, uy) = _unit(*line)
    side = 1 if (inside[0] - x0) * -uy + (inside[1] - y0) * ux < 0 else -1
    far = 1000.0
    away = (-uy * side * far, ux * side * far)
    places = [(x0 - ux * far, y0 - uy * far), (x0 + ux * far, y0 + uy * far)]
    polygon = [*places, *((x + away[0], y + away[1]) for x, y in reversed(places))]
    pixels = [
        ((x - box[0]) * fine - 0.5, (y - box[1]) * fine - 0.5) for x, y in (back.place(*point) for point in polygon)
    ]
    brush.polygon(pixels, fill=255)


def _box(step: Step, page: Layout) -> tuple[float, float, float, float]:
    """Where a code was meant to be on the page, with two dots of white at its ends: left, top, right, bottom."""
    dot = page.dot
    near, far = (step.start - 2) * dot, (step.start + MODULES * page.module + 2) * dot
    low, high = (step.along - page.high // 2) * dot, (step.along - page.high // 2 + page.high) * dot
    return {
        Side.LEFT: (near, low, far, high),
        Side.RIGHT: (page.width - far, low, page.width - near, high),
        Side.TOP: (low, near, high, far),
        Side.BOTTOM: (low, page.height - far, high, page.height - near),
    }[step.side]

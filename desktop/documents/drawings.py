"""Our icons as the lines that paper draws: the same files as on the screen, 24 units wide, y downwards."""

import math
import re
from functools import cache

from desktop import paths

_SHAPE = re.compile(r"<(path|line|rect|circle)\b([^>]*)/?>")
_VALUE = re.compile(r'([\w-]+)="([^"]*)"')
_STEP = re.compile(r"[MmLlHhVvCcAaZz]|-?(?:\d+\.?\d*|\.\d+)")

Point = complex


@cache
def icon(name: str) -> str:
    """The icon's lines as operators of a PDF, for `Paper.strokes`."""
    text = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return " ".join(_shape(kind, dict(_VALUE.findall(values))) for kind, values in _SHAPE.findall(text))


def _shape(kind: str, values: dict[str, str]) -> str:
    if kind == "path":
        return _path(values["d"])
    number = {name: float(value) for name, value in values.items()}
    if kind == "line":
        return _move(complex(number["x1"], number["y1"])) + _line(complex(number["x2"], number["y2"]))
    if kind == "circle":
        return _ellipse(complex(number["cx"], number["cy"]), number["r"])
    x, y, width, height, round_ = (number.get(one, 0.0) for one in ("x", "y", "width", "height", "rx"))
    return _path(
        f"M{x + round_} {y}h{width - 2 * round_}a{round_} {round_} 0 0 1 {round_} {round_}v{height - 2 * round_}"
        f"a{round_} {round_} 0 0 1 {-round_} {round_}h{2 * round_ - width}a{round_} {round_} 0 0 1 {-round_} {-round_}"
        f"v{2 * round_ - height}a{round_} {round_} 0 0 1 {round_} {-round_}z"
    )


def _path(text: str) -> str:
    """What the icons use of SVG's paths: M L H V C A Z, and the same from where the pen is."""
    steps = _split(text)
    out, pen, begin, order = [], 0j, 0j, ""
    place = 0
    while place < len(steps):
        if steps[place].isalpha():
            order = steps[place]
            place += 1
        origin = pen if order.islower() else 0j
        kind = order.upper()
        if kind == "Z":
            out.append("h")
            pen = begin
            continue
        count = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7}[kind]
        given = [float(step) for step in steps[place : place + count]]
        place += count
        if kind == "H":
            pen = complex(given[0] + origin.real, pen.imag)
            out.append(_line(pen))
        elif kind == "V":
            pen = complex(pen.real, given[0] + origin.imag)
            out.append(_line(pen))
        elif kind == "C":
            one, two, end = (complex(given[at], given[at + 1]) + origin for at in (0, 2, 4))
            out.append(_curve(one, two, end))
            pen = end
        elif kind == "A":
            end = complex(given[5], given[6]) + origin
            out.append(_arc(pen, end, given[0], bool(given[3]), bool(given[4])))
            pen = end
        else:
            pen = complex(given[0], given[1]) + origin
            out.append(_move(pen) if kind == "M" else _line(pen))
            if kind == "M":  # further pairs behind it are lines
                begin, order = pen, "l" if order == "m" else "L"
    return " ".join(out)


def _split(text: str) -> list[str]:
    """Letters and numbers; the two flags of an arc may stand without a gap before what follows."""
    steps: list[str] = []
    for order, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", text):
        if order in "Aa":
            number = r"(-?(?:\d+\.?\d*|\.\d+))[\s,]*"
            arcs = re.findall(rf"{number * 3}([01])[\s,]*([01])[\s,]*{number * 2}", rest)
            steps += [part for arc in arcs for part in (order, *arc)]
        else:
            steps += [order, *_STEP.findall(rest)]
    return steps


def _arc(start: Point, end: Point, radius: float, large: bool, clockwise: bool) -> str:
    """Part of a circle as curves of at most a quarter each. All arcs of the icons are of circles."""
    chord = end - start
    if not chord or not radius:
        return _line(end)
    radius = max(radius, abs(chord) / 2)
    height = math.sqrt(max(0.0, radius * radius - abs(chord) ** 2 / 4))
    side = 1 if large != clockwise else -1
    centre = (start + end) / 2 - side * height * 1j * chord / abs(chord) * -1
    first = math.atan2((start - centre).imag, (start - centre).real)
    turn = math.atan2((end - centre).imag, (end - centre).real) - first
    if clockwise and turn < 0:
        turn += 2 * math.pi
    elif not clockwise and turn > 0:
        turn -= 2 * math.pi
    count = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-9))
    part = turn / count
    handle = 4 / 3 * math.tan(part / 4) * radius
    out = []
    for number in range(count):
        a, b = first + number * part, first + (number + 1) * part
        on_a, on_b = complex(math.cos(a), math.sin(a)), complex(math.cos(b), math.sin(b))
        out.append(
            _curve(centre + on_a * radius + handle * 1j * on_a, centre + on_b * radius - handle * 1j * on_b,
                   centre + on_b * radius)
        )  # fmt: skip
    return " ".join(out)


def _ellipse(centre: Point, radius: float) -> str:
    return f"{_path(f'M{centre.real - radius} {centre.imag}a{radius} {radius} 0 1 1 {2 * radius} 0')} " + _arc(
        centre + radius, centre - radius, radius, False, True
    )


def _move(to: Point) -> str:
    return f"{to.real:.3f} {to.imag:.3f} m "


def _line(to: Point) -> str:
    return f"{to.real:.3f} {to.imag:.3f} l"


def _curve(one: Point, two: Point, end: Point) -> str:
    return " ".join(f"{point.real:.3f} {point.imag:.3f}" for point in (one, two, end)) + " c"

"""X2, M2: a scanner that types as a US board, on computers with other layouts: right, or refused; never another code.

The real program, real keys. Every printing sign of ASCII, in the middle, at the beginning and at the end of codes; then
once more after the calibration code was scanned.
"""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.codes import order_code
from desktop.domain.scanners import CALIBRATION
from tests.flows import xkeys
from tests.flows.scan_run import SKUS, Program, make_shop
from tests.flows.xkeys import CAPS_LOCK, Keyboard

MISSING = [name for name in ("Xvfb", "xdotool", "setxkbmap") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.skipif(
        bool(MISSING) or not xkeys.available(), reason=f"not installed: {', '.join(MISSING) or 'libXtst'}"
    ),
    pytest.mark.alone,
    pytest.mark.timeout(240),
]
PRINTED = "".join(chr(number) for number in range(33, 127))
CODES = [
    *(PRINTED[at : at + 8] for at in range(0, len(PRINTED), 8)),
    *(f"{PRINTED[at]}7x{PRINTED[-at]}Q{PRINTED[(at * 7) % 94]}" for at in range(0, 94, 3)),
    "A b-C d/9", "]C10109506000134352", "https://id.gs1.org/01/09506000134352", "(01)0950_A:B;C", "KOLLI-000123/45",
]  # fmt: skip
CERTAIN = ["4006381333931", "]E04006381333931", str(order_code("10482")), "7310865004703"]


@pytest.fixture(scope="module")
def shown() -> Iterator[str]:
    with xkeys.display() as name:
        yield name


@pytest.fixture
def keyboard(shown: str) -> Iterator[Keyboard]:
    keyboard = Keyboard(shown)
    yield keyboard
    keyboard.layout("us")
    keyboard.close()


@pytest.fixture
def program(shown: str, data_folder: Path, keyboard: Keyboard) -> Iterator[Program]:
    make_shop(data_folder)
    running = Program(data_folder, shown)
    yield running
    running.close()


def _scan(program: Program, keyboard: Keyboard, texts: list[str]) -> list[str | None]:
    """What each came to: the text that was heard, None where it was refused."""
    outcomes: list[str | None] = []
    for text in texts:
        scans, refused = len(program.scans), len(program.refused)
        keyboard.scan(text, 2)
        program.wait_for(scans + refused + 1, 3)
        time.sleep(0.01)
        heard, no = program.scans[scans:], program.refused[refused:]
        assert len(heard) + len(no) == 1, f"{text!r}: {heard} {no}"
        outcomes.append(heard[0] if heard else None)
    return outcomes


_OFTEN = (("us", False), ("se", False), ("fr", False), ("se", True))
_ALL = [(layout, caps) for layout in ("us", "se", "gb", "fr", "id", "de") for caps in (False, True)]


@pytest.mark.parametrize(
    ("layout", "caps"), [*_OFTEN, *(pytest.param(*one, marks=pytest.mark.hard) for one in _ALL if one not in _OFTEN)]
)
def test_every_sign_is_right_or_refused_and_right_after_the_calibration(
    program: Program, keyboard: Keyboard, layout: str, caps: bool
) -> None:
    keyboard.layout(layout)
    time.sleep(0.3)
    if caps:
        keyboard.tap(CAPS_LOCK)
    try:
        program.do("focus", -1)
        before = _scan(program, keyboard, CODES)
        assert [pair for pair in zip(CODES, before, strict=True) if pair[1] not in (pair[0], None)] == []
        proven = _scan(program, keyboard, [*CERTAIN, *SKUS])
        assert [text.upper() if text else text for text in proven[: len(CERTAIN)]] == CERTAIN  # they prove themselves
        assert proven[len(CERTAIN) :] == list(SKUS)  # the shop knows them

        keyboard.scan(CALIBRATION, 2)
        end = time.monotonic() + 10
        while not any(said[0] == "learned" for said in program.said) and time.monotonic() < end:
            time.sleep(0.02)
        assert any(said[0] == "learned" for said in program.said), program.said[-5:]
        assert _scan(program, keyboard, [*CODES, *CERTAIN, *SKUS]) == [*CODES, *CERTAIN, *SKUS]
        wanted = {"se": "Swedish", "fr": "French", "de": "German", "gb": "British"}.get(layout)
        if wanted and not caps:
            assert ["repaired", "layout", wanted] in program.said
    finally:
        if caps:
            keyboard.tap(CAPS_LOCK)

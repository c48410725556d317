"""The command card: every command and digit is read back from the dots, and the wrong one is hard to hit."""

import itertools
import math

import pytest
import zxingcpp

from desktop.documents import bars, command_card
from desktop.documents.command_card import CommandCard
from desktop.domain.codes import Command, Kind, command_code, read
from desktop.i18n import LANGUAGES
from tests.documents import reading

CARD = CommandCard("Meja 2")
ALL = [command_code(command) for command in Command]


def found(pdf: bytes, page: int, dpi: int) -> list[str]:
    return [text for _kind, text in reading.codes(reading.image(pdf, page, dpi))]


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_every_command_is_read_from_the_dots_of_the_printer(dpi):
    pdf = command_card.draw(CARD, "id", dpi)
    assert reading.pages(pdf) == 2
    codes = found(pdf, 0, dpi) + found(pdf, 1, dpi)
    assert sorted(codes) == sorted(ALL)
    assert all(read(code).kind is Kind.COMMAND for code in codes)


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_bars_are_whole_dots_of_about_a_third_of_a_millimetre_with_white_beside_them(dpi):
    pdf = command_card.draw(CARD, "sv", dpi)
    for page, rows in ((0, command_card.FIRST), (1, (*command_card.SECOND, *command_card.DIGITS))):
        picture = reading.image(pdf, page, dpi)
        for row in rows:
            code = command_code(row.command)
            widths = reading.bars(picture, code).widths
            module = math.gcd(*widths)
            assert sum(widths) == module * bars.code128(code).width
            assert abs(module - 0.34 * dpi / 25.4) <= 0.5, (code, module)
            assert min(reading.quiet_dots(picture, code)) >= 10 * module


@pytest.mark.parametrize("page", [0, 1])
def test_codes_take_turns_at_left_and_right_and_none_is_beside_another(page):
    dpi = 203
    picture = reading.image(command_card.draw(CARD, "en", dpi), page, dpi)
    codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code128)
    codes.sort(key=lambda code: code.position.top_left.y)
    sides = [code.position.top_left.x > picture.width / 2 for code in codes]
    assert all(one is not other for one, other in itertools.pairwise(sides))
    for one, other in itertools.pairwise(codes):
        assert other.position.top_left.y > one.position.bottom_left.y  # a line across hits one code only


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_lies_over_another_and_every_code_has_its_text(language):
    pdf = command_card.draw(CommandCard("Bänk nummer tjugotvå vid den stora porten mot hamnen"), language)
    assert reading.clashes(pdf) == []
    said = reading.text(pdf)
    assert all(code in said for code in ALL)


def test_the_bench_s_language_is_the_largest_and_the_guarded_one_names_the_badge():
    boxes = reading.boxes(command_card.draw(CARD, "sv", 203))
    high = {box.text: box.bottom - box.top for box in boxes}
    assert "Meja 2" in high
    swedish = max((text for text in high if "Öppna igen" in text), key=lambda text: high[text])
    assert swedish == "Öppna igen"
    assert high[swedish] > 1.5 * max(height for text, height in high.items() if "Reopen" in text)
    badges = [box for box in boxes if box.text.startswith("+ ")]
    part = next(box for box in boxes if box.text == command_code(Command.PART))
    assert len(badges) == 1
    assert abs(badges[0].top - part.top) < 5  # in the row of the command that it guards


def test_the_same_values_make_the_same_bytes():
    assert command_card.draw(CARD, "id", 300) == command_card.draw(CARD, "id", 300)

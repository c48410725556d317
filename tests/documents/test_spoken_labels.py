"""Labels in a printer's own letters: whatever a customer is called, the printer obeys us alone."""

import random
import re
import sys
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from desktop.devices.raw import LANGUAGES
from desktop.devices.raw.language import Job
from desktop.documents.parcel_label import ParcelLabel
from desktop.documents.parts import Party
from desktop.documents.spoken import parcel_label as spoken
from desktop.documents.template import Template
from tests.devices import tspl_reader, zpl_reader
from tests.documents import samples
from tests.hard import runs as hard

READERS: dict[str, Any] = {"zpl": zpl_reader.commands, "tspl": tspl_reader.commands}
# What a hostile name is made of: commands of all languages, their signs, control characters, other people's letters.
PIECES = (
    "^XZ", "^XA", "^FS", "^FD", "^FH", "_5E", "_", "~JA", "~HS", "~DG", "^", "~", "^CC!", "^CT+", "^CI0", ">:", ">;",
    '"', '\\["]', "\\", "\\[R]", '",0,"', "\r\nPRINT 9,9\r\n", "\r\nCUT\r\n", "SELFTEST", "\x1b!R", "\x1b!?", "~!T",
    "\x1b@", "\x1bp\x00\x19\xfa", "\x1dVB\x00", "\x10\x14\x01\x00\x01", "\x00", "\x01", "\n", "\r", "\t", "\x7f",
    "%s", "%", "{}", "Åsa", "Öhman", "Ayu", "é", "–", "€", " ", "'", "; DROP", "井上", "😀", "\u202e", "\x85", "\ud7ff",
)  # fmt: skip
SAYABLE = tuple(piece for piece in PIECES if "\\" not in piece and not set(piece) & set("井上😀\u202e\x85\ud7ff"))
TSPL_SHOWS = dict.fromkeys([*range(32), 127], " ")


def of(chance: random.Random) -> ParcelLabel:
    # Most labels have only what the printer's letters can say: the others are drawn, and prove nothing here.
    pieces = PIECES if chance.random() < 0.1 else SAYABLE

    def hostile() -> str:
        return "".join(chance.choices(pieces, k=chance.randint(0, 4)))

    return replace(
        samples.label_sv(),
        to=Party(hostile(), tuple(hostile() for _line in range(chance.randint(0, 4)))),
        phone=hostile(),
        instruction=hostile().upper().strip(),
        tracking=hostile(),
        order_number="#" + hostile(),
        service=hostile(),
        sender=hostile(),
    )


def names(label: ParcelLabel) -> int:
    """How many texts of others a label has."""
    own = (label.to.name, label.phone, label.instruction, label.tracking, label.service, label.sender)
    return sum(1 for text in (*own, *label.to.lines, label.order_number.removeprefix("#")) if text)


def harmless(label: ParcelLabel) -> ParcelLabel:
    """The same label with letters that mean nothing in any language, as many in each place."""
    return replace(
        label,
        to=Party("b" * len(label.to.name), tuple("c" * len(line) for line in label.to.lines)),
        phone="d" * len(label.phone),
        instruction="E" * len(label.instruction),
        tracking="f" * len(label.tracking),
        order_number="#" + "g" * (len(label.order_number) - 1),
        service="h" * len(label.service),
        sender="i" * len(label.sender),
    )


def meant(language: str, label: ParcelLabel) -> list[Any]:
    """The commands of the harmless label with the customer's texts put into them, as people would read them."""
    texts = {
        "b": [label.to.name], "c": list(label.to.lines), "d": [label.phone], "E": [label.instruction],
        "f": [label.tracking], "g": [label.order_number], "h": [label.service], "i": [label.sender],
    }  # fmt: skip
    waiting = {sign: [text for text in some if text.removeprefix("#") or sign == "g"] for sign, some in texts.items()}
    made = spoken.draw_all([harmless(label)], "sv", 203, language)[0]
    assert made is not None
    found = []
    for command in READERS[language](made):
        said = command.data if language == "zpl" and command.name == "^FD" else getattr(command, "text", None)
        sign = (said or "").removeprefix("#")[:1] or ("g" if said == "#" else "")
        plain = said and sign in waiting and (said == "#" or set(said.removeprefix("#")) == {sign}) and waiting[sign]
        if plain:
            text = waiting[sign].pop(0)
            shown = text if language == "zpl" else text.translate(TSPL_SHOWS)
            command = replace(command, **{"data" if language == "zpl" else "text": shown})
        found.append(command)
    assert not any(waiting.values()), waiting
    return found


def obeyed(language: str, label: ParcelLabel) -> bool:
    """Whether the printer does exactly what was meant; a label that is drawn as a page has no commands to mistake."""
    made = spoken.draw_all([label], "sv", 203, language)[0]
    if made is None:
        return True
    try:
        return bool(READERS[language](made) == meant(language, label))
    except (AssertionError, ValueError):
        return False


@hard.runs(sample=3_000, whole=100_000)
@pytest.mark.parametrize("language", ["zpl", "tspl"])
def test_a_hostile_name_is_text_and_never_a_command(language: str, times: int) -> None:
    seed = hard.new_seed()
    chance = random.Random(seed)
    said = drawn = 0
    while said < times:
        label = of(chance)
        spoken_here = spoken.draw_all([label], "sv", 203, language)[0] is not None
        said, drawn = said + names(label) * spoken_here, drawn + (not spoken_here)
        assert obeyed(language, label), f"seed {seed}: {label!r}"
    hard.report("hostile names", seed, language=language, names=said, labels_drawn_as_pages=drawn, wrong=0)


@pytest.mark.parametrize("language", ["zpl", "tspl"])
def test_the_harness_sees_a_text_that_is_not_escaped(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    speech: ModuleType = spoken.SPOKEN[language]
    sign = {"zpl": ord("^"), "tspl": ord('"')}[language]
    table = {"zpl": "_HEX", "tspl": "_SAFE"}[language]
    careless = {code: text for code, text in getattr(speech, table).items() if code != sign}
    monkeypatch.setattr(speech, table, careless)
    chance = random.Random(7)
    assert not all(obeyed(language, of(chance)) for _time in range(500))


def test_a_label_says_what_was_given_in_both_languages() -> None:
    label = samples.label_sv()
    for language, read in READERS.items():
        made = spoken.draw_all([label], "sv", 203, language)[0]
        assert made
        said = {getattr(command, "text", None) or getattr(command, "data", "") for command in read(made)}
        assert {label.to.name, *label.to.lines, label.tracking, "#20741", "RING FÖRE LEVERANS"} <= said
        assert {"1/2", "2,1\u00a0kg", label.sender} <= said


@pytest.mark.parametrize(
    "change",
    [
        {"to": Party("井上 太郎", ("東京",))},
        {"to": Party("x" * 80, ("a",))},
        {"to": Party("Ayu", ("a",) * 7)},
        {"sscc": "373400000000000011"},
        {"collect_minor": 112_960, "currency": "SEK"},
        {"template": Template(texts=(("extra", "Tack!"),))},
        {"qr": "https://kolli.example/" + "x" * 60},
    ],
)
def test_what_the_printers_letters_cannot_hold_is_drawn_as_a_page(change: dict[str, Any]) -> None:
    assert spoken.draw_all([replace(samples.label_sv(), **change)], "sv", 203, "zpl") == [None]


def test_the_knife_and_the_copies_go_with_a_label_in_letters() -> None:
    label = replace(samples.label_sv(), to=Party("SIZE 1 mm ^XA PRINT 1,1", ("a",)))
    zpl, tspl = (spoken.draw_all([label], "sv", 203, language)[0] for language in ("zpl", "tspl"))
    assert zpl
    assert tspl
    job = Job(copies=2, cut=True, darkness=2)
    names = [command.name for command in zpl_reader.commands(LANGUAGES["zpl"].dressed(zpl, job))]
    assert (names.count("^XA"), names.count("^MM"), names.count("^MD")) == (2, 2, 2)
    lines = [command.name for command in tspl_reader.commands(LANGUAGES["tspl"].dressed(tspl, job))]
    assert (lines.count("CUT"), lines.count("DENSITY"), lines.count("PRINT")) == (2, 2, 2)
    assert sys.getsizeof(zpl) < 3_000, "a label in letters is small"
    assert not re.search(rb"[\x00-\x09\x0b-\x1f]", zpl)

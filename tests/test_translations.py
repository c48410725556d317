"""Every text for people exists in every language, with the same holes, and none escapes translation."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.shared import REPO

HOLE = re.compile(r"\{\w*[^}]*\}")
MARKS = {"_", "N_", "C_", "gettext", "ngettext"}
# What people read is the first word of these; the rest are icons, keys and roles.
SHOWN = {
    "setText", "setPlaceholderText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "KeyButton",
    "Label", "ElideLabel", "Badge", "Column", "set_title", "set_label", "set_accessible", "say_wrong", "say_trouble",
    "NoteBar", "ask_quantity",
}  # fmt: skip
# Names of the program's own: the same in every language.
NAMES = {"Kolli", "Ctrl K", "https://", "ipp://", "CUP-*"}


def test_every_text_is_translated_and_keeps_its_holes() -> None:
    command = [sys.executable, "scripts/i18n.py", "--check"]
    found = subprocess.run(command, cwd=REPO, capture_output=True, text=True)
    assert found.returncode == 0, "\n" + found.stdout + found.stderr


@pytest.mark.parametrize("language", ["id", "sv"])
def test_the_holes_of_a_translation_are_the_texts(language: str) -> None:
    wrong = [
        (said, HOLE.findall(said))
        for text in messages(language)
        for meant, said in pairs(text)
        if Counter(HOLE.findall(meant)) != Counter(HOLE.findall(said))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["id", "sv"])
def test_a_translation_begins_and_ends_as_the_text_does(language: str) -> None:
    """The same blanks, line ends and kind of end, so that sentences may be put together; nothing is only guessed."""
    wrong = [
        said
        for text in messages(language)
        for meant, said in pairs(text)
        if edges(meant) != edges(said) or text.fuzzy or said.count("\n") != meant.count("\n")
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["id", "sv"])
def test_a_glossary_heads_each_catalogue(language: str) -> None:
    assert (REPO / "resources" / "i18n" / f"{language}.po").read_text(encoding="utf-8").startswith("# Kolli in ")


def test_no_text_is_put_together_before_it_is_translated() -> None:
    """An f-string is filled before it is looked up, so it is never found."""
    wrong = [
        f"{file}:{call.lineno}" for file, call in calls(REPO / "desktop") if named(call) in MARKS and is_filled(call)
    ]
    assert wrong == []


def test_no_text_on_a_screen_escapes_translation() -> None:
    wrong = [
        f"{file}:{call.lineno}: {text}"
        for file, call in calls(REPO / "desktop" / "ui")
        if named(call) in SHOWN and call.args
        for text in literals(call.args[0])
        if re.search(r"[A-Za-z]{2}", text) and text not in NAMES
    ]
    assert wrong == []


def messages(language: str) -> list[Message]:
    with (REPO / "resources" / "i18n" / f"{language}.po").open("rb") as file:
        return [text for text in read_po(file, locale=language) if text.id]


def pairs(text: Message) -> Iterator[tuple[str, str]]:
    """Each form of a translation beside the text that it stands for; one form alone stands for the many."""
    meant, said = forms(text.id), forms(text.string)
    yield from zip(meant if len(said) > 1 else meant[-1:], said, strict=True)


def forms(said: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said or ())


def edges(text: str) -> tuple[bool, bool, str]:
    end = text.rstrip()[-1:]
    return text.startswith(" "), text.endswith(" "), end if end in ".:?…" else ""


def calls(folder: Path) -> Iterator[tuple[Path, ast.Call]]:
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield file.relative_to(REPO), node


def named(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def is_filled(call: ast.Call) -> bool:
    return any(isinstance(given, ast.JoinedStr) for given in call.args)


def literals(given: ast.expr) -> Iterator[str]:
    """The words that stand in the code itself: a string, or what stands between the holes of an f-string."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.JoinedStr):
        for part in given.values:
            yield from literals(part)
    elif isinstance(given, ast.IfExp):
        yield from literals(given.body)
        yield from literals(given.orelse)

"""docs/command-line.md is a promise to other programs: it names every command and every word of one."""

import argparse
import re
from collections.abc import Iterator

from desktop.cli import parser
from desktop.services import export_lists
from tests.shared import REPO

_TEXT = (REPO / "docs" / "command-line.md").read_text(encoding="utf-8")


def _commands(of: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Each command with its words, and the options that are its own."""
    inner = [action for action in of._actions if isinstance(action, argparse._SubParsersAction)]
    told = [action for action in of._actions if action.help is not argparse.SUPPRESS]
    options = {option for action in told for option in action.option_strings if option.startswith("--")}
    yield words, options
    for each in inner:
        for name, command in each.choices.items():
            yield from _commands(command, (*words, name))


def test_every_command_and_every_option_is_named() -> None:
    rows = [row for row in _TEXT.splitlines() if row.startswith("| `kolli ")]
    everywhere = {"--help", "--data", "--database", "--json", "--lang"}
    missing = []
    for words, options in _commands(parser()):
        if not words:
            continue
        own = [row for row in rows if row.startswith(f"| `kolli {words[0]}")]
        text = " ".join(own)
        missing += [f"{' '.join(words)}: {word}" for word in words if not re.search(rf"\b{re.escape(word)}\b", text)]
        missing += [f"{' '.join(words)} {option}" for option in options - everywhere if option not in text]
    assert sorted(set(missing)) == []


def test_every_list_that_can_be_exported_is_named() -> None:
    row = next(row for row in _TEXT.splitlines() if row.startswith("| `kolli export "))
    said = row.partition("LIST: ")[2].partition(". ")[0].split(", ")
    assert said == ["orders", *export_lists.LISTS]

"""Reading the command line: what is wrong with it is said in one sentence, in the person's language."""

import argparse
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from desktop.domain.errors import BadInput, KolliError
from desktop.i18n import LANGUAGES, N_, _


class WrongUsage(KolliError):
    """What was typed is no command; `say()` ends with the way to the right one."""

    text = N_("{what} Type {help} to see what can be given.")


# What argparse finds wrong, and how we say it; the group is what was typed or left out.
_FAULTS = (
    (r"the following arguments are required: (.+)", N_("{given} is missing.")),
    (r"one of the arguments (.+) is required", N_("One of {given} is missing.")),
    (r"unrecognized arguments: (.+)", N_("{given} is not understood here.")),
    (r"ambiguous option: (\S+) .*", N_("{given} may mean several options.")),
    (r"argument (?:\S+/)?(\S+): expected .*", N_("{given} needs a value.")),
    (r"argument (\S+): not allowed with argument (?:\S+)", N_("{given} does not go together with the other option.")),
    (r"argument (?:\S+/)?\S+: ignored explicit argument (.+)", N_("{given} is not understood here.")),
    (r"argument (\S+): (?!expected|not allowed|ignored|invalid)(.+)", N_("{given}: {why}.")),
    (r"argument .*: invalid choice: (.+?) \(choose from .*\)", N_("{given} is not known.")),
)


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argparse parser that raises WrongUsage, and whose commands may be shortened by nobody."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("allow_abbrev", False)
        super().__init__(formatter_class=_Help, add_help=False, **settings)
        # argparse has these words in English only.
        self._positionals.title, self._optionals.title = _("arguments"), _("options")
        self.add_argument("-h", "--help", action="help", help=_("show these lines"))

    def error(self, message: str) -> NoReturn:
        what = _("This is not understood.")
        for pattern, sentence in _FAULTS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                what = _(sentence).format(given=found[1], why=found[found.re.groups])
                break
        raise WrongUsage(what=what, help=f"{self.prog} --help")


def add_everywhere(parser: argparse.ArgumentParser, *, top: bool = False) -> None:
    """What every command takes, before or behind its name."""
    unless: Any = {} if top else {"default": argparse.SUPPRESS}
    group = parser.add_argument_group(_("everywhere"))
    group.add_argument("--data", type=Path, metavar="DIR", help=_("the shop's folder; else KOLLI_DATA"), **unless)
    group.add_argument("--database", metavar="URL", type=database, help=_("postgresql://..., or a file"), **unless)
    group.add_argument("--json", action="store_true", help=_("one JSON document on stdout"), **unless)
    group.add_argument("--lang", type=one_of(N_("The language"), LANGUAGES), metavar="en|id|sv",
                       help=_("the language of messages, pages and papers"), **unless)  # fmt: skip


def first_language(words: list[str]) -> str:
    """The language for what is wrong before the shop is open: --lang, else the system's."""
    for place, word in enumerate(words):
        given = word.partition("=")[2] if word.startswith("--lang=") else "".join(words[place + 1 : place + 2])
        if (word == "--lang" or word.startswith("--lang=")) and given in LANGUAGES:
            return given
    return next((os.environ[name][:2] for name in ("LC_ALL", "LC_MESSAGES", "LANG")
                 if os.environ.get(name, "")[:2] in LANGUAGES), "en")  # fmt: skip


def one_of(what: str, known: Iterable[str]) -> Any:
    """A reader of one of these words; `what` is marked with N_()."""
    choices = [str(word) for word in known]

    def read(text: str) -> str:
        if text not in choices:
            raise BadInput(what=what, value=text, next=_("Known are: {words}.").format(words=", ".join(choices)))
        return text

    return read


def whole(what: str, least: int, most: int) -> Any:
    """A reader of whole numbers between two others; `what` is marked with N_()."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise BadInput(what=what, value=text,
                           next=_("Type a number from {least} to {most}.").format(least=least, most=most))  # fmt: skip
        return int(text)

    return read


def database(text: str) -> str:
    """A database's address. One of another kind is refused without repeating it: it may hold a password."""
    kind, mark, rest = text.partition("://")
    if mark and kind == "sqlite":
        return rest.removeprefix("/") or rest
    if (mark and kind not in ("postgresql", "postgres")) or not text.strip():
        raise BadInput(what=N_("The database"), value=f"{kind}://..." if mark else text,
                       next=N_("Give postgresql://... or a file."))  # fmt: skip
    return text


def size(text: str) -> tuple[int, int]:
    """A window's size such as 1366x768."""
    found = re.fullmatch(r"([0-9]{3,4})x([0-9]{3,4})", text)
    if not found or int(found[1]) < 1024 or int(found[2]) < 640:
        raise BadInput(what=N_("The size"), value=text, next=N_("Type it as 1366x768; the smallest is 1024x640."))
    return int(found[1]), int(found[2])

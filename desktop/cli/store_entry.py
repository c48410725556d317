"""What a kind of store asks for, on the command line: settings by --set, keys by prompt, environment or file."""

import getpass
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop.domain.errors import BadInput
from desktop.domain.telling import WORDS
from desktop.i18n import N_, _
from desktop.sync.fields import Field, Keep, Shape

_OWN = ("ca_file",)  # these have an option of their own


def settings_of(fields: Sequence[Field], given: Sequence[str]) -> dict[str, object]:
    """`given` are NAME=VALUE; what is not named has its first choice, or is left out.

    Raises:
        BadInput: no such field, a value that it cannot have, or a key, which others could read here.
    """
    known = {field.name: field for field in fields}
    typed = pairs(given, N_("The setting"))
    for name, value in typed.items():
        field = known.get(name)
        if field is None or field.keep is Keep.ADDRESS:
            named = ", ".join(each.name for each in fields if each.keep is Keep.SETTING)
            raise BadInput(what=N_("The setting"), value=name, next=_("This kind has: {names}.").format(names=named))
        if field.keep is Keep.KEYRING:
            raise BadInput(what=N_("A key on the command line"), value=name,
                           next=N_("Others could read it there. Leave it out: you will be asked."))  # fmt: skip
        choices = [choice for choice, _text in field.choices]
        if field.shape is Shape.CHOICE and value not in choices:
            raise BadInput(what=_(field.label), value=value, next=_("Use {names}.").format(names=", ".join(choices)))
    chosen: dict[str, object] = {field.name: field.choices[0][0] for field in fields if field.choices}
    chosen |= typed
    missing = next((field for field in fields if _is_missing(field, chosen)), None)
    if missing is not None:
        said = _("Give it with --set {name}=…").format(name=missing.name)
        raise BadInput(what=_(missing.label), value="", next=said)
    return chosen


def told(given: Sequence[str]) -> dict[str, str]:
    """--tell WORD=STATUS: by which of its statuses the store is told of a move.

    Raises:
        BadInput: no such word of ours.
    """
    typed = pairs(given, N_("What the store is told"))
    for word in typed:
        if word not in WORDS:
            named = ", ".join(WORDS)
            raise BadInput(what=N_("What the store is told"), value=word, next=_("Use {names}.").format(names=named))
    return typed


def keys_of(fields: Sequence[Field], chosen: Mapping[str, object], file: Path | None) -> dict[str, str]:
    """The keys of this kind, from where they were put; never from the command line, where others could read them.

    Raises:
        BadInput: they are nowhere, or the file does not hold them.
    """
    wanted = [field for field in fields if field.keep is Keep.KEYRING and is_shown(field, chosen)]
    if not wanted:
        return {}
    if file is not None:
        return _keys_in(file, wanted)
    found = {field.name: os.environ.get(variable(field), "") for field in wanted}
    lacking = [field for field in wanted if not found[field.name]]
    if not any(field.needed for field in lacking) and any(found.values()):
        return {name: key for name, key in found.items() if key}
    if sys.stdin is None or not sys.stdin.isatty():
        names = ", ".join(variable(field) for field in lacking if field.needed or not any(found.values()))
        said = _("Set {names}, or give --key-file.").format(names=names)
        raise BadInput(what=N_("The store's key"), value="", next=said)
    found |= {field.name: getpass.getpass(f"{_(field.label)}: ") for field in lacking}
    return {name: key for name, key in found.items() if key}


def is_shown(field: Field, chosen: Mapping[str, object]) -> bool:
    return field.shown_for is None or str(chosen.get(field.shown_for[0], "")) in field.shown_for[1]


def variable(field: Field) -> str:
    """Where a key may stand in the environment: KOLLI_STORE_KEY."""
    return f"KOLLI_STORE_{field.name.upper()}"


def described(field: Field) -> dict[str, Any]:
    """A field for `kolli store kinds`."""
    return {
        "name": field.name, "label": _(field.label), "keep": field.keep.value, "shape": field.shape.value,
        "needed": field.needed, "choices": [choice for choice, _text in field.choices],
        "for": list(field.shown_for[1]) if field.shown_for else [],
        "hint": _(field.hint) if field.hint else "",
    }  # fmt: skip


def pairs(given: Sequence[str], what: str) -> dict[str, str]:
    """NAME=VALUE each.

    Raises:
        BadInput: one has no =.
    """
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise BadInput(what=what, value=text, next=N_("Write it as NAME=VALUE."))
        found[name.strip()] = value.strip()
    return found


def _is_missing(field: Field, chosen: Mapping[str, object]) -> bool:
    asked = field.keep is Keep.SETTING and field.needed and field.name not in _OWN and is_shown(field, chosen)
    return asked and not chosen.get(field.name)


def _keys_in(file: Path, wanted: Sequence[Field]) -> dict[str, str]:
    from desktop.formats.detect import unreadable

    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise unreadable(file, error) from error
    except UnicodeDecodeError:
        text = ""
    names = [field.name for field in wanted]
    try:
        held = json.loads(text)
        found = [str(held[name]) for name in names]
    except (ValueError, KeyError, TypeError):
        found = text.split()
    if len(found) != len(names):
        said = _("Write a line each: {names}.").format(names=", ".join(_(field.label) for field in wanted))
        raise BadInput(what=N_("The file of keys"), value=file.name, next=said)
    return dict(zip(names, found, strict=True))

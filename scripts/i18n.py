"""Bring the catalogues in resources/i18n up to date with the texts in the code.

usage: .venv/bin/python scripts/i18n.py [--check]

New texts are added untranslated, texts that are gone are removed, translations are kept. Nothing is guessed: a changed
text is a new one. With --check nothing is written; what is missing or wrong is listed, and the exit code is 1.
"""

import io
import re
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

REPO = Path(__file__).resolve().parent.parent
PLACE = REPO / "resources" / "i18n"
# English is what the code says. Indonesian has one form for all counts.
LANGUAGES = {"id": "nplurals=1; plural=0;", "sv": "nplurals=2; plural=(n != 1);"}
SHOWN = 40  # faults of one language that are listed
KEYWORDS = {"_": None, "N_": None, "C_": ((1, "c"), 2), "gettext": None, "ngettext": (1, 2)}
HOLE = re.compile(r"\{(\w*)[^}]*\}")


def main(words: list[str]) -> int:
    wanted = template()
    faults: list[str] = []
    for language in LANGUAGES:
        catalogue = load(language)
        if "--check" in words:
            found = [f"{language}: {fault}" for fault in check(wanted, catalogue)]
            faults += found if len(found) <= SHOWN else [*found[:SHOWN], f"{language}: {len(found) - SHOWN} more"]
        else:
            added = len([text for text in wanted if text.id and catalogue.get(text.id, text.context) is None])
            save(updated(wanted, catalogue, language), language)
            print(f"{language}: {len(wanted)} texts, {added} new")
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


def template() -> Catalog:
    """Every text for people in the program, with the comments for translators (`# i18n: ...` above it)."""
    found = Catalog()
    texts = extract_from_dir(
        REPO / "desktop", [("**.py", "python")], keywords=KEYWORDS, comment_tags=("i18n:",), strip_comment_tags=True
    )
    for _file, _line, text, comments, context in texts:
        if text:
            found.add(text, auto_comments=comments, context=context)
    return found


def load(language: str) -> Catalog:
    file = PLACE / f"{language}.po"
    return read_po(io.BytesIO(file.read_bytes() if file.exists() else header(language)), locale=language)


def updated(wanted: Catalog, old: Catalog, language: str) -> Catalog:
    new = read_po(io.BytesIO(header(language)), locale=language)
    for text in wanted:
        if text.id:
            kept = old.get(text.id, text.context)
            new.add(text.id, kept.string if kept else "", auto_comments=text.auto_comments, context=text.context)
    return new


def save(catalogue: Catalog, language: str) -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    file = PLACE / f"{language}.po"
    glossary = words_for_translators(file.read_bytes()) if file.exists() else b""
    with file.open("wb") as target:
        target.write(glossary + header(language))
        write_po(target, catalogue, width=118, no_location=True, omit_header=True, sort_output=True)


def header(language: str) -> bytes:
    fields = {
        "Language": language,
        "Plural-Forms": LANGUAGES[language],
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return ('msgid ""\nmsgstr ""\n' + "".join(f'"{k}: {v}\\n"\n' for k, v in fields.items()) + "\n").encode()


def words_for_translators(catalogue: bytes) -> bytes:
    """The comment at the head of a catalogue: which word stands for which thing."""
    return b"".join(takewhile(lambda line: line.startswith(b"#"), catalogue.splitlines(keepends=True)))


def check(wanted: Catalog, catalogue: Catalog) -> Iterator[str]:
    for text in wanted:
        if not text.id:
            continue
        spoken = catalogue.get(text.id, text.context)
        forms = strings(spoken) if spoken else []
        if spoken and spoken.fuzzy:
            yield f"only guessed: {first(text)}"
        elif not forms or not all(forms):
            yield f"not translated: {first(text)}"
        elif missing := [form for form in forms if not holes(form) <= holes(first(text), *ids(text))]:
            yield f"a hole that the text does not have: {missing[0]}"
        elif not text.pluralizable and holes(forms[0]) != holes(first(text)):
            yield f"a hole is missing: {forms[0]}"
    for spoken in catalogue:
        if spoken.id and wanted.get(spoken.id, spoken.context) is None:
            yield f"not in the program any more: {first(spoken)}"


def holes(*texts: str) -> set[str]:
    return {name for text in texts for name in HOLE.findall(text)}


def ids(text: Message) -> tuple[str, ...]:
    return tuple(text.id) if isinstance(text.id, list | tuple) else (text.id,)


def first(text: Message) -> str:
    return ids(text)[0]


def strings(text: Message) -> list[str]:
    return list(text.string) if isinstance(text.string, list | tuple) else [text.string]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The texts of the mails: Kolli's own in three languages, or what the shop has written instead; checked when kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from desktop import paths
from desktop.domain import holes
from desktop.domain.errors import BadInput, KolliError
from desktop.domain.rights import Right
from desktop.i18n import LANGUAGES, N_
from desktop.models.base import ms, run, storable
from desktop.services import permits, settings
from desktop.services.changes import now, unit
from desktop.services.messages.events import MAY_CARRY, USUALLY, Event
from desktop.services.messages.fields import FIELDS, plain

_KEY = "mail-events"
LONGEST_SUBJECT, LONGEST_BODY = 150, 5000  # signs
_LOOSE = re.compile(r".{0,12}[{}].{0,12}")
_GAP = re.compile(r"\n{3,}")


class LooseBrace(KolliError):
    text = N_("There is a brace that belongs to no field: {place}. Fields look like {example}; leave other braces out.")


class TooLong(KolliError):
    text = N_("The text has {count} signs, and a mail of this shop holds {longest}. Make it shorter.")


@dataclass(frozen=True, slots=True)
class Template:
    """`own`: the shop wrote it."""

    event: Event
    language: str
    subject: str
    body: str
    own: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what the buyer reads. `to` "" = there is no address."""

    subject: str
    body: str
    to: str
    language: str
    left_out: tuple[str, ...] = ()  # fields with nothing to say, whose lines are not there


@dataclass(frozen=True, slots=True)
class Habit:
    """Whether an event is mailed at all, and whether the invoice goes with it."""

    on: bool
    paper: bool = False


def get(event: Event, language: str) -> Template:
    """The text of an event in a language."""
    row = run("SELECT subject, body FROM mail_template WHERE event = ? AND language = ?",
              (event.value, language)).fetchone()  # fmt: skip
    return usual(event, language) if row is None else Template(event, language, row[0], row[1], True)


def usual(event: Event, language: str) -> Template:
    """Kolli's own text."""
    said = _usual(language if language in LANGUAGES else "en")[event.value]
    return Template(event, language, said["subject"], said["body"].strip(), False)


def change(event: Event, language: str, subject: str, body: str) -> Template:
    """Keep the shop's own text.

    Raises:
        UnknownHole, LooseBrace: it has something in braces that cannot be filled in.
        TooLong: more than a mail of a shop should have.
        BadInput: no text.
    """
    permits.require(Right.SETTINGS)
    subject, body = plain(storable(subject)), storable(body).strip()
    check(subject, body)
    with unit() as work:
        run(
            "INSERT INTO mail_template (event, language, subject, body, changed_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (event, language) DO UPDATE SET subject = excluded.subject, body = excluded.body,"
            " changed_at = excluded.changed_at",
            (event.value, _language(language), subject, body, ms(now())),
        )
        work.changed("settings", 0)
    return get(event, language)


def reset(event: Event, language: str) -> Template:
    """Go back to Kolli's own text."""
    permits.require(Right.SETTINGS)
    with unit() as work:
        run("DELETE FROM mail_template WHERE event = ? AND language = ?", (event.value, language))
        work.changed("settings", 0)
    return get(event, language)


def check(subject: str, body: str) -> None:
    """Refuse what could not be sent as it stands; raises as `change`."""
    for name, text, longest in (
        (N_("The subject"), subject, LONGEST_SUBJECT), (N_("The text"), body, LONGEST_BODY)
    ):  # fmt: skip
        if not text.strip():
            raise BadInput(what=name, value="", next=N_("Write a few words."))
        if len(text) > longest:
            raise TooLong(count=len(text), longest=longest)
        holes.check(text, FIELDS)
        loose = _LOOSE.search(holes.without(text))
        if loose:
            raise LooseBrace(place=loose[0], example="{number}")


def fill(template: Template, values: Mapping[str, str], to: str) -> Preview:
    """The template as its reader sees it: a line whose field has nothing to say is not there, nor are double gaps."""
    subject = holes.put_in(template.subject, values)
    if not subject.text:  # a subject that is all fields with nothing to say
        subject = holes.put_in(
            usual(template.event, template.language).subject, {**values, "shop": values["shop"] or "–"}
        )
    body = holes.put_in(template.body, values)
    shown = _GAP.sub("\n\n", "\n".join(line.rstrip() for line in body.text.splitlines())).strip()
    return Preview(
        plain(subject.text) or values.get("number", ""), shown, to, template.language,
        tuple(dict.fromkeys((*subject.left_out, *body.left_out))),
    )  # fmt: skip


def habit(event: Event) -> Habit:
    """Whether it is mailed; what nobody has chosen is as usual."""
    kept = settings.value(_KEY, {}).get(event.value, {})
    return Habit(bool(kept.get("on", event in USUALLY)), bool(kept.get("paper", False)) and event in MAY_CARRY)


def choose(event: Event, *, on: bool | None = None, paper: bool | None = None) -> Habit:
    """Set whether it is mailed, and whether the invoice goes with it."""
    permits.require(Right.SETTINGS)
    with unit():
        was = habit(event)
        made = {"on": was.on if on is None else on, "paper": was.paper if paper is None else paper}
        settings.remember(_KEY, {**settings.value(_KEY, {}), event.value: made})
    return habit(event)


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise BadInput(what=N_("The language"), value=language, next=N_("Choose en, id or sv."))
    return language


@cache
def _usual(language: str) -> dict[str, dict[str, str]]:
    import tomllib  # most commands write to nobody

    with (paths.resources() / "messages" / f"{language}.toml").open("rb") as file:
        found: dict[str, dict[str, str]] = tomllib.load(file)
    return found

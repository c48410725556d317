"""Standard answers: Kolli's own in each language, the shop's instead where it has written some."""

from dataclasses import dataclass

from desktop.domain import holes
from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.i18n import LANGUAGES, N_, words
from desktop.models.base import run, storable
from desktop.services import permits, settings
from desktop.services.changes import unit
from desktop.services.messages import fields
from desktop.services.messages.fields import FIELDS

_LONGEST = 4000
NAMES: dict[str, str] = {
    "sorry": N_("We look into it"),
    "photo": N_("Please send a photo"),
    "late": N_("Parcel is late"),
    "wrong": N_("Wrong or missing goods"),
    "return": N_("Send it back to us"),
}
TEXTS: dict[str, str] = {
    "sorry": N_("{hello}\nthank you for telling us. We look into order {number} and answer you soon.\n{shop}"),
    "photo": N_(
        "{hello}\nwe are sorry. Please answer with a photo of the goods and of the label on the parcel.\n{shop}"
    ),
    "late": N_("{hello}\nwe are sorry that order {number} takes so long. It can be followed here:\n{link}\n{shop}"),
    "wrong": N_("{hello}\nwe are sorry for our mistake in order {number}. We send you the right goods.\n{shop}"),
    "return": N_("{hello}\nplease send the goods of order {number} back to us:\n{return_address}\n{shop}"),
}


@dataclass(frozen=True, slots=True)
class Standard:
    """`own`: the shop has written it."""

    name: str
    title: str
    language: str
    body: str
    own: bool


def standards(language: str) -> list[Standard]:
    """All standard answers in a language."""
    language = language if language in LANGUAGES else settings.shop().language
    own = dict(run("SELECT name, body FROM standard_answer WHERE language = ?", (language,)).fetchall())
    said = words(language).gettext
    names = [*NAMES, *sorted(set(own) - set(NAMES))]
    return [
        Standard(name, NAMES.get(name, name), language, own.get(name) or said(TEXTS[name]), name in own)
        for name in names
    ]


def change(name: str, language: str, body: str) -> None:
    """Keep the shop's own words; "" goes back to Kolli's, or takes an own one away.

    Raises:
        UnknownHole: a field that cannot be filled in.
        BadInput: a language that there is not, a text that is too long.
    """
    permits.require(Right.SETTINGS)
    name, body = " ".join(storable(name).split())[:60], storable(body).strip()
    if not name or language not in LANGUAGES:
        raise BadInput(what=N_("The answer's name or language"), value="", next=N_("Give both."))
    holes.check(body, FIELDS)
    if len(body) > _LONGEST:
        raise BadInput(what=N_("The text"), value=body[:20] + "…", next=N_("Make it shorter."))
    with unit() as work:
        if body:
            run("INSERT INTO standard_answer (name, language, body) VALUES (?, ?, ?) ON CONFLICT (name, language)"
                " DO UPDATE SET body = excluded.body", (name, language, body))  # fmt: skip
        else:
            run("DELETE FROM standard_answer WHERE name = ? AND language = ?", (name, language))
        work.changed("settings", 0)


def fill(body: str, order_id: int | None, name: str) -> str:
    """An answer as its reader will see it."""
    if order_id is not None:
        who = fields.reader(order_id)
        return holes.put_in(body, fields.values(who, who.language, {})).text
    first = name.split(" ", maxsplit=1)[0]
    known = {**dict.fromkeys(FIELDS, ""), "hello": f"{first}," if first else "", "name": first}
    return holes.put_in(body, {**known, "shop": settings.shop().name}).text

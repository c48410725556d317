"""What the owner has chosen of each kind of paper: parts left out, own words in each language, the logo's place.

Kept as data beside the other settings. A text is checked when it is saved and filled by names only when a paper is
drawn (domain.holes); an issued document keeps the words that it was issued with.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, cast

import msgspec

from desktop import i18n
from desktop.documents.shapes import SHAPES
from desktop.documents.template import LogoPlace, Template
from desktop.domain import holes
from desktop.domain.errors import BadInput, KolliError
from desktop.domain.rights import Right
from desktop.i18n import LANGUAGES, N_
from desktop.services import permits, settings
from desktop.services.changes import now, unit
from desktop.services.paper_kinds import PAPERS
from desktop.services.settings import Shop

_KEY = "paper-templates"
_CARD, _CARD_TEXTS = "thank-you-card", "thank-you-texts"  # where the card's text was kept before there were templates
_MOST_LINES = 12


class TooLong(KolliError):
    text = N_("The text has {count} signs, and this place holds {longest}. Make it shorter.")


class TooManyLines(KolliError):
    text = N_("The text has {count} lines, and this place holds {longest}. Make it shorter.")


@dataclass(frozen=True, slots=True)
class Own:
    """What is chosen for one kind; as it is made it changes nothing. `texts`: by language, then by part."""

    hidden: tuple[str, ...] = ()
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    logo: bool | None = None
    logo_mm: float = 0.0
    logo_at: LogoPlace | None = None


_tried: ContextVar[Mapping[str, Own]] = ContextVar("_tried")


def kinds() -> list[str]:
    """The papers that have something to choose, in the order of all papers."""
    return [kind for kind in PAPERS if kind in SHAPES]


def own(kind: str) -> Own:
    """What is chosen for a kind; a damaged setting counts as nothing chosen, so that no paper ever stops for it."""
    tried = _tried.get({}).get(kind)
    return _read(settings.value(_KEY, {}), kind) if tried is None else tried


def of(kind: str, language: str, **values: str) -> Template:
    """The template of a kind in a paper's language, its texts filled with these values and the shop's own."""
    chosen = own(kind)
    if chosen == Own():
        return Template()
    said = {**_of_shop(settings.shop(), language), **values}
    filled = ((part, holes.put_in(text, said).text) for part, text in chosen.texts.get(language, {}).items())
    return Template(
        hidden=chosen.hidden, texts=tuple((part, text) for part, text in filled if text), logo=chosen.logo,
        logo_mm=chosen.logo_mm, logo_at=chosen.logo_at,
    )  # fmt: skip


def change(kind: str, **values: object) -> Own:
    """Choose something for a kind: any of the fields of `Own`.

    Raises:
        UnknownHole: a text has a hole that this paper cannot fill.
        TooLong, TooManyLines: a text does not fit its place.
        BadInput: anything else that this kind of paper does not have.
    """
    changed = replace(own(kind), **cast("dict[str, Any]", values))
    return put(kind, changed)


def say(kind: str, language: str, part: str, text: str) -> Own:
    """Set one text; "" goes back to Kolli's own. Raises as `change`."""
    texts = own(kind).texts
    mine = {name: said for name, said in texts.get(language, {}).items() if name != part}
    if text.strip():
        mine[part] = text.strip()
    others = {spoken: said for spoken, said in texts.items() if spoken != language}
    return change(kind, texts={**others, language: mine} if mine else others)


def put(kind: str, chosen: Own) -> Own:
    """Keep exactly this for a kind. Raises as `change`."""
    permits.require(Right.SETTINGS)
    check(kind, chosen)
    with unit():
        kept = {name: _plain(_read(settings.value(_KEY, {}), name)) for name in kinds() if name != kind}
        settings.remember(_KEY, {**kept, kind: _plain(chosen)})
    return chosen


def reset(kind: str) -> Own:
    """Go back to Kolli's own paper."""
    return put(kind, Own())


def check(kind: str, chosen: Own) -> None:
    """Refuse what could not be drawn; raises as `change`."""
    if kind not in SHAPES:
        raise BadInput(what=N_("The kind of paper"), value=kind, next=N_("Choose one whose looks can be changed."))
    shape = SHAPES[kind]
    strange = next((part for part in chosen.hidden if part not in shape.parts), None)
    if strange is not None:
        raise BadInput(what=N_("What is left out"), value=strange, next=N_("This paper has no such part."))
    if chosen.logo_at is not None and chosen.logo_at not in shape.logo_at:
        raise BadInput(what=N_("The logo's place"), value=str(chosen.logo_at), next=N_("Choose another place."))
    least, _usual, most = shape.logo_mm
    if chosen.logo_mm and not least <= chosen.logo_mm <= most:  # not a number is refused, too
        limits = N_("Its height is a number of millimetres that this paper has room for.")
        raise BadInput(what=N_("The logo's height"), value=chosen.logo_mm, next=limits)
    for language, texts in chosen.texts.items():
        if language not in LANGUAGES:
            raise BadInput(what=N_("The language"), value=language, next=N_("Choose en, id or sv."))
        for part, text in texts.items():
            check_text(kind, part, text)


def check_text(kind: str, part: str, text: str) -> None:
    """Refuse a text that this part cannot hold or fill; raises as `change`."""
    shape = SHAPES[kind]
    if part not in shape.texts:
        raise BadInput(what=N_("The text"), value=part, next=N_("This paper has no place for it."))
    longest = shape.texts[part].longest
    if len(text) > longest:
        raise TooLong(count=len(text), longest=longest)
    if len(text.splitlines()) > _MOST_LINES:
        raise TooManyLines(count=len(text.splitlines()), longest=_MOST_LINES)
    holes.check(text, shape.holes)


@contextmanager
def trying(kind: str, chosen: Own) -> Iterator[None]:
    """Within it papers are drawn by this choice, which is not kept: for the preview of what is being typed."""
    token = _tried.set({**_tried.get({}), kind: chosen})
    try:
        yield
    finally:
        _tried.reset(token)


def _of_shop(shop: Shop, language: str) -> dict[str, str]:
    return {
        "shop": shop.name, "web": shop.web, "email": shop.email, "phone": shop.phone,
        "date": i18n.date(now(), language, shop.zone),
        "days": i18n.number(shop.returns_days, language) if shop.returns_days else "",
    }  # fmt: skip


def _read(kept: Any, kind: str) -> Own:
    found = kept.get(kind) if isinstance(kept, dict) else None
    if found is None and kind == _CARD:
        texts = settings.value(_CARD_TEXTS, {})
        found = {"texts": {language: {"text": _without_holes(text)} for language, text in texts.items() if text}}
    try:
        return msgspec.convert(found, Own) if found else Own()
    except msgspec.ValidationError:
        return Own()


def _without_holes(text: str) -> str:
    """A text from when there were none, as one that can be kept now."""
    lines = text.replace("{", "(").replace("}", ")")[: SHAPES[_CARD].texts["text"].longest].splitlines()
    return "\n".join(lines[:_MOST_LINES])


def _plain(chosen: Own) -> Any:
    return msgspec.to_builtins(chosen)

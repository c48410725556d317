"""Which labels are wanted, in one line that people read in the print queue and type behind `kolli print`:

CUP-300-BL*12 "KGA 250"*2 --media=A4-3x8 --start=5 --no-price --packed=2026-11-12
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.errors import BadInput
from desktop.i18n import N_

KINDS = ("product-label", "price-label", "bin-label", "tote-label")  # the papers that such a line is for
MOST = 2000  # labels in one paper; a slip of the finger must not use up the rolls of a year


@dataclass(frozen=True, slots=True)
class Labels:
    """`items` are what is labelled and how often; none = everything there is. `media` "" = the usual of the printer."""

    items: tuple[tuple[str, int], ...] = ()
    media: str = ""
    start: int = 1
    price: bool = True
    packed_on: date | None = None

    def written(self) -> str:
        """The line that `read` understands."""
        words = [shlex.quote(ref) + (f"*{count}" if count != 1 or _counted(ref)[1] is not None else "")
                 for ref, count in self.items]  # fmt: skip
        words += [f"--media={shlex.quote(self.media)}"] if self.media else []
        words += [f"--start={self.start}"] if self.start != 1 else []
        words += [] if self.price else ["--no-price"]
        words += [f"--packed={self.packed_on.isoformat()}"] if self.packed_on else []
        return " ".join(words)


def of_words(words: Sequence[str], media: str = "", start: int = 1, *, price: bool = True, packed: str = "") -> Labels:
    """As typed behind a command: each word an SKU or a name, perhaps with *12.

    Raises:
        BadInput: as `read`.
    """
    return checked(Labels(tuple(_item(word) for word in words), media, start, price, _day(packed)))


def read(line: str) -> Labels:
    """
    Raises:
        BadInput: it is no such line, or asks for no labels or too many.
    """
    try:
        words = shlex.split(line)
    except ValueError:
        raise BadInput(
            what=N_("The labels"), value=line, next=N_("Write what is labelled, as SKU or SKU*12.")
        ) from None
    options = {word.partition("=")[0]: word.partition("=")[2] for word in words if word.startswith("--")}
    items = [_item(word) for word in words if not word.startswith("--")]
    return checked(
        Labels(
            tuple(items), options.get("--media", ""), _number(options.get("--start", "1")),
            "--no-price" not in options, _day(options.get("--packed", "")),
        )
    )  # fmt: skip


def checked(labels: Labels) -> Labels:
    """
    Raises:
        BadInput: a count that cannot be, or more labels than one paper should have.
    """
    for ref, count in labels.items:
        if count < 1:
            raise BadInput(what=N_("The number of labels"), value=f"{ref}*{count}", next=N_("Give at least one."))
    if sum(count for _ref, count in labels.items) > MOST:
        raise BadInput(
            what=N_("The number of labels"), value=sum(count for _ref, count in labels.items),
            next=N_("Print at most 2000 at once."),
        )  # fmt: skip
    if labels.start < 1:
        raise BadInput(what=N_("The first cell"), value=labels.start, next=N_("Count the sheet's labels from 1."))
    return labels


def _item(word: str) -> tuple[str, int]:
    ref, count = _counted(word)
    return (word, 1) if count is None else (ref, count)


def _counted(word: str) -> tuple[str, int | None]:
    """A ref with the count behind its last asterisk; None where there is none."""
    ref, star, count = word.rpartition("*")
    return (ref, int(count)) if star and ref and count.isascii() and count.isdigit() else (word, None)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise BadInput(what=N_("The first cell"), value=text, next=N_("Count the sheet's labels from 1."))
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(what=N_("The day of packing"), value=text, next=N_("Write it as 2026-11-12.")) from None

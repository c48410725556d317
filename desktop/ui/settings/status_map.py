"""What a store calls its states: which of them it is told when, and what its own ones mean here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain import telling
from desktop.domain.order import Stage
from desktop.domain.telling import WORDS
from desktop.i18n import _
from desktop.ui.settings.page import scrolling
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.words import STAGES

Statuses = tuple[tuple[str, str], ...]
_DRAFTS = ("checkout-draft", "auto-draft", "trash")


@dataclass(frozen=True, slots=True)
class Shown:
    """`statuses` are (slug, name); `told` our word -> slug; `known` and `meanings` slug -> stage; the rest slugs."""

    statuses: Statuses = ()
    told: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    restocks_on: Collection[str] = ()
    mails_on: Collection[str] = ()


class StatusMap(QWidget):
    """`show_map(shown)`; then `told()` and `meanings()` are what a person has chosen.

    A status that would put goods back is refused where the goods are on their way; `wrong()` names what is so already.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = Shown()
        self._kept: dict[str, str] = {}  # the last choice of each word that may stand
        self.choices: dict[str, Choice] = {}
        self.own: dict[str, Choice] = {}
        self.note = NoteBar(kind="refused")
        self.note.hide()
        self._area = scrolling(QWidget())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(8))
        column.addWidget(self.note)
        column.addWidget(self._area, 1)

    def show_map(self, shown: Shown) -> None:
        self._shown = shown
        self._build()
        self.say_wrong()

    def clear(self) -> None:
        self._shown = Shown()
        self.choices, self.own = {}, {}
        self.note.hide()

    def told(self) -> dict[str, str]:
        return {word: str(choice.value() or "") for word, choice in self.choices.items()}

    def meanings(self) -> dict[str, str]:
        return {slug: str(choice.value()) for slug, choice in self.own.items()}

    def wrong(self) -> tuple[str, ...]:
        """Our words that are told by a status which puts the goods back."""
        return telling.restocking(self.told(), self._shown.restocks_on)

    def say_wrong(self) -> bool:
        """Say what cannot stand so; True if something does."""
        found = self.wrong()
        if found:
            self._refuse(found[0], self.told()[found[0]])
            self.choices[found[0]].setFocus()
        else:
            self.note.hide()
        return bool(found)

    def _picked(self, word: str, slug: object) -> None:
        status = str(slug or "")
        if telling.restocking({word: status}, self._shown.restocks_on):
            self._refuse(word, status)
            self.choices[word].choose(self._kept.get(word, ""))
            return
        self._kept[word] = status
        self.note.hide()

    def _refuse(self, word: str, status: str) -> None:
        name = dict(self._shown.statuses).get(status, status)
        self.note.say(
            _("“{status}” would put the goods back").format(status=name),
            _("Moving an order there puts its goods back into the store's stock, so it is told only for “{cancelled}”,"
              " not for “{word}”.").format(cancelled=_(WORDS[telling.MAY_RESTOCK]), word=_(WORDS[word])),
            "refused",
        )  # fmt: skip
        self.note.show()

    def _build(self) -> None:
        look = theme()
        shown = self._shown
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, look.px(8), 0)
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(6))
        grid.setColumnStretch(1, 1)
        names = dict(shown.statuses)
        self.choices, self.own = {}, {}
        grid.addWidget(Label(_("When this happens here, the store is told"), "body", weight=600), 0, 0, 1, 2)
        line = 1
        for word, text in WORDS.items():
            choice = Choice(f"status-{word}")
            slug = shown.told.get(word, "")
            offered: list[tuple[object, str]] = [("", _("nothing"))]
            offered += [(each, self._named(each, name)) for each, name in shown.statuses]
            if slug and slug not in names:
                offered.append((slug, self._named(slug, slug)))
            choice.set_choices(offered)
            choice.choose(slug)
            choice.picked.connect(partial(self._picked, word))
            self._add(grid, line, _(text), choice)
            self.choices[word] = choice
            line += 1
        self._kept = {word: slug for word, slug in self.told().items() if word not in self.wrong()}
        unknown = [(slug, name) for slug, name in shown.statuses if slug not in shown.known and slug not in _DRAFTS]
        if unknown:
            grid.addWidget(Label(_("The store's own statuses mean"), "body", weight=600), line, 0, 1, 2)
            line += 1
        for slug, name in unknown:
            choice = Choice(f"meaning-{slug}")
            choice.set_choices([(stage.value, _(STAGES[stage])) for stage in STAGES])
            choice.choose(shown.meanings.get(slug, Stage.ON_HOLD.value))
            self._add(grid, line, name, choice)
            self.own[slug] = choice
            line += 1
        grid.setRowStretch(line, 1)
        self._area.setWidget(content)
        content.setAutoFillBackground(False)

    def _named(self, slug: str, name: str) -> str:
        """A status with what the store does by itself when an order comes there."""
        does = []
        if slug in self._shown.restocks_on:
            does.append(_("puts goods back"))
        if slug in self._shown.mails_on:
            does.append(_("mails the customer"))
        return " · ".join([name, *does])

    def _add(self, grid: QGridLayout, line: int, text: str, choice: Choice) -> None:
        label = Label(text, "body")
        label.setBuddy(choice)
        choice.setAccessibleName(text)
        choice.setMinimumContentsLength(8)
        choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        grid.addWidget(label, line, 0)
        grid.addWidget(choice, line, 1)

    def retranslate(self) -> None:
        if self.choices:
            shown = self._shown
            self.show_map(Shown(shown.statuses, self.told(), shown.known, self.meanings(), shown.restocks_on,
                                shown.mails_on))  # fmt: skip

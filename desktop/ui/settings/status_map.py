"""What a store calls its states: which of them it is told when, and what its own ones mean here."""

from collections.abc import Mapping

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.order import Stage
from desktop.i18n import N_, _
from desktop.ui.settings.page import scrolling
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.label import Label
from desktop.ui.words import STAGES

WORDS = {
    "paid": N_("Payment confirmed"),
    "picking": N_("Being picked"),
    "packed": N_("Packed"),
    "shipped": N_("Shipped"),
    "delivered": N_("Delivered"),
    "cancelled": N_("Cancelled"),
    "on-hold": N_("Put on hold"),
}
Statuses = tuple[tuple[str, str], ...]


class StatusMap(QWidget):
    """`show_map(statuses, told, known, meanings)`; then `told()` and `meanings()` are what a person has chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Statuses, dict[str, str], dict[str, str], dict[str, str]] = ((), {}, {}, {})
        self.choices: dict[str, Choice] = {}
        self.own: dict[str, Choice] = {}
        self._area = scrolling(QWidget())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    def show_map(
        self, statuses: Statuses, told: Mapping[str, str], known: Mapping[str, str], meanings: Mapping[str, str]
    ) -> None:
        """`statuses` are (slug, name); `told` our word -> slug; `known` and `meanings` slug -> stage."""
        self._shown = (statuses, dict(told), dict(known), dict(meanings))
        self._build()

    def clear(self) -> None:
        self._shown = ((), {}, {}, {})
        self.choices, self.own = {}, {}

    def told(self) -> dict[str, str]:
        return {word: str(choice.value() or "") for word, choice in self.choices.items()}

    def meanings(self) -> dict[str, str]:
        return {slug: str(choice.value()) for slug, choice in self.own.items()}

    def _build(self) -> None:
        look = theme()
        statuses, told, known, meanings = self._shown
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, look.px(8), 0)
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(6))
        grid.setColumnStretch(1, 1)
        names = dict(statuses)
        self.choices, self.own = {}, {}
        grid.addWidget(Label(_("When this happens here, the store is told"), "body", weight=600), 0, 0, 1, 2)
        line = 1
        for word, text in WORDS.items():
            choice = Choice(f"status-{word}")
            slug = told.get(word, "")
            offered: list[tuple[object, str]] = [("", _("nothing")), *statuses]
            if slug and slug not in names:
                offered.append((slug, slug))
            choice.set_choices(offered)
            choice.choose(slug)
            self._add(grid, line, _(text), choice)
            self.choices[word] = choice
            line += 1
        unknown = [(slug, name) for slug, name in statuses if slug not in known and slug not in _DRAFTS]
        if unknown:
            grid.addWidget(Label(_("The store's own statuses mean"), "body", weight=600), line, 0, 1, 2)
            line += 1
        for slug, name in unknown:
            choice = Choice(f"meaning-{slug}")
            choice.set_choices([(stage.value, _(STAGES[stage])) for stage in STAGES])
            choice.choose(meanings.get(slug, Stage.ON_HOLD.value))
            self._add(grid, line, name, choice)
            self.own[slug] = choice
            line += 1
        grid.setRowStretch(line, 1)
        self._area.setWidget(content)
        content.setAutoFillBackground(False)

    def _add(self, grid: QGridLayout, line: int, text: str, choice: Choice) -> None:
        label = Label(text, "body")
        label.setBuddy(choice)
        choice.setAccessibleName(text)
        choice.setMinimumContentsLength(8)
        choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        grid.addWidget(label, line, 0)
        grid.addWidget(choice, line, 1)

    def retranslate(self) -> None:
        statuses, _told, known, _meanings = self._shown
        if self.choices:
            self.show_map(statuses, self.told(), known, self.meanings())


_DRAFTS = ("checkout-draft", "auto-draft", "trash")

"""Packing rules: which tasks an order gets, which questions an article brings, and what the thank-you card says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from desktop.domain.checks import CheckRule
from desktop.i18n import LANGUAGES, _
from desktop.services import checks, settings, tasks
from desktop.services.tasks import TaskRule
from desktop.ui.desk import Desk
from desktop.ui.settings.check_form import CheckForm
from desktop.ui.settings.page import SettingArea, SettingsPage, Undo
from desktop.ui.settings.task_form import TaskForm
from desktop.ui.theme import theme
from desktop.ui.widgets.field import LabelledField
from desktop.ui.widgets.panel import Hairline, Panel

_TEXTS = "thank-you-texts"


@dataclass(frozen=True, slots=True)
class _Read:
    tasks: list[TaskRule]
    checks: list[CheckRule]
    language: str
    texts: dict[str, str]


class RulesPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._read: _Read | None = None
        self.tasks, self.checks = TaskForm(self.save), CheckForm(self.save)
        self.card = SettingArea("rules-card", lines=2)
        self._card = LabelledField("", self.card)
        look = theme()
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(12))
        panel.body.addWidget(self.tasks)
        panel.body.addWidget(self._card)
        panel.body.addWidget(Hairline())
        panel.body.addWidget(self.checks)
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)
        self.card.given.connect(self._give_text)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def _show(self, read: _Read) -> None:
        self._read = read
        self.tasks.show_rules(read.tasks)
        self.checks.show_rules(read.checks)
        self._card.set_label(_("Text of the thank-you card, {language}").format(language=LANGUAGES[read.language]))
        self.card.show_text(read.texts.get(read.language, ""))

    def _give_text(self, text: str) -> None:
        if self._read is not None:
            after = {**self._read.texts, self._read.language: text}
            self.save(partial(settings.remember, _TEXTS, after), partial(settings.remember, _TEXTS, self._read.texts))

    def retranslate(self) -> None:
        self.tasks.retranslate()
        self.checks.retranslate()
        self.card.setPlaceholderText(_("Our own words, in the buyer's language"))
        if self._read is not None:
            self._show(self._read)


def _read() -> _Read:
    return _Read(tasks.rules(), checks.rules(), settings.shop().language, settings.value(_TEXTS, {}))

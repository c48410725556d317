"""Language and look: what the screen speaks, light or dark, how large, and whether it sounds. All at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import LANGUAGES, N_, _, clock, date, money, number, words
from desktop.services import settings
from desktop.services.settings import Bench, Shop
from desktop.ui import icons
from desktop.ui.desk import Desk
from desktop.ui.marks import mark_pixmap
from desktop.ui.settings.page import SettingRow, SettingsPage, Undo
from desktop.ui.theme import MODES, SCALES, theme
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Card, Hairline, Panel
from desktop.ui.widgets.stage_tabs import Segments
from desktop.ui.widgets.switch import Switch

_MODES = {"light": N_("Light"), "dark": N_("Dark")}
_EXAMPLE = datetime(2026, 11, 12, 6, 48, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Read:
    shop: Shop
    bench: Bench
    ready: dict[str, str]


class LanguageCard(Card):
    """One language, shown in itself."""

    def __init__(self, language: str, act: Callable[[], object]) -> None:
        super().__init__(act)
        look = theme()
        self.language = language
        self.setObjectName(f"language-{language}")
        self.setAccessibleName(LANGUAGES[language])
        head = QHBoxLayout()
        head.addWidget(Label(LANGUAGES[language], "benchBody", weight=600), 1)
        self._mark = QLabel()
        head.addWidget(self._mark)
        self.body.setSpacing(look.px(1))
        self.body.addLayout(head)
        self.body.addSpacing(look.px(4))
        self._ready = Label("", "body", "ink.secondary")
        self.body.addWidget(self._ready)
        self._money, self._date = Label("", "body", "ink.secondary"), Label("", "body", "ink.secondary")
        self.body.addWidget(self._money)
        self.body.addWidget(self._date)
        self.body.addStretch(1)
        self.setFixedHeight(look.px(144))

    def show_example(self, ready: str, currency: str, zone: str, chosen: bool) -> None:
        self._ready.setText(ready)
        count = number(12345, self.language)
        self._money.setText(f"{count} · {money(12345678 if currency == 'IDR' else 1234560, currency)}")
        self._date.setText(f"{date(_EXAMPLE, self.language, zone)}, {clock(_EXAMPLE, self.language, zone)}")
        self._mark.setPixmap(mark_pixmap("right" if chosen else "not-begun", 20))
        self.set_current(chosen)
        self.setAccessibleDescription(_("chosen") if chosen else "")


class LanguagePage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._read: _Read | None = None
        self.cards = [LanguageCard(code, partial(self._speak, code)) for code in ("id", "sv", "en")]
        self.papers = Choice("language-papers")
        self.mode = Segments("look-theme")
        self.scale = Segments("look-text-size")
        self.sounds = Switch("look-sounds")
        self._rows = [SettingRow(control) for control in (self.papers, self.mode, self.scale, self.sounds)]
        self._title = Label("", "benchBody", weight=600)
        self._lay_out()
        self.papers.picked.connect(self._give_papers)
        self.mode.chosen.connect(self._give_mode)
        self.scale.chosen.connect(self._give_scale)
        self.sounds.clicked.connect(self._give_sounds)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def _show(self, read: _Read) -> None:
        self._read = read
        shop, bench = read.shop, read.bench
        for card in self.cards:
            card.show_example(
                read.ready[card.language], shop.currency, shop.zone, card.language == bench.screen_language
            )
        self.papers.choose(shop.language)
        for segments, key in ((self.mode, bench.theme), (self.scale, str(bench.text_percent))):
            segments.blockSignals(True)
            segments.choose(key)
            segments.blockSignals(False)
        self.sounds.setChecked(bench.sounds)

    def _speak(self, language: str) -> None:
        self._change("screen_language", language)

    def _give_mode(self, mode: str) -> None:
        self._change("theme", mode)

    def _give_scale(self, scale: str) -> None:
        self._change("text_percent", int(scale))

    def _give_sounds(self, on: bool) -> None:
        self._change("sounds", on)

    def _give_papers(self, language: object) -> None:
        if self._read is not None and language != self._read.shop.language:
            before = self._read.shop.language
            self.save(partial(settings.change_shop, language=language), partial(_restore_papers, before))

    def _change(self, name: str, value: object) -> None:
        if self._read is not None and value != getattr(self._read.bench, name):
            before = getattr(self._read.bench, name)
            self.save(partial(settings.change_bench, **{name: value}), partial(_restore, name, before))

    def _lay_out(self) -> None:
        look = theme()
        cards = QHBoxLayout()
        cards.setSpacing(look.px(16))
        for card in self.cards:
            cards.addWidget(card, 1)
        panel = Panel(flush=True)
        panel.body.setSpacing(0)
        head = QWidget()
        head.setFixedHeight(look.px(52))
        line = QHBoxLayout(head)
        line.setContentsMargins(look.px(16), 0, look.px(16), 0)
        line.addWidget(self._title)
        panel.body.addWidget(head)
        self._icons: list[tuple[QLabel, str]] = []
        for row, icon in zip(self._rows, ("file-text", "sun", "search", "volume-2"), strict=True):
            panel.body.addWidget(Hairline())
            box = QWidget()
            box.setFixedHeight(look.px(65))
            across = QHBoxLayout(box)
            across.setContentsMargins(look.px(16), 0, look.px(16), 0)
            across.setSpacing(look.px(16))
            sign = QLabel()
            self._icons.append((sign, icon))
            across.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
            across.addWidget(row, 1)
            panel.body.addWidget(box)
        for control in (self.papers, self.mode, self.scale):
            control.setFixedWidth(look.px(300))
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(16))
        column.addLayout(cards)
        column.addWidget(panel, 1)
        self.retheme()

    def retheme(self) -> None:
        for sign, icon in self._icons:
            sign.setPixmap(icons.icon(icon, "ink.secondary", 20))
        if self._read is not None:
            self._show(self._read)

    def retranslate(self) -> None:
        self._title.setText(_("Who speaks what"))
        papers, mode, scale, sounds = self._rows
        papers.say(_("Papers"), _("In the buyer's own language; this one where it is not known."))
        mode.say(_("Light or dark"), _("Only the screen; papers are black on white."))
        scale.say(_("Text size"), _("Buttons and lists grow along."))
        sounds.say(_("Sounds"), _("Right, wrong, too many: each scan has its own."))
        self.papers.set_choices(list(LANGUAGES.items()))
        self.mode.set_choices([(mode_, _(_MODES[mode_])) for mode_ in MODES])
        self.scale.set_choices([(str(one), f"{one}\u00a0%") for one in SCALES])
        if self._read is not None:
            self._show(self._read)


def _read() -> _Read:
    # Each language says it by its own catalogue, as the screen would.
    return _Read(settings.shop(), settings.bench(), {code: words(code).gettext("Ready to scan") for code in LANGUAGES})


def _restore(name: str, value: object) -> object:
    return settings.change_bench(**{name: value})


def _restore_papers(language: str) -> object:
    return settings.change_shop(language=language)

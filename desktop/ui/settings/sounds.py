"""Sounds: whether this bench sounds and speaks, how loud, and a check of all tones."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.i18n import _
from desktop.services import settings
from desktop.services.settings import Bench
from desktop.ui.desk import Desk
from desktop.ui.settings.page import SettingRow, SettingsPage, Undo
from desktop.ui.sound_check import SoundCheck
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.stage_tabs import Segments
from desktop.ui.widgets.switch import Switch

_VOLUMES = (20, 40, 60, 80, 100)


class SoundsPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._bench: Bench | None = None
        self.sounds, self.spoken, self.counts = Switch("sounds-on"), Switch("sounds-spoken"), Switch("sounds-counts")
        self.volume = Segments("sounds-volume")
        self.check = SoundCheck(desk.sounds)
        self.all = KeyButton("", "volume-2", "P", name="sounds-all")
        self._titles = [Label("", "benchBody", weight=600), Label("", "benchBody", weight=600)]
        self._rows = [SettingRow(control) for control in (self.sounds, self.volume, self.spoken, self.counts)]
        self._lay_out()
        self._switches = {"sounds": self.sounds, "spoken": self.spoken, "spoken_counts": self.counts}
        for name, switch in self._switches.items():
            switch.clicked.connect(partial(self._give, name))
        self.volume.chosen.connect(self._give_volume)
        self.all.clicked.connect(self.check.play_all)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(settings.bench, self._show)

    def _show(self, bench: Bench) -> None:
        self._bench = bench
        self.sounds.setChecked(bench.sounds)
        self.spoken.setChecked(bench.spoken)
        self.counts.setChecked(bench.spoken_counts)
        self.counts.setEnabled(bench.spoken)
        self.volume.blockSignals(True)
        self.volume.choose(str(min(_VOLUMES, key=lambda one: abs(one - bench.volume))))
        self.volume.blockSignals(False)

    def _give(self, name: str) -> None:
        on = self._switches[name].isChecked()
        if self._bench is not None and on != getattr(self._bench, name):
            before = getattr(self._bench, name)
            self.save(partial(settings.change_bench, **{name: on}), partial(settings.change_bench, **{name: before}))

    def _give_volume(self, volume: str) -> None:
        if self._bench is not None and int(volume) != self._bench.volume:
            before = self._bench.volume
            self.save(partial(settings.change_bench, volume=int(volume)), partial(settings.change_bench, volume=before))
            self.desk.sounds.volume = int(volume)
            self.desk.sounds.try_out("right")  # how loud that is, at once

    def _lay_out(self) -> None:
        look = theme()
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(10))
        panel.body.addWidget(self._titles[0])
        for row in self._rows:
            panel.body.addWidget(row)
        self.volume.setFixedWidth(look.px(360))
        panel.body.addWidget(self.trouble)
        panel.body.addSpacing(look.px(4))
        panel.body.addWidget(Hairline())
        head = QHBoxLayout()
        head.addWidget(self._titles[1], 1)
        head.addWidget(self.all)
        panel.body.addLayout(head)
        panel.body.addWidget(self.check)
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)

    def retranslate(self) -> None:
        self._titles[0].setText(_("Sounds"))
        self._titles[1].setText(_("Sound check"))
        self.all.setText(_("Play all"))
        sounds, volume, spoken, counts = self._rows
        sounds.say(_("Tones"), _("Right, wrong, too many: each scan has its own."))
        volume.say(_("Volume"), _("Of this bench; the computer's own volume stays as it is."))
        spoken.say(_("Spoken cues"), _("Short words in the language of the screen, for who looks at the box."))
        counts.say(_("Say how many are left"), _("After each right item."))
        self.volume.set_choices([(str(one), f"{one}\u00a0%") for one in _VOLUMES])
        self.check.retranslate()
        if self._bench is not None:
            self._show(self._bench)

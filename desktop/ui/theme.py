"""Colours, fonts and sizes from resources/tokens.json. Nothing else in the program names a colour or a font size.

There is one theme, like one screen language: `theme()` gives it to every widget. Sizes are logical pixels of the 100 %
text size; `px()` brings them to the size that the person chose.
"""

import json
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.ui.qss import TEMPLATE, fill

MODES = ("light", "dark")
SCALES = (100, 125, 150, 200)


class Theme(QObject):
    """One look: light or dark, at one text size. `changed` comes after the whole program has been drawn anew."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tokens: dict[str, Any] = json.loads((paths.resources() / "tokens.json").read_text(encoding="utf-8"))
        self.mode = "light"
        self.scale = 100
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, int | None, int | None, bool], QFont] = {}
        self._generation = 0

    @property
    def generation(self) -> int:
        """Grows with each change of look, so that caches of pictures know when they are stale."""
        return self._generation

    def hex(self, name: str) -> str:
        return str(self._tokens["color"][self.mode][name])

    def colour(self, name: str) -> QColor:
        """The colour of a token, such as `go.solid`; do not change the object."""
        found = self._colours.get(name)
        if found is None:
            found = self._colours[name] = _colour(self.hex(name))
        return found

    def px(self, size: float) -> int:
        return round(size * self.scale / 100)

    def size(self, name: str) -> int:
        """A length of the `size`, `space` or `radius` table, such as `row`, at the text size chosen.

        Frame parts and touch targets follow the text; see section 4 of the design.
        """
        return self.px(self._tokens["size"][name])

    def radius(self, name: str) -> int:
        return int(self._tokens["radius"][name])

    def duration(self, name: str) -> int:
        """Milliseconds."""
        return int(self._tokens["duration"][name])

    def font(
        self, kind: str = "body", *, weight: int | None = None, px: int | None = None, codes: bool = False
    ) -> QFont:
        """A font of the type table. Figures are of equal width; `codes` adds the slashed zero."""
        key = (kind, weight, px, codes)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = self._make_font(kind, weight, px, codes)
        return found

    def apply(self, *, mode: str | None = None, scale: int | None = None) -> None:
        """Draw the program in this look from now on."""
        self.mode = mode if mode in MODES else self.mode
        self.scale = scale if scale in SCALES else self.scale
        self._colours.clear()
        self._fonts.clear()
        self._generation += 1
        app = QApplication.instance()
        if isinstance(app, QApplication):
            _load_fonts()
            app.setFont(self.font())
            app.setPalette(self._palette())
            app.setStyleSheet(fill(TEMPLATE, self.hex, self.px))
            for widget in app.allWidgets():
                retheme = getattr(widget, "retheme", None)
                if retheme is not None:
                    retheme()
        self.changed.emit()

    def _make_font(self, kind: str, weight: int | None, px: int | None, codes: bool) -> QFont:
        entry = self._tokens["type"][kind]
        names = self._tokens["font"]
        size = px or entry["px"]
        display = entry.get("family") == "display" or size >= 30
        font = QFont(names["displayFamily"] if display else names["family"])
        font.setFamilies([names["displayFamily"], names["family"]] if display else [names["family"]])
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(weight or entry["weight"]))
        if display:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -0.022 * self.px(size))
        for feature in names["features"]["codes" if codes else "numbers"]:
            font.setFeature(QFont.Tag(feature), 1)
        return font

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "bg.canvas",
            QPalette.ColorRole.WindowText: "ink.primary",
            QPalette.ColorRole.Base: "bg.surface",
            QPalette.ColorRole.AlternateBase: "bg.sunken",
            QPalette.ColorRole.Text: "ink.primary",
            QPalette.ColorRole.PlaceholderText: "ink.muted",
            QPalette.ColorRole.Button: "bg.surface",
            QPalette.ColorRole.ButtonText: "ink.primary",
            QPalette.ColorRole.Highlight: "bg.selected",
            QPalette.ColorRole.HighlightedText: "ink.primary",
            QPalette.ColorRole.ToolTipBase: "bg.surface",
            QPalette.ColorRole.ToolTipText: "ink.primary",
        }
        for role, name in roles.items():
            palette.setColor(role, self.colour(name))
        return palette


@cache
def theme() -> Theme:
    """The look of this program."""
    return Theme()


@cache
def _load_fonts() -> None:
    """Once a process. Without the files the system's own font is used."""
    for file in sorted((paths.resources() / "fonts").glob("Inter*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def _colour(text: str) -> QColor:
    """From #RRGGBB or #RRGGBBAA; Qt would read the latter as #AARRGGBB."""
    colour = QColor(text[:7])
    if len(text) == 9:
        colour.setAlpha(int(text[7:], 16))
    return colour

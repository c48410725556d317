"""The parts of the packing page and where they stand: a page, a panel beside it, a row of buttons below."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from desktop.i18n import _
from desktop.services.bench import Ask, Wants
from desktop.ui.bench.actions import Actions
from desktop.ui.bench.ask_panel import AskPage
from desktop.ui.bench.changed import Changed
from desktop.ui.bench.idle import Prompt
from desktop.ui.bench.line_page import COMPACT
from desktop.ui.bench.lines import Row
from desktop.ui.bench.sealed import Sealed
from desktop.ui.bench.side import Side
from desktop.ui.bench.urgent import Urgent
from desktop.ui.bench.work import Work
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton

_LARGE_TEXT = 150  # per cent from which there is no room for a panel beside the page


class Stage(QWidget):
    """`show_...` brings one page with its panel and buttons; what stands in them is told to the parts themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.prompt, self.work, self.sealed, self.changed = Prompt(), Work(), Sealed(), Changed()
        self.alone = AskPage()
        self.urgent, self.side = Urgent(), Side()
        self.keys = Actions()
        self.primary = KeyButton("", "", "", bench=True, name="packing-primary")
        self.pages, self.sides = QStackedWidget(), QStackedWidget()
        self._compact = False  # large text in a small window: the panel beside the page gives its room
        self._before_ask: QWidget = self.prompt
        self._lay_out()
        self._show(self.prompt, self.urgent)
        self.keys.show_nothing()

    @property
    def page(self) -> QWidget:
        """The page that is shown."""
        shown = self.pages.currentWidget()
        assert shown is not None
        return shown

    @property
    def asking(self) -> bool:
        """Whether a question is shown that Esc ends."""
        return self.keys.row == "ask"

    def show_prompt(self) -> None:
        self._show(self.prompt, self.urgent)
        self.keys.show_nothing()

    def show_work(self) -> None:
        self._show(self.work, self.side)
        if self.keys.row not in ("work", "more"):
            self.keys.show_work()

    def show_sealed(self) -> None:
        self._show(self.sealed, self.side)
        self.keys.show_sealed()
        self.say_primary(_("Next order"), key="Space", icon="arrow-right")

    def show_decision(self) -> None:
        self._show(self.changed, self.side)
        self.keys.show_decision()

    def show_moves(self) -> None:
        """What must come out and go in: packing goes on meanwhile."""
        self._show(self.changed, self.side)
        if self.keys.row not in ("work", "more"):
            self.keys.show_work()

    def show_ask(self, ask: Ask, row: Row | None, *, in_order: bool) -> None:
        """A question: below the count while an order is open, on a page of its own where none is."""
        if in_order and row is not None and ask.wants is not Wants.TAKE_OVER:
            self._show(self.work, self.side)
            self.work.show_line(row)
            self.work.show_ask(ask)
        else:
            if self.page is not self.alone:
                self._before_ask = self.page
            self._show(self.alone, self.sides.currentWidget() or self.urgent)
            self.alone.panel.show_ask(ask)
        self.keys.show_ask()

    def end_ask(self, row: Row | None) -> None:
        """The question is answered or given up."""
        if self.page is self.alone:
            self._show(self._before_ask, self.sides.currentWidget() or self.urgent)
        self.work.end_ask(row)
        if self.keys.row == "ask":
            if self.page is self.prompt:
                self.keys.show_nothing()
            elif self.page is self.sealed:
                self.keys.show_sealed()
            else:
                self.keys.show_work()

    def say_primary(self, text: str, *, key: str = "", icon: str = "", enabled: bool = True) -> None:
        """The one large button at the right; grey it says what is waited for."""
        button = self.primary
        if (button.label(), button.key, button.isEnabled()) == (text, key, enabled):
            return
        button.set_role("primary" if enabled else "default")
        button.set_key(key)
        button.set_icon(icon)
        button.setText(text)
        button.setEnabled(enabled)
        self._show_primary()

    def _show(self, page: QWidget, side: QWidget) -> None:
        screen = self.parentWidget()
        if page is not self.pages.currentWidget() and self.isVisible() and screen is not None:
            # Qt would give the focus to the next button, and Space or Enter would press it.
            screen.setFocus()
        self.pages.setCurrentWidget(page)
        self.sides.setCurrentWidget(side)
        self._show_primary()
        self.keys.setVisible(page is not self.prompt)

    def _show_primary(self) -> None:
        there = self.page is not self.prompt and self.sides.currentWidget() is not self.urgent
        self.primary.setVisible(there and (self.primary.isEnabled() or not self._compact))

    def _lay_out(self) -> None:
        look = theme()
        for page in (self.prompt, self.work, self.sealed, self.changed, self.alone):
            self.pages.addWidget(page)
        for panel in (self.urgent, self.side):
            self.sides.addWidget(panel)
        grid = QGridLayout(self)
        pad = look.px(16)
        grid.setContentsMargins(pad, pad, pad, look.px(12))
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(12))
        grid.addWidget(self.pages, 0, 0)
        grid.addWidget(self.sides, 0, 1)
        grid.addWidget(self.keys, 1, 0)
        grid.addWidget(self.primary, 1, 1)
        grid.setRowStretch(0, 1)
        grid.setColumnStretch(0, 1)

    def retranslate(self) -> None:
        for part in (self.prompt, self.urgent, self.side, self.keys, self.work.line.facts, self.alone.panel):
            part.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        look = theme()
        wide, large = self.width() > look.px(1600), look.scale >= _LARGE_TEXT
        side = look.size("checklistWide" if wide else "checklist")
        if large:
            side = min(side, self.width() // 3)
        self._compact = self.height() < look.px(COMPACT)
        for part in (self.work.bar, self.sealed.bar, self.changed.bar, self.prompt.sign, self.prompt.detail):
            part.setVisible(not self._compact)
        self.sides.setVisible(not self._compact)
        self._show_primary()
        self.sides.setFixedWidth(side)
        self.primary.setFixedWidth(side)
        self.side.use_height(self.height())
        self.work.use_height(self.height(), self.width() - (0 if self._compact else side))

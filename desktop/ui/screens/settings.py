"""Settings: a list of pages at the left, one page at the right. Saved as one changes; Ctrl Z takes it back."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QWidget

from desktop import i18n
from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.services import changes, settings
from desktop.services.changes import Change
from desktop.services.settings import Bench, Shop
from desktop.ui import icons
from desktop.ui.desk import Desk
from desktop.ui.screen import Screen
from desktop.ui.settings.bench import BenchPage
from desktop.ui.settings.boxes import BoxesPage
from desktop.ui.settings.comments import CommentsPage
from desktop.ui.settings.couriers import CouriersPage
from desktop.ui.settings.labels import LabelsPage
from desktop.ui.settings.language import LanguagePage
from desktop.ui.settings.loyalty import LoyaltyPage
from desktop.ui.settings.mails import MailsPage
from desktop.ui.settings.page import SettingsPage, Undo, both_ways
from desktop.ui.settings.paper_templates import PaperTemplatesPage
from desktop.ui.settings.payments import PaymentsPage
from desktop.ui.settings.people import PeoplePage
from desktop.ui.settings.picking import PickingPage
from desktop.ui.settings.printers import PrintersPage
from desktop.ui.settings.rules import RulesPage
from desktop.ui.settings.scanners import ScannersPage
from desktop.ui.settings.seat import SeatPage
from desktop.ui.settings.shop import ShopPage
from desktop.ui.settings.side_list import SideList
from desktop.ui.settings.slips import SlipsPage
from desktop.ui.settings.sounds import SoundsPage
from desktop.ui.settings.stores import StoresPage
from desktop.ui.settings.stuck import StuckPage
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column

# In the order of the list; the number is also what `desk.open("settings", n)` means, counted from 1.
PAGES: tuple[tuple[str, str, str, type[SettingsPage]], ...] = (
    ("shop", "store", N_("Shop and company"), ShopPage),
    ("stores", "globe", N_("Online stores"), StoresPage),
    ("printers", "printer", N_("Printers"), PrintersPage),
    ("language", "languages", N_("Language and look"), LanguagePage),
    ("bench", "monitor", N_("This bench"), BenchPage),
    ("rules", "list-checks", N_("Packing rules"), RulesPage),
    ("sounds", "volume-2", N_("Sounds"), SoundsPage),
    ("boxes", "weight", N_("Boxes and scale"), BoxesPage),
    ("couriers", "truck", N_("Couriers"), CouriersPage),
    ("people", "users", N_("Users and badges"), PeoplePage),
    ("scanners", "scan-line", N_("Scanners"), ScannersPage),
    ("seat", "package-open", N_("At the bench"), SeatPage),
    ("picking", "hand", N_("Picking"), PickingPage),
    ("comments", "mail", N_("Messages to customers"), CommentsPage),
    ("papers", "file-text", N_("Papers"), PaperTemplatesPage),
    ("labels", "tag", N_("Labels"), LabelsPage),
    ("slips", "wifi-off", N_("Without a network"), SlipsPage),
    ("mails", "send", N_("E-mails to buyers"), MailsPage),
    ("payments", "wallet", N_("Ways of paying"), PaymentsPage),
    ("loyalty", "gift", N_("Loyalty and complaints"), LoyaltyPage),
    ("stuck", "clock-alert", N_("Waiting too long"), StuckPage),
)
_MOST_UNDO = 100


class SettingsScreen(Screen):
    """`open(n)` shows a page: 1 shop, 2 online stores, 3 printers, 4 language and look, 5 this bench."""

    name, title, icon, letter, rail = "settings", N_("Settings"), "settings", ",", "foot"
    right = Right.SETTINGS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._undo: list[Undo] = []
        self.head = PageHead()
        self.list = SideList("settings-pages")
        self.pages = QStackedWidget()
        self._by_key: dict[str, SettingsPage] = {}
        self._areas: dict[str, QScrollArea] = {}
        self._saved = Label("", "body", "ink.secondary")
        self._saved_mark = QLabel()
        self._lay_out()
        self.list.chosen.connect(self._show_page)
        kinds = {"settings", "printer", "printer-state", "print", "store", "carton", "person"}
        desk.hub.watch(self, kinds, self._changed)
        self.retranslate()
        desk.tasks.run(_read_here, self._apply)

    def page_of(self, key: str) -> SettingsPage:
        """The page; it is built on its first visit, so that none waits for the others."""
        if key not in self._by_key:
            kind = next(kind for own, _icon, _title, kind in PAGES if own == key)
            self._by_key[key] = kind(self.desk, self._keep)
            self._areas[key] = both_ways(self._by_key[key])
            self.pages.addWidget(self._areas[key])
        return self._by_key[key]

    def open(self, id: int | None) -> None:
        if id is not None and 1 <= id <= len(PAGES):
            self.list.choose(PAGES[id - 1][0])

    def entered(self) -> None:
        self._show_page(self.list.current())
        self.list.setFocus()

    def takes_badges(self) -> bool:
        takes = getattr(self._current(), "takes_badges", None)
        return takes is not None and bool(takes())

    def scanned(self, text: str) -> None:
        heard = getattr(self._current(), "scanned", None)
        if heard is not None:
            heard(text)

    def back(self) -> bool:
        return self._current().back()

    def undo(self) -> bool:
        if not self._undo:
            return False
        self.desk.tasks.run(self._undo.pop(), self._undone)
        return True

    def help(self) -> list[tuple[str, str]]:
        return [("↑ ↓", _("Another page of the settings"))]

    def _keep(self, undo: Callable[[], object]) -> None:
        self._undo.append(undo)
        del self._undo[:-_MOST_UNDO]

    def _undone(self, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Undone"))
        self._current().reload()

    def _current(self) -> SettingsPage:
        return self.page_of(self.list.current())

    def _show_page(self, key: str) -> None:
        page = self.page_of(key)
        self.pages.setCurrentWidget(self._areas[key])
        page.reload()

    def _changed(self, heard: frozenset[Change]) -> None:
        if any(change.kind == "settings" for change in heard):
            self.desk.tasks.run(_read_here, self._apply)
        if self.isVisible():
            self._current().reload()

    def _apply(self, here: tuple[Shop, Bench]) -> None:
        """Everything that a setting changes at once, whoever changed it: a person, undo, another window."""
        shop, bench = here
        window = self.window()
        set_zone = getattr(window, "set_zone", None)
        if set_zone is not None:
            set_zone(shop.zone)
        self.desk.sounds.use(bench)
        scale = theme().scale
        if (theme().mode, scale) != (bench.theme, bench.text_percent):
            theme().apply(mode=bench.theme, scale=bench.text_percent)
        if scale != bench.text_percent:
            self._build_anew()
        use_language = getattr(window, "use_language", None)
        if use_language is not None and i18n.language() != bench.screen_language:
            use_language(bench.screen_language)

    def _build_anew(self) -> None:
        """Another text size: what was laid out for the old one goes, here and on all other pages."""
        for area in self._areas.values():
            self.pages.removeWidget(area)
            area.deleteLater()
        self._by_key.clear()
        self._areas.clear()
        self._show_page(self.list.current())
        self.list.setFocus()
        rebuild = getattr(self.window(), "rebuild", None)
        if rebuild is not None:
            rebuild()

    def _lay_out(self) -> None:
        look = theme()
        note = QWidget()
        row = QHBoxLayout(note)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self._saved_mark)
        row.addWidget(self._saved)
        self.head.add_action(note)
        columns = QHBoxLayout()
        columns.setSpacing(look.px(16))
        columns.addWidget(self.list)
        columns.addWidget(self.pages, 1)
        column = page_column(self)
        column.addWidget(self.head)
        column.addLayout(columns, 1)
        self.retheme()

    def retheme(self) -> None:
        self._saved_mark.setPixmap(icons.icon("circle-check", "ink.muted", 20))

    def retranslate(self) -> None:
        self.head.set_title(_("Settings"))
        self._saved.setText(_("Saved as you change, can be undone"))
        self.list.set_items([(key, icon, _(title)) for key, icon, title, _kind in PAGES])
        for page in self._by_key.values():
            page.retranslate()


def _read_here() -> tuple[Shop, Bench]:
    bench = settings.bench()
    changes.work_at(bench.name, bench.person)
    return settings.shop(), bench

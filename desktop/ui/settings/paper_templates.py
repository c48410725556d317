"""Papers: what each of them says and shows, with the paper itself beside it, drawn anew as one types."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.documents.shapes import SHAPES
from desktop.i18n import LANGUAGES, _
from desktop.services import logo, settings, template_files, template_preview, templates
from desktop.services.templates import Own
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_file, choose_target
from desktop.ui.errands import Errands
from desktop.ui.settings.page import SettingsPage, Undo, scrolling
from desktop.ui.settings.paper_form import PaperForm
from desktop.ui.settings.paper_view import PaperView
from desktop.ui.settings.paper_words import PAPERS
from desktop.ui.settings.side_list import SideList
from desktop.ui.tasks import Job
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.panel import Panel

_REST_MS = 250  # so long after the last letter the paper is drawn anew
_FILE = "kolli-papers.json"


@dataclass(frozen=True, slots=True)
class _Read:
    chosen: dict[str, Own] = field(default_factory=dict)
    logo: bytes = b""
    language: str = "en"
    slip: str = "A4"


class PaperTemplatesPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._read: _Read | None = None
        self._drawing: Job | None = None
        self._pdf, self.painted = b"", b""  # the newest paper, and the one that is seen
        self._errands = Errands(self)
        self.kinds = SideList("paper-kinds", width=184)
        self.language, self.media, self.page = Choice("paper-language"), Choice("paper-media"), Choice("paper-page")
        self.form, self.view = PaperForm(), PaperView("paper-view")
        self.usual = KeyButton("", "rotate-ccw", name="paper-usual")
        self.take, self.give = (
            KeyButton("", "folder-down", name="paper-take"),
            KeyButton("", "download", name="paper-give"),
        )
        self._title, self._preview = ElideLabel("", "heading"), ElideLabel("", "benchBody", weight=600)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._lay_out()
        self._rest.timeout.connect(self._draw)
        self.kinds.chosen.connect(self._show_kind)
        self.language.picked.connect(self._show_kind)
        self.media.picked.connect(self._show_kind)
        self.page.picked.connect(self._paint)
        self.form.tried.connect(self._rest.start)
        self.form.chosen.connect(self._give)
        self.form.pick.clicked.connect(self._pick_logo)
        self.form.drop.clicked.connect(partial(self._change_logo, b""))
        self.usual.clicked.connect(self._usual)
        self.take.clicked.connect(self._take)
        self.give.clicked.connect(self._write)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def _show(self, read: _Read) -> None:
        first = self._read is None
        self._read = read
        if first:
            self.language.choose(read.language)
        self._show_kind()

    def _show_kind(self, _which: object = None) -> None:
        kind = self._kind()
        if self._read is None or not kind:
            return
        chosen = self._read.chosen.get(kind, Own())
        self._title.setText(_(PAPERS[kind][0]))
        media = SHAPES[kind].media
        if [self.media.itemData(at) for at in range(self.media.count())] != list(media):
            self.media.set_choices([(name, name) for name in media])
            self.media.choose(self._read.slip)
        self.media.setVisible(len(media) > 1)
        self.form.show_choice(kind, chosen, str(self.language.value()), has_logo=bool(self._read.logo))
        self.usual.setEnabled(chosen != Own())
        self._draw()

    # the picture

    def _draw(self) -> None:
        """Draw the paper on the store's thread, as it needs the newest order; paint it on one of its own."""
        draft = self.form.draft()
        if self._read is None or draft is None:
            return
        if self._drawing is not None:
            self._drawing.cancel()
        work = partial(
            template_preview.draw, self._kind(), draft, str(self.language.value()), str(self.media.value() or "")
        )
        self._drawing = self.desk.tasks.run(work, self._drawn, self.say_refused)

    def _drawn(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._paint()

    def _paint(self, _page: object = None) -> None:
        across, down = self.view.room()
        if self._pdf and across > 0 and down > 0:
            at = max(0, self.page.currentIndex())
            paint = partial(template_preview.picture, self._pdf, at, across, down)
            self._errands.run(paint, partial(self._painted, self._pdf))

    def _painted(self, pdf: bytes, seen: template_preview.Seen) -> None:
        if pdf != self._pdf:
            return  # another one is on its way
        self.painted = pdf
        if self.page.count() != seen.pages:
            self._name_pages(seen.pages)
        self.view.show_page(seen.width, seen.height, seen.data)

    def _name_pages(self, count: int) -> None:
        pages = [(at, _("Page {number} of {count}").format(number=at + 1, count=count)) for at in range(count)]
        self.page.set_choices(list(pages))
        self.page.setVisible(count > 1)

    # choosing

    def _give(self, made: Own) -> None:
        self._change(self._kind(), made)

    def _usual(self) -> None:
        self._change(self._kind(), Own())

    def _change(self, kind: str, made: Own) -> None:
        if self._read is not None:
            before = self._read.chosen.get(kind, Own())
            self.save(partial(templates.put, kind, made), partial(templates.put, kind, before))

    def _pick_logo(self) -> None:
        patterns = [(_("Pictures"), "*.png *.jpg *.jpeg")]
        file = choose_file(self, _("The store's logo"), patterns)
        if file is not None:
            self._errands.run(partial(logo.read, file), self._change_logo, self.say_refused)

    def _change_logo(self, data: bytes) -> None:
        if self._read is not None:
            self.save(partial(logo.change, data), partial(logo.put_back, self._read.logo))

    def _take(self) -> None:
        file = choose_file(self, _("Papers of another shop"), [(_("Papers"), "*.json")])
        if file is not None and self._read is not None:
            self.save(partial(_take_file, file), partial(_put_all, self._read.chosen, self._read.logo))

    def _write(self) -> None:
        file = choose_target(self, _("Keep the papers in a file"), _FILE)
        if file is not None:
            self.desk.tasks.run(partial(_write_file, file), partial(self._written, file), self.say_refused)

    def _written(self, file: Path, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("Papers kept"), file.name)

    def _kind(self) -> str:
        return self.kinds.current().removeprefix("paper:")

    # looks

    def _lay_out(self) -> None:
        look = theme()
        left, right = Panel(flush=True), Panel()
        content = QWidget()
        column = QVBoxLayout(content)
        pad = look.px(20)
        column.setContentsMargins(pad, look.px(16), pad, look.px(16))
        column.setSpacing(look.px(10))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.language)
        column.addLayout(head)
        column.addWidget(self.form)
        column.addWidget(self.trouble)
        column.addStretch(1)
        for buttons in ((self.usual,), (self.take, self.give)):
            row = QHBoxLayout()
            row.setSpacing(look.px(8))
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        left.body.addWidget(scrolling(content))
        top = QHBoxLayout()
        top.addWidget(self._preview, 1)
        top.addWidget(self.page)
        top.addWidget(self.media)
        right.body.addLayout(top)
        right.body.addWidget(self.view, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.px(16))
        columns.addWidget(self.kinds)
        columns.addWidget(left, 1)
        columns.addWidget(right, 1)
        self.page.hide()

    def retranslate(self) -> None:
        self.kinds.set_items([(f"paper:{kind}", PAPERS[kind][1], _(PAPERS[kind][0])) for kind in templates.kinds()])
        spoken = self.language.value()
        self.language.set_choices(list(LANGUAGES.items()))
        self.language.choose(spoken or (self._read.language if self._read else "en"))
        self.language.setAccessibleName(_("The reader's language"))
        self.media.setAccessibleName(_("Size of the paper"))
        self.page.setAccessibleName(_("Page"))
        self._preview.setText(_("As it is printed"))
        self.view.setAccessibleName(_("As it is printed"))
        self.usual.setText(_("Kolli's own paper"))
        self.take.setText(_("From a file"))
        self.give.setText(_("To a file"))
        self.form.retranslate()
        self._name_pages(self.page.count())
        self._show_kind()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rest.start()


def _read() -> _Read:
    shop = settings.shop()
    return _Read({kind: templates.own(kind) for kind in templates.kinds()}, logo.get(), shop.language, shop.slip_paper)


def _take_file(file: Path) -> object:
    return template_files.imported(template_files.read(file))


def _put_all(chosen: dict[str, Own], picture: bytes) -> None:
    for kind, own in chosen.items():
        templates.put(kind, own)
    logo.put_back(picture)


def _write_file(file: Path) -> None:
    template_files.write(file)

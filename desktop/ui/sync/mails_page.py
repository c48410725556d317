"""Mails to buyers: what waits, what a person must settle (in doubt, refused, come back), and what was sent."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.i18n import N_, _, day_time
from desktop.services.mail import handling, incoming, listing
from desktop.services.mail.listing import PROBLEMS, MailRow
from desktop.services.messages.events import NAMES, Event
from desktop.ui.desk import Desk
from desktop.ui.rows import Cell, Column, Row
from desktop.ui.sync.facts import Facts
from desktop.ui.sync.listed import listed, rows_after, side_by_side
from desktop.ui.sync.mail_panel import MailPanel
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import Choice
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.paged_table import PagedTable
from desktop.ui.words import order_name

COLUMNS = (Column(N_("Order"), 110), Column(N_("Mail"), 120, stretch=1), Column(N_("State"), 150))
_FILTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "all": (N_("All"), ()), "person": (N_("Waiting for a person"), PROBLEMS),
    "waiting": (N_("Waiting"), ("waiting", "sending")), "sent": (N_("Sent"), ("sent",)),
}  # fmt: skip
STATES = {
    "waiting": N_("Waits"), "sending": N_("Being sent"), "sent": N_("Sent"), "unsure": N_("In doubt"),
    "parked": N_("Refused"), "bounced": N_("Came back"), "discarded": N_("Left out"), "withdrawn": N_("Undone"),
}  # fmt: skip
_MOST = 5000
_LARGEST = 10_000_000  # bytes of a returned mail; what matters of it stands at its beginning


class MailsTab(QWidget):
    """`show_facts(facts, anew)`; `opened(order_id)`, `done()` after something was settled."""

    opened = Signal(int)
    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._zone = "UTC"
        self._left: list[int] = []  # what was left out here and can be taken back
        look = theme()
        self.table = PagedTable(desk.tasks, COLUMNS, name="sync-mails")
        self.panel, self.empty = MailPanel(), EmptyState("mail-check")
        self.filter, self._filter = Choice("sync-mails-filter"), Label("", "body", "ink.secondary")
        self.trouble = NoteBar(kind="attention")
        self.trouble.hide()
        self._pages = QStackedWidget()
        top = QHBoxLayout()
        top.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        top.setSpacing(look.px(12))
        top.addWidget(self._filter)
        top.addWidget(self.filter)
        top.addStretch(1)
        self.setAcceptDrops(True)
        side_by_side(self, listed(self.table, self._pages, self.empty, top, self.trouble), self.panel)
        self.table.current_changed.connect(self._show_row)
        self.table.opened.connect(self._open_row)
        self.table.settled.connect(self._settled)
        self.filter.picked.connect(self._choose)
        self.panel.again.connect(self._again)
        self.panel.arrived.connect(self._arrived)
        self.panel.dropped.connect(self._drop)
        self.panel.opened.connect(self.opened.emit)

    def show_facts(self, facts: Facts, anew: bool) -> None:
        again = self._zone != facts.zone
        self._zone = facts.zone
        self.trouble.say(facts.mail_trouble)
        self.trouble.setVisible(bool(facts.mail_trouble))
        self._choose() if anew or again else self.table.reload()

    def undo(self) -> bool:
        """Ctrl Z: what was left out last waits again."""
        if not self._left:
            return False
        self._do(partial(handling.restore, self._left.pop()), _("It is back."))
        return True

    def _choose(self, _value: object = None) -> None:
        states = _FILTERS[str(self.filter.value() or "all")][1]
        page = partial(_mails, states)
        self.table.show_source(Source(page=page, show=partial(_mail_row, self._zone), id=_id))

    def _show_row(self, _row: object = None) -> None:
        self.panel.show_mail(self.table.current(), self._zone)

    def _settled(self, count: int) -> None:
        self._pages.setCurrentIndex(0 if count else 1)
        self.panel.setVisible(count > 0)

    def _again(self, mail_id: int, address: str) -> None:
        self._do(partial(handling.retry, mail_id, address=address or None), _("It is sent again."))

    def _arrived(self, mail_id: int) -> None:
        self._do(partial(handling.arrived, mail_id), _("Noted: it has arrived."))

    def _drop(self, mail_id: int) -> None:
        self._left.append(mail_id)
        self._do(partial(handling.discard, mail_id), _("Left out; Ctrl Z takes it back."))

    def _do(self, work: Callable[[], object], words: str) -> None:
        self.desk.tasks.run(work, partial(self._has_done, words), self.desk.lane.show_refused)

    def _has_done(self, words: str, _result: object) -> None:
        post = getattr(self.desk.app, "post", None)
        if post is not None:
            post.wake()
        self.desk.lane.show_result(Outcome.SAVED, words)
        self.done.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Returned mails, saved as files, are put to the mails that they are about."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                event.acceptProposedAction()
                self._do(partial(_take_bounce, Path(url.toLocalFile())), _("Noted: it came back."))

    def _open_row(self, row: Any) -> None:
        if isinstance(row, MailRow):
            self.opened.emit(row.order_id)

    def retranslate(self) -> None:
        self.table.setAccessibleName(_("Mails"))
        self._filter.setText(_("Show"))
        self.filter.setAccessibleName(_("Which mails are listed"))
        self.filter.set_choices([(key, _(words)) for key, (words, _states) in _FILTERS.items()])
        self.empty.say(
            _("No mails"),
            _("What is written to buyers is listed here, until it has left and afterwards."),
            "mail-check",
        )
        self.panel.retranslate()


def _take_bounce(file: Path) -> object:
    """Raises NoBounce for a file that is no returned mail, or cannot be read."""
    try:
        with file.open("rb") as given:
            data = given.read(_LARGEST)
    except OSError:
        raise incoming.NoBounce from None
    return incoming.take_bounce(data)


def _id(row: MailRow) -> int:
    return row.id


def _mails(states: Sequence[str], after: MailRow | None, limit: int) -> Sequence[MailRow]:
    return rows_after(listing.rows(states, _MOST), after, limit)


def _mail_row(zone: str, row: MailRow) -> Row:
    words = _(STATES[row.state])
    if row.state in PROBLEMS:
        state = Cell(badge=("warn", "attention", words))
    else:
        icon = {"sent": "circle-check", "waiting": "clock"}.get(row.state, "circle-dot")
        state = Cell(words, day_time(row.sent_at or row.created_at, zone=zone), mark=icon, mark_ink="ink.muted",
                     ink="ink.secondary")  # fmt: skip
    return Row((
        Cell(order_name(row.number), row.to_name, strong=True),
        Cell(row.subject, f"{_(NAMES[Event(row.event)])} · {row.to_address}"),
        state,
    ))  # fmt: skip

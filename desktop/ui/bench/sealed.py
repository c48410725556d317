"""The middle of the packing screen when the parcel is closed: its papers, and what comes next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _, number
from desktop.services.changes import now
from desktop.services.orders import OrderView
from desktop.services.printing import Job
from desktop.services.queue import QueueRow
from desktop.ui import icons
from desktop.ui.bench.lines import units_text
from desktop.ui.bench.order_bar import OrderBar
from desktop.ui.marks import mark_pixmap
from desktop.ui.ship_by import ship_by
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.photo import Photo
from desktop.ui.words import order_name

_MOST_ROWS = 4


class Sealed(Panel):
    """`show_order(order, jobs, next)`: how many were packed, each parcel and paper with its state, the next order."""

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self.bar = OrderBar()
        self.body.setSpacing(0)
        self.body.addWidget(self.bar)
        self.body.addWidget(Hairline())
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(24), look.px(28), look.px(24), look.px(16))
        inner.setSpacing(0)
        self.body.addLayout(inner, 1)
        top = QHBoxLayout()
        top.setSpacing(look.px(28))
        self._mark = QLabel()
        self._title = Label("", "benchName")
        self._detail = Label("", "heading", "ink.secondary", weight=500, wrap=True)
        words = QVBoxLayout()
        words.setSpacing(look.px(4))
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        top.addWidget(self._mark)
        top.addLayout(words, 1)
        inner.addLayout(top)
        inner.addSpacing(look.px(28))
        self._rows = [PaperRow() for _turn in range(_MOST_ROWS)]
        inner.addWidget(Hairline())
        for row in self._rows:
            inner.addWidget(row)
        inner.addStretch(1)
        self.next = NextInLine()
        inner.addWidget(self.next)
        self.retheme()

    def show_order(
        self, order: OrderView, jobs: Sequence[Job], following: QueueRow | None, photos: Sequence[str], zone: str
    ) -> None:
        """`jobs` are this order's papers; of each kind the newest is told. `photos` are of the order that follows."""
        self.bar.show_order(order, zone)
        units = order.units
        self._title.setText(_("{count} of {all} packed").format(count=number(units), all=number(units)))
        self._detail.setText(_("Stick the label on the parcel. Scan the next order or item to go on."))
        papers: list[tuple[str, str, str, str, str, str]] = []
        for parcel in order.parcels:
            title = _("Parcel {place} of {all}").format(place=parcel.position, all=len(order.parcels))
            label = _newest(jobs, "parcel-label")
            facts = (parcel.code, units_text(units) if len(order.parcels) == 1 else "", _where(label))
            papers.append(("package", title, " · ".join(fact for fact in facts if fact), *_state(label)))
        slip = _newest(jobs, "packing-slip")
        if slip is not None:
            papers.append(("file-text", _("Packing slip"), _where(slip), *_state(slip)))
        for turn, row in enumerate(self._rows):
            row.setVisible(turn < len(papers))
            if turn < len(papers):
                row.say(*papers[turn])
        self.next.show_row(following, photos, zone)

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "_mark"):
            self._mark.setPixmap(mark_pixmap("right", 108, "go.solid", "go.on"))


class PaperRow(QWidget):
    """One parcel or paper: icon, name, its code or printer, its state as a badge."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(0, look.px(6), 0, look.px(6))
        row.setSpacing(look.px(16))
        self._icon = QLabel()
        self._title = ElideLabel("", "heading", weight=600)
        self._sub = ElideLabel("", "body", "ink.secondary", codes=True)
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._sub)
        words.addStretch(1)
        self._badge = Badge("", "done", "")
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(row, 1)
        column.addWidget(Hairline())
        self.setFixedHeight(look.px(72))

    def say(self, icon: str, title: str, sub: str, state: str, kind: str, sign: str) -> None:
        self._icon.setPixmap(icons.icon(icon, "ink.secondary", 28))
        self._title.setText(title)
        self._sub.setText(sub)
        self._sub.setVisible(bool(sub))
        self._badge.show_state(state, kind, sign)
        self._badge.setVisible(bool(state))


class NextInLine(QFrame):
    """A quiet box with the order that comes next by its promise."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self.setProperty("class", "sunken")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(8), look.px(12), look.px(8))
        row.setSpacing(look.px(16))
        self._word = Label("", "caption", "ink.secondary", weight=600)
        self._photos = [Photo(44), Photo(44)]
        self._title = ElideLabel("", "benchBody", weight=600)
        self._sub = ElideLabel("", "caption", "ink.muted")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._sub)
        self._due = Badge("", "plain", "")
        row.addWidget(self._word)
        pictures = QHBoxLayout()
        pictures.setSpacing(look.px(4))
        for photo in self._photos:
            pictures.addWidget(photo)
        row.addLayout(pictures)
        row.addLayout(words, 1)
        row.addWidget(self._due)
        self.setFixedHeight(look.px(66))

    def show_row(self, following: QueueRow | None, photos: Sequence[str], zone: str) -> None:
        self.setVisible(following is not None)
        if following is None:
            return
        self._word.setText(_("Next in line"))
        for turn, photo in enumerate(self._photos):
            photo.setVisible(turn < len(photos))
            photo.show_photo(photos[turn] if turn < len(photos) else "")
        self._title.setText(f"{order_name(following.number)} · {units_text(following.units)}")
        self._sub.setText(" ".join(text for text in (following.courier, following.service) if text))
        due = ship_by(following.ship_by, now(), zone)
        self._due.setVisible(bool(due.words))
        self._due.show_state(due.words, due.kind, due.icon)


def _newest(jobs: Sequence[Job], kind: str) -> Job | None:
    return max((job for job in jobs if job.kind == kind), key=lambda job: job.id, default=None)


def _where(job: Job | None) -> str:
    """The printer, or what it says is wrong."""
    if job is None:
        return ""
    return job.reason if job.state in ("failed", "unsure") and job.reason else job.printer


def _state(job: Job | None) -> tuple[str, str, str]:
    """Words, badge kind and mark of a paper."""
    if job is None:
        return "", "plain", ""
    words = {
        "queued": (_("Waits for the printer"), "go", "in-work"),
        "sending": (_("Printing"), "go", "in-work"),
        "sent": (_("Printing"), "go", "in-work"),
        "done": (_("Printed"), "done", "right"),
        "failed": (_("Did not come out"), "warn", "attention"),
        "unsure": (_("Did it come out?"), "warn", "attention"),
    }
    return words.get(job.state, (job.state, "plain", ""))

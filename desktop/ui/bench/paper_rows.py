"""The rows under a closed parcel: each parcel and paper with its state, and the order that comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.changes import now
from desktop.services.orders import OrderView, ParcelView
from desktop.services.printing import Job
from desktop.services.queue import QueueRow
from desktop.ui import icons
from desktop.ui.bench.lines import units_text
from desktop.ui.ship_by import ship_by
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline
from desktop.ui.widgets.photo import Photo
from desktop.ui.words import order_name


@dataclass(frozen=True, slots=True)
class Paper:
    """One row. `kind` and `sign` are the badge's: see widgets.badge."""

    icon: str
    title: str
    sub: str
    state: str
    kind: str
    sign: str


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

    def show_paper(self, paper: Paper) -> None:
        self._icon.setPixmap(icons.icon(paper.icon, "ink.secondary", 28))
        self._title.setText(paper.title)
        self._sub.setText(paper.sub)
        self._sub.setVisible(bool(paper.sub))
        self._badge.show_state(paper.state, paper.kind, paper.sign)
        self._badge.setVisible(bool(paper.state))


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


def papers_of(order: OrderView, jobs: Sequence[Job], units: dict[int, int], *, seal: bool) -> list[Paper]:
    """The order's parcels and its slip; `units` by the parcel's place. Of each kind the newest paper is told."""
    found, wanted = [], next((parcel.id for parcel in order.parcels if parcel.sealed_at is None), None)
    for parcel in order.parcels:
        title = _("Parcel {place} of {all}").format(place=parcel.position, all=len(order.parcels))
        label = _newest([job for job in jobs if job.parcel_id in (None, parcel.id)], "parcel-label")
        count = units.get(parcel.position)
        facts = (parcel.code, units_text(count) if count is not None else "", _where(label, _("label out")))
        state = _seal(parcel, label, wanted=seal and parcel.id == wanted)
        found.append(Paper("package", title, " · ".join(fact for fact in facts if fact), *state))
    slip = _newest(jobs, "packing-slip")
    if slip is not None:
        found.append(Paper("file-text", _("Packing slip"), _where(slip, _("out")), *_state(slip)))
    return found


def _newest(jobs: Sequence[Job], kind: str) -> Job | None:
    return max((job for job in jobs if job.kind == kind), key=lambda job: job.id, default=None)


def _where(job: Job | None, out: str) -> str:
    """Where a paper comes out, or what its printer says is wrong."""
    if job is None:
        return ""
    if job.state in ("failed", "unsure", "queued") and job.reason:
        return job.reason
    if job.state == "queued":
        return _("waits for {printer}").format(printer=job.printer) if job.printer else _("waits: no printer is chosen")
    where = _("{what} on {printer}").format(what=out, printer=job.printer) if job.printer else out
    return where if job.state == "done" else _("printing on {printer}").format(printer=job.printer or "–")


def _seal(parcel: ParcelView, label: Job | None, *, wanted: bool) -> tuple[str, str, str]:
    """What is to be done with a parcel's label: words, badge kind and mark."""
    if parcel.sealed_at is not None:
        return _("Label scanned on parcel"), "done", "done"
    if label is not None and label.state in ("failed", "unsure"):
        return _state(label)
    return (_("Scan its label"), "go", "in-work") if wanted else _state(label)


def _state(job: Job | None) -> tuple[str, str, str]:
    """Words, badge kind and mark of a paper."""
    if job is None:
        return "", "plain", ""
    words = {
        "queued": (_("Waits for the printer"), "go", "in-work"),
        "sending": (_("Printing"), "go", "in-work"),
        "sent": (_("Printing"), "go", "in-work"),
        "done": (_("Printed"), "done", "done"),
        "failed": (_("Did not come out"), "warn", "attention"),
        "unsure": (_("Did it come out?"), "warn", "attention"),
        "cancelled": (_("Cancelled"), "plain", ""),
        "reprinted": (_("Printed again"), "done", "done"),
    }
    return words.get(job.state, (job.state, "plain", ""))

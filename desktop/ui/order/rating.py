"""What a buyer said of an order by phone or chat, noted by hand: one key, 1 to 5, and a few words if there are any."""

from functools import partial

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.mail import reviews
from desktop.services.mail.reviews import Review
from desktop.ui.desk import Desk
from desktop.ui.dialogs import Ask
from desktop.ui.theme import theme
from desktop.ui.widgets.field import LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome


class RatingForm(Ask):
    """1 to 5 by key or click ends it. `ask()` answers the rating, or -1; `comment` holds the words."""

    def __init__(self, parent: QWidget | None, known: Review | None) -> None:
        said = "" if known is None or known.rating is None else _("Noted so far: {rating} of 5.").format(
            rating=known.rating
        )  # fmt: skip
        super().__init__(parent, _("What did the buyer think?"), said or _("1 is bad, 5 is very good."))
        self.comment = TextField("rating-comment")
        self.comment.setText(known.comment if known is not None else "")
        self.middle.addWidget(LabelledField(_("In the buyer's words"), self.comment))
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        self.keys = [KeyButton(str(rating), key=str(rating), name=f"rating-{rating}") for rating in range(1, 6)]
        for rating, button in enumerate(self.keys, 1):
            button.clicked.connect(partial(self._rated, rating))
            row.addWidget(button)
        self.middle.addLayout(row)
        self.keys[-1].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number that is not typed into the words is the rating."""
        if event.text() in ("1", "2", "3", "4", "5"):
            self._rated(int(event.text()))
            return
        super().keyPressEvent(event)

    def _rated(self, rating: int, _checked: bool = False) -> None:
        self.done(rating + 1)


def rate(desk: Desk, parent: QWidget, order_id: int) -> None:
    """Ask, and keep what was said."""
    desk.tasks.run(partial(reviews.of_order, order_id), partial(_ask, desk, parent, order_id))


def _ask(desk: Desk, parent: QWidget, order_id: int, known: Review | None) -> None:
    form = RatingForm(parent, known)
    rating = form.ask()
    if rating > 0:
        work = partial(reviews.rate, order_id, rating, form.comment.text())
        desk.tasks.run(work, partial(_kept, desk, rating), desk.lane.show_refused)


def _kept(desk: Desk, rating: int, _review: Review) -> None:
    desk.lane.show_result(Outcome.SAVED, _("Noted: {rating} of 5").format(rating=rating))

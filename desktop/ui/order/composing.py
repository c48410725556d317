"""The next word about an order: what is typed waits for its order, and is kept with its move or alone."""

from functools import partial

from PySide6.QtCore import QObject

from desktop.domain.holes import UnknownHole
from desktop.domain.order import Action
from desktop.i18n import _
from desktop.services import comment_templates, messages, orders, shortages
from desktop.services.messages import texts
from desktop.services.shortages import Draft
from desktop.ui.desk import Desk
from desktop.ui.order.story import Story
from desktop.ui.widgets.lane import Outcome


class Composing(QObject):
    """`leave(id)` and `turn_to(id)` around another order; `add(id, action, comment, notify)` keeps a word."""

    def __init__(self, desk: Desk, story: Story) -> None:
        super().__init__(story)
        self.desk, self.story = desk, story
        self._typed: dict[int, str] = {}
        self._offered: set[int] = set()  # the drafts that were put into the composer once

    def leave(self, order_id: int) -> None:
        typed = self.story.comment.toPlainText()
        if typed.strip():
            self._typed[order_id] = typed

    def turn_to(self, order_id: int) -> None:
        self.story.clear()
        self.story.comment.setPlainText(self._typed.pop(order_id, ""))

    def offer(self, draft: Draft | None) -> None:
        """Words for the buyer that nobody has sent, once: who has cleared them does not want them."""
        if draft is not None and draft.id not in self._offered:
            self._offered.add(draft.id)
            self.story.offer(draft.text)

    def add(self, order_id: int, action: str, comment: str, notify: bool) -> None:
        self.desk.tasks.run(partial(_keep, order_id, action, comment, notify), self._added, self._not_added)

    def _added(self, notify: bool) -> None:
        self.story.clear()
        detail = _("The customer is told as soon as the store has it.") if notify else ""
        self.desk.lane.show_result(Outcome.SAVED, _("Added to the history"), detail)

    def _not_added(self, error: Exception) -> None:
        self.desk.lane.show_refused(error)
        if isinstance(error, UnknownHole | comment_templates.TooLong):
            self.story.say_wrong(error.say())


def _keep(order_id: int, action: str, comment: str, notify: bool) -> bool:
    """Make the move with its comment, or add the comment alone; what the buyer will read has its fields filled in."""
    if notify and comment.strip():
        order = orders.show(order_id)
        mailed = messages.kolli_mails(order.store_id)
        longest = texts.LONGEST_BODY if mailed else comment_templates.LONGEST
        comment = comment_templates.fill(comment, order, longest).text
    if action:
        orders.do(order_id, Action(action), comment.strip(), notify)
    else:
        orders.comment(order_id, comment, notify)
    if comment.strip():
        shortages.use_draft(order_id)  # sent, or said in other words
    return notify

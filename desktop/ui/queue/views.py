"""The views of the queue in a list, with what can be done with them, by mouse and by keys."""

from collections.abc import Callable, Sequence
from functools import partial

from desktop.domain.order import Stage
from desktop.domain.rights import Right
from desktop.i18n import _, number
from desktop.services import permits, queue_filter, queue_views
from desktop.services.queue_views import BUILT_IN, View
from desktop.ui.desk import Desk
from desktop.ui.queue.layout import ASKED, QueueLayout
from desktop.ui.queue.listing import Listing
from desktop.ui.queue.popover import Offer
from desktop.ui.widgets.lane import Outcome


class Views:
    """`open_menu()` at its button; `chosen(view)` shows one. What it did last is taken back by `undone(back)`."""

    def __init__(
        self, desk: Desk, page: QueueLayout, listing: Listing, chosen: Callable[[View], object],
        undone: Callable[[Callable[[], object]], object],
    ) -> None:  # fmt: skip
        self._desk, self._listing = desk, listing
        self._button, self._bar, self._popover, self._back = page.views, page.asked, page.popover, page.table
        self._chosen, self._undone = chosen, undone
        self._ask = partial(page.bars.setCurrentIndex, ASKED)
        self.known: Sequence[View] = ()
        self.stuck: dict[Stage, int] = {}

    def show_known(self, known: Sequence[View], stuck: dict[Stage, int]) -> None:
        self.known, self.stuck = known, stuck

    def open_menu(self) -> None:
        offers = [self._offer(view) for view in (*BUILT_IN, *self.known)]
        offers.append(Offer(_("Save this view…"), self.save, "plus"))
        own = self._listing.view
        if own is not None and own.id:
            offers += [
                Offer(_("Rename “{name}”…").format(name=own.name), self.rename, "pencil"),
                Offer(_("Move “{name}” up").format(name=own.name), partial(self._move, own), "arrow-up"),
                Offer(_("Remove “{name}”").format(name=own.name), self.remove, "trash-2"),
            ]
        self._popover.offer(self._button, offers, "queue-views-menu", self._back)

    def save(self) -> None:
        self._ask()
        shared = _("For everybody") if permits.may(Right.SETTINGS) else ""
        name = self._listing.view.name if self._listing.view is not None and self._listing.view.id else ""
        self._bar.ask(_("Name of the view"), _("Save"), self._save, text=name, must=True, shared=shared)

    def rename(self) -> None:
        view = self._listing.view
        if view is not None:
            self._ask()
            self._bar.ask(_("New name"), _("Rename"), partial(self._rename, view), text=view.name, must=True)

    def remove(self) -> None:
        view = self._listing.view
        if view is not None and view.id:
            self._run(partial(queue_views.remove, view.id), self._removed)

    def _save(self, name: str) -> None:
        now = self._listing
        shared = not self._bar.shared.isHidden() and self._bar.shared.isChecked()
        sort = now.sort or queue_filter.usual(now.stage)
        self._run(partial(queue_views.save, name, now.stage, now.only, sort, shared), self._saved)

    def _saved(self, view: View) -> None:
        self._listing.view = view
        self._undone(partial(self._run, partial(queue_views.remove, view.id), self._forgotten))
        self._desk.lane.show_result(Outcome.SAVED, view.name, _("The view is kept under Views."))
        self._chosen(view)

    def _rename(self, view: View, name: str) -> None:
        self._run(partial(queue_views.rename, view.id, name), self._chosen)
        self._undone(partial(self._run, partial(queue_views.rename, view.id, view.name), self._chosen))

    def _removed(self, view: View) -> None:
        self._forgotten(view)
        self._undone(partial(self._run, partial(queue_views.put_back, view), self._chosen))
        self._desk.lane.show_result(Outcome.SAVED, view.name, _("The view is removed. Ctrl Z brings it back."))

    def _forgotten(self, _view: View) -> None:
        self._listing.view = None

    def _move(self, view: View) -> None:
        self._desk.tasks.run(partial(queue_views.move, view.id, -1), None, self._desk.lane.show_refused)

    def _run(self, work: Callable[[], View], done: Callable[[View], object]) -> None:
        self._desk.tasks.run(work, done, self._desk.lane.show_refused)

    def _offer(self, view: View) -> Offer:
        name = view.name if view.id else _(view.name)
        if view.only.stuck and not view.id and self.stuck:
            name = f"{name}  {number(sum(self.stuck.values()))}"
        return Offer(name, partial(self._chosen, view), "eye", self._listing.view == view)

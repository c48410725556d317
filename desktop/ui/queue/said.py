"""What the queue's page says of what it knows: its choices, its counts and sums, why nothing stands in the list."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from desktop.domain.order import Stage
from desktop.domain.rights import Right
from desktop.i18n import _, money, ngettext, number
from desktop.services import permits, queue_filter
from desktop.services.queue_export import Wanted
from desktop.services.queue_filter import Only
from desktop.services.queue_views import BUILT_IN, View
from desktop.ui.queue.deeds import NARROWED
from desktop.ui.queue.facts import Facts
from desktop.ui.queue.layout import TABS, QueueLayout
from desktop.ui.queue.listing import WORK, Listing
from desktop.ui.widgets.command_bar import Found


def show_choices(page: QueueLayout, listing: Listing, facts: Facts | None, saves: bool) -> None:
    """One choice alone is none: the field has the room."""
    page.show_all.setVisible(listing.narrow)
    narrow = listing.stage in NARROWED and not listing.narrow
    stores: list[tuple[object, str]] = [(None, _("Store: all"))]
    couriers: list[tuple[object, str]] = [(None, _("Courier: all"))]
    if facts is not None:
        stores += facts.stores.items()
        couriers += [(name, name) for name in facts.couriers]
    for choice, values, now in (
        (page.store, stores, listing.only.store_id), (page.courier, couriers, listing.only.courier)
    ):  # fmt: skip
        if now is not None and all(value != now for value, _text in values):
            values.append((now, str(now)))
        choice.set_choices(values)
        choice.choose(now)
        choice.setVisible(narrow and len(values) > 2)
    page.sort.setVisible(narrow and listing.stage in WORK and (saves or listing.best))
    page.misses.setVisible(bool(listing.words.ahead.misses) and not listing.narrow)
    many = listing.only.count
    page.filter.setText(_("Filter: {count}").format(count=number(many)) if many else _("Filter"))
    page.filter.set_role("chosen" if many else "quiet")
    view = listing.view
    page.views.set_role("quiet" if view is None else "chosen")
    if facts is not None and page.filters.isVisible():
        page.filters.show_only(
            listing.only, listing.sort, queue_filter.usual(listing.stage), listing.stage is not None, facts.languages,
            facts.methods, facts.currency,
        )  # fmt: skip


def show_facts(page: QueueLayout, listing: Listing, facts: Facts) -> None:
    """Counts on the tabs and on the rail, what is new, and what the list comes to."""
    for stage in TABS:
        page.tabs.set_count(stage.value, facts.counts.get(stage))
    many = len(facts.new)
    page.news.setVisible(many > 0)
    page.news.setText(ngettext("{count} new", "{count} new", many).format(count=number(many)))
    counts = facts.counts
    page.desk.badge("queue", counts[Stage.TO_CONFIRM], False)
    page.desk.badge("packing", counts[Stage.TO_PICK] + counts[Stage.TO_PACK], False)
    page.desk.badge("shipping", counts[Stage.TO_SHIP], False)
    page.sums.setText(_sums(listing, facts))


def _sums(listing: Listing, facts: Facts) -> str:
    if listing.narrow:
        return ""
    view = listing.view
    parts = [] if view is None else [view.name if view.id else _(view.name)]
    if facts.sums is None:
        return " · ".join(parts)
    orders, totals = facts.sums
    parts += [ngettext("{count} order", "{count} orders", orders).format(count=number(orders))]
    if permits.may(Right.PRICES):
        parts += [money(minor, currency) for currency, minor in totals.items()]
    bounded = listing.only.bounded(listing.stage)
    if bounded.days is not None and listing.only.days is None:
        days = bounded.days
        parts.append(ngettext("of the last {count} day", "of the last {count} days", days).format(count=number(days)))
    stuck = facts.stuck.get(listing.stage, 0) if listing.stage is not None else 0
    if stuck:
        parts.append(ngettext("{count} stuck", "{count} stuck", stuck).format(count=number(stuck)))
    return " · ".join(parts)


def narrowed(only: Only, store: object, courier: object) -> Only:
    return replace(
        only, store_id=store if isinstance(store, int) else None, courier=courier if isinstance(courier, str) else None
    )


def why_empty(listing: Listing) -> tuple[str, str, str]:
    """Title, detail and icon of what stands instead of the list."""
    if listing.typed:
        return _("Nothing found"), _("No order has “{text}” in it.").format(text=listing.typed), "search-x"
    if listing.only_missing:
        return _("Every order makes its courier"), _("At the present pace."), "inbox"
    if listing.needed is not None:
        return _("No order that waits needs it"), listing.needed[1], "inbox"
    if listing.only.count:
        return _("No order is like this"), _("Press Esc to see all of them."), "list-filter"
    return _("Nothing waits here"), _("New orders appear by themselves."), "inbox"


def exported(listing: Listing, ticked: Collection[int]) -> Wanted:
    """What a file of this list would hold: the ticked orders, else all of it."""
    if ticked or listing.narrow:
        return Wanted(listing.stage, ids=tuple(ticked), typed="" if ticked else listing.typed,
                      named=() if ticked else listing.fresh)  # fmt: skip
    return Wanted(listing.stage, listing.only, listing.sort)


def view_commands(known: Sequence[View], show: Callable[[View], None]) -> list[Found]:
    return [
        Found(_("View"), view.name if view.id else _(view.name), partial(show, view), icon="eye")
        for view in (*BUILT_IN, *known)
    ]


def help_rows() -> list[tuple[str, str]]:
    return [
        ("V", _("Views")), ("L", _("Filter")), ("Ctrl E", _("Export")), (".", _("More")),
        ("X", _("Express")), ("Ctrl Z", _("Take the last thing back")),
    ]  # fmt: skip

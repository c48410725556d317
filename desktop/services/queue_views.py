"""Views of the queue that people have named: a stage, what is chosen of it and the sequence, for one person or for all.

What a view is called and shows is everybody's to see in its list; who made one for themselves sees it alone. The views
that every shop has are not kept: they are BUILT_IN.
"""

from dataclasses import dataclass, replace

from desktop.domain.errors import BadInput, NotFound
from desktop.domain.order import Stage
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, run, storable
from desktop.services import permits, queue_filter
from desktop.services.changes import actor, unit
from desktop.services.queue_filter import Only, Sort

LONGEST = 40
MOST = 30  # of one person, the shop's included


@dataclass(frozen=True, slots=True)
class View:
    """`stage` None: all orders. `owner` "": everybody's. `id` 0: it is built in, and its name is translated."""

    id: int
    name: str
    stage: Stage | None
    only: Only
    sort: Sort
    owner: str = ""
    position: int = 0


BUILT_IN = (
    View(0, N_("All orders, newest first"), None, queue_filter.ALL, Sort.NEWEST),
    View(0, N_("Express"), None, Only(express=True), Sort.NEWEST),
    View(0, N_("Stuck"), None, Only(stuck=True), Sort.NEWEST),
    View(0, N_("With a problem"), None, Only(problem=True), Sort.NEWEST),
)


def every() -> list[View]:
    """The views that who works here sees, in their sequence: those of the shop and their own."""
    found = run(
        "SELECT id, name, stage, filters, sort, owner, position FROM queue_view WHERE owner IN ('', ?)"
        " ORDER BY position, id",
        (actor().who,),
    ).fetchall()
    return [
        View(int(row_id), name, Stage(stage) if stage else None, queue_filter.read(filters), Sort(sort), owner,
             int(position))
        for row_id, name, stage, filters, sort, owner, position in found
    ]  # fmt: skip


def save(name: str, stage: Stage | None, only: Only, sort: Sort, shared: bool = False) -> View:
    """Keep what is shown under a name; one of the same name and owner is replaced.

    Raises:
        BadInput: no name, a longer one than a tab can show, or too many views.
        NoRight: views of the whole shop are its settings.
    """
    if shared:
        permits.require(Right.SETTINGS)
    called, owner = _name(name), "" if shared else actor().who
    with unit() as work:
        known = every()
        same = next((v for v in known if v.name.casefold() == called.casefold() and v.owner == owner), None)
        if same is None and len(known) >= MOST:
            raise BadInput(what=N_("The view"), value=called, next=N_("Remove one that nobody needs first."))
        if same is not None:
            run("UPDATE queue_view SET name = ?, stage = ?, filters = ?, sort = ? WHERE id = ?",
                (called, stage.value if stage else "", only.kept(), sort.value, same.id))  # fmt: skip
            view = replace(same, name=called, stage=stage, only=only, sort=sort)
        else:
            view = _add(View(0, called, stage, only, sort, owner, max((v.position for v in known), default=0) + 1))
        work.changed("queue-view", view.id)
        return view


def rename(view_id: int, name: str) -> View:
    """Raises BadInput, NotFound and NoRight as `save`."""
    called = _name(name)
    with unit() as work:
        view = _own(view_id)
        run("UPDATE queue_view SET name = ? WHERE id = ?", (called, view_id))
        work.changed("queue-view", view_id)
        return replace(view, name=called)


def remove(view_id: int) -> View:
    """Take a view off the list; what it was, for `put_back`."""
    with unit() as work:
        view = _own(view_id)
        run("DELETE FROM queue_view WHERE id = ?", (view_id,))
        work.changed("queue-view", view_id)
        return view


def put_back(view: View) -> View:
    """A view that was removed, in its old place."""
    with unit() as work:
        made = _add(view)
        work.changed("queue-view", made.id)
        return made


def move(view_id: int, steps: int) -> None:
    """Further to the front (negative) or to the end."""
    with unit() as work:
        view = _own(view_id)
        listed = [v.id for v in every()]
        at = listed.index(view.id)
        listed.insert(max(0, min(len(listed) - 1, at + steps)), listed.pop(at))
        for position, other in enumerate(listed, 1):
            run("UPDATE queue_view SET position = ? WHERE id = ?", (position, other))
        work.changed("queue-view", view_id)


def _add(view: View) -> View:
    made = insert(
        "INSERT INTO queue_view (name, owner, stage, filters, sort, position) VALUES (?, ?, ?, ?, ?, ?)",
        (view.name, view.owner, view.stage.value if view.stage else "", view.only.kept(), view.sort.value,
         view.position),
    )  # fmt: skip
    return replace(view, id=made)


def _own(view_id: int) -> View:
    view = next((each for each in every() if each.id == view_id), None)
    if view is None:
        raise NotFound(what=N_("view"), ref=view_id)
    if not view.owner:
        permits.require(Right.SETTINGS)
    return view


def _name(text: str) -> str:
    plain = storable(" ".join(text.split()))
    if not plain or len(plain) > LONGEST:
        raise BadInput(what=N_("The name"), value=plain[:80], next=N_("Give the view a short name."))
    return plain

"""What the papers are called, how they are grouped, what they are printed on, and how a paper fares."""

from desktop.documents.media import MEDIA
from desktop.i18n import N_, _
from desktop.services import paper_kinds
from desktop.services.paper_kinds import Of
from desktop.services.paper_times import When

PAPERS = {kind.name: (kind.title, kind.icon) for kind in paper_kinds.PAPERS.values()}
STATES = {
    "queued": (N_("Waiting"), "done", "clock"),
    "sending": (N_("Printing"), "go", "in-work"),
    "sent": (N_("Printing"), "go", "in-work"),
    "done": (N_("Done"), "done", "circle-check"),
    "failed": (N_("Not printed"), "stop", "wrong"),
    "unsure": (N_("Did it come out?"), "warn", "attention"),
    "cancelled": (N_("Cancelled"), "done", "x"),
    "reprinted": (N_("Printed again"), "done", "printer"),
}
# By the value of devices.device.State, whose package is not needed for the first paint.
CONDITIONS = {
    "ready": (N_("Ready"), "circle-check", "done.ink"),
    "busy": (N_("Printing"), "in-work", ""),
    "trouble": (N_("Needs a look"), "attention", ""),
    "away": (N_("Does not answer"), "attention", ""),
    "missing": (N_("Not there any more"), "wrong", ""),
    "unknown": (N_("Not asked yet"), "clock", "done.ink"),
    "held": (N_("Held"), "pause", "done.ink"),
}
TIMES = {When.CLOSING: N_("on closing"), When.HAND: N_("by hand"), When.NEVER: N_("never")}

_MAIN = ("parcel-label", "packing-slip", "invoice", "pick-list")
_GROUPS = (
    (N_("With parcels"), ("return-label", "thank-you-card", "manifest")),
    (N_("Office and counter"), ("credit-note", "receipt", "z-report")),
    (N_("Storage"), ("wave-list", "wave-sheet", "bin-label", "tote-label", "product-label", "price-label")),
)
_REST = N_("House")


def groups() -> list[tuple[str, tuple[str, ...]]]:
    """Every kind of paper that has a printer: the main ones without a title, then group by group."""
    routed = [kind.name for kind in paper_kinds.PAPERS.values() if kind.of is not Of.PRINTER]
    placed = {*_MAIN, *(name for _title, names in _GROUPS for name in names)}
    found = [("", _MAIN), *_GROUPS, (_REST, tuple(name for name in routed if name not in placed))]
    return [(title, shown) for title, names in found if (shown := tuple(name for name in names if name in routed))]


def media(name: str) -> str:
    """A size of paper as people say it; its name in the program where that is what people say."""
    known = MEDIA.get(name)
    if known is None or name in ("A4", "A5", "A6"):
        return name
    if not known.height:
        return _("{width} mm roll").format(width=_mm(known.width))
    if known.cells is not None:
        cells = known.cells
        size = f"{_mm(cells.width)}\u00a0×\u00a0{_mm(cells.height)}\u00a0mm"
        return _("A4 sheet, {count} of {size}").format(count=cells.count, size=size)
    return f"{_mm(known.width)}\u00a0×\u00a0{_mm(known.height)}\u00a0mm"


def _mm(value: float) -> str:
    return f"{value:g}"

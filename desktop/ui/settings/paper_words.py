"""What the papers are called, what they are printed on, and how a paper fares."""

from desktop.i18n import N_
from desktop.services import paper_kinds

PAPERS = {kind.name: (kind.title, kind.icon) for kind in paper_kinds.PAPERS.values()}
STATES = {
    "queued": (N_("Waiting"), "done", "clock"),
    "sending": (N_("Printing"), "go", "in-work"),
    "sent": (N_("Printing"), "go", "in-work"),
    "done": (N_("Done"), "done", "circle-check"),
    "failed": (N_("Not printed"), "stop", "wrong"),
    "unsure": (N_("Unsure"), "warn", "attention"),
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
}


_LABEL = "100\u00a0×\u00a0150\u00a0mm"


def media(kind: str, slip: str) -> str:
    """The paper a kind is printed on; `slip` is the shop's choice for packing slips."""
    return {"parcel-label": _LABEL, "thank-you-card": _LABEL, "badge": _LABEL, "packing-slip": slip}.get(kind, "A4")

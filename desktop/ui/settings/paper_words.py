"""What the papers are called, what they are printed on, and how a paper fares."""

from desktop.i18n import N_

PAPERS = {
    "parcel-label": (N_("Parcel label"), "tag"),
    "packing-slip": (N_("Packing slip"), "file-text"),
    "invoice": (N_("Invoice"), "receipt-text"),
    "pick-list": (N_("Pick list"), "list-checks"),
    "thank-you-card": (N_("Thank-you card"), "mail"),
    "command-card": (N_("Command card"), "scan-barcode"),
    "scanner-check": (N_("Scanner check"), "scan-line"),
    "carton-card": (N_("Carton codes"), "package"),
    "badge": (N_("Badge"), "id-card"),
    "manifest": (N_("Manifest"), "truck"),
    "wave-list": (N_("Pick list"), "list-checks"),
    "bin-label": (N_("Bin labels"), "map-pin"),
    "tote-label": (N_("Tote labels"), "inbox"),
    "test-page": (N_("Test page"), "target"),
}
STATES = {
    "queued": (N_("Waiting"), "done", "clock"),
    "sending": (N_("Printing"), "go", "in-work"),
    "sent": (N_("Printing"), "go", "in-work"),
    "done": (N_("Done"), "done", "circle-check"),
    "failed": (N_("Not printed"), "stop", "wrong"),
    "unsure": (N_("Unsure"), "warn", "attention"),
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

"""kolli handover list | scan | close | note: the door without a window. One scan a line on stdin, one answer a line."""

import sys
from argparse import ArgumentParser, Namespace

from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, one_of
from desktop.domain.errors import KolliError, NotFound
from desktop.i18n import N_, _
from desktop.services import deliveries, handover, manifests, parcels, radar
from desktop.services.deliveries import Event
from desktop.services.handover import QUESTIONS, Answer, Said
from desktop.services.manifests import Manifest

_WORDS = {
    Said.LOADED: N_("on the manifest"),
    Said.AGAIN: N_("on the manifest already"),
    Said.IN_HAND: N_("a parcel that is not loaded: it has left, or has no courier; a tracking number may follow"),
    Said.MANY: N_("this order has several parcels; give a parcel's own code"),
    Said.SAVED: N_("the tracking number is kept"),
    Said.SAME: N_("the parcel has this number already"),
    Said.ASK_DIGIT: N_("its check digit is wrong; give it again to keep it all the same"),
    Said.ASK_TAKEN: N_("another parcel has this number; give it again to keep it all the same"),
    Said.ASK_REPLACE: N_("the parcel has another number; give it again to replace it"),
    Said.ARTICLE: N_("an article; parcels are handed over by their labels"),
    Said.MANIFEST: N_("a manifest"),
    Said.NOTHING: N_("nothing here has this code; give a parcel's code, or an order's"),
}


def declare(parser: ArgumentParser) -> None:
    """Handing parcels over to couriers."""
    doing = parser.add_subparsers(required=True, metavar="list|scan|close|note")
    listing = doing.add_parser("list", help=_("couriers with their cut-offs, manifests, and what will miss them"))
    listing.set_defaults(run=_list)
    scanning = doing.add_parser("scan", help=_("parcels onto their manifests; then a courier's number each"))
    scanning.add_argument("codes", nargs="*", metavar="CODE", help=_("else one a line from the standard input"))
    scanning.add_argument("--courier", metavar="NAME", help=_("whose parcels are loaded; others are refused"))
    scanning.set_defaults(run=_scan)
    closing = doing.add_parser("close", help=_("hand a courier's manifest over, and print its sheet"))
    closing.add_argument("courier", metavar="COURIER", help=_("its name, or the manifest's code"))
    closing.add_argument("--driver", default="", metavar="NAME")
    closing.set_defaults(run=_close)
    noting = doing.add_parser("note", help=_("what became of a parcel on its road"))
    noting.add_argument("parcel", metavar="PARCEL", help=_("its code or its tracking number"))
    noting.add_argument("event", type=one_of(N_("The event"), Event), metavar="EVENT", help=", ".join(Event))
    noting.add_argument("--comment", default="", metavar="TEXT")
    noting.set_defaults(run=_note)
    for each in (listing, scanning, closing, noting):
        add_everywhere(each)


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        rows, plan = parcels.waiting(), radar.plan()
        document = {
            "couriers": [
                {"name": row.name, "parcels": row.parcels, "scanned": row.scanned, "tracked": row.tracked,
                 "cut_off": row.cut_off, "missed": row.missed} for row in rows
            ],
            "manifests": [_of(each) for each in manifests.newest(20)],
            "will_miss": [{"order": risk.number, "courier": risk.courier, "due": risk.due, "done_at": risk.done_at}
                          for risk in plan.misses],
            "saved_by_best_order": plan.saved,
        }  # fmt: skip
        lines = table(
            (_("Courier"), _("Parcels"), _("On manifest"), _("Cut-off")),
            [(row.name or "–", str(row.parcels), str(row.scanned),
              row.due.isoformat(" ", "minutes") if row.due else "–") for row in rows],
        )  # fmt: skip
        said = _("#{number} will miss {courier} at the present pace.")
        lines += [said.format(number=risk.number, courier=risk.courier) for risk in plan.misses]
        console.answer(document, lines)
    return 0


def _scan(given: Namespace, console: Console) -> int:
    failed = 0
    with shop.opened(given):
        hand: int | None = None
        asked = ""
        for text in given.codes or (line.rstrip("\r\n") for line in sys.stdin):
            if not text.strip():
                continue
            try:
                answer = handover.hear(text, given.courier, hand, asked)
            except KolliError as error:
                failed += 1
                _answer(console, {"code": text, "said": "refused", "error": error.say()}, error.say())
                continue
            asked = answer.number if answer.said in QUESTIONS else ""
            failed += answer.said in (*QUESTIONS, Said.NOTHING, Said.ARTICLE, Said.MANY)
            if answer.said in (Said.LOADED, Said.AGAIN, Said.IN_HAND) and answer.parcel is not None:
                hand = answer.parcel.id
            elif answer.said is Said.SAVED:
                hand = None
            _answer(console, _told(text, answer), f"{text}: {_(_WORDS[answer.said])}")
    return 1 if failed else 0


def _close(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        found = manifests.open_of(given.courier) or manifests.find(given.courier)
        done = manifests.close(found.id, given.driver)
        document = {
            **_of(done.manifest), "missing": [row.code for row in done.missing],
            "refused": [{"parcel": code, "error": error.say()} for code, error in done.refused],
        }  # fmt: skip
        said = _("{code}: {count} parcels handed over to {courier}.").format(
            code=done.manifest.code, count=done.parcels, courier=done.manifest.courier
        )
        console.answer(document, [said, *(f"{row.code} {row.shelf}".strip() for row in done.missing)])
        for _code, error in done.refused:
            console.say(error.say())
    return 1 if done.refused else 0


def _note(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        row = parcels.meant(given.parcel)
        if row is None:
            raise NotFound(what=N_("parcel"), ref=given.parcel)
        new = deliveries.note(row.id, Event(given.event), text=given.comment)
        words = _("Noted") if new else _("That was noted before")
        console.answer({"parcel": row.code, "event": given.event, "new": new}, [f"{row.code}: {words}"])
    return 0


def _answer(console: Console, document: dict[str, object], line: str) -> None:
    if console.as_json:
        console.line(document)
    else:
        console.answer(None, [line])


def _told(text: str, answer: Answer) -> dict[str, object]:
    return {
        "code": text, "said": answer.said.value, "parcel": answer.parcel.code if answer.parcel else None,
        "manifest": answer.manifest.code if answer.manifest else None, "number": answer.number,
    }  # fmt: skip


def _of(manifest: Manifest) -> dict[str, object]:
    return {
        "code": manifest.code, "courier": manifest.courier, "state": manifest.state, "parcels": manifest.parcels,
        "weight_g": manifest.weight_g, "driver": manifest.driver, "closed_at": manifest.closed_at,
    }  # fmt: skip

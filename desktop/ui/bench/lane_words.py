"""What the lane says of an answer."""

from desktop.domain.packing import Verdict
from desktop.domain.sentinel import Hint
from desktop.i18n import _, number
from desktop.services.bench import Ask, Happened, Wants
from desktop.services.packing import ScanResult
from desktop.ui.bench.lines import Row
from desktop.ui.widgets.lane import Outcome

OUTCOMES = {
    Verdict.RIGHT: Outcome.RIGHT,
    Verdict.COMPLETE: Outcome.RIGHT,
    Verdict.WRONG: Outcome.WRONG,
    Verdict.TOO_MANY: Outcome.TOO_MANY,
    Verdict.UNKNOWN: Outcome.UNKNOWN,
    Verdict.AMBIGUOUS: Outcome.ATTENTION,
    Verdict.SCAN_EACH: Outcome.ATTENTION,
    Verdict.OUT: Outcome.SAVED,
    Verdict.UNDONE: Outcome.SAVED,
}
_OWN_WISH = {Wants.QUANTITY, Wants.REASON, Wants.PART_REASON}  # the packer asked for these questions


def of_verdict(result: ScanResult, row: Row | None) -> tuple[str, str]:
    """Headline ("" = the usual one) and detail of what a scan came to."""
    verdict = result.verdict
    if verdict.counts and row is not None:
        return "", _hinted(", ".join(text for text in (row.name, row.variant) if text), result)
    if verdict is Verdict.WRONG:
        return "", _("Nothing was counted.")
    if verdict is Verdict.TOO_MANY and row is not None:
        if row.bin:
            return "", _("{item} is complete. Put this one back in {bin}.").format(item=row.name, bin=row.bin)
        return "", _("{item} is complete. Put this one back.").format(item=row.name)
    if verdict is Verdict.UNKNOWN:
        return "", _("{code} is on no product. Nothing was counted.").format(code=result.code[:60])
    if verdict is Verdict.AMBIGUOUS:
        return _("Two articles have this code"), _("They differ in capitals only. Nothing was counted; choose by hand.")
    if verdict is Verdict.SCAN_EACH:
        return _("Scan each one"), _("This article is scanned piece by piece. Nothing was counted.")
    return _("Taken out") if verdict is Verdict.OUT else _("Undone"), row.name if row else ""


def _hinted(words: str, result: ScanResult) -> str:
    """A unit that came too soon is counted; the packer may look whether it was one unit scanned twice."""
    if result.holds > 1:
        words = _("{units} units: {item}").format(units=number(result.holds), item=words)
    return words if result.hint is Hint.NONE else f"{words} · " + _("Very quick: is it a second one?")


def of_ask(ask: Ask) -> tuple[Outcome, str, str]:
    """A question in the lane: what the packer asked for is confirmed, anything else wants attention."""
    usual = {Wants.QUANTITY: _("Quantity"), Wants.REASON: _("Can't scan"), Wants.PART_REASON: _("Send part")}
    if ask.wants in _OWN_WISH:
        return Outcome.SAVED, usual[ask.wants], ask.text
    return Outcome.ATTENTION, ask.text, ask.detail


def of_moves(out: int, into: int) -> str:
    """What a change comes to."""
    if out and into:
        return _("Take out {out}, add {into}. Everything else stays.").format(out=number(out), into=number(into))
    if out:
        return _("Take out {out}. Everything else stays.").format(out=number(out))
    return _("Add {into}. Everything else stays.").format(into=number(into))


def done(happened: Happened) -> str:
    """The headline of something that is done and needs no look."""
    words = {
        Happened.SEEN: _("Seen"), Happened.DONE: _("Done"), Happened.PRINTED: _("Print again"),
        Happened.ASIDE: _("Put aside"), Happened.PART: _("Send part"), Happened.CANCELLED: _("Cancelled"),
        Happened.PARCEL: _("Next parcel"), Happened.LABELLED: _("Label scanned on parcel"),
    }  # fmt: skip
    return words[happened]

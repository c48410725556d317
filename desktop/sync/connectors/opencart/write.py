"""Telling an OpenCart store, by whatever way: read, leave it if it is so, write, read back.

The store guards nothing: any status follows any other, none at all makes the order vanish, a repeated post is a second
row and a second mail, and a status outside its Processing and Complete lists puts the goods back into stock.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.order import Stage
from desktop.domain.remote import RemoteOrder
from desktop.i18n import N_
from desktop.sync.connector import Busy, Conflict, Offline, Outcome, Push, Refused, Result, StockMoved
from desktop.sync.connectors.opencart.profile import ABANDONED, STATUS_MAP, Family, Profile, stage_of
from desktop.sync.connectors.opencart.read import remote_order, text
from desktop.sync.connectors.opencart.transport import Can, History, Raw, Transport, Written

_UNDER_WAY = {Stage.TO_CONFIRM, Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP}
_BEYOND_PAID = {Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP, Stage.SHIPPED, Stage.DONE}
_MARKUP = str.maketrans({"<": "‹", ">": "›", '"': "”"})  # stored escaped, and mailed so: &lt; in a letter


class MailRefused(Refused):
    """The shop's own mail server said no. `stored`: the status was kept all the same (OpenCart 2)."""

    text = N_(
        "The shop's mail server refused the mail to the customer, so the shop changed nothing. Mend it there and try"
        " again, or send this without the mail."
    )

    def sentence(self) -> str:
        return _STORED if self.values.get("stored") else self.text


_STORED = N_(
    "The shop has kept this, but its mail server refused the mail to the customer. Write to the customer yourself, then"
    " leave this message."
)


@dataclass(frozen=True, slots=True)
class Writer:
    """What is known about the store while one message is carried out."""

    transport: Transport
    profile: Profile
    meanings: Mapping[str, str]

    def set_status(self, push: Push) -> Outcome:
        """A status with its comment; with neither a new status nor a comment there is nothing to tell."""
        wanted = str(push.values.get("status", "")).strip()
        if not wanted:
            return Outcome(Result.NOTHING, "no status named")
        self._guard_known(wanted)
        done = self._done(push)
        if done is not None:
            return self._confirmed(push, done, wanted)
        raw = self._read(push.remote_id)
        comment = clean(str(push.values.get("text", "")), self.profile.family)
        if raw is not None:
            found = _status(raw)
            told = not comment or not self.transport.can & {Can.JOBS, Can.HISTORY}
            # Where a comment cannot be read back, a status that is there already may be the one that we wrote.
            if (found == wanted and told) or (found != wanted and self._is_beyond(found, wanted)):
                return Outcome(Result.ALREADY, f"status {found}", self._remote(raw))
            if found != wanted:
                self._guard(push.remote_id, found, wanted)
        return self._add(push, raw, wanted, comment, notify=bool(push.values.get("notify", False)))

    def add_tracking(self, push: Push) -> Outcome:
        """OpenCart has no field for it: a comment that the customer may read, the status stays."""
        if not str(push.values.get("number", "")).strip():
            raise Refused(code="no-number", detail=N_("the tracking number is empty."))
        said = str(push.values.get("text", "")).strip()
        lines = [str(push.values.get(name, "")).strip() for name in ("carrier", "number", "url")]
        return self._comment(push, said or "\n".join(filter(None, lines)), notify=bool(push.values.get("notify", True)))

    def add_note(self, push: Push) -> Outcome:
        said = str(push.values.get("text", "")).strip()
        if not said:
            return Outcome(Result.NOTHING, "empty note")
        return self._comment(push, said, notify=bool(push.values.get("to_customer", False)))

    def set_stock(self, push: Push) -> Outcome:
        was, to = int(str(push.values["was"])), int(str(push.values["to"]))
        try:
            written = self.transport.set_stock(push.remote_id, was, to, job_of(push.key))
        except (Offline, Busy) as lost:
            written = self._after(lost, push)
        if written.status != str(to):
            raise StockMoved(code="stock-moved", number=push.remote_id, found=int(written.status or 0), wanted=to)
        return Outcome(Result.ALREADY if written.again else Result.DONE, f"stock {written.status}")

    def credit(self, push: Push) -> Outcome:
        given = bool(push.values.get("given", True))
        try:
            written = self.transport.credit(push.remote_id, push.kind, given, job_of(push.key))
        except (Offline, Busy) as lost:
            written = self._after(lost, push)
        return Outcome(Result.ALREADY if written.again else Result.DONE, f"{push.kind} {written.evidence}".strip())

    def _comment(self, push: Push, said: str, *, notify: bool) -> Outcome:
        """An entry that keeps the status as it is."""
        done = self._done(push)
        if done is not None:
            return self._confirmed(push, done, "")
        raw = self._read(push.remote_id)
        if raw is None:
            raise Refused(
                code="status-unknown",
                detail=N_("by this way the order's status cannot be read, so it might be changed."),
            )
        found = _status(raw)
        if notify and stage_of(found, self.meanings) is Stage.CANCELLED:
            raise self._conflict(push.remote_id, found, STATUS_MAP["shipped"])
        self._guard_known(found)
        return self._add(push, raw, found, clean(said, self.profile.family), notify=notify)

    def _add(self, push: Push, raw: Raw | None, wanted: str, comment: str, *, notify: bool) -> Outcome:
        entry = History(push.remote_id, wanted, comment, notify, job_of(push.key))
        known = _entries(raw, entry)
        if known and Can.HISTORY in self.transport.can and Can.JOBS not in self.transport.can:
            # Without names for what was done, the same words under the same status are what we wrote before.
            return Outcome(Result.ALREADY, "found in the order's history", self._remote(raw) if raw else None)
        try:
            written = self.transport.add_history(entry)
        except (Offline, Busy) as lost:
            written = self._after(lost, push, entry, known, raw)
        return self._confirmed(push, written, wanted)

    def _confirmed(self, push: Push, written: Written, wanted: str) -> Outcome:
        """Look at what the order is now: an anti-fraud extension may have set another status than we wrote."""
        try:
            raw = self._read(push.remote_id)
        except (Offline, Busy) as lost:  # it is written, and the store has said what came of it
            lost.values["sent"] = True
            if not written.status:
                raise
            raw = None
        found = _status(raw) if raw is not None else written.status
        # What was done long ago may have been followed by more; but if it came out otherwise then, it still does.
        as_wanted = found in ("", wanted) or (written.again and written.status in ("", wanted))
        if wanted and not as_wanted:
            raise self._conflict(push.remote_id, found, wanted)
        result = Result.ALREADY if written.again else Result.DONE
        evidence = written.evidence or (f"status {found}" if found else "the store said so")
        return Outcome(result, evidence, self._remote(raw) if raw is not None else None)

    def _done(self, push: Push) -> Written | None:
        if Can.JOBS not in self.transport.can:
            return None
        return self.transport.done(job_of(push.key))

    def _after(
        self, lost: Offline | Busy, push: Push, entry: History | None = None, known: int = 0, before: Raw | None = None
    ) -> Written:
        """Unknown whether it was done: look. Silence, or no way to look, leaves it to the next try or to a person."""
        if lost.values.get("unsent"):
            raise lost
        lost.values["sent"] = True
        try:
            if Can.JOBS in self.transport.can:
                done = self.transport.done(job_of(push.key))
                if done is not None:
                    return Written(done.status, again=False, evidence=done.evidence)
            elif entry is not None and Can.HISTORY in self.transport.can:
                raw = self.transport.order(push.remote_id)
                if _entries(raw, entry) > known:
                    return Written(entry.status, evidence="found in the order's history")
            elif entry is not None and before is not None and Can.HEADER in self.transport.can:
                now = self.transport.order(push.remote_id)
                if now is not None and _status(now) == entry.status != _status(before):
                    return Written(entry.status, evidence=f"read back: status {entry.status}")
            else:
                raise Refused(
                    code="unknowable",
                    detail=N_("no answer came, and this store cannot be asked whether it was done. Look there first."),
                )
        except (Offline, Busy):
            raise lost from None
        raise lost

    def _read(self, remote_id: str) -> Raw | None:
        """The order as it is; None where this way cannot read one."""
        if not self.transport.can & {Can.READ, Can.HEADER}:
            return None
        raw = self.transport.order(remote_id)
        if raw is None:
            raise Refused(code="gone", detail=N_("it has no such order any more."), status=404)
        return raw

    def _remote(self, raw: Raw) -> RemoteOrder | None:
        return remote_order(raw, self.profile, self.meanings) if Can.READ in self.transport.can else None

    def _guard_known(self, status: str) -> None:
        """Never 0, and nothing that the store does not list: it would take both and lose the order from its pages."""
        if status == ABANDONED or (self.profile.statuses and status not in {ref for ref, _ in self.profile.statuses}):
            raise Refused(code="unknown-status", detail=N_("it has no such status. Map it under Settings, Stores."))

    def _is_beyond(self, found: str, wanted: str) -> bool:
        """Paid for is a weaker word than what the shop says of goods that are being packed, or have left."""
        means = stage_of(wanted, self.meanings)
        return means is Stage.TO_PICK and stage_of(found, self.meanings) in _BEYOND_PAID

    def _guard(self, remote_id: str, found: str, wanted: str) -> None:
        means = stage_of(wanted, self.meanings)
        cancels = means is Stage.CANCELLED
        kept = self.profile.keeps_reserved
        if not cancels and kept and found in kept and wanted not in kept:
            raise Refused(
                code="restocks",
                status_name=self.profile.name_of(wanted),
                detail=N_(
                    "with this status it would put the goods back into stock. Map another one under Settings, Stores,"
                    " or add it to the shop's Processing statuses."
                ),
            )
        now = stage_of(found, self.meanings)
        allowed = _UNDER_WAY | ({Stage.ON_HOLD} if cancels or means is Stage.TO_PICK else set())
        if found == ABANDONED or now not in allowed:
            raise self._conflict(remote_id, found, wanted)

    def _conflict(self, remote_id: str, found: str, wanted: str) -> Conflict:
        name = self.profile.name_of
        return Conflict(
            code="conflict", number=remote_id, found=name(found), wanted=name(wanted), detail=name(found)
        )  # fmt: skip


def job_of(key: str) -> str:
    """A message's name in the store's own list of what it has done."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def clean(said: str, family: Family) -> str:
    """A comment that every OpenCart can keep: before 4.0 an emoji is stored as question marks."""
    plain = said.translate(_MARKUP)
    if not family.takes_emoji:
        plain = re.sub("[\U00010000-\U0010ffff\u200d\ufe0f]+", "", plain)
    return "\n".join(" ".join(line.split()) for line in plain.strip().splitlines())


def _status(raw: Raw) -> str:
    return text(raw["order"], "order_status_id") or ABANDONED


def _entries(raw: Raw | None, entry: History) -> int:
    """How many such entries the order has."""
    rows = (raw or {}).get("histories") or ()
    return sum(
        text(row, "order_status_id") == entry.status
        and text(row, "comment") == entry.comment
        and str(row.get("notify")) == str(int(entry.notify))
        for row in rows
    )

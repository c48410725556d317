"""What is looked for now and then: parcels that are late, opinions to ask for; and how the mail server answered."""

import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from desktop.models.base import ms, run
from desktop.services import estimates, settings
from desktop.services.changes import now, unit
from desktop.services.mail import reviews
from desktop.services.messages import texts
from desktop.services.messages.events import Event
from desktop.services.messages.fields import day, reader
from desktop.services.messages.sender import sender
from desktop.services.messages.telling import tell

_STATE, _BOX, _CURSOR = "mail-trouble", "mailbox-trouble", "mailbox-read"
_LATE_FOR = timedelta(days=14)  # after that a mail about it would only be strange
_HEARD_OF = timedelta(days=14)


def make_due() -> int:
    """Write what has become due: once for each parcel, once for each order; returns how many mails it made."""
    by = sender()
    return tell_late(by.since) + reviews.ask_due(by.since, by.review_days) if by.on else 0


def tell_late(since: int) -> int:
    """Write to whom a day was told that has passed, once for each parcel that left after `since` (ms).

    Only of couriers whose deliveries this shop hears of: where nobody notes what has arrived, every parcel would look
    late.
    """
    if not texts.habit(Event.DELAYED).on or not estimates.rule().tell:
        return 0
    today = now().astimezone(ZoneInfo(settings.shop().zone)).date()
    found = run(
        "SELECT r.parcel_id, p.order_id, r.told_on FROM parcel_road r JOIN parcel p ON p.id = r.parcel_id"
        " WHERE r.state IN ('', 'failed') AND r.told_on <> '' AND r.told_on < ? AND r.told_on >= ?"
        " AND p.state = 'shipped' AND p.shipped_at >= ?"
        " AND EXISTS (SELECT 1 FROM parcel_road k WHERE k.state = 'delivered' AND k.state_at >= ?"
        " AND k.courier = r.courier)"
        " AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.cause = 'delayed:' || CAST(r.parcel_id AS TEXT))"
        " ORDER BY r.parcel_id LIMIT 500",
        (today.isoformat(), (today - _LATE_FOR).isoformat(), since, ms(now() - _HEARD_OF)),
    ).fetchall()
    made = 0
    for parcel_id, order_id, told_on in found:
        with unit() as work:
            said = day(date.fromisoformat(told_on), reader(int(order_id)).language)
            made += tell(work, Event.DELAYED, int(order_id), f"delayed:{parcel_id}", {"day": said}) is not None
    return made


def server_answers(trouble: str) -> None:
    """Keep why the mail server takes nothing, "" when it does; the same again writes nothing."""
    if server_trouble() != trouble:
        _keep(_STATE, trouble)


def server_trouble() -> str:
    """Why the mail server takes nothing at present, in words; "" while it does."""
    return str(settings.value(_STATE, ""))


def mailbox_answers(trouble: str) -> None:
    """The same of the mailbox."""
    if mailbox_trouble() != trouble:
        _keep(_BOX, trouble)


def mailbox_trouble() -> str:
    return str(settings.value(_BOX, ""))


def mailbox_read(name: str) -> int:
    """How far a mailbox was read: the number of its last mail, 0 = never."""
    kept = settings.value(_CURSOR, {})
    return int(kept.get(name, 0))


def mailbox_was_read(name: str, uid: int) -> None:
    """Remember it; a mailbox whose numbers were given anew has another name."""
    _keep(_CURSOR, {name: uid})


def _keep(key: str, value: object) -> None:
    with unit() as work:
        run("INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, json.dumps(value, ensure_ascii=False)))  # fmt: skip
        work.changed("mail", 0)

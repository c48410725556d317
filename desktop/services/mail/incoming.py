"""What came back by e-mail, put to the mail that it is about: a bounce, a rating, a wish to be asked no more."""

from dataclasses import dataclass

from desktop.domain.errors import KolliError
from desktop.formats import incoming
from desktop.formats.incoming import Bounce, Reply
from desktop.i18n import N_, _
from desktop.models.base import ms, run, storable
from desktop.services import history
from desktop.services.changes import Work, now, unit
from desktop.services.mail import reviews
from desktop.services.messages.events import Event

_CAME_BACK = N_("It came back: {words}")
_NOBODY_THERE = N_("the address does not exist")


class NoBounce(KolliError):
    text = N_(
        "This file is no mail that came back from one of this shop's mails. Save the whole returned mail as a file."
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done with it: "bounced", "rated", "commented", "left", or "" where it is none of ours."""

    what: str = ""
    mail_id: int = 0
    order_id: int = 0


def take_in(data: bytes) -> Taken:
    """Read a mail that came in. The same again changes nothing."""
    said = incoming.read(data)
    if isinstance(said, Bounce):
        return _bounced(said)
    return _replied(said) if isinstance(said, Reply) else Taken()


def take_bounce(data: bytes) -> Taken:
    """The same for a file that a person has chosen as a returned mail.

    Raises:
        NoBounce: it is none, or none of ours.
    """
    taken = take_in(data)
    if taken.what != "bounced":
        raise NoBounce
    return taken


def _bounced(said: Bounce) -> Taken:
    found = _find(said.about)
    if found is None:
        return Taken()
    mail_id, order_id, _event, address, state = found
    if state not in ("sent", "unsure", "bounced"):
        return Taken("bounced", mail_id, order_id)
    words = storable(" ".join(part for part in (said.status, said.words) if part)) or _(_NOBODY_THERE)
    with unit() as work:
        changed = run("UPDATE mail SET state = 'bounced', reason = ? WHERE id = ? AND state IN ('sent', 'unsure')",
                      (_(_CAME_BACK).format(words=words), mail_id)).rowcount  # fmt: skip
        if changed:
            if said.status.startswith("5.1"):  # bad address; a full mailbox (5.2.2) may be emptied
                _stop(address, "bounced")
            history.note(work, order_id, "mail-bounced", words)
            work.changed("mail", order_id)
    return Taken("bounced", mail_id, order_id)


def _replied(said: Reply) -> Taken:
    found = _find(said.about)
    if found is None:
        return Taken()
    mail_id, order_id, event, address, _state = found
    with unit() as work:
        if said.leave:
            _stop(address, "left")
            return Taken("left", mail_id, order_id)
        if event != Event.REVIEW or not (said.rating or said.text):
            return Taken("", mail_id, order_id)
        _keep(work, order_id, said)
    return Taken("commented" if said.rating is None else "rated", mail_id, order_id)


def _keep(work: Work, order_id: int, said: Reply) -> None:
    reviews.heard(work, order_id, said.rating, said.text, "mail")


def leave(address: str) -> None:
    """Ask this buyer no more."""
    with unit():
        _stop(address, "left")


def may_write_again(address: str) -> None:
    """A person says that the address is right after all."""
    with unit():
        run("DELETE FROM mail_stop WHERE address = ?", (address.casefold(),))


def _stop(address: str, why: str) -> None:
    run("INSERT INTO mail_stop (address, at, why) VALUES (?, ?, ?) ON CONFLICT (address) DO NOTHING",
        (address.casefold(), ms(now()), why))  # fmt: skip


def _find(message_ids: tuple[str, ...]) -> tuple[int, int, str, str, str] | None:
    for message_id in message_ids[:20]:
        row = run("SELECT id, order_id, event, to_addr, state FROM mail WHERE message_id = ?",
                  (storable(message_id),)).fetchone()  # fmt: skip
        if row is not None:
            return int(row[0]), int(row[1]), str(row[2]), str(row[3]), str(row[4])
    return None

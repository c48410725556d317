"""What a person does with a mail: send it again, say that it arrived, leave it, or take the leaving back."""

from dataclasses import dataclass

from desktop.domain.errors import BadInput, NotAllowed, NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.models.base import ms, run, storable
from desktop.services import permits
from desktop.services.changes import now, unit
from desktop.services.mail import incoming, posting
from desktop.services.messages.fields import lines, plain
from desktop.services.messages.sender import is_address, sender
from desktop.services.messages.telling import message_id

_OPEN = ("waiting", "parked", "unsure", "bounced")


def retry(mail_id: int, *, address: str | None = None, subject: str | None = None, body: str | None = None) -> None:
    """Send it now or once more, with what a person has changed in it.

    It keeps its Message-ID, by which mailboxes know a double; one that came back is another mail with a name of its
    own.

    Raises:
        NotFound: there is no such mail.
        NotAllowed: it was sent, or is being sent at this moment.
        BadInput: the address is none, or there is no text.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        found = _find(mail_id)
        _refuse_done(mail_id, found)
        to = found.address if address is None else storable(address).strip()
        if not is_address(to):
            raise BadInput(what=N_("The address"), value=to, next=N_("Write it as name@shop.example."))
        words = found.subject if subject is None else plain(storable(subject))
        text = found.body if body is None else lines(storable(body))
        if not words or not text:
            raise BadInput(what=N_("The text"), value="", next=N_("Write a few words."))
        incoming.may_write_again(to)
        name = message_id(sender()) if found.state == "bounced" else found.message_id
        moment = ms(now())
        run(
            "UPDATE mail SET state = 'waiting', to_addr = ?, subject = ?, body = ?, message_id = ?, reason = '',"
            " since = ?, next_at = ? WHERE id = ?",
            (to, words, text, name, max(moment, found.since + 1), moment, mail_id),
        )
        work.changed("mail", found.order_id)


def discard(mail_id: int) -> None:
    """A person decided that the buyer need not read it.

    Raises:
        NotFound: there is no such mail.
        NotAllowed: it was sent, or is being sent at this moment.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        found = _find(mail_id)
        if found.state in ("discarded", "withdrawn"):
            return
        _refuse_done(mail_id, found)
        run("UPDATE mail SET state = 'discarded', was = ? WHERE id = ?", (found.state, mail_id))
        work.changed("mail", found.order_id)


def restore(mail_id: int) -> None:
    """Take a discarding back: it is again what it was.

    Raises:
        NotFound: there is no such mail.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        found = _find(mail_id)
        if found.state == "discarded":
            run("UPDATE mail SET state = ?, since = ? WHERE id = ?",
                (found.was or "parked", max(ms(now()), found.since + 1), mail_id))  # fmt: skip
            work.changed("mail", found.order_id)


def arrived(mail_id: int) -> None:
    """A person has seen that the doubtful mail went.

    Raises:
        NotFound: there is no such mail.
        NotAllowed: there is no doubt about it.
    """
    permits.require(Right.ORDERS)
    if _find(mail_id).state != "unsure" or not posting.sent(mail_id, _("a person has seen it")):
        raise NotAllowed(ref=_called(mail_id), reason=N_("there is no doubt about it."), action="mail")


@dataclass(frozen=True, slots=True)
class _Found:
    state: str
    address: str
    subject: str
    body: str
    message_id: str
    was: str
    order_id: int
    since: int


def _find(mail_id: int) -> _Found:
    row = run("SELECT state, to_addr, subject, body, message_id, was, order_id, since FROM mail WHERE id = ?",
              (mail_id,)).fetchone()  # fmt: skip
    if row is None:
        raise NotFound(what=N_("mail"), ref=mail_id)
    return _Found(*row)


def _refuse_done(mail_id: int, found: _Found) -> None:
    if found.state in _OPEN:
        return
    gone = found.state in ("discarded", "withdrawn")
    reason = N_("it was left out; take that back first.") if gone else N_("it is sent, or being sent just now.")
    raise NotAllowed(ref=_called(mail_id), reason=reason, action="mail")


def _called(mail_id: int) -> str:
    return _("Mail {number}").format(number=mail_id)

"""A mail to somebody at once, past the queue, to see that the shop's mail server takes it."""

from collections.abc import Callable
from functools import partial

from desktop.domain.errors import BadInput
from desktop.formats.letter import Letter
from desktop.i18n import N_, _
from desktop.services.changes import now
from desktop.services.messages.sender import is_address, password, sender
from desktop.services.messages.telling import message_id
from desktop.sync.smtp import Line, Server, server_of


def send_test(address: str) -> str:
    """Send one mail to somebody at once, past the queue, to see that it works; returns the server's answer.

    Raises:
        BadInput: no address, or no sender is set yet.
        KolliError: what the server, or the way to it, had against it.
    """
    return test_of(address)()


def test_of(address: str) -> Callable[[], str]:
    """The same in two steps: what is asked of the database first, then what waits for the server."""
    by = sender()
    if not by.ready:
        raise BadInput(what=N_("The sender"), value="", next=N_("Give an e-mail address and a mail server first."))
    if not is_address(address.strip()):
        raise BadInput(what=N_("The address"), value=address, next=N_("Write it as name@shop.example."))
    secret = password() if by.user else ""
    subject = _("A try from {shop}").format(shop=by.name or "Kolli")
    letter = Letter(
        message_id(by), by.name, by.address, "", address.strip(), subject,
        _("This mail shows that Kolli can send. Answer it to see that answers reach you."), now(), by.reply_to,
    )  # fmt: skip
    return partial(_give_in, server_of(by, secret), letter)


def _give_in(server: Server, letter: Letter) -> str:
    line = Line(server)
    try:
        return line.send(letter, lambda: True)
    finally:
        line.close()
